BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'expired-2020' $TestDrive
    $other = Expand-NodeTree 'healthy' $TestDrive
    $repaired = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive repaired)
    $at = @{ AsOf = '2020-07-28T00:00:00Z' }
    $before = Get-KubeCertificate -Root $repaired @at
    $receipts = Repair-KubePki -Root $repaired @at -KeyAlgorithm P256 -Confirm:$false -WarningAction Ignore
    $renewed = 'admin.conf', 'apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client', 'controller-manager.conf',
        'etcd-healthcheck-client', 'etcd-peer', 'etcd-server', 'front-proxy-client', 'scheduler.conf'
}

Describe 'Compare-KubePki' {
    It 'finds nothing between a node and itself' {
        Compare-KubePki $root $root @at | Should -BeNullOrEmpty
    }

    It 'tells what a repair has changed, between <Name>' -ForEach @(
        @{ Name = 'two trees'; Run = { Compare-KubePki $root $repaired @at } }
        @{ Name = 'a backup and its node'; Run = { Get-KubePkiBackup -Root $repaired | Compare-KubePki @at } }
        @{ Name = 'a backup by its name and its node'; Run = { Compare-KubePki (Get-KubePkiBackup -Root $repaired).Name -Root $repaired @at } }
        @{ Name = 'receipt and node'; Run = { $receipts[0] | Compare-KubePki @at } }
        @{ Name = 'before and after'; Run = { Compare-KubePki $before (Get-KubeCertificate -Root $repaired @at) @at } }
    ) {
        $found = & $Run
        $changed = $found | Where-Object { $_.Change -eq 'Changed' -and $_.Difference }
        $changed.Name | Sort-Object | Should -Be $renewed
        $changed.What | Should -Contain 'expires 2021-07-28T00:00:00Z instead of 2020-07-27T06:24:58Z'
        $changed.What | Should -Contain 'new key'
        ($found | Where-Object Change -EQ 'Added').Name | Should -Contain 'kubelet-client-current'
        ($found | Where-Object Change -EQ 'Removed').Name | Should -Be 'kubelet.conf'
    }

    It 'warns of what two control plane nodes must share' {
        $found = Compare-KubePki $root $other @at
        ($found | Where-Object Warning).Name | Should -Be 'ca', 'etcd-ca', 'front-proxy-ca', 'sa', 'sa'
        $found | Out-String -Width 80 | Should -Match 'same on all'
    }

    It 'says what cannot be compared: <Name>' -ForEach @(
        @{ Name = 'a missing root'; Run = { Compare-KubePki $root/nothing $root }; Id = 'PathNotFound' }
        @{ Name = 'a number'; Run = { Compare-KubePki 7 $root }; Id = 'WrongInput' }
        @{ Name = 'two roots on one side'; Run = { $root, $other | Compare-KubePki -DifferenceObject $root }; Id = 'NotOneSide' }
    ) {
        $ErrorActionPreference = 'Continue'
        @(& $Run 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).FullyQualifiedErrorId | Should -Match $Id
    }
}
