BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
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
        # A screen that says all, then each step.
        $text | Should -Match "^11 steps, \d+ files, for kubemaster \(.+\):\n  renew   until 2021-07-28: apiserver, "
        $text | Should -Match '\n  restart kube-controller-manager, kube-scheduler, kubelet; the rest is\n'
        $text | Should -Match "\n  backup  .+/var/backups/kubepki\n  undo    Restore-KubePki -Root "
        $text | Should -Match 'What if: renew apiserver\n'
        $text | Should -Match 'names kubemaster, kubernetes, .*, as before'
        $text | Should -Match 'note: kubeadm init phase certs apiserver will not fix this'
        $text | Should -Not -Match 'PRIVATE KEY'
        Get-TreeState $root | Should -Be $before
    }

    It 'takes findings from the pipeline, and fixes only those' {
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
