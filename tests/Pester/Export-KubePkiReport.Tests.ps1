BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive nodes)
    $other = Expand-NodeTree 'healthy' (Join-Path $TestDrive nodes)
    $at = @{ AsOf = '2020-07-28T00:00:00Z' }
    $page = Join-Path $TestDrive report.html

    # The names, moments and number of findings of the nodes in a report.
    function Get-ReportNode([string] $Path) {
        (Get-Content $Path -Raw | ConvertFrom-Json -DateKind String).nodes
    }
}

Describe 'Export-KubePkiReport' {
    BeforeEach {
        Remove-Item (Join-Path $TestDrive report.*) -ErrorAction Ignore
    }

    It 'writes a page, and outputs the file only when asked' {
        Export-KubePkiReport $page -Root $root @at | Should -BeNullOrEmpty
        Get-Content $page -Raw | Should -Match '(?s)^<!DOCTYPE html>.*<h1>API server, etcd and kubelet are down</h1>'
        (Export-KubePkiReport -Path $page -Root $root @at -Force -PassThru).FullName | Should -Be $page
    }

    It 'takes <Name> of the pipeline' -ForEach @(
        @{ Name = 'directories'; Run = { Get-ChildItem (Join-Path $TestDrive nodes) | Export-KubePkiReport $json @at }; Count = 2 }
        @{ Name = 'findings'; Run = { Get-ChildItem (Join-Path $TestDrive nodes) | Test-KubePki @at | Export-KubePkiReport $json }; Count = 2 }
        @{ Name = 'findings of a fleet'; Run = { Get-ChildItem (Join-Path $TestDrive nodes) | Test-KubePkiFleet @at | Export-KubePkiReport $json }; Count = 2 }
        @{ Name = 'one root that is spelled in many ways'; Run = { $root, "$root/", (Join-Path $root etc ..) | Export-KubePkiReport $json @at }; Count = 1 }
        @{ Name = 'certificates'; Run = { Get-KubeCertificate -Root $root @at | Export-KubePkiReport $json }; Count = 1 }
        @{ Name = 'rows'; Run = { [pscustomobject]@{ Root = $root } | Export-KubePkiReport $json @at }; Count = 1 }
        @{ Name = 'what a file has left of findings'; Run = { Test-KubePki -Root $root @at | Export-Clixml (Join-Path $TestDrive f.xml)
                Import-Clixml (Join-Path $TestDrive f.xml) | Export-KubePkiReport $json }; Count = 1 }
    ) {
        $json = Join-Path $TestDrive report.json
        & $Run
        $found = @(Get-ReportNode $json)
        $found.Count | Should -Be $Count
        # As of the moment of the objects, whatever the clock says.
        $found.asOf | Select-Object -Unique | Should -Be '2020-07-28T00:00:00Z'
        ($found | Where-Object root -EQ $root).findings.Count | Should -Be @(Test-KubePki -Root $root @at).Count
    }

    It 'shows what only several nodes together show' {
        $twin = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive twins)
        Copy-Item (Join-Path $other etc kubernetes pki sa.*) (Join-Path $twin etc kubernetes pki) -Force
        $told = @(Test-KubePkiFleet $root, $twin @at | Where-Object Check -Like Fleet*)
        $told.Check | Should -Contain FleetAuthorityMismatch
        foreach ($extension in 'html', 'md', 'json') {
            $file = Join-Path $TestDrive "report.$extension"
            Test-KubePkiFleet $root, $twin @at | Export-KubePkiReport $file
            $text = Get-Content $file -Raw
            foreach ($finding in $told) {
                $text | Should -Match $finding.Check
            }
            Remove-Item $file
            Export-KubePkiReport $file -Root $root @at
            Get-Content $file -Raw | Should -Not -Match FleetAuthorityMismatch
        }
        Export-KubePkiReport (Join-Path $TestDrive report.json) -Root $root, $twin @at -Force
        $fleet = (Get-Content (Join-Path $TestDrive report.json) -Raw | ConvertFrom-Json).fleet
        @($fleet.check) | Should -Be @($told.Check)
        ($fleet | Where-Object check -EQ FleetAuthorityMismatch).remedy | Should -Match 'Backup-KubePki'
    }

    It 'reports nothing when the pipeline brings nothing' {
        @() | Export-KubePkiReport $page
        Test-Path $page | Should -BeFalse
    }

    It 'speaks as PowerShell does' {
        $json = Join-Path $TestDrive report.json
        Export-KubePkiReport $json -Root $root @at
        (Get-ReportNode $json).fix | Should -Match "^Repair-KubePki -Root '?$([regex]::Escape($root))'?.* -WhatIf$"
    }

    It 'writes Markdown by the extension, and any format when asked' {
        $file = Join-Path $TestDrive report.md
        Export-KubePkiReport $file -Root $root @at
        Get-Content $file -TotalCount 1 | Should -Match '^# API server, etcd and kubelet are down'
        $text = Join-Path $TestDrive report.txt
        Export-KubePkiReport $text -Root $root @at -Format Json
        (Get-ReportNode $text).name | Should -Be 'kubemaster'
    }

    It 'writes nothing with -WhatIf' {
        Export-KubePkiReport $page -Root $root @at -WhatIf
        Test-Path $page | Should -BeFalse
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a file that exists'; Id = 'ImpossibleChange'; Run = { Set-Content $page mine; Export-KubePkiReport $page -Root $root @at } }
        @{ Name = 'an unknown format'; Id = 'UnknownReportFormat'; Run = { Export-KubePkiReport (Join-Path $TestDrive report.txt) -Root $root @at } }
        @{ Name = 'a directory that is not there'; Id = 'PathNotFound'; Run = { Export-KubePkiReport (Join-Path $TestDrive no/where.html) -Root $root @at } }
        @{ Name = 'an object of another computer'; Id = 'RemoteObject'
            Run = { Test-KubePki -Root $root @at | Select-Object -First 1 | Add-Member PSComputerName cp9 -PassThru | Export-KubePkiReport $page } }
        @{ Name = 'an object of a node that is not below its root'; Id = 'RemoteObject'
            Run = { [pscustomobject]@{ Root = $root; NodeName = 'cp9' } | Export-KubePkiReport $page } }
        @{ Name = 'a number'; Id = 'WrongInput'; Run = { 7 | Export-KubePkiReport $page } }
    ) {
        $Error.Clear()
        try {
            & $Run -ErrorAction SilentlyContinue 2> $null
        } catch {
            $null = $_
        }
        $Error[0].FullyQualifiedErrorId | Should -Match "^$Id"
        (Test-Path $page) -and (Get-Content $page -Raw) -match 'DOCTYPE' | Should -BeFalse
    }

    It 'holds no private key' {
        $pieces = @(Get-KeyPiece $root)
        $pieces.Count | Should -BeGreaterThan 100
        foreach ($extension in 'html', 'md', 'json') {
            $file = Join-Path $TestDrive "report.$extension"
            Export-KubePkiReport $file -Root $root @at
            $text = (Get-Content $file -Raw) -replace '\\u002B', '+'
            $pieces | Where-Object { $text.Contains($_) } | Should -BeNullOrEmpty
        }
    }
}
