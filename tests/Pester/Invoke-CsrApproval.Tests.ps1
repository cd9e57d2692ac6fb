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
        $said = Invoke-Shell "Import-Module '$manifest'; Get-KubeCsr '$csrs' | Invoke-CsrApproval -Node '$($known.Node)' -Network @{ ServiceCidr = '10.96.0.0/12' } -AsOf 2026-07-01T12:00:00Z -WhatIf | Out-Null"
        @($said).Count | Should -Be 1
        $said | Should -Match '^What if: .*Approve: worker-1 requests worker-1, 10.0.0.21: its own according to its Node object.*csr-8xk2p'
        $said = Invoke-Shell "Import-Module '$manifest'; Get-KubeCsr '$csrs' | Invoke-CsrApproval -Node '$($known.Node)' -AsOf 2026-07-01T12:00:00Z -Deny -WhatIf | Out-Null"
        @($said -match 'Deny: NoClusterNames').Count | Should -Be 1
    }

    It 'does not act on what came from a file' {
        $decisions = Get-KubeCsr $csrs -Name csr-8xk2p | Invoke-CsrApproval @known @asOf -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failure
        $decisions | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -Be 'RequestFromFile,KubePkiPS.Commands.InvokeCsrApprovalCommand'
        "$failure" | Should -Match 'was read from a file'
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

    It 'reports the line of an error in a file' {
        $file = Join-Path $TestDrive policy.yaml
        Set-Content $file "kubelet-serving:`n  nodeName: x"
        { Get-KubeCsr $csrs | Invoke-CsrApproval -Policy $file @asOf -WhatIf } | Should -Throw "*policy.yaml:2: unknown key 'nodeName'*"
        { Get-KubeCsr $csrs | Invoke-CsrApproval -Network @{ ServiceCidr = '10.96' } @asOf -WhatIf } | Should -Throw "*'10.96' is not a valid address range*"
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

    It 'defers an address if the service ranges are not known' {
        $decision = Get-KubeCsr $csrs -Name csr-8xk2p | Invoke-CsrApproval -Node $known.Node @asOf -WhatIf
        $decision.Decision | Should -Be 'Defer'
        $decision.Failed | Should -Be 'NoServiceAddress'
        $decision.Sentence | Should -Match 'the service address ranges are not known'
    }

    It 'takes the service ranges from all ServiceCIDR objects' {
        $file = Join-Path $TestDrive servicecidrs.json
        Set-Content $file '{"items": [{"kind": "ServiceCIDR", "spec": {"cidrs": ["10.96.0.0/12", "fd00:96::/112"]}}, {"kind": "ServiceCIDR", "spec": {"cidrs": ["10.0.0.16/28"]}}]}'
        $decision = Get-KubeCsr $csrs -Name csr-8xk2p | Invoke-CsrApproval -Node $known.Node -ServiceCidrFile $file @asOf -WhatIf
        $decision.Decision | Should -Be 'Deny'
        $decision.Sentence | Should -Match '10\.0\.0\.21 is in 10\.0\.0\.16/28'
        Set-Content $file '{"items": [{"kind": "ServiceCIDR", "spec": {"cidrs": ["10.96.0.0/12"]}}]}'
        $decision = Get-KubeCsr $csrs -Name csr-8xk2p | Invoke-CsrApproval -Node $known.Node -ServiceCidrFile $file @asOf -WhatIf
        $decision.Decision | Should -Be 'Approve'
        ($decision.Rules | Where-Object Rule -EQ NoServiceAddress).Evidence | Should -Be 'none is in 10.96.0.0/12 (ServiceCIDR objects)'
    }

    It 'refuses keys that a file names' {
        $csr = Get-KubeCsr $csrs -Name csr-8xk2p
        $file = Join-Path $TestDrive refused.txt
        Set-Content $file "# leaked`n$($csr.PublicKeyHash)  worker-1, stolen in May"
        $decision = $csr | Invoke-CsrApproval @known @asOf -RefusedKey $file -WhatIf
        $decision.Decision | Should -Be 'Deny'
        $decision.Sentence | Should -Be 'KeyIsNotRefused: it is the key of worker-1, stolen in May.'
        $hash = [Convert]::ToBase64String([Convert]::FromHexString($csr.PublicKeyHash))
        Set-Content $file "sha256//$hash"
        ($csr | Invoke-CsrApproval @known @asOf -RefusedKey $file -WhatIf).Failed | Should -Be 'KeyIsNotRefused'
        Set-Content $file 'no key'
        { $csr | Invoke-CsrApproval @known @asOf -RefusedKey $file -WhatIf } | Should -Throw '*refused.txt:1: this is not the SHA-256 hash of a public key*'
        { $csr | Invoke-CsrApproval @known @asOf -RefusedKey (Join-Path $TestDrive none.txt) -WhatIf } | Should -Throw '*the file does not exist*'
    }

    It 'holds the signer against what was asked for and what clients trust' {
        $ca = foreach ($name in 'signer', 'other') {
            $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$name", [Security.Cryptography.ECDsa]::Create(), 'SHA256')
            $request.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509BasicConstraintsExtension]::new($true, $false, 0, $true))
            $file = Join-Path $TestDrive "$name.crt"
            Set-Content $file $request.CreateSelfSigned('2026-01-01', '2027-01-01').ExportCertificatePem()
            $file
        }
        $csr = Get-KubeCsr $csrs -Name csr-8xk2p
        ($csr | Invoke-CsrApproval @known @asOf -SignerAuthority $ca[0] -TrustedAuthority $ca[0] -WhatIf).Decision | Should -Be 'Approve'
        ($csr | Invoke-CsrApproval @known @asOf -SignerAuthority $ca[0] -TrustedAuthority $ca[1] -WhatIf).Sentence | Should -Match '^SignerAuthority: .*clients do not trust'
        ($csr | Invoke-CsrApproval @known -AsOf 2027-02-01 -SignerAuthority $ca[0] -WhatIf).Failed | Should -Contain 'SignerAuthority'
    }
}
