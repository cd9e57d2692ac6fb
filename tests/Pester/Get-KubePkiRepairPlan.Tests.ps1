BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'expired-2020' $TestDrive
    $healthy = Expand-NodeTree 'healthy' $TestDrive
    $asOf = '2020-07-28'
}

Describe 'Get-KubePkiRepairPlan' -Skip:$IsWindows {
    It 'plans what Repair-KubePki does, and changes nothing' {
        $before = Get-TreeState $root
        $plan = Get-KubePkiRepairPlan -Root $root -AsOf $asOf -WarningAction Ignore
        Get-TreeState $root | Should -Be $before
        $plan | Should -BeOfType KubePki.Model.RepairPlan
        $plan.NodeName, $plan.Root | Should -Be 'kubemaster', $root
        $copy = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive copy)
        $receipts = Repair-KubePki -Root $copy -AsOf $asOf -Confirm:$false -WarningAction Ignore
        $plan.Steps.Title | Should -Be $receipts.Step
        ($plan.Steps | Where-Object Target -EQ apiserver).Reason | Should -Be 'It expired at 2020-07-27T06:24:58Z, 17 h 35 min ago.'
    }

    It 'has one plan for each node, and one without steps where there is nothing to repair' {
        $plans = Get-KubePkiRepairPlan -Root $root, $healthy -AsOf $asOf -Check CertificateExpired
        $plans.NodeName | Should -Be 'kubemaster', 'cp1'
        $plans[1].Steps | Should -BeNullOrEmpty
        Get-View $plans[1] 120 | Should -Contain 'Nothing to do.'
    }

    It 'plans only for what the pipeline brings' {
        $plan = Test-KubePki -Root $root -AsOf $asOf -Check CertificateExpired | Where-Object Target -EQ apiserver |
            Get-KubePkiRepairPlan -AsOf $asOf
        $plan.Steps.Title | Should -Be 'renew apiserver'
    }

    It 'can be read as text at <_> columns' -ForEach 80, 120 {
        $lines = Get-View (Get-KubePkiRepairPlan -Root $root -AsOf $asOf -WarningAction Ignore) $_
        $lines | Should -Contain "Plan for kubemaster ($root)"
        $lines | Should -Contain '1. renew apiserver'
    }
}
