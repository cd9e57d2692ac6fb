BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $tree = @{}
    foreach ($name in 'healthy', 'expired-2020', 'outage-2019', 'power-loss', 'cni-leftover') {
        $tree[$name] = Expand-NodeTree $name $TestDrive
    }
    $asOf = @{
        'healthy' = '2026-07-01T00:00:00Z'
        'expired-2020' = '2020-07-28T00:00:00Z'
        'outage-2019' = '2019-09-09T00:00:00Z'
        'power-loss' = '2021-09-01T03:00:00Z'
        'cni-leftover' = '2020-06-21T00:00:00Z'
    }
}

Describe 'Test-KubePki and the incidents' -Skip:$IsWindows {
    It 'says of <Name> first: <Check>' -ForEach @(
        @{ Name = 'healthy'; Check = 'KubeletServingWithoutAddress' }
        @{ Name = 'expired-2020'; Check = 'CertificateExpired' }
        @{ Name = 'outage-2019'; Check = 'CertificateExpired' }
        @{ Name = 'power-loss'; Check = 'KubeletCredentialUnusable' }
        @{ Name = 'cni-leftover'; Check = 'AuthorityTwin' }
    ) {
        $findings = Test-KubePki -Root $tree[$Name] -AsOf $asOf[$Name] -ErrorAction Stop
        $findings[0].Check | Should -Be $Check
        $findings | Should -BeOfType KubePki.Model.KubePkiFinding
        foreach ($finding in $findings) {
            $finding.Message, $finding.Why, $finding.Remedy, $finding.Reference | Should -Not -BeNullOrEmpty
            $finding.Proof.Count | Should -BeGreaterThan 0
            $finding.AsOf | Should -Be ([DateTimeOffset] $asOf[$Name])
        }
        $severities = $findings | ForEach-Object { [int] $_.Severity }
        $severities | Should -Be ($severities | Sort-Object -Descending)
    }

    It 'leads to its own command, as PowerShell has it, and promises what the plan does' {
        $findings = Test-KubePki -Root $tree['expired-2020'] -AsOf $asOf['expired-2020']
        $first = "Repair-KubePki -Root $($tree['expired-2020']) (preview: -WhatIf). By hand: kubeadm certs renew all"
        $findings[0].Remedy | Should -BeLike "$($first.Replace('[', '`['))*"
        $findings.Remedy | Should -Not -Match 'kubepki (repair|renew)|--what-if'
        $cures = (Get-KubePkiRepairPlan -Root $tree['expired-2020'] -AsOf $asOf['expired-2020']).Steps.Cures | Select-Object -Unique
        ($findings | Where-Object CanRepair).Check | Select-Object -Unique | Should -BeIn $cures
        ($findings | Where-Object { -not $_.CanRepair }).Check | Should -Not -BeIn $cures
    }

    It 'shows all of each finding with -Detailed, and the objects are the same' {
        $plain = Test-KubePki -Root $tree['power-loss'] -AsOf $asOf['power-loss']
        $detailed = Test-KubePki -Root $tree['power-loss'] -AsOf $asOf['power-loss'] -Detailed
        $detailed.Count | Should -Be $plain.Count
        $detailed | ConvertTo-Json -Depth 3 | Should -Be ($plain | ConvertTo-Json -Depth 3)
        $text = ($detailed | Out-String -Width 120) -replace '\e\[[0-9;]*m'
        $text | Should -Match '(?m)^   kubelet is down: '
        $text | Should -Match '(?m)^Remedy +: Repair-KubePki -Root '
        $text | Should -Match '(?m)^ +By hand: ln'
    }

    It 'says nothing more of a healthy node than its README' {
        (Test-KubePki -Root $tree['healthy'] -AsOf $asOf['healthy']).Check | Should -Be 'KubeletServingWithoutAddress', 'ServerTlsBootstrapOff'
    }

    It 'finds every expired credential of <_>, and says what kubeadm leaves out' -ForEach 'expired-2020', 'outage-2019' {
        $expired = Get-KubeCertificate -Root $tree[$_] -AsOf $asOf[$_] | Where-Object Expired
        $findings = Test-KubePki -Root $tree[$_] -AsOf $asOf[$_]
        foreach ($certificate in $expired) {
            $findings.NodePath | Should -Contain $certificate.NodePath
        }
        ($findings | Where-Object Target -EQ 'kubelet.conf').Proof -join ' ' | Should -Match 'certs renew all.*not kubelet.conf'
    }

    It 'says that one CA serves the cluster and etcd in outage-2019' {
        (Test-KubePki -Root $tree['outage-2019'] -AsOf $asOf['outage-2019'] -Check SharedAuthority).NodePath | Should -Be '/etc/kubernetes/pki/etcd/ca.crt'
    }

    It 'names both keys and both files of cni-leftover, and clears the cluster''s own' {
        $twin = Test-KubePki -Root $tree['cni-leftover'] -AsOf $asOf['cni-leftover'] -Check AuthorityTwin
        $twin.Proof[0] | Should -Match '^/etc/cni/net.d/calico-kubeconfig: CN=kubernetes.*sha256:9bb6bee3'
        $twin.Proof[1] | Should -Match '^/etc/kubernetes/pki/ca.crt: CN=kubernetes.*sha256:dabc20de'
        $twin.Proof -join ' ' | Should -Match 'own files are fine'
    }

    It 'sees that the API server does not answer for an address outside its SANs' {
        $copy = Expand-NodeTree 'healthy' (Join-Path $TestDrive balancer)
        $admin = Join-Path $copy etc kubernetes admin.conf
        (Get-Content $admin -Raw) -replace 'server: .*', 'server: https://10.9.9.9:6443' | Set-Content $admin
        $finding = Test-KubePki -Root $copy -AsOf $asOf['healthy'] -Check KubeconfigServerNotCovered
        $finding.Path | Should -Be $admin
        $finding.Proof -join ' ' | Should -Match 'x509: certificate is valid for 10.96.0.1, 10.2.1.151, 10.2.1.139, 10.2.0.100, not 10.9.9.9'
    }
}

Describe 'Test-KubePki and what it is asked' -Skip:$IsWindows {
    It 'asks only some checks, or all but some' {
        (Test-KubePki -Root $tree['power-loss'] -AsOf $asOf['power-loss'] -Check Kubelet*, clock*).Check | Select-Object -Unique |
            Should -Be 'KubeletCredentialUnusable', 'KubeletNodeNameMismatch', 'ClockSuspect', 'KubeletServingWithoutAddress'
        (Test-KubePki -Root $tree['power-loss'] -AsOf $asOf['power-loss'] -ExcludeCheck Kubelet*).Check | Should -Be 'ClockSuspect', 'ServerTlsBootstrapOff'
    }

    It 'reports what is at least as severe as requested' {
        (Test-KubePki -Root $tree['power-loss'] -AsOf $asOf['power-loss'] -Severity Error).Severity | Should -Be 'Critical', 'Error'
    }

    It 'is a boolean with -Quiet' {
        Test-KubePki -Root $tree['healthy'] -AsOf $asOf['healthy'] -Quiet | Should -BeTrue
        Test-KubePki -Root $tree['healthy'] -AsOf $asOf['healthy'] -Quiet -Severity Warning | Should -BeFalse
        Test-KubePki -Root $tree['expired-2020'] -AsOf $asOf['expired-2020'] -Quiet | Should -BeFalse
        Test-KubePki (Join-Path $TestDrive nowhere) -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
    }

    It 'takes the root of a tree, and any path in it, for the node' {
        $whole = Test-KubePki -Root $tree['power-loss'] -AsOf $asOf['power-loss'] | ForEach-Object ToString
        Test-KubePki $tree['power-loss'] -AsOf $asOf['power-loss'] | ForEach-Object ToString | Should -Be $whole
        Test-KubePki (Join-Path $tree['power-loss'] var lib kubelet pki) -AsOf $asOf['power-loss'] | ForEach-Object ToString | Should -Be $whole
        Get-ChildItem (Join-Path $tree['power-loss'] var lib kubelet pki) | Test-KubePki -AsOf $asOf['power-loss'] | ForEach-Object ToString | Should -Be $whole
    }

    It 'looks at a directory of nobody''s alone' {
        $alone = Join-Path $TestDrive alone
        Copy-Item (Join-Path $tree['expired-2020'] etc kubernetes pki) $alone -Recurse
        $findings = Test-KubePki $alone -AsOf $asOf['expired-2020']
        ($findings | Where-Object Check -EQ CertificateExpired).Target | Should -Contain 'apiserver'
        $findings.Check | Should -Not -Contain 'CheckFailed'
    }

    It 'reports that a check does not exist' {
        { Test-KubePki -Check NoSuchCheck } | Should -Throw -ErrorId 'UnknownCheck,KubePkiPS.Commands.TestKubePkiCommand'
    }

    It 'reports that there is nothing to check' {
        $null = Test-KubePki -Root (Join-Path $TestDrive nowhere) -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId | Should -Be 'PathNotFound,KubePkiPS.Commands.TestKubePkiCommand'
    }

    It 'turns what it cannot read into a finding, and asks the rest' {
        $copy = Expand-NodeTree 'healthy' (Join-Path $TestDrive broken)
        Set-Content (Join-Path $copy etc kubernetes pki apiserver.crt) '' -NoNewline
        $findings = Test-KubePki -Root $copy -AsOf $asOf['healthy'] -ErrorAction Stop
        $findings[0].Check, $findings[0].Target, $findings[0].Severity | Should -Be 'EmptyFile', 'apiserver', 'Critical'
        $findings.Check | Should -Contain 'KubeletServingWithoutAddress'
    }

    It 'completes the names of checks' {
        (TabExpansion2 'Test-KubePki -Check ClockS').CompletionMatches.CompletionText | Should -Be 'ClockSuspect'
    }
}

Describe 'Test-KubePki and secrets' -Skip:$IsWindows {
    It 'shows no key of <_>' -ForEach 'healthy', 'expired-2020' {
        $text = -join @(Test-KubePki -Root $tree[$_] -AsOf $asOf[$_] | ForEach-Object { $_ | Format-List * | Out-String -Width 4000; $_ | ConvertTo-Json -Depth 5 })
        $text | Should -Not -Match 'PRIVATE KEY'
        foreach ($piece in Get-KeyPiece $tree[$_]) {
            $text.Contains($piece) | Should -BeFalse -Because 'that is a secret'
        }
    }
}
