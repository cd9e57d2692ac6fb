BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'healthy' $TestDrive
}

Describe 'Backup-KubePki' -Skip:$IsWindows {
    It 'backs up what a repair may touch, for root alone' {
        $before = Get-TreeState $root
        $backup = Backup-KubePki -Root $root
        $backup | Should -BeOfType KubePki.Model.PkiBackup
        $backup.Label, $backup.State, $backup.Root | Should -Be 'Backup-KubePki', 'Plain', $root
        $backup.Path | Should -BeLike (Join-Path $root var backups kubepki *)
        # Get-TreeState leaves out the backups; the directory that they lie in is new.
        @(Get-TreeState $root) -notmatch '/var(/backups)? ' | Should -Be (@($before) -notmatch '/var(/backups)? ')
        foreach ($file in 'etc/kubernetes/pki/ca.key', 'etc/kubernetes/admin.conf', 'var/lib/kubelet/config.yaml') {
            (Get-FileHash (Join-Path $backup.Path files $file)).Hash | Should -Be (Get-FileHash (Join-Path $root $file)).Hash
        }
        Get-Item $backup.Path | ForEach-Object { $_.UnixStat.Mode -band 0x3f } | Should -Be 0
        (Get-Item (Join-Path $backup.Path files etc kubernetes pki ca.key)).UnixStat.Mode -band 0x3f | Should -Be 0
    }

    It 'has no secrets in its output' {
        $pieces = Get-KeyPiece (Join-Path $root etc kubernetes)
        $pieces.Count | Should -BeGreaterThan 10
        $said = Backup-KubePki -Root $root -Verbose *>&1 | Format-List * | Out-String -Width 4000
        $pieces | Where-Object { $said.Contains($_) } | Should -BeNullOrEmpty
    }

    It 'creates nothing with -WhatIf, and shows what it would back up' {
        $tree = Expand-NodeTree 'healthy' (Join-Path $TestDrive whatif)
        $said = Invoke-Shell "Import-Module '$manifest'; Backup-KubePki -Root '$tree' -WhatIf"
        $said | Should -BeLike "What if: *Back up /etc/kubernetes, /var/lib/kubelet/pki, *`"$tree`"."
        Test-Path (Join-Path $tree var backups) | Should -BeFalse
    }

    It 'backs up other files of the node when they are named' {
        $backup = Backup-KubePki $root -NodePath /etc/kubernetes/pki/ca.crt, /etc/kubernetes/pki/ca.key
        $backup.Files | Should -Be 2
        (Get-ChildItem $backup.Path -Recurse -File -Filter ca.*).Name | Sort-Object | Should -Be 'ca.crt', 'ca.key'
    }

    It 'is brought back by Restore-KubePki, through the pipeline' {
        $tree = Expand-NodeTree 'healthy' (Join-Path $TestDrive pipeline)
        $before = Get-TreeState $tree
        $backup = Backup-KubePki $tree
        Remove-Item (Join-Path $tree etc kubernetes pki ca.key)
        Set-Content (Join-Path $tree etc kubernetes admin.conf) 'lost'
        ($backup | Restore-KubePki -Confirm:$false).Result | Should -Be 'Done'
        @(Get-TreeState $tree) -match '/etc/kubernetes' | Should -Be (@($before) -match '/etc/kubernetes')
    }

    It 'never reads outside the node' {
        Set-Content (Join-Path $TestDrive outside) 'secret'
        Backup-KubePki $root -NodePath /../outside -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -Be 'LinkLeavesRoot,KubePkiPS.Commands.BackupKubePkiCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'SecurityError'
        $failure[0].ErrorDetails.RecommendedAction | Should -Match '\w\.$'
    }

    It 'reports that there is no such node, and creates none' {
        $nowhere = Join-Path $TestDrive nowhere
        Backup-KubePki -Root $nowhere -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'PathNotFound,KubePkiPS.Commands.BackupKubePkiCommand'
        $failure[0].TargetObject | Should -Be $nowhere
        $failure[0].ErrorDetails.RecommendedAction | Should -Match '\w\.$'
        Test-Path $nowhere | Should -BeFalse
    }

    It 'creates no empty backup' {
        $tree = Expand-NodeTree 'healthy' (Join-Path $TestDrive nothing)
        Backup-KubePki $tree -NodePath /nothing -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -Be 'PathNotFound,KubePkiPS.Commands.BackupKubePkiCommand'
        "$failure" | Should -BeLike '*there is nothing to back up: none of /nothing exists'
        Test-Path (Join-Path $tree var backups) | Should -BeFalse
    }
}
