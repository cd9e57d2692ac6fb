BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Restore-KubePki' -Skip:$IsWindows {
    It 'gives back the tree exactly as it was before a repair' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive restore)
        $before = Get-TreeState $root
        $null = Repair-KubePki -Root $root -AsOf 2020-07-28T00:00:00Z -Confirm:$false
        Get-TreeState $root | Should -Not -Be $before
        $backup = Get-KubePkiBackup -Root $root
        $backup | Should -BeOfType KubePki.Model.PkiBackup
        $backup.State | Should -Be 'Committed'
        ($backup | Restore-KubePki -Confirm:$false).Result | Should -Be 'Done'
        @(Get-TreeState $root) -notmatch '/var/lib/kubelet/pki ' | Should -Be (@($before) -notmatch '/var/lib/kubelet/pki ')
        (Get-KubePkiBackup -Root $root).Count | Should -Be 2
    }

    It 'refuses a damaged backup as a whole' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive damaged)
        $backup = Backup-KubePki -Root $root
        $file = Get-ChildItem $backup.Path -Recurse -File -Filter apiserver.crt | Select-Object -First 1
        Add-Content $file.FullName 'x'
        $before = Get-TreeState $root
        Get-KubePkiBackup -Root $root | Restore-KubePki -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue |
            Should -BeNullOrEmpty
        $problems.Count | Should -BeGreaterThan 0
        Get-TreeState $root | Should -Be $before
    }

    It 'changes nothing with -WhatIf, and says what would change' {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive whatif)
        $null = Backup-KubePki $root
        Set-Content (Join-Path $root etc kubernetes pki ca.crt) 'lost'
        Remove-Item (Join-Path $root etc kubernetes admin.conf)
        $before = Get-TreeState $root
        $said = (Invoke-Shell "Import-Module '$manifest'; Get-KubePkiBackup '$root' | Restore-KubePki -WhatIf") -join "`n"
        $said | Should -Match 'What if: restore \d{8}T\d{6}Z\n'
        $said | Should -Match '/etc/kubernetes/pki/ca.crt\n'
        $said | Should -Match '/etc/kubernetes/admin.conf\n'
        $said | Should -Not -Match 'apiserver.crt'
        Get-TreeState $root | Should -Be $before
    }

    It 'can be taken back itself' {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive undone)
        $backup = Backup-KubePki $root
        $file = Join-Path $root etc kubernetes pki ca.crt
        Set-Content $file 'mine'
        $receipt = $backup | Restore-KubePki -Confirm:$false
        $receipt | Should -BeOfType KubePki.Model.RepairReceipt
        $receipt.Changes.Count | Should -Be 1
        Get-Content $file | Should -Not -Contain 'mine'
        (Get-KubePkiBackup $root | Where-Object Path -EQ $receipt.Backup | Restore-KubePki -Confirm:$false).Result | Should -Be 'Done'
        Get-Content $file | Should -Be 'mine'
        # What is as it was needs no change, and no backup.
        $again = Get-KubePkiBackup $root | Where-Object Path -EQ $receipt.Backup | Restore-KubePki -Confirm:$false
        $again.Result, $again.Changes.Count, $again.Backup | Should -Be 'Done', 0, $null
    }

    It 'says what is wrong with a backup, and what to do' {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive gone)
        $backup = Backup-KubePki $root
        Remove-Item (Join-Path $backup.Path manifest.json)
        $backup | Restore-KubePki -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'DamagedBackup,KubePkiPS.Commands.RestoreKubePkiCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $failure[0].TargetObject | Should -Be (Join-Path $backup.Path manifest.json)
        $failure[0].ErrorDetails.RecommendedAction | Should -Match '^Use another backup'
    }

    It 'takes backups only' {
        { Restore-KubePki -Backup (Get-Item $TestDrive) -ErrorAction Stop } | Should -Throw -ErrorId 'WrongInput,*'
    }

    It 'fits its table into <Width> columns' -ForEach @{ Width = 120 }, @{ Width = 80 } {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive "table$Width")
        $receipt = Backup-KubePki $root | Restore-KubePki -Confirm:$false
        $lines = Get-View $receipt $Width
        $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        $lines -match '^Result' | Should -Match '^Result +Step +Resolved$'
        $lines -match '^Done' | Should -Be "Done        $($receipt.Step)"
    }
}
