BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failure' }
}

Describe 'New-KubeCertificateRequest' -Skip:$IsWindows {
    BeforeAll {
        $root = (New-NodeWithOffice $TestDrive).Root
        $requests = Join-Path $TestDrive requests
    }

    It 'asks for all whose CA has no key here' {
        $rows = New-KubeCertificateRequest $requests -Root $root -AddSan new.example.org
        $rows | Should -BeOfType KubePki.Model.RequestedCertificate
        $rows.Count | Should -Be 12
        $rows[0].Names | Should -Contain 'DNS:new.example.org'
        (Get-Item $requests).UnixStat.Mode -band 0x3f | Should -Be 0
        (Get-ChildItem $requests -Filter *.key).UnixStat.Mode | ForEach-Object { $_ -band 0x3f } | Select-Object -Unique | Should -Be 0
        $rows | Out-String -Width 120 | Should -Match '(?m)^Role +Subject +Authority +Days Key'
    }

    It 'makes nothing with -WhatIf, and says what it would ask for' {
        $directory = Join-Path $TestDrive whatif
        $script = "New-KubeCertificateRequest '$directory' -Root '$root' -Role apiserver, etcd-peer -WhatIf"
        $said = Invoke-Shell "Import-Module '$manifest'; $script"
        $said | Should -HaveCount 2
        $said[0] | Should -BeLike "What if: *Create a key and a request in $directory*"
        $said[0] | Should -BeLike '*apiserver (CN=kube-apiserver), to be signed by ca, for DNS:*'
        Test-Path $directory | Should -BeFalse
    }

    It 'asks for the roles that are named, with the keys that are there' {
        $directory = Join-Path $TestDrive kept
        $asked = @{ Role = 'apis*'; KeepKey = $true; ValidFor = '30d'; RemoveSan = 'kubernetes.default' }
        $rows = New-KubeCertificateRequest -OutDirectory $directory -Root $root -AsOf 2026-07-01T00:00:00Z @asked
        $rows.Role | Should -Be 'apiserver', 'apiserver-kubelet-client', 'apiserver-etcd-client'
        $rows.KeepsKey | Should -Be $true, $true, $true
        $rows.Days | Should -Be 30, 30, 30
        $rows[0].KeyPath | Should -Be (Join-Path $root etc kubernetes pki apiserver.key)
        $rows[0].Names | Should -Contain 'DNS:kubernetes'
        $rows[0].Names | Should -Not -Contain 'DNS:kubernetes.default'
        Get-ChildItem $directory -Filter *.key | Should -BeNullOrEmpty
        Get-ChildItem $directory -Filter *.csr | Should -HaveCount 3
    }

    It 'has no secret in what it gives, nor in its sheet' {
        $directory = Join-Path $TestDrive silent
        $said = New-KubeCertificateRequest $directory -Root $root -Role scheduler.conf, kubelet.conf -Verbose *>&1 |
            Format-List * | Out-String -Width 4000
        $said += Get-ChildItem $directory -Exclude *.key | Get-Content -Raw
        $pieces = Get-KeyPiece $directory
        $pieces | Should -Not -BeNullOrEmpty
        $pieces | Where-Object { $said.Contains($_) } | Should -BeNullOrEmpty
    }

    It 'hands each request to what comes next in the pipeline' {
        $directory = Join-Path $TestDrive piped
        New-KubeCertificateRequest $directory -Root $root -Role etcd-* | Get-Content -Raw |
            Should -Match '^-----BEGIN CERTIFICATE REQUEST-----'
    }

    It 'writes over no key that was asked for before' {
        $directory = Join-Path $TestDrive twice
        $null = New-KubeCertificateRequest $directory -Root $root -Role apiserver
        $hashes = Get-ChildItem $directory -File | Get-FileHash
        New-KubeCertificateRequest $directory -Root $root -Role apiserver @quiet | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -Be 'ImpossibleChange,KubePkiPS.Commands.NewKubeCertificateRequestCommand'
        "$failure" | Should -BeLike '*use another directory*'
        (Get-FileHash $hashes.Path).Hash | Should -Be $hashes.Hash
    }

    It 'needs a directory: a file is not blamed on the disk' {
        $file = Join-Path $TestDrive file
        Set-Content $file mine
        New-KubeCertificateRequest $file -Root $root -Role apiserver @quiet | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -Be 'ImpossibleChange,KubePkiPS.Commands.NewKubeCertificateRequestCommand'
        $failure[0].TargetObject | Should -Be $file
        "$failure" | Should -BeLike '*it is not a directory: specify another path'
        Get-Content $file | Should -Be mine
    }

    It 'says what it cannot ask for: <Id>' -ForEach @(
        @{ Id = 'PathNotFound'; Category = 'ObjectNotFound'; With = @{ Root = 'TestDrive:/nowhere' } }
        @{ Id = 'PathNotFound'; Category = 'ObjectNotFound'; With = @{ ConfigFile = 'TestDrive:/nowhere.yaml' } }
    ) {
        $directory = Join-Path $TestDrive impossible
        $arguments = @{ Root = $root }
        foreach ($name in $With.Keys) {
            $arguments[$name] = $With[$name]
        }
        New-KubeCertificateRequest $directory @arguments @quiet | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be "$Id,KubePkiPS.Commands.NewKubeCertificateRequestCommand"
        $failure[0].CategoryInfo.Category | Should -Be $Category
        Test-Path $directory | Should -BeFalse
    }

    It 'fits its table into <Width> columns' -ForEach @{ Width = 120 }, @{ Width = 80 } {
        $rows = New-KubeCertificateRequest (Join-Path $TestDrive "table$Width") -Root $root -AsOf 2026-07-01T00:00:00Z -KeyAlgorithm P256
        $lines = Get-View $rows $Width
        $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        $lines -match '^Role' | Should -Match '^Role +Subject +Authority +Days Key$'
        @($lines -match ' 365 P256$').Count | Should -Be 12
        $lines -match '^front-proxy-client' | Should -Match '^front-proxy-client +CN=front-proxy-client +front-proxy-ca +365 P256$'
    }
}
