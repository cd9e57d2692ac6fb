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
}
