BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $summer = '2026-07-01T00:00:00Z'
}

Describe 'Repair-KubeletClientCert' -Skip:$IsWindows {
    It 'turns a copied file into the link that it was' {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive file)
        $pki = Join-Path $root var lib kubelet pki
        $link = Join-Path $pki kubelet-client-current.pem
        Remove-Item $link
        Move-Item (Join-Path $pki kubelet-client-2026-06-01-08-01-00.pem) $link
        $receipt = Repair-KubeletClientCert -Root $root -AsOf $summer -Confirm:$false
        $receipt.Result, $receipt.Step, $receipt.Resolved | Should -Be 'Done', "fix kubelet's links", 'KubeletLinkBroken'
        (Get-Item $link).LinkTarget | Should -Be '/var/lib/kubelet/pki/kubelet-client-2026-06-01-08-01-00.pem'
        Repair-KubeletClientCert -Root $root -AsOf $summer -Confirm:$false | Should -BeNullOrEmpty
    }

    It 'issues what kubelet serves, and names it in its configuration' {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive issue)
        (Repair-KubeletClientCert -Root $root -AsOf $summer -Serving Issue -AddSan node.example.org -Confirm:$false).Result | Should -Be 'Done'
        $serving = Get-KubeCertificate -Root $root -AsOf $summer -Role kubelet-server
        $serving.Usages, $serving.Authority, $serving.KeyMatches | Should -Be 'serverAuth', 'ca', $true
        $serving.DnsNames | Should -Contain 'node.example.org'
        Get-Content (Join-Path $root var lib kubelet config.yaml) | Should -Contain 'tlsCertFile: /var/lib/kubelet/pki/kubelet.crt'
        Repair-KubeletClientCert -Root $root -AsOf $summer -Serving Issue -AddSan node.example.org -Confirm:$false | Should -BeNullOrEmpty
    }

    It 'has kubelet ask the cluster, and says what must be approved' {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive bootstrap)
        $receipt = Repair-KubeletClientCert -Root $root -AsOf $summer -Serving Bootstrap -Confirm:$false
        $receipt.Restart | Should -Contain 'systemctl restart kubelet'
        $receipt.Restart -match 'kubectl certificate approve' | Should -Not -BeNullOrEmpty
        Get-Content (Join-Path $root var lib kubelet config.yaml) | Should -Contain 'serverTLSBootstrap: true'
    }

    It 'makes a credential for a worker, for its owner alone' {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive package)
        $directory = Join-Path $TestDrive worker7
        Invoke-Shell "Import-Module '$manifest'; Repair-KubeletClientCert -Root '$root' -AsOf $summer -NodeName worker7 -OutDirectory '$directory' -WhatIf" | Should -Contain '      subject CN=system:node:worker7,O=system:nodes'
        Test-Path $directory | Should -BeFalse
        $receipt = Repair-KubeletClientCert -Root $root -AsOf $summer -NodeName worker7 -OutDirectory $directory -AddSan 10.0.0.7 -Confirm:$false
        $receipt.Result, $receipt.Target, $receipt.Backup | Should -Be 'Done', 'worker7', $null
        (Get-Item $directory).UnixStat.Mode -band 0x1ff | Should -Be 0x1c0
        (Get-ChildItem $directory).Name | Should -Be 'kubelet-client-2026-07-01-00-00-00.pem', 'kubelet.conf', 'kubelet.crt', 'kubelet.key', 'README.txt'
        Get-ChildItem $directory -Include *.pem, *.key, *.conf -Recurse | ForEach-Object { $_.UnixStat.Mode -band 0x1ff } | Select-Object -Unique | Should -Be 0x180
        Repair-KubeletClientCert -Root $root -AsOf $summer -NodeName worker7 -OutDirectory $directory -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue | ForEach-Object Result | Should -Be 'Refused'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Refused,*'
    }

    It 'takes no name that no node can have' {
        { Repair-KubeletClientCert -NodeName Worker_7 -OutDirectory $TestDrive } | Should -Throw -ErrorId 'BadNodeName,*'
    }

    It 'switches the link after the power loss, and has nothing to do three hours later' {
        $root = Expand-NodeTree 'power-loss' $TestDrive
        # Of the node's other fault, its name, nothing can be done without the CA's key.
        $rest = @{ Confirm = $false; ErrorVariable = 'left'; ErrorAction = 'SilentlyContinue' }
        Repair-KubeletClientCert -Root $root -AsOf 2021-09-01T06:00:00Z @rest | Should -BeNullOrEmpty
        "$left" | Should -BeLike '*KubeletNodeNameMismatch*'
        $receipt = Test-KubeletClientCert -Root $root -AsOf 2021-09-01T03:00:00Z | Repair-KubeletClientCert -AsOf 2021-09-01T03:00:00Z @rest
        $receipt.Result, $receipt.Restart | Should -Be 'Done', 'systemctl restart kubelet'
        (Get-Item (Join-Path $root var lib kubelet pki kubelet-client-current.pem)).LinkTarget |
            Should -Be '/var/lib/kubelet/pki/kubelet-client-2020-11-06-02-48-49.pem'
    }
}
