BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failure' }
    $warned = @{ WarningAction = 'SilentlyContinue'; WarningVariable = 'told' }
}

Describe 'Update-KubeCertificate' -Skip:$IsWindows {
    BeforeAll {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive update)
        $summer = '2026-07-01T00:00:00Z'
    }

    It 'leaves what is good for long, unless it is forced' {
        Update-KubeCertificate -Root $root -AsOf $summer -Role front-proxy-client -Confirm:$false | Should -BeNullOrEmpty
        $old = Get-KubeCertificate -Root $root -Role front-proxy-client
        (Update-KubeCertificate -Root $root -AsOf $summer -Role front-proxy-client -Force -KeepKey -ValidFor 10d -Confirm:$false).Result |
            Should -Be 'Done'
        $new = Get-KubeCertificate -Root $root -Role front-proxy-client
        $new.Subject, $new.PublicKeyHash | Should -Be $old.Subject, $old.PublicKeyHash
        $new.NotAfter | Should -Be ([DateTimeOffset] '2026-07-11T00:00:00Z')
        $new.NotBefore | Should -Be ([DateTimeOffset] '2026-06-30T23:55:00Z')
    }

    It 'renews a file that belongs to no node by the CA beside it' {
        $loose = (New-Item -ItemType Directory (Join-Path $TestDrive loose)).FullName
        $pki = Join-Path $root etc kubernetes pki
        Copy-Item $pki/ca.crt, $pki/ca.key $loose
        Copy-Item $pki/apiserver.crt $loose/web.crt
        Copy-Item $pki/apiserver.key $loose/web.key
        $plan = Update-KubeCertificate $loose/web.crt -AsOf 2027-06-02 -WhatIf *>&1 | Out-String
        $plan | Should -Match 'renew +until [\d-]+: web'
        $plan | Should -Match "$loose/web.crt"
        Test-KubePki -Path $TestDrive -Recurse -AsOf 2027-06-02 | Where-Object Target -eq web | Should -Not -BeNullOrEmpty
    }

    It 'adds a name to the API server, and loses none' {
        $old = Get-KubeCertificate -Root $root -Role apiserver
        $null = Get-KubeCertificate -Root $root -Role apiserver |
            Update-KubeCertificate -AsOf $summer -AddSan lb.example.org, 10.9.9.9 -KeyAlgorithm P256 -Confirm:$false
        $new = Get-KubeCertificate -Root $root -Role apiserver
        $new.DnsNames | Should -Be (@($old.DnsNames) + 'lb.example.org')
        $new.IPAddresses | Should -Be (@($old.IPAddresses) + '10.9.9.9')
        $new.KeyAlgorithm, $new.KeyMatches, $new.Authority | Should -Be 'ECDSA', $true, 'ca'
    }

    It 'never makes a certificate that outlives its CA' {
        $null = Update-KubeCertificate -Root $root -AsOf $summer -Role etcd-peer -Force -ValidFor 30y -Confirm:$false
        (Get-KubeCertificate -Root $root -Role etcd-peer).NotAfter | Should -Be (Get-KubeCertificate -Root $root -Role etcd-ca)[0].NotAfter
    }

    It 'renews the whole control plane, and neither CAs nor what kubelet does by itself' {
        $authorities = Get-FileHash (Join-Path $root etc kubernetes pki ca.crt), (Join-Path $root etc kubernetes pki ca.key)
        $receipts = Update-KubeCertificate -Root $root -AsOf $summer -Force -Confirm:$false
        $receipts.Result | Select-Object -Unique | Should -Be 'Done'
        $receipts.Target | Sort-Object | Should -Be @(
            'admin.conf', 'apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client', 'controller-manager.conf',
            'etcd-healthcheck-client', 'etcd-peer', 'etcd-server', 'front-proxy-client', 'scheduler.conf')
        (Get-FileHash $authorities.Path).Hash | Should -Be $authorities.Hash
        Test-KubePki -Root $root -AsOf $summer -Severity Error | Should -BeNullOrEmpty
    }

    It 'renews files that are named, all of a node in one transaction' {
        $files = Join-Path $root etc kubernetes pki front-proxy-client.crt
        $receipts = $files, (Join-Path $root etc kubernetes pki etcd peer.crt) |
            Update-KubeCertificate -AsOf $summer -Force -KeyAlgorithm P256 -Confirm:$false
        $receipts.Target | Should -Be 'etcd-peer', 'front-proxy-client'
        $receipts.Backup | Select-Object -Unique | Should -HaveCount 1
        Get-Item $files | Update-KubeCertificate -AsOf $summer -Confirm:$false @warned | Should -BeNullOrEmpty
        $told | Should -BeLike '*front-proxy-client: valid for another*Use -Force*'
        Update-KubeCertificate (Join-Path $root nowhere.crt) @quiet | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
    }

    It 'renews a CA with its key, and only when both words are said' {
        $key = Get-FileHash (Join-Path $root etc kubernetes pki ca.key)
        $old = Get-KubeCertificate -Root $root -Role ca
        Update-KubeCertificate -Root $root -AsOf $summer -Role ca -Force -Confirm:$false @warned | Should -BeNullOrEmpty
        $told | Should -BeLike '*-Authority -Force*'
        $receipts = Update-KubeCertificate -Root $root -AsOf $summer -Role ca -Authority -Force -CaValidFor 20y -Confirm:$false
        $receipts.Result | Select-Object -Unique | Should -Be 'Done'
        $new = Get-KubeCertificate -Root $root -Role ca
        $new.PublicKeyHash, $new.NotAfter | Should -Be $old.PublicKeyHash, ([DateTimeOffset] '2046-06-26T00:00:00Z')
        (Get-FileHash $key.Path).Hash | Should -Be $key.Hash
        (Get-KubeconfigSet -Root $root -AsOf $summer).Authorities.Fingerprint | Select-Object -Unique | Should -Be $new.Fingerprint
        Test-KubePki -Root $root -AsOf $summer -Severity Error | Should -BeNullOrEmpty
    }

    It 'is also called Renew-KubeCertificate' {
        (Get-Alias Renew-KubeCertificate).Definition | Should -Be 'Update-KubeCertificate'
    }

    It 'takes no lifetime that is none' {
        { Update-KubeCertificate -Root $root -ValidFor soon } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }

    It 'changes nothing with -WhatIf, and says what it would write' {
        $before = Get-TreeState $root
        $script = "Update-KubeCertificate -Root '$root' -AsOf $summer -Role etcd-peer -Force -WhatIf"
        $said = (Invoke-Shell "Import-Module '$manifest'; $script") -join "`n"
        $said | Should -Match '^1 step, 2 files, for cp1 \(.+\):\n  renew   until \d{4}-\d\d-\d\d: etcd-peer\n  restart nothing: what changes is reloaded automatically\n'
        $said | Should -Match '(?m)^What if: renew etcd-peer$'
        $said | Should -Match '\n +write /etc/kubernetes/pki/etcd/peer.crt\n'
        $said | Should -Match '\n +names cp1, localhost, .*, as before\n'
        $said | Should -Match '\n +valid from 2026-06-30T23:55:00Z to \S+: \d+ days, as long as the old one, not a year\n'
        $said | Should -Not -Match 'PRIVATE KEY'
        Get-TreeState $root | Should -Be $before
    }

    It 'says that the node does not have a role, and warns of one whose CA has no key here' {
        $away = Expand-NodeTree 'healthy' (Join-Path $TestDrive away)
        Remove-Item (Join-Path $away etc kubernetes pki front-proxy-ca.key)
        $roles = 'kubeconfig-client', 'front-proxy-client', 'etcd-peer'
        $receipts = Update-KubeCertificate -Root $away -AsOf $summer -Role $roles -Force -KeyAlgorithm P256 -Confirm:$false @warned @quiet
        $receipts.Target | Should -Be 'etcd-peer'
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'TargetNotFound,KubePkiPS.Commands.UpdateKubeCertificateCommand'
        $failure[0].TargetObject | Should -Be 'kubeconfig-client'
        "$told" | Should -BeLike '*front-proxy-client: The key of front-proxy-ca is not on this node.*'
    }

    It 'says that there is no such node' {
        Update-KubeCertificate -Root (Join-Path $TestDrive nowhere) -Confirm:$false @quiet | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'PathNotFound,KubePkiPS.Commands.UpdateKubeCertificateCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure[0].ErrorDetails.RecommendedAction | Should -Match '^Check the path'
    }

    It 'takes no <What>' -ForEach @(
        @{ What = 'kind of key that there is not'; With = @{ KeyAlgorithm = 'RSA17' } }
        @{ What = 'name that no server can have'; With = @{ AddSan = 'a b' } }
        @{ What = 'name with a port'; With = @{ AddSan = 'lb.example.org:6443' } }
    ) {
        { Update-KubeCertificate -Root $root @With -Confirm:$false } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'fits its table into <Width> columns' -ForEach @{ Width = 120 }, @{ Width = 80 } {
        $roles = 'etcd-peer', 'scheduler.conf'
        $receipts = Update-KubeCertificate -Root $root -AsOf $summer -Role $roles -Force -KeyAlgorithm P256 -Confirm:$false
        $lines = Get-View $receipts $Width
        $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        $lines -match '^Result' | Should -Match '^Result +Step +Resolved$'
        $lines -match '^Done' | Should -Be 'Done        renew etcd-peer', 'Done        renew scheduler.conf'
    }
}
