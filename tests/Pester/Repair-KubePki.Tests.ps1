BeforeAll {
    . $PSScriptRoot/Fixtures.ps1

    # Every file, link and mode of a tree, without what the tool itself keeps there.
    function Get-TreeState([string] $Root) {
        Get-ChildItem $Root -Recurse -Force | Where-Object FullName -NotLike "$Root/var/backups*" | Sort-Object FullName | ForEach-Object {
            $hash = $_.PSIsContainer -or $_.LinkType ? $_.LinkTarget : (Get-FileHash -LiteralPath $_.FullName).Hash
            "$($_.FullName) $($_.UnixStat.Mode) $hash"
        }
    }
}

Describe 'Repair-KubePki' -Skip:$IsWindows {
    It 'makes <Name> whole with one command' -ForEach @(
        @{ Name = 'expired-2020'; AsOf = '2020-07-28T00:00:00Z' }
        @{ Name = 'outage-2019'; AsOf = '2019-09-09T00:00:00Z' }
    ) {
        $root = Expand-NodeTree $Name $TestDrive
        $keys = Get-FileHash (Join-Path $root etc kubernetes pki sa.key), (Join-Path $root etc kubernetes pki ca.key), (Join-Path $root etc kubernetes pki etcd ca.key)
        $receipts = Repair-KubePki -Root $root -AsOf $AsOf -Confirm:$false -ErrorAction Stop
        $receipts | Should -BeOfType KubePki.Model.RepairReceipt
        $receipts.Result | Select-Object -Unique | Should -Be 'Done'
        $receipts.Count | Should -Be 11
        Test-KubePki -Root $root -AsOf $AsOf -Severity Error | Should -BeNullOrEmpty
        (Test-KubeletClientCert -Root $root -AsOf $AsOf).Usable | Should -BeTrue
        (Get-FileHash $keys.Path).Hash | Should -Be $keys.Hash
        Get-ChildItem $root -Recurse -Include *.key, *.pem, *.conf -Exclude kubelet.crt | Where-Object { -not $_.LinkType } | ForEach-Object { $_.UnixStat.Mode -band 0x3f } | Select-Object -Unique | Should -Be 0
        # Twice is once.
        Repair-KubePki -Root $root -AsOf $AsOf -Confirm:$false | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf, and says what it would change' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive whatif)
        $before = Get-TreeState $root
        $script = "Import-Module '$manifest'; Repair-KubePki -Root '$root' -AsOf 2020-07-28T00:00:00Z -WhatIf"
        $text = (Invoke-Shell $script) -join "`n"
        $text | Should -Match 'What if: renew apiserver\n'
        $text | Should -Match 'names kubemaster, kubernetes, .*, as before'
        $text | Should -Match 'would not help: kubeadm init phase certs apiserver'
        $text | Should -Not -Match 'PRIVATE KEY'
        Get-TreeState $root | Should -Be $before
    }

    It 'takes findings from the pipeline, and cures those alone' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive findings)
        $receipts = Test-KubePki -Root $root -AsOf 2020-07-28T00:00:00Z | Where-Object Target -EQ 'front-proxy-client' | Repair-KubePki -AsOf 2020-07-28T00:00:00Z -Confirm:$false
        $receipts.Step | Should -Be 'renew front-proxy-client'
        $receipts.Resolved | Should -Be 'CertificateExpired'
    }

    It 'moves the leftovers of a network away, and touches no certificate' {
        $root = Expand-NodeTree 'cni-leftover' $TestDrive
        $pki = Get-TreeState (Join-Path $root etc kubernetes)
        (Repair-KubePki -Root $root -AsOf 2020-06-21T00:00:00Z -Confirm:$false).Result | Should -Be 'Done'
        (Get-ChildItem (Join-Path $root etc cni net.d)).Name | Should -Be '10-flannel.conflist'
        Get-TreeState (Join-Path $root etc kubernetes) | Should -Be $pki
    }
}

Describe 'Restore-KubePki' -Skip:$IsWindows {
    It 'gives back the tree exactly as it was before a repair' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive restore)
        $before = Get-TreeState $root
        $null = Repair-KubePki -Root $root -AsOf 2020-07-28T00:00:00Z -Confirm:$false
        Get-TreeState $root | Should -Not -Be $before
        $backup = Get-KubePkiBackup -Root $root
        $backup | Should -BeOfType KubePki.Model.PkiBackup
        $backup.State | Should -Be 'Committed'
        ($backup | Restore-KubePki -Confirm:$false).Result | Should -Be 'Done'
        Get-TreeState $root | Where-Object { $_ -notmatch '/var/lib/kubelet/pki ' } | Should -Be ($before | Where-Object { $_ -notmatch '/var/lib/kubelet/pki ' })
        (Get-KubePkiBackup -Root $root).Count | Should -Be 2
    }

    It 'refuses a damaged backup as a whole' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive damaged)
        $backup = Backup-KubePki -Root $root
        $file = Get-ChildItem $backup.Path -Recurse -File -Filter apiserver.crt | Select-Object -First 1
        Add-Content $file.FullName 'x'
        $before = Get-TreeState $root
        Get-KubePkiBackup -Root $root | Restore-KubePki -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.Count | Should -BeGreaterThan 0
        Get-TreeState $root | Should -Be $before
    }
}

Describe 'Update-KubeCertificate' -Skip:$IsWindows {
    BeforeAll {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive update)
        $summer = '2026-07-01T00:00:00Z'
    }

    It 'leaves what is good for long, unless it is forced' {
        Update-KubeCertificate -Root $root -AsOf $summer -Role front-proxy-client -Confirm:$false | Should -BeNullOrEmpty
        $old = Get-KubeCertificate -Root $root -Role front-proxy-client
        (Update-KubeCertificate -Root $root -AsOf $summer -Role front-proxy-client -Force -KeepKey -ValidFor 10d -Confirm:$false).Result | Should -Be 'Done'
        $new = Get-KubeCertificate -Root $root -Role front-proxy-client
        $new.Subject, $new.PublicKeyHash | Should -Be $old.Subject, $old.PublicKeyHash
        $new.NotAfter | Should -Be ([DateTimeOffset] '2026-07-11T00:00:00Z')
        $new.NotBefore | Should -Be ([DateTimeOffset] '2026-06-30T23:55:00Z')
    }

    It 'adds a name to the API server, and loses none' {
        $old = Get-KubeCertificate -Root $root -Role apiserver
        $null = Get-KubeCertificate -Root $root -Role apiserver | Update-KubeCertificate -AsOf $summer -AddSan lb.example.org, 10.9.9.9 -KeyAlgorithm P256 -Confirm:$false
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
        $receipts.Target | Sort-Object | Should -Be @('admin.conf', 'apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client', 'controller-manager.conf',
            'etcd-healthcheck-client', 'etcd-peer', 'etcd-server', 'front-proxy-client', 'scheduler.conf')
        (Get-FileHash $authorities.Path).Hash | Should -Be $authorities.Hash
        Test-KubePki -Root $root -AsOf $summer -Severity Error | Should -BeNullOrEmpty
    }

    It 'renews files that are named, all of a node in one transaction' {
        $files = Join-Path $root etc kubernetes pki front-proxy-client.crt
        $receipts = $files, (Join-Path $root etc kubernetes pki etcd peer.crt) | Update-KubeCertificate -AsOf $summer -Force -KeyAlgorithm P256 -Confirm:$false
        $receipts.Target | Should -Be 'etcd-peer', 'front-proxy-client'
        $receipts.Backup | Select-Object -Unique | Should -HaveCount 1
        Get-Item $files | Update-KubeCertificate -AsOf $summer -Confirm:$false -WarningVariable told -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $told | Should -BeLike '*front-proxy-client: It is valid for another*force it*'
        Update-KubeCertificate (Join-Path $root nowhere.crt) -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
    }

    It 'renews a CA with its key, and only when both words are said' {
        $key = Get-FileHash (Join-Path $root etc kubernetes pki ca.key)
        $old = Get-KubeCertificate -Root $root -Role ca
        Update-KubeCertificate -Root $root -AsOf $summer -Role ca -Force -Confirm:$false -WarningVariable told -WarningAction SilentlyContinue | Should -BeNullOrEmpty
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
}

Describe 'Repair-KubeletClientCert' -Skip:$IsWindows {
    It 'switches the link after the power loss, and has nothing to do three hours later' {
        $root = Expand-NodeTree 'power-loss' $TestDrive
        Repair-KubeletClientCert -Root $root -AsOf 2021-09-01T06:00:00Z -Confirm:$false | Should -BeNullOrEmpty
        $receipt = Test-KubeletClientCert -Root $root -AsOf 2021-09-01T03:00:00Z | Repair-KubeletClientCert -AsOf 2021-09-01T03:00:00Z -Confirm:$false
        $receipt.Result, $receipt.Restart | Should -Be 'Done', 'systemctl restart kubelet'
        (Get-Item (Join-Path $root var lib kubelet pki kubelet-client-current.pem)).LinkTarget | Should -Be '/var/lib/kubelet/pki/kubelet-client-2020-11-06-02-48-49.pem'
    }
}

Describe 'Repair-KubeconfigSet' -Skip:$IsWindows {
    It 'changes the credential and no other byte' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive kubeconfigs)
        $admin = Join-Path $root etc kubernetes admin.conf
        Add-Content $admin '# a remark of ours'
        $before = Get-Content $admin
        $null = Get-KubeconfigSet -Root $root -AsOf 2020-07-28T00:00:00Z | Where-Object Name -EQ admin.conf | Repair-KubeconfigSet -AsOf 2020-07-28T00:00:00Z -Confirm:$false
        (Compare-Object $before (Get-Content $admin) | Where-Object SideIndicator -EQ '=>').InputObject | ForEach-Object { ($_ -split ':')[0].Trim() } | Should -Be 'client-certificate-data', 'client-key-data'
        (Get-KubeconfigSet $admin -AsOf 2020-07-28T00:00:00Z).Status | Should -Be 'Valid'
    }

    It 'gives a stale copy the credential of admin.conf' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive copies)
        $copy = Join-Path $root root .kube config
        $null = New-Item (Split-Path $copy) -ItemType Directory
        Copy-Item (Join-Path $root etc kubernetes admin.conf) $copy
        (Repair-KubeconfigSet -Root $root -AsOf 2020-07-28T00:00:00Z -Confirm:$false).Result | Select-Object -Unique | Should -Be 'Done'
        $set = Get-KubeconfigSet -Root $root -AsOf 2020-07-28T00:00:00Z
        ($set | Where-Object NodePath -EQ '/root/.kube/config').Certificate.Fingerprint | Should -Be ($set | Where-Object Name -EQ 'admin.conf').Certificate.Fingerprint
    }
}
