BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $tree = @{}
    foreach ($name in 'healthy', 'expired-2020', 'cni-leftover') {
        $tree[$name] = Expand-NodeTree $name $TestDrive
    }
    $root = $tree['expired-2020']
    $kubernetes = Join-Path $root etc kubernetes
}

Describe 'Get-KubeconfigSet' {
    It 'says where each kubeconfig of the node leads' {
        $rows = Get-KubeconfigSet -Root $root
        $rows | Should -BeOfType KubePki.Model.Kubeconfig
        $rows | ForEach-Object { "$($_.Name) | $($_.Context) | $($_.User) | $($_.Server) | $($_.CredentialKind)" } | Should -Be @(
            'admin.conf | kubernetes-admin@kubernetes | kubernetes-admin | https://192.168.10.190:6443 | EmbeddedCertificate'
            'controller-manager.conf | system:kube-controller-manager@kubernetes | system:kube-controller-manager | https://192.168.10.190:6443 | EmbeddedCertificate'
            'kubelet.conf | system:node:kubemaster@kubernetes | system:node:kubemaster | https://192.168.10.190:6443 | EmbeddedCertificate'
            'scheduler.conf | system:kube-scheduler@kubernetes | system:kube-scheduler | https://192.168.10.190:6443 | EmbeddedCertificate'
        )
    }

    It 'ends when its certificate does, as kubeadm says' {
        $rows = @{}
        Get-KubeadmRow 'expired-2020' | ForEach-Object { $rows[$_.Name] = $_.Expires }
        foreach ($kubeconfig in Get-KubeconfigSet -Root $root | Where-Object Name -NE 'kubelet.conf') {
            $kubeconfig.NotAfter.UtcDateTime.ToString("MMM dd, yyyy HH:mm 'UTC'", [cultureinfo]::InvariantCulture) | Should -Be $rows[$kubeconfig.Name]
        }
    }

    It 'holds the certificate of its user and the CAs that it trusts' {
        $admin = Get-KubeconfigSet (Join-Path $kubernetes admin.conf)
        $admin.Certificate.CommonName | Should -Be 'kubernetes-admin'
        $admin.Certificate.Organization | Should -Be 'system:masters'
        $admin.Certificate.KeyMatches | Should -BeTrue
        $admin.Authorities.CommonName | Should -Be 'kubernetes'
        $admin.Authorities.PublicKeyHash | Should -Be (Get-KubeCertificate (Join-Path $kubernetes pki ca.crt)).PublicKeyHash
    }

    It 'follows a certificate file, through an absolute link inside the root' -Skip:$IsWindows {
        $kubelet = Get-KubeconfigSet -Root $tree['healthy'] | Where-Object Name -EQ 'kubelet.conf'
        $kubelet.CredentialKind | Should -Be 'CertificateFile'
        $kubelet.Certificate.CommonName | Should -Be 'system:node:cp1'
    }

    It 'knows the kubeconfig that a CNI plugin left behind' {
        $calico = Get-KubeconfigSet -Root $tree['cni-leftover'] | Where-Object Role -EQ 'cni'
        $calico.Name | Should -Be 'calico-kubeconfig'
        $calico.CredentialKind | Should -Be 'Token'
        $calico.Status | Should -BeNullOrEmpty
    }

    It 'has all clusters, users and contexts of a file' {
        $file = Join-Path $TestDrive several.conf
        Set-Content $file @'
apiVersion: v1
kind: Config
current-context: second
clusters:
- {name: one, cluster: {server: https://one:6443}}
- {name: two, cluster: {server: https://two:6443, insecure-skip-tls-verify: true}}
users:
- {name: robot, user: {token: MDEyMzQ1Njc4OWFiY2RlZg}}
- {name: person, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, interactiveMode: Never}}}
contexts:
- {name: first, context: {cluster: one, user: robot}}
- {name: second, context: {cluster: two, user: person, namespace: web}}
'@
        $several = Get-KubeconfigSet $file -ErrorAction Stop
        $several.Server, $several.User, $several.Namespace, $several.CredentialKind | Should -Be 'https://two:6443', 'person', 'web', 'Exec'
        $several.Clusters.Name | Should -Be 'one', 'two'
        $several.Clusters[1].InsecureSkipTlsVerify | Should -BeTrue
        $several.Users | ForEach-Object { "$($_.Name) $($_.CredentialKind) $($_.ExecCommand)" } | Should -Be 'robot Token ', 'person Exec aws'
        $several.Contexts.Name | Should -Be 'first', 'second'
        $several | Format-List * | Out-String | Should -Not -Match 'MDEyMzQ1'
        $several | ConvertTo-Json -Depth 9 | Should -Not -Match 'MDEyMzQ1'
    }

    It 'evaluates for the moment of -AsOf: <AsOf> is <Status>' -ForEach @(
        @{ AsOf = '2020-01-01T00:00:00Z'; Status = 'Valid' }
        @{ AsOf = '2020-07-27T00:00:00Z'; Status = 'Expiring' }
        @{ AsOf = '2020-07-28T00:00:00Z'; Status = 'Expired' }
    ) {
        $rows = Get-KubeconfigSet -Root $root -AsOf $AsOf
        $rows.Status | Select-Object -Unique | Should -Be $Status
        $rows.AsOf | Select-Object -Unique | Should -Be ([DateTimeOffset] $AsOf)
    }
}

Describe 'Get-KubeconfigSet takes paths' {
    It 'of files, directories and wildcards' {
        (Get-KubeconfigSet (Join-Path $kubernetes admin.conf)).Name | Should -Be 'admin.conf'
        (Get-KubeconfigSet $kubernetes).Name | Should -Be 'admin.conf', 'controller-manager.conf', 'kubelet.conf', 'scheduler.conf'
        (Get-KubeconfigSet (Join-Path $kubernetes '[a-k]*.conf')).Name | Should -Be 'admin.conf', 'controller-manager.conf', 'kubelet.conf'
        (Get-KubeconfigSet -Root $root -Path '/etc/kubernetes/s*.conf').NodePath | Should -Be '/etc/kubernetes/scheduler.conf'
    }

    It 'of FileInfo, and of itself' {
        (Get-ChildItem $kubernetes -Filter s*.conf | Get-KubeconfigSet).Name | Should -Be 'scheduler.conf'
        (Get-KubeconfigSet $kubernetes | ForEach-Object PSPath | Get-Item).Name | Should -HaveCount 4
        (Get-KubeconfigSet $kubernetes | Get-KubeconfigSet).Name | Should -HaveCount 4
    }

    It 'with spaces, brackets and Unicode' {
        $odd = Join-Path $TestDrive 'my [1] clé.conf'
        [IO.File]::Copy((Join-Path $kubernetes admin.conf), $odd)
        (Get-KubeconfigSet -LiteralPath $odd).Path | Should -Be $odd
        (Get-KubeconfigSet -Path ([WildcardPattern]::Escape($odd))).Path | Should -Be $odd
    }

    It 'in a list like KUBECONFIG, where relative ones start where the user is' {
        $list = 'admin.conf', (Join-Path $kubernetes scheduler.conf) -join [IO.Path]::PathSeparator
        Push-Location $kubernetes
        try {
            (Get-KubeconfigSet $list -ErrorAction Stop).Name | Should -Be 'admin.conf', 'scheduler.conf'
        } finally {
            Pop-Location
        }
    }

    It 'in KUBECONFIG itself, when asked for nothing else' {
        $before = $env:KUBECONFIG
        $env:KUBECONFIG = 'admin.conf', (Join-Path $kubernetes scheduler.conf) -join [IO.Path]::PathSeparator
        Push-Location $kubernetes
        try {
            # This machine may be a node, too.
            (Get-KubeconfigSet -ErrorAction Ignore | Where-Object Path -Like "$kubernetes*").Name | Should -Be 'admin.conf', 'scheduler.conf'
            # A copied tree has nothing to do with who looks at it.
            (Get-KubeconfigSet -Root $tree['healthy']).Path | Should -Not -Contain (Join-Path $kubernetes admin.conf)
        } finally {
            Pop-Location
            $env:KUBECONFIG = $before
        }
    }
}

Describe 'Get-KubeconfigSet and what it cannot read' {
    BeforeAll {
        $command = 'KubePkiPS.Commands.GetKubeconfigSetCommand'
    }

    It 'says <Id>, and lists the rest' -ForEach @(
        @{ Id = 'PathNotFound'; Text = $null }
        @{ Id = 'EmptyFile'; Text = '' }
        @{ Id = 'MalformedYaml'; Text = "apiVersion: v1`nkind: Config`nusers: {" }
        @{ Id = 'MalformedKubeconfig'; Text = "apiVersion: v1`nkind: Config`nusers:`n- {name: a, user: {client-certificate-data: '!!!'}}" }
    ) {
        $file = Join-Path $TestDrive "$Id.conf"
        if ($null -ne $Text) {
            Set-Content $file $Text -NoNewline
        }
        $rows = Get-KubeconfigSet $file, (Join-Path $kubernetes admin.conf) -ErrorVariable problems -ErrorAction SilentlyContinue
        $rows.Name | Should -Contain 'admin.conf'
        $problems.FullyQualifiedErrorId | Should -Be "$Id,$command"
        $problems[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        { Get-KubeconfigSet $file -ErrorAction Stop } | Should -Throw -ErrorId "$Id,$command"
    }

    It 'names the files that it reads with -Verbose' {
        $messages = (Get-KubeconfigSet $kubernetes -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Message
        foreach ($file in Get-ChildItem $kubernetes -Filter *.conf) {
            $messages | Should -Contain "Read $($file.FullName)"
        }
    }
}

Describe 'Get-KubeconfigSet and secrets' {
    It 'shows no key and no token of <_>' -ForEach 'healthy', 'expired-2020', 'cni-leftover' {
        $secrets = @(Get-KeyPiece $tree[$_])
        $secrets += Get-ChildItem $tree[$_] -Recurse -File -Attributes !ReparsePoint | Select-String '^\s*token: "?([^\s"]+)' | ForEach-Object { $_.Matches[0].Groups[1].Value }
        $secrets.Count | Should -BeGreaterThan 3
        $file = Join-Path $TestDrive "$_.xml"
        $rows = Get-KubeconfigSet -Root $tree[$_]
        $rows | Export-Clixml $file -Depth 9
        $text = -join @($rows | Format-List * | Out-String -Width 4000; $rows | ConvertTo-Json -Depth 9; Get-Content $file -Raw)
        $text | Should -Match 'scheduler'
        $text | Should -Not -Match 'PRIVATE KEY'
        foreach ($secret in $secrets) {
            $text.Contains($secret) | Should -BeFalse -Because 'that is a secret'
        }
    }
}
