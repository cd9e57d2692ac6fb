BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $first = Expand-NodeTree 'expired-2020' $TestDrive
    $second = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive second)
    $third = Expand-NodeTree 'healthy' $TestDrive
    $at = @{ AsOf = '2020-07-28' }
}

Describe 'Test-KubePkiFleet' {
    It 'tells a fault of several nodes once' {
        $found = Test-KubePkiFleet $first, $second @at
        $expired = $found | Where-Object { $_.Check -eq 'CertificateExpired' -and $_.Target -eq 'apiserver' }
        @($expired).Count | Should -Be 1
        $expired.NodeCount | Should -Be 2
        $expired.Roots | Should -Be $first, $second
        @($found | Where-Object Severity -GE Error).Count | Should -BeGreaterThan 0
    }

    It 'finds keys and names that are used twice' {
        $found = $first, $second | Test-KubePkiFleet @at -Severity Error
        $found.Check | Should -Contain 'FleetKeyShared'
        $found.Check | Should -Contain 'FleetNodeNameTwice'
    }

    It 'compares clusters each by itself' {
        (Test-KubePkiFleet $first, $third @at).Check | Should -Not -Contain 'FleetAuthorityMismatch'
    }

    It 'takes snapshots from the pipeline, and tells what is none' {
        $file = Save-KubePkiSnapshot (Join-Path $TestDrive one.tar.gz) -Root $first
        Set-Content (Join-Path $TestDrive notes.tar.gz) 'none'
        $found = Get-ChildItem $TestDrive -File -Filter *.tar.gz | Test-KubePkiFleet @at -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
        ($found | Where-Object Target -EQ apiserver | Select-Object -First 1).Roots | Should -Be $file.FullName
    }

    It 'fits a screen of <_> columns' -ForEach 80, 120 {
        $lines = (Test-KubePkiFleet $first, $second @at | Format-Table | Out-String -Width $_) -split '\r?\n' -replace '\e\[[\d;]*m'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $_
        $lines -join "`n" | Should -Match 'FleetKeyShared'
    }

    It 'stands below a headline' {
        $text = Test-KubePkiFleet $first, $second @at | Out-String
        $text | Should -Match '2 nodes: \d+ critical, \d+ errors?,[^.]*\.\s+The\s+worst\s+is\s+\w+\s+\('
    }

    It 'breaks no word of a message at 80 columns' {
        $found = Test-KubePkiFleet $first @at
        $lines = ($found | Format-Table | Out-String -Width 80) -split '\r?\n' -replace '\e\[[\d;]*m'
        # The last column: a line of one or two letters is what is left of a word.
        $last = $lines | Where-Object Length -GT 52 | ForEach-Object { $_.Substring(52).Trim() }
        $words = ($found.Message -join ' ') -split '[\s]+' | ForEach-Object { $_.TrimEnd('.', ',', ':') }
        foreach ($line in $last | Where-Object { $_ -match '^[\w]{1,3}$' }) { $line | Should -BeIn $words }
        $last -join ' ' | Should -Match 'It expired at 2020-07-27T06:24:58Z'
    }

    It 'says that a snapshot was given twice' {
        $file = (Save-KubePkiSnapshot (Join-Path $TestDrive once.tar.gz) -Root $first).FullName
        $copy = (Copy-Item $file (Join-Path $TestDrive again.tar.gz) -PassThru).FullName
        $null = Test-KubePkiFleet $file, $copy @at -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike "1 root is the same as another*again.tar.gz"
        $null = Test-KubePkiFleet $file @at -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
    }
}
