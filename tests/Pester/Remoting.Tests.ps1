# Objects tell the same after a job, a session, a file, JSON and CSV.
BeforeDiscovery {
    $types = (Get-ChildItem (Join-Path $PSScriptRoot .. .. src KubePkiPS Commands) -Filter *Command.cs | Get-Content -Raw |
        Select-String 'OutputType\(([^\]]+)\)\]' -AllMatches).Matches.Groups.Value |
        Select-String 'typeof\((\w+)\)' -AllMatches | ForEach-Object Matches | ForEach-Object { $_.Groups[1].Value } |
        Where-Object { $_ -notin 'bool', 'string', 'FileInfo' } | Sort-Object -Unique
}

BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    . $PSScriptRoot/Sshd.ps1
    $root = Expand-NodeTree 'expired-2020' $TestDrive
    $asOf = '2020-07-28'
    $requests = Join-Path $repository samples requests
    # One of each output type, made by a script that runs here and elsewhere.
    $makeAll = {
        param([string] $manifest, [string] $root, [string] $asOf, [string] $requests, [string] $log, [string] $changed)
        Import-Module $manifest
        $node = @{ Root = $root; AsOf = $asOf }
        $csrs = Get-KubeCsr (Join-Path $requests csrs.json) -AsOf 2026-07-01
        @{
            KubeCertificate = @(Get-KubeCertificate @node)
            KubeCertificateVerdict = @(Test-KubeCertificate @node)
            Kubeconfig = @(Get-KubeconfigSet @node)
            KubePkiFinding = @(Test-KubePki @node)
            KubePkiLogFinding = @(Find-KubePkiError $log @node)
            KubePkiCheck = @(Get-KubePkiCheck)
            KubeletClientVerdict = @(Test-KubeletClientCert @node)
            NodeSpec = @(Get-KubePkiSpec @node)
            RepairPlan = @(Get-KubePkiRepairPlan @node)
            KubeEndpointVerdict = @(Test-KubeEndpoint 127.0.0.1:1 @node -TimeoutSec 2)
            KubeCsr = @($csrs)
            CsrDecision = @($csrs | Invoke-CsrApproval -Policy kubelet-serving -Node (Join-Path $requests nodes.json) -AsOf 2026-07-01 -WhatIf)
            PkiBackup = @(Get-KubePkiBackup -Root $root)
            KubePkiFleetFinding = @(Test-KubePkiFleet $root, $changed -AsOf $asOf)
            KubePkiTopology = @(Get-KubePkiTopology @node)
            PkiDifference = @(Compare-KubePki $root $changed -AsOf $asOf)
            KubePkiForecastEvent = @(Get-KubePkiForecast @node)
        }
    }
    $log = Join-Path $TestDrive kubelet.log
    Set-Content $log 'E0728 00:00:00.000000       1 server.go:1] x509: certificate has expired or is not yet valid: current time 2020-07-28T00:00:00Z is after 2020-07-27T06:24:58Z'
    $null = Backup-KubePki -Root $root
    $repaired = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive repaired)
    $changed = Expand-NodeTree 'healthy' $TestDrive
    $arguments = $manifest, $root, $asOf, $requests, $log, $changed
    $live = & $makeAll @arguments
    $live.RepairReceipt = @(Repair-KubePki -Root $repaired -AsOf $asOf -Confirm:$false -WarningAction Ignore)
    $office = New-NodeWithOffice $TestDrive
    $live.RequestedCertificate = @(New-KubeCertificateRequest (Join-Path $TestDrive signing) -Root $office.Root -AsOf 2026-07-01 -Confirm:$false)

    # What a user does with objects of a type: each line of the answer must be the same wherever they come from.
    $ask = @{
        KubeCertificate = { param($all)
            @($all | Where-Object NotAfter -LT ([datetime]::new(2020, 7, 28, 0, 0, 0, [DateTimeKind]::Utc))).Count
            @($all | Where-Object NotAfter -LT (Get-Date)).Count
            @($all | Where-Object Expired).Count
            @($all | Where-Object { $_.DnsNames -contains 'kubernetes' }).Count
            ($all | Sort-Object NotAfter, Path | ForEach-Object Name) -join ' '
            ($all | Group-Object NodeName, Root | ForEach-Object Name) -join ' '
            ($all | ForEach-Object { $_.NotAfter.UtcDateTime.ToString('o') }) -join ' ' }
        KubePkiFinding = { param($all)
            @($all | Where-Object Severity -GE Error).Count
            @($all | Where-Object Severity -GE 'Critical').Count
            @($all | Where-Object Severity -EQ Critical).Count
            @($all | Where-Object Severity -In Error, Critical).Count
            @($all | Where-Object SeverityLevel -GE 2).Count
            ($all | Sort-Object Severity, Check, Target | ForEach-Object { "$($_.Severity) $($_.Target)" }) -join ' '
            ($all | Group-Object Severity | ForEach-Object { "$($_.Name) $($_.Count)" }) -join ' '
            ($all | ForEach-Object { $_.Certificate.NotAfter.UtcDateTime }) -join ' ' }
        Kubeconfig = { param($all)
            @($all | Where-Object NotAfter -LT (Get-Date)).Count
            ($all | Sort-Object NotAfter, Name | ForEach-Object Name) -join ' '
            ($all.Contexts | ForEach-Object Name) -join ' ' }
        RepairReceipt = { param($all)
            ($all | Group-Object Result, NodeName | ForEach-Object Name) -join ' '
            ($all.Changes | ForEach-Object NodePath) -join ' ' }
        RepairPlan = { param($all) ($all.Steps.Changes | ForEach-Object { "$($_.Action) $($_.NodePath)" }) -join ' ' }
        KubeCsr = { param($all)
            @($all | Where-Object State -EQ Pending).Count
            ($all | Sort-Object Created, Name | ForEach-Object Name) -join ' ' }
    }

    # Their answers, their tables and their one-line texts.
    function Get-Answer([string] $Type, [object[]] $All) {
        if ($ask[$Type]) {
            & $ask[$Type] $All
        }
        # The headline is of the command that diagnosed.
        (Get-View $All 120) -join "`n" -replace '\n   ([^\n]+ (is|are|has been) down|[0-9]+ nodes: )[^\n]*(\n   [^\n]+)*\n\n', "`n"
        Get-View ($All | Format-List) 400
        $All | ForEach-Object ToString
    }

    function Assert-Same([string] $Type, [object[]] $All) {
        $All.Count | Should -Be $live[$Type].Count
        $All | ForEach-Object { $_.PSTypeNames[0] } | Select-Object -Unique | Should -Be "KubePki.Model.$Type"
        (Get-Answer $Type $All) -join "`n" | Should -BeExactly ((Get-Answer $Type $live[$Type]) -join "`n")
    }

    $inJob = Start-Job $makeAll -ArgumentList $arguments | Receive-Job -Wait -AutoRemoveJob
}

Describe 'Objects elsewhere' -Skip:$IsWindows {
    It 'there is one of <_> to send' -ForEach $types {
        $live[$_] | Should -Not -BeNullOrEmpty
        $live[$_] | ForEach-Object { $_.GetType().Name } | Select-Object -Unique | Should -Be $_
    }

    It '<_> is the same after Export-Clixml' -ForEach $types {
        $file = Join-Path $TestDrive "$_.xml"
        $live[$_] | Export-Clixml $file
        Assert-Same $_ @(Import-Clixml $file)
    }

    It '<_> is the same after a job' -ForEach ($types | Where-Object { $_ -notin 'RepairReceipt', 'RequestedCertificate', 'KubeEndpointVerdict' }) {
        Assert-Same $_ @($inJob[$_])
    }

    It 'are the same after a session over SSH' {
        $server = Start-Sshd (Join-Path $TestDrive sshd)
        if (-not $server) {
            Set-ItResult -Skipped -Because 'there is no sshd on this machine'
        }
        try {
            $login = $server.Session
            $session = New-PSSession @login
            $there = Invoke-Command $session $makeAll -ArgumentList $arguments
            # Such a session knows no types of modules: these are bags of properties, which answer as the objects do.
            foreach ($type in $there.Keys) {
                $there[$type].Count | Should -Be $live[$type].Count
            }
            foreach ($type in $ask.Keys | Where-Object { $there[$_] }) {
                (& $ask[$type] $there[$type]) -join "`n" | Should -BeExactly ((& $ask[$type] $live[$type]) -join "`n") -Because "it is $type"
            }
            # One by one, they know where they come from.
            $finding = Invoke-Command $session { Test-KubePki -Root $args[0] -AsOf 2020-07-28 -Severity Critical } -ArgumentList $root
            $finding[0].PSComputerName | Should -Be '127.0.0.1'
            @($finding | Where-Object Severity -GE Error).Count | Should -Be $finding.Count
        } finally {
            $session | Remove-PSSession
            Stop-Sshd $server
        }
    }

    It 'filter alike as JSON' {
        $findings = ConvertFrom-Json (ConvertTo-Json $live.KubePkiFinding -Depth 4)
        $findings[0].Severity, $findings[0].SeverityLevel | Should -Be 'Critical', 3
        @($findings | Where-Object SeverityLevel -GE 2).Count | Should -Be @($live.KubePkiFinding | Where-Object Severity -GE Error).Count
        @($findings | Where-Object Severity -In Error, Critical).Count | Should -Be @($live.KubePkiFinding | Where-Object Severity -GE Error).Count
        (ConvertFrom-Json (ConvertTo-Json $live.KubePkiCheck[0])).Severity | Should -Be "$($live.KubePkiCheck[0].Severity)"
        $certificates = ConvertFrom-Json (ConvertTo-Json $live.KubeCertificate -Depth 4)
        ($certificates | Sort-Object NotAfter, Path).Name | Should -Be ($live.KubeCertificate | Sort-Object NotAfter, Path).Name
        @($certificates | Where-Object NotAfter -LT (Get-Date)).Count | Should -Be @($live.KubeCertificate | Where-Object NotAfter -LT (Get-Date)).Count
        $certificates[0].PSObject.Properties.Name | Should -Not -Contain 'RawData'
    }

    It '<_> is written as JSON and as CSV' -ForEach $types {
        foreach ($item in $live[$_]) {
            $text = ConvertTo-Json $item -Depth 8 -WarningAction Stop
            foreach ($property in $item.PSObject.Properties | Where-Object { $_.Value -is [string] }) {
                (ConvertFrom-Json $text -DateKind String).($property.Name) | Should -BeExactly $property.Value
            }
        }
        $rows = @($live[$_] | ConvertTo-Csv | ConvertFrom-Csv)
        $rows.Count | Should -Be $live[$_].Count
        foreach ($i in 0..($rows.Count - 1)) {
            foreach ($property in $live[$_][$i].PSObject.Properties | Where-Object { $_.Value -is [string] }) {
                $rows[$i].($property.Name) | Should -BeExactly $property.Value
            }
        }
    }

    It 'filter alike as CSV' {
        $findings = $live.KubePkiFinding | ConvertTo-Csv | ConvertFrom-Csv
        @($findings | Where-Object Severity -In Error, Critical).Count | Should -Be @($live.KubePkiFinding | Where-Object Severity -GE Error).Count
        $certificates = $live.KubeCertificate | ConvertTo-Csv | ConvertFrom-Csv
        ($certificates | Sort-Object { [DateTimeOffset] $_.NotAfter }, Path).Name | Should -Be ($live.KubeCertificate | Sort-Object NotAfter, Path).Name
    }

    It 'filter by level and time where the module is not loaded' {
        $file = Join-Path $TestDrive plain.xml
        $live.KubePkiFinding | Export-Clixml $file
        Invoke-Shell "`$all = Import-Clixml '$file'; @(`$all | Where-Object SeverityLevel -ge 2).Count; `$all[0].Certificate.NotAfter.UtcDateTime.ToString('o')" |
            Should -Be @($live.KubePkiFinding | Where-Object Severity -GE Error).Count, $live.KubePkiFinding[0].Certificate.NotAfter.UtcDateTime.ToString('o')
    }

    It 'lead on: what came from a job is repaired here' {
        $copy = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive onwards)
        $finding = Start-Job { param($m, $r) Import-Module $m; Test-KubePki -Root $r -AsOf 2020-07-28 -Check CertificateExpired } -ArgumentList $manifest, $copy |
            Receive-Job -Wait -AutoRemoveJob | Where-Object Target -EQ apiserver
        ($finding | Repair-KubePki -AsOf 2020-07-28 -Confirm:$false).Target | Should -Be apiserver
        $inJob.KubeCertificate[0] | Test-KubeCertificate -AsOf 2020-01-01 | ForEach-Object Ok | Should -BeTrue
    }
}
