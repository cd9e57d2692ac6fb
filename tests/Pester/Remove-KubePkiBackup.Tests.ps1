BeforeAll {
    . $PSScriptRoot/Fixtures.ps1

    # A tree with some backups.
    function New-BackedUpTree([int] $Count) {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive (New-Guid))
        foreach ($i in 1..$Count) {
            $null = Backup-KubePki -Root $root -NodePath /etc/kubernetes/pki
        }
        $root
    }
}

Describe 'Remove-KubePkiBackup' -Skip:$IsWindows {
    It 'removes what comes by the pipeline, and nothing else' {
        $root = New-BackedUpTree 4
        $all = Get-KubePkiBackup -Root $root
        $all | Select-Object -First 2 | Remove-KubePkiBackup -Confirm:$false | Should -BeNullOrEmpty
        (Get-KubePkiBackup -Root $root).Name | Should -Be $all[2].Name, $all[3].Name
        Get-ChildItem (Join-Path $root var backups kubepki) -Force -Directory | Should -HaveCount 2
    }

    It 'shows what it would do, and does nothing' {
        $root = New-BackedUpTree 2
        Get-KubePkiBackup -Root $root | Remove-KubePkiBackup -WhatIf
        Get-KubePkiBackup -Root $root | Should -HaveCount 2
    }

    It 'keeps the last one that is whole' {
        $root = New-BackedUpTree 3
        Get-KubePkiBackup -Root $root | Remove-KubePkiBackup -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId | Should -Be 'BackupKept,KubePkiPS.Commands.RemoveKubePkiBackupCommand'
        $problems.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-KubePkiBackup -Root $root | Should -HaveCount 1
    }

    It 'keeps a directory in which something else lies' {
        $root = New-BackedUpTree 2
        $first = (Get-KubePkiBackup -Root $root)[0]
        Set-Content (Join-Path $first.Path notes.txt) mine
        { $first | Remove-KubePkiBackup -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'BackupKept,*'
        Get-Content (Join-Path $first.Path notes.txt) | Should -Be mine
    }

    It 'reports that there is none' {
        $root = New-BackedUpTree 2
        $first = (Get-KubePkiBackup -Root $root)[0]
        $first | Remove-KubePkiBackup -Confirm:$false
        { $first | Remove-KubePkiBackup -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'UnknownBackup,*'
    }
}

Describe 'Backups of repairs' -Skip:$IsWindows {
    It 'are as many as are wanted' {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive (New-Guid))
        foreach ($i in 1..4) {
            $receipt = Update-KubeCertificate -Root $root -AsOf 2026-07-01T00:00:00Z -Role front-proxy-client -Force -KeepBackups 2 -Confirm:$false -WarningVariable told -WarningAction SilentlyContinue
            $receipt.Result | Should -Be Done
        }
        Get-KubePkiBackup -Root $root | Should -HaveCount 2
        $told | Should -BeLike 'Old backups to be removed afterwards: *'
        (Get-KubePkiBackup -Root $root)[-1].Path | Should -Be $receipt.Backup
    }

    It 'are as many as are wanted after New-KubePki, too' {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive (New-Guid))
        foreach ($i in 1..3) {
            Remove-Item (Join-Path $root etc kubernetes pki front-proxy-client.*)
            $asked = @{ Role = 'front-proxy-client'; KeyAlgorithm = 'P256'; KeepBackups = 1; AsOf = '2026-07-01T00:00:00Z' }
            (New-KubePki -Root $root @asked -WarningAction SilentlyContinue).Result | Should -Be Done
        }
        Get-KubePkiBackup -Root $root | Should -HaveCount 1
    }

    It 'hold what a restore needs, after a repair that could not fix everything' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive (New-Guid))
        Remove-Item (Join-Path $root etc kubernetes pki etcd ca.key)
        $null = Repair-KubePki -Root $root -AsOf 2020-07-28T00:00:00Z -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $problems.FullyQualifiedErrorId | Should -Be 'FindingsRemain,KubePkiPS.Commands.RepairKubePkiCommand'
        (Get-KubePkiBackup -Root $root | Restore-KubePki -Confirm:$false).Result | Should -Be Done
    }
}
