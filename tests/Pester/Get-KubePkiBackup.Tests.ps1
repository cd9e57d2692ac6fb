BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Get-KubePkiBackup' -Skip:$IsWindows {
    BeforeAll {
        $root = Expand-NodeTree 'expired-2020' $TestDrive
        $night = '2020-07-28T00:00:00Z'
        $null = Backup-KubePki $root -NodePath /etc/kubernetes/pki
        $receipt = Repair-KubePki -Root $root -AsOf $night -Confirm:$false | Select-Object -First 1
        $backups = Get-KubePkiBackup $root
    }

    It 'lists backups by hand and those of repairs, in the order in which they were made' {
        $backups | Should -BeOfType KubePki.Model.PkiBackup
        $backups.State | Should -Be 'Plain', 'Committed'
        $backups[0].Label | Should -Be 'Backup-KubePki'
        $backups[1].Path | Should -Be $receipt.Backup
        $backups.Root | Select-Object -Unique | Should -Be $root
        $backups.Files | ForEach-Object { $_ | Should -BeGreaterThan 10 }
    }

    It 'gives the last one first to Restore-KubePki, through the pipeline' {
        $said = Invoke-Shell "Import-Module '$manifest'; Get-KubePkiBackup '$root' | Select-Object -Last 1 | Restore-KubePki -WhatIf"
        $said[0] | Should -Be "What if: restore $($backups[-1].Name)"
    }

    It 'finds a backup whose manifest was changed, and says that it is damaged' {
        $tree = Expand-NodeTree 'healthy' $TestDrive
        $backup = Backup-KubePki $tree
        Add-Content (Join-Path $backup.Path manifest.json) ' '
        (Get-KubePkiBackup $tree).State | Should -Be 'Damaged'
    }

    It 'lists nothing where there are none, and writes nothing' {
        $empty = (New-Item (Join-Path $TestDrive empty) -ItemType Directory).FullName
        Get-KubePkiBackup $empty -ErrorVariable failure | Should -BeNullOrEmpty
        $failure | Should -BeNullOrEmpty
        Get-ChildItem $empty -Force | Should -BeNullOrEmpty
    }

    It 'says that there is no such node' {
        $nowhere = Join-Path $TestDrive nowhere
        Get-KubePkiBackup $nowhere -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -Be 'PathNotFound,KubePkiPS.Commands.GetKubePkiBackupCommand'
        $failure[0].TargetObject | Should -Be $nowhere
    }

    It 'fits its table into <Width> columns' -ForEach @{ Width = 120 }, @{ Width = 80 } {
        $lines = Get-View $backups $Width
        $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        $lines -match '^Name' | Should -Match '^Name +State +Files Label$'
        $lines -match ' Plain ' | Should -Match "^$($backups[0].Name) +Plain +\d+ Backup-KubePki$"
        $lines -match ' Committed ' | Should -Match "^$($backups[1].Name) +Committed +\d+ \S"
    }

    It 'is one line as a text' {
        "$($backups[0])" | Should -Be "$($backups[0].Name) Plain Backup-KubePki"
    }
}
