BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'expired-2020' $TestDrive
    $healthy = Expand-NodeTree 'healthy' $TestDrive
    $at = @{ AsOf = '2020-05-01' }
}

Describe 'Export-KubePkiCalendar' {
    It 'writes an event for what ends together' {
        $lines = (Export-KubePkiCalendar -Root $root @at) -replace "`r`n ", '' -split "`r`n"
        $lines | Should -Contain 'DTSTART:20200727T062458Z'
        @($lines -eq 'BEGIN:VEVENT').Count | Should -Be 2
        @($lines -like 'TRIGGER:*') | Select-Object -First 3 | Should -Be 'TRIGGER:-P30D', 'TRIGGER:-P7D', 'TRIGGER:-P1D'
    }

    It 'writes the file that kubepki writes' -Skip:(-not (Test-Path (Join-Path $PSScriptRoot .. .. src KubePki.Cli bin))) {
        $program = Get-ChildItem (Join-Path $repository src KubePki.Cli bin) -Recurse -Filter kubepki.dll |
            Sort-Object LastWriteTime | Select-Object -Last 1
        $one = Export-KubePkiCalendar (Join-Path $TestDrive one.ics) -Root $root, $healthy @at -PassThru
        dotnet $program.FullName calendar --root $root $healthy --as-of 2020-05-01 --out-file (Join-Path $TestDrive two.ics)
        Get-Content $one.FullName -Raw | Should -BeExactly (Get-Content (Join-Path $TestDrive two.ics) -Raw)
    }

    It 'replaces its own file and no other' {
        $file = Join-Path $TestDrive own.ics
        Export-KubePkiCalendar $file -Root $root @at
        Export-KubePkiCalendar $file -Root $healthy @at
        Get-Content $file -Raw | Should -Match 'SUMMARY:cp1'
        Set-Content $file "BEGIN:VCALENDAR`r`nPRODID:-//Other//EN"
        { Export-KubePkiCalendar $file -Root $root @at -ErrorAction Stop } | Should -Throw -ErrorId 'ImpossibleChange*'
    }

    It 'writes no calendar of nothing' {
        $file = Join-Path $TestDrive none.ics
        Export-KubePkiCalendar $file -Root (New-Item (Join-Path $TestDrive bare) -ItemType Directory) -ErrorAction SilentlyContinue
        $file | Should -Not -Exist
    }
}
