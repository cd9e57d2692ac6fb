BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failure' }
    $warned = @{ WarningAction = 'SilentlyContinue'; WarningVariable = 'told' }
}

# The office has openssl, as most have.
Describe 'Import-KubeCertificate' -Skip:($IsWindows -or -not (Get-Command openssl -ErrorAction Ignore)) {
    BeforeAll {
        $node = New-NodeWithOffice $TestDrive
        $root, $office = $node.Root, $node.Office
        $requests = Join-Path $TestDrive requests
        $null = New-KubeCertificateRequest $requests -Root $root -AddSan new.example.org
        Copy-Item (Join-Path $requests *.csr), (Join-Path $requests extensions.cnf) $office
        Push-Location $office
        try {
            (Get-Content (Join-Path $requests requests.json) | ConvertFrom-Json).command | ForEach-Object { sh -c $_ 2>&1 } | Out-Null
        } finally {
            Pop-Location
        }

        $import = @{ RequestDirectory = $requests; Root = $root }

        # What the office gives back.
        function Get-SignedCertificate {
            Get-ChildItem $office -Filter *.crt | Where-Object Name -NotIn 'ca.crt', 'front-proxy-ca.crt'
        }
    }

    It 'changes nothing with -WhatIf' {
        $before = Get-TreeState $root
        $script = "Import-KubeCertificate '$office/etcd-*.crt' -RequestDirectory '$requests' -Root '$root' -WhatIf"
        $said = (Invoke-Shell "Import-Module '$manifest'; $script") -join "`n"
        $said | Should -Match '(?m)^What if: install etcd-server$'
        $said | Should -Match '(?m)^What if: install etcd-peer$'
        $said | Should -Not -Match 'PRIVATE KEY|install apiserver'
        Get-TreeState $root | Should -Be $before
    }

    It 'has openssl sign as the sheet says, and installs what comes back' {
        $signed = Get-SignedCertificate
        $signed.Count | Should -Be 12
        $script = "Import-KubeCertificate '$office/apiserver.crt' -RequestDirectory '$requests' -Root '$root' -WhatIf"
        $text = (Invoke-Shell "Import-Module '$manifest'; $script") -join "`n"
        $text | Should -Match 'What if: install apiserver\n'
        $receipts = $signed | Import-KubeCertificate @import -Confirm:$false -WarningAction SilentlyContinue -ErrorVariable refused
        $refused | Should -BeNullOrEmpty
        $receipts.Count | Should -Be 12
        $receipts.Result | Select-Object -Unique | Should -Be 'Done'
        (Get-KubeCertificate -Root $root -Role apiserver).DnsNames | Should -Contain 'new.example.org'
        Test-KubePki -Root $root -Severity Error | Where-Object Check -NE KeyMissing | Should -BeNullOrEmpty
        (Test-KubeletClientCert -Root $root).Usable | Should -BeTrue
    }

    It 'refuses what it did not ask for' {
        $other = Expand-NodeTree 'expired-2020' $TestDrive
        Import-KubeCertificate (Join-Path $other etc kubernetes pki apiserver.crt) @import -Confirm:$false @quiet | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'CertificateRefused,*'
        "$($failure[0])" | Should -Match 'no request and no key of this node matches it'
    }

    It 'has nothing to do when all is in place' {
        $before = Get-TreeState $root
        Get-SignedCertificate | Import-KubeCertificate @import -Confirm:$false @warned | Should -BeNullOrEmpty
        "$told" | Should -BeLike '*is already installed*'
        Get-TreeState $root | Should -Be $before
    }

    It 'reports what is not a certificate, and what to do; the others are checked anyway' {
        $text = Join-Path $TestDrive text.crt
        Set-Content $text 'no certificate'
        Import-KubeCertificate $text, (Join-Path $office apiserver.crt) @import -Confirm:$false @quiet @warned
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'CertificateRefused,KubePkiPS.Commands.ImportKubeCertificateCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $failure[0].ErrorDetails.RecommendedAction | Should -Match '\w\.$'
        "$told" | Should -BeLike '*apiserver.crt (CN=kube-apiserver) is already installed*'
    }

    It 'says that there is no such drive or node: <Id>' -ForEach @(
        @{ Id = 'BadPath'; Category = 'InvalidArgument'; Path = 'foo:bar'; Root = $null }
        @{ Id = 'PathNotFound'; Category = 'ObjectNotFound'; Path = '.'; Root = 'TestDrive:/nowhere' }
    ) {
        Import-KubeCertificate $Path -RequestDirectory $requests -Root ($Root ?? $node.Root) -Confirm:$false @quiet |
            Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be "$Id,KubePkiPS.Commands.ImportKubeCertificateCommand"
        $failure[0].CategoryInfo.Category | Should -Be $Category
        $failure[0].ErrorDetails.RecommendedAction | Should -Match '\w\.$'
    }

    It 'says that the file does not exist' {
        $nothing = Join-Path $TestDrive nothing.crt
        $nothing | Import-KubeCertificate @import -Confirm:$false @quiet | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].TargetObject | Should -Be $nothing
        $failure[0].FullyQualifiedErrorId | Should -Be 'PathNotFound,KubePkiPS.Commands.ImportKubeCertificateCommand'
        "$failure" | Should -Be "${nothing}: the file does not exist"
    }

    It 'fits its table into <Width> columns' -ForEach @{ Width = 120 }, @{ Width = 80 } {
        Remove-Item (Join-Path $root etc kubernetes pki front-proxy-client.crt)
        $receipt = Import-KubeCertificate (Join-Path $office front-proxy-client.crt) @import -Confirm:$false -WarningAction SilentlyContinue
        $lines = Get-View $receipt $Width
        $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        $lines -match '^Result' | Should -Match '^Result +Step +Resolved$'
        $lines -match '^Done' | Should -Match '^Done +install front-proxy-client\b'
    }
}
