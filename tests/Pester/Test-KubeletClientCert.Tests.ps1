BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'power-loss' $TestDrive
    $pki = Join-Path $root var lib kubelet pki
    $night = '2021-09-01T03:00:00Z'
    $old = '/var/lib/kubelet/pki/kubelet-client-2020-11-06-02-48-49.pem'
    $new = '/var/lib/kubelet/pki/kubelet-client-2021-09-01-13-21-24.pem'
}

Describe 'Test-KubeletClientCert after the power loss' -Skip:$IsWindows {
    It 'is not usable, heals by itself, and a restart does not help' {
        $verdict = Test-KubeletClientCert -Root $root -AsOf $night
        $verdict | Should -BeOfType KubePki.Model.KubeletClientVerdict
        $verdict.Usable, $verdict.RestartHelps | Should -Be $false, $false
        $verdict.HealsAt | Should -Be ([DateTimeOffset] '2021-09-01T05:11:39Z')
        $verdict.GoError | Should -Be 'x509: certificate has expired or is not yet valid: current time 2021-09-01T03:00:00Z is before 2021-09-01T05:11:39Z'
        $verdict.Reason | Should -Match '2 h 11 min'
        $verdict.LinkTarget | Should -Be $new
    }

    It 'knows the other pem, and how to switch to it' {
        $verdict = Test-KubeletClientCert -Root $root -AsOf $night
        $verdict.BestAlternative.NodePath | Should -Be $old
        $verdict.Candidates.NodePath | Should -Be $old, $new
        $verdict.Remedy | Should -Match "ln -sfn $old .*mv -T"
    }

    It 'reads the clock from the traces, and the name from both places' {
        $verdict = Test-KubeletClientCert -Root $root -AsOf $night
        $verdict.Clock.Zone | Should -Be '+08:00'
        $verdict.Clock.LooksLikeLocalHardwareClock | Should -BeTrue
        $verdict.Clock.EstimatedSkew | Should -Be ([timespan] '08:00:00')
        $verdict.NodeName, $verdict.NameMatches | Should -Be 'node30', $false
    }

    It 'is usable three hours later' {
        $verdict = Test-KubeletClientCert -Root $root -AsOf '2021-09-01T06:00:00Z'
        $verdict.Usable, $verdict.HealsAt, $verdict.BestAlternative | Should -Be $true, $null, $null
    }

    It 'takes the name as given' {
        (Test-KubeletClientCert -Root $root -AsOf $night -NodeName node30.eams.supwisdom.com).NameMatches | Should -BeTrue
    }
}

Describe 'Test-KubeletClientCert takes' -Skip:$IsWindows {
    It 'the root of a tree, a directory of kubelet, a kubeconfig' {
        foreach ($path in $root, $pki, (Join-Path $root etc kubernetes kubelet.conf)) {
            $verdict = Test-KubeletClientCert $path -AsOf $night
            $verdict.Usable, $verdict.CredentialPath | Should -Be $false, '/var/lib/kubelet/pki/kubelet-client-current.pem'
        }
    }

    It 'one pem, of which it then speaks' {
        (Test-KubeletClientCert (Join-Path $root $old) -AsOf $night).Usable | Should -BeTrue
        (Test-KubeletClientCert (Join-Path $root $new) -AsOf $night).Usable | Should -BeFalse
    }

    It 'a copied directory of nobody''s' {
        $copy = (New-Item (Join-Path $TestDrive copied) -ItemType Directory).FullName
        Get-ChildItem $pki -Filter *-2*.pem | Copy-Item -Destination $copy
        $verdict = Test-KubeletClientCert $copy -AsOf $night
        $verdict.Usable | Should -BeFalse
        $verdict.Candidates[0].IsSigned | Should -BeNullOrEmpty
        $verdict.BestAlternative.NodePath | Should -Match '2020-11-06-02-48-49.pem$'
    }

    It 'certificates and kubeconfigs from the pipeline' {
        (Get-KubeCertificate -Root $root | Where-Object Name -Like 'kubelet-client-2*' | Test-KubeletClientCert -AsOf $night).Usable | Should -Be $true, $false
        (Get-KubeconfigSet -Root $root | Test-KubeletClientCert -AsOf $night).Usable | Should -BeFalse
    }

    It 'no path that is not there' {
        { Test-KubeletClientCert (Join-Path $TestDrive gone) -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,KubePkiPS.Commands.TestKubeletClientCertCommand'
    }
}

Describe 'Test-KubeletClientCert and other nodes' -Skip:$IsWindows {
    It 'says that an embedded credential has expired, and what kubelet does then' {
        $verdict = Test-KubeletClientCert (Expand-NodeTree 'expired-2020' $TestDrive) -AsOf '2020-07-28T00:00:00Z'
        $verdict.Usable, $verdict.CredentialKind, $verdict.RestartHelps, $verdict.HealsAt | Should -Be $false, 'EmbeddedCertificate', $false, $null
        $verdict.AtStart | Should -Match 'is expired: 2020-07-27 06:24:58 \+0000 UTC.*unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf'
    }

    It 'is content with a healthy one' {
        $verdict = Test-KubeletClientCert (Expand-NodeTree 'healthy' $TestDrive) -AsOf '2026-07-01T00:00:00Z'
        $verdict.Usable, $verdict.NameMatches, $verdict.Clock.AheadBy | Should -Be $true, $true, $null
    }
}
