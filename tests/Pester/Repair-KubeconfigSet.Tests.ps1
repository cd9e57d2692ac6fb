BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $summer = '2026-07-01T00:00:00Z'
}

Describe 'Repair-KubeconfigSet' -Skip:$IsWindows {
    It 'refreshes copies that are named, wildcards taken, and nothing else' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive copies)
        foreach ($name in 'jane', 'joe') {
            $null = New-Item (Join-Path $root srv $name) -ItemType Directory
            Copy-Item (Join-Path $root etc kubernetes admin.conf) (Join-Path $root srv $name config)
        }
        $receipts = Repair-KubeconfigSet '/srv/*/config' -Root $root -AsOf 2020-07-28T00:00:00Z -Confirm:$false
        $receipts.Step | Should -Be 'renew admin.conf', 'update /srv/jane/config', 'update /srv/joe/config'
        (Get-FileHash (Join-Path $root etc kubernetes admin.conf), (Join-Path $root srv j* config)).Hash | Select-Object -Unique | Should -HaveCount 1
        (Get-KubePkiBackup -Root $root).Count | Should -Be 1
    }

    It 'takes kubeconfigs, certificates and findings from the pipeline' {
        foreach ($source in { Get-KubeconfigSet -Root $root -AsOf $night | Where-Object Name -EQ scheduler.conf },
            { Get-KubeCertificate -Root $root -AsOf $night -Role scheduler.conf }, { Test-KubePki -Root $root -AsOf $night | Where-Object Target -EQ scheduler.conf }) {
            $night = '2020-07-28T00:00:00Z'
            $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive (New-Guid))
            (& $source | Repair-KubeconfigSet -AsOf $night -Confirm:$false).Step | Should -Be 'renew scheduler.conf'
        }
    }

    It 'corrects the server of one kubeconfig, and leaves the others' {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive server)
        (Repair-KubeconfigSet /etc/kubernetes/admin.conf -Root $root -AsOf $summer -Server https://lb:6443 -Confirm:$false).Result | Should -Be 'Done'
        (Get-KubeconfigSet -Root $root -AsOf $summer | Where-Object Server -EQ https://lb:6443).Name | Should -Be 'admin.conf'
        { Repair-KubeconfigSet -Root $root -Server lb } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'makes what is missing' {
        $root = Expand-NodeTree 'healthy' (Join-Path $TestDrive missing)
        Remove-Item (Join-Path $root etc kubernetes *.conf)
        (Repair-KubeconfigSet -Root $root -AsOf $summer -Confirm:$false).Result | Select-Object -Unique | Should -Be 'Done'
        $set = Get-KubeconfigSet -Root $root -AsOf $summer
        $set.Name | Sort-Object | Should -Be 'admin.conf', 'controller-manager.conf', 'kubelet.conf', 'scheduler.conf'
        $set.Status | Select-Object -Unique | Should -Be 'Valid'
        Repair-KubeconfigSet -Root $root -AsOf $summer -Confirm:$false | Should -BeNullOrEmpty
        (Repair-KubeconfigSet /etc/kubernetes/super-admin.conf -Root $root -AsOf $summer -Confirm:$false).Step | Should -Be 'create super-admin.conf'
    }

    It 'says that a file is not there' {
        Repair-KubeconfigSet (Join-Path $TestDrive nothing.conf) -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems | Should -Not -BeNullOrEmpty
    }

    It 'changes the credential and no other byte' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive kubeconfigs)
        $admin = Join-Path $root etc kubernetes admin.conf
        Add-Content $admin '# a remark of ours'
        $before = Get-Content $admin
        $null = Get-KubeconfigSet -Root $root -AsOf 2020-07-28T00:00:00Z | Where-Object Name -EQ admin.conf |
            Repair-KubeconfigSet -AsOf 2020-07-28T00:00:00Z -Confirm:$false
        (Compare-Object $before (Get-Content $admin) | Where-Object SideIndicator -EQ '=>').InputObject |
            ForEach-Object { ($_ -split ':')[0].Trim() } | Should -Be 'client-certificate-data', 'client-key-data'
        (Get-KubeconfigSet $admin -AsOf 2020-07-28T00:00:00Z).Status | Should -Be 'Valid'
    }

    It 'gives a stale copy the credential of admin.conf' {
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive copies)
        $copy = Join-Path $root root .kube config
        $null = New-Item (Split-Path $copy) -ItemType Directory
        Copy-Item (Join-Path $root etc kubernetes admin.conf) $copy
        (Repair-KubeconfigSet -Root $root -AsOf 2020-07-28T00:00:00Z -Confirm:$false).Result | Select-Object -Unique | Should -Be 'Done'
        $set = Get-KubeconfigSet -Root $root -AsOf 2020-07-28T00:00:00Z
        ($set | Where-Object NodePath -EQ '/root/.kube/config').Certificate.Fingerprint |
            Should -Be ($set | Where-Object Name -EQ 'admin.conf').Certificate.Fingerprint
    }
}
