BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $samples = Join-Path $repository samples requests
    $csrs = Join-Path $samples csrs.json
    $asOf = @{ AsOf = '2026-07-01T12:00:00Z' }
    $known = @{ Node = Join-Path $samples nodes.json; Inventory = Join-Path $samples nodes.csv; Policy = 'kubelet-serving', 'kubelet-client' }
    $network = @{ ApiEndpoint = 'api.example.org', '10.0.0.100'; ServiceCidr = '10.96.0.0/12'; PodCidr = '10.244.0.0/16' }
}

Describe 'Invoke-CsrApproval' {
    It 'judges with -WhatIf' {
        $decisions = Get-KubeCsr $csrs @asOf | Invoke-CsrApproval @known @asOf -Network $network -WhatIf
        "$($decisions.Decision)" | Should -Be 'Approve Deny Approve Approve Deny Defer'
        $decisions[1].Failed[0] | Should -Be 'NoClusterNames'
        $decisions[1].Policy | Should -Be 'kubelet-serving'
        ($decisions[0].Rules | Where-Object Result -EQ Fail) | Should -BeNullOrEmpty
        $decisions[4].Request.Requestor | Should -Be 'system:bootstrap:abcdef'
    }

    It 'says what it would do' {
        $said = Invoke-Shell "Import-Module '$manifest'; Get-KubeCsr '$csrs' | Invoke-CsrApproval -Node '$($known.Node)' -AsOf 2026-07-01T12:00:00Z -WhatIf | Out-Null"
        @($said).Count | Should -Be 1
        $said | Should -Match '^What if: .*Approve: worker-1 asks for worker-1, 10.0.0.21: its own by its Node object.*csr-8xk2p'
        $said = Invoke-Shell "Import-Module '$manifest'; Get-KubeCsr '$csrs' | Invoke-CsrApproval -Node '$($known.Node)' -AsOf 2026-07-01T12:00:00Z -Deny -WhatIf | Out-Null"
        @($said -match 'Deny: NoClusterNames').Count | Should -Be 1
    }

    It 'does not act on what came from a file' {
        $decisions = Get-KubeCsr $csrs -Name csr-8xk2p | Invoke-CsrApproval @known @asOf -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failure
        $decisions | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -Be 'RequestFromFile,KubePkiPS.Commands.InvokeCsrApprovalCommand'
        "$failure" | Should -Match 'came from a file'
    }

    It 'passes on what would be approved' {
        (Get-KubeCsr $csrs | Invoke-CsrApproval @known @asOf -WhatIf -PassThru).Name | Should -Be 'csr-8xk2p', 'csr-hn4zt', 'node-csr-Yk3W'
    }

    It 'takes a policy file, alone or with names' {
        $file = Join-Path $samples policy.yaml
        $alone = Get-KubeCsr $csrs | Invoke-CsrApproval -Policy $file -Node $known.Node -Inventory $known.Inventory @asOf -WhatIf
        "$($alone.Decision)" | Should -Be 'Approve Deny Approve Approve Deny Defer'
        $one = Get-KubeCsr $csrs | Invoke-CsrApproval -Policy kubelet-client, $file -Node $known.Node -Inventory $known.Inventory @asOf -WhatIf
        "$($one.Decision)" | Should -Be 'Defer Defer Approve Approve Deny Defer'
    }

    It 'tells the line of what is wrong with a file' {
        $file = Join-Path $TestDrive policy.yaml
        Set-Content $file "kubelet-serving:`n  nodeName: x"
        { Get-KubeCsr $csrs | Invoke-CsrApproval -Policy $file @asOf -WhatIf } | Should -Throw "*policy.yaml:2: 'nodeName' is not known here*"
        { Get-KubeCsr $csrs | Invoke-CsrApproval -Network @{ ServiceCidr = '10.96' } @asOf -WhatIf } | Should -Throw "*'10.96' is no address range*"
        { Get-KubeCsr $csrs | Invoke-CsrApproval -Network @{ Service = '10.96' } @asOf -WhatIf } | Should -Throw "*-Network has no 'Service'*"
        $rows = Join-Path $TestDrive nodes.csv
        Set-Content $rows "name,addresses`nworker-1,10.0.0.21`nworker-2,10.0.0.300"
        $decisions = Get-KubeCsr $csrs | Invoke-CsrApproval -Inventory $rows -Node $known.Node @asOf -WhatIf -ErrorAction SilentlyContinue -ErrorVariable failure
        $decisions.Count | Should -Be 6
        "$failure" | Should -Match 'nodes\.csv:3: '
    }

    It 'takes the network from a file, too' {
        $file = Join-Path $TestDrive network.yaml
        Set-Content $file "apiEndpoints: [worker-1]`nserviceCidrs: 10.96.0.0/12"
        (Get-KubeCsr $csrs -Name csr-8xk2p | Invoke-CsrApproval -Node $known.Node -Network $file @asOf -WhatIf).Failed | Should -Be 'NoApiEndpoint'
    }

    It 'is shown as a table within 120 columns, and its rules as well' {
        $decisions = Get-KubeCsr $csrs | Invoke-CsrApproval @known @asOf -WhatIf
        $lines = (($decisions | Out-String -Width 120) + ($decisions[0].Rules | Out-String -Width 120)) -split '\r?\n'
        $lines | Where-Object Length -GT 120 | Should -BeNullOrEmpty
        $lines -match '^csr-b7qfm +\S*Deny' | Should -HaveCount 1
        $lines -match '^ExactUsages +Pass +spec.usages ' | Should -HaveCount 1
        "$($decisions[5])" | Should -Be 'Defer csr-w5d9c: NodeExists: there is no node named worker-4.'
    }
}
