BeforeAll {
    . $PSScriptRoot/Fixtures.ps1

    # A cluster with two Secrets and a webhook; all else it refuses.
    $pair = Join-Path $TestDrive pair
    $key = [Security.Cryptography.ECDsa]::Create([Security.Cryptography.ECCurve+NamedCurves]::nistP256)
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=shop', $key, 'SHA256')
    $certificate = $request.CreateSelfSigned([datetimeoffset]'2026-01-01Z', [datetimeoffset]'2026-06-01Z').ExportCertificatePem()
    $base64 = { param($Text) [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Text)) }
    $data = @{ 'tls.crt' = & $base64 $certificate; 'tls.key' = & $base64 $key.ExportECPrivateKeyPem() }
    $list = {
        param($Kind, $Version, $Items)
        ConvertTo-Json -Depth 20 -Compress @{ kind = "${Kind}List"; apiVersion = $Version; metadata = @{}; items = @($Items) }
    }
    $registration = 'admissionregistration.k8s.io/v1'
    $answers = @{
        '/api/v1/secrets' = & $list Secret v1 @(
            @{ metadata = @{ name = 'tls'; namespace = 'shop' }; type = 'kubernetes.io/tls'; data = $data }
            @{ metadata = @{ name = 'plain'; namespace = 'shop' }; type = 'Opaque'; data = @{ password = & $base64 'hunter2' } })
        "/apis/$registration/validatingwebhookconfigurations" = & $list ValidatingWebhookConfiguration $registration @{
            metadata = @{ name = 'policy' }
            webhooks = @(@{
                name = 'policy.example.com'
                clientConfig = @{ service = @{ namespace = 'policy'; name = 'hook' } }
                rules = @(@{ apiGroups = @(''); resources = @('pods'); operations = @('CREATE') })
            })
        }
        "/apis/$registration/mutatingwebhookconfigurations" = & $list MutatingWebhookConfiguration $registration @()
    }
    $port = 0
    $listener = $null
    while (-not $listener) {
        $port = Get-Random -Minimum 20000 -Maximum 60000
        try {
            $listener = [Net.HttpListener]::new()
            $listener.Prefixes.Add("http://127.0.0.1:$port/")
            $listener.Start()
        } catch [Net.HttpListenerException] {
            $listener = $null
        }
    }
    $server = [powershell]::Create().AddScript({
        param($Listener, $Answers)
        while ($Listener.IsListening) {
            $context = $Listener.GetContext()
            $text = $Answers[$context.Request.Url.AbsolutePath]
            if (-not $text) {
                $isGone = $context.Request.Url.AbsolutePath -like '*/services/hook'
                $context.Response.StatusCode = $isGone ? 404 : 403
                $text = '{"kind":"Status","apiVersion":"v1","reason":"' + ($isGone ? 'NotFound' : 'Forbidden') + '","message":"no"}'
            }
            $bytes = [Text.Encoding]::UTF8.GetBytes($text)
            $context.Response.ContentType = 'application/json'
            $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
            $context.Response.Close()
        }
    }).AddArgument($listener).AddArgument($answers)
    $null = $server.BeginInvoke()
    $kubeconfig = Join-Path $TestDrive stub.conf
    Set-Content $kubeconfig @"
apiVersion: v1
kind: Config
current-context: c
contexts: [{name: c, context: {cluster: s, user: u} }]
users: [{name: u, user: {} }]
clusters: [{name: s, cluster: {server: 'http://127.0.0.1:$port'} }]
"@
    $ask = @{ Kubeconfig = $kubeconfig; AsOf = '2026-07-01'; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problems' }
}

AfterAll {
    $listener.Close()
    $server.Dispose()
}

Describe 'Test-KubeClusterTrust' {
    It 'finds what is wrong in Secrets and behind webhooks, with evidence and remedy' {
        $found = Test-KubeClusterTrust @ask -Check Secret*, CaBundle*
        $found | Should -BeOfType KubePki.Model.KubePkiFinding
        $found.Check | Should -Be 'CaBundleEmpty', 'CaBundleTargetMissing', 'SecretCertificateExpired'
        $expired = $found | Where-Object Check -EQ SecretCertificateExpired
        $expired.Target | Should -Be 'Secret shop/tls'
        $expired.Certificate.Subject | Should -Be 'CN=shop'
        $expired.Proof -match '^Go: x509: certificate has expired or is not yet valid' | Should -HaveCount 1
        $found[0].Why | Should -BeLike '*failurePolicy Fail*CREATE pods.'
        "$($found | ConvertTo-Json -Depth 4)" | Should -Not -Match 'PRIVATE KEY|hunter2'
    }

    It 'tells what it may not read, does the rest, and has the ClusterRole that is enough' {
        $found = Test-KubeClusterTrust @ask -Check Secret*, CaBundle*
        $found.Count | Should -Be 3
        $problems.FullyQualifiedErrorId | Should -Be (@('ServerRefused,KubePkiPS.Commands.TestKubeClusterTrustCommand') * 2)
        $problems[0].CategoryInfo.Category | Should -Be PermissionDenied
        $problems[-1].ErrorDetails.RecommendedAction | Should -Match '(?m)^- apiGroups: \["apiextensions.k8s.io"\]  # missing$'
    }

    It 'looks at what was asked for' {
        (Test-KubeClusterTrust @ask -Check SecretCert* -ExcludeCheck *NotYetValid).Check | Should -Be 'SecretCertificateExpired'
        $problems | Should -BeNullOrEmpty
        Test-KubeClusterTrust @ask -Check SecretCert* -Severity Critical | Should -BeNullOrEmpty
        Test-KubeClusterTrust @ask -Check SecretCert* -Quiet | Should -BeFalse
        Test-KubeClusterTrust @ask -Check SecretWeakKey -Quiet | Should -BeTrue
    }

    It 'takes kubeconfigs from the pipeline, by path and as objects' {
        ($kubeconfig | Test-KubeClusterTrust -AsOf 2026-07-01 -Check SecretCert*).Check | Should -Be 'SecretCertificateExpired'
        (Get-Item $kubeconfig | Test-KubeClusterTrust -AsOf 2026-07-01 -Check SecretCert*).Check | Should -Be 'SecretCertificateExpired'
        (Get-KubeconfigSet $kubeconfig | Test-KubeClusterTrust -AsOf 2026-07-01 -Check SecretCert*).Check |
            Should -Be 'SecretCertificateExpired'
    }

    It 'shows the rights that it needs, without a cluster' {
        Test-KubeClusterTrust -ShowClusterRole | Should -Match '(?m)^kind: ClusterRole$'
        Test-KubeClusterTrust -ShowClusterRole | Should -Not -Match 'missing'
    }

    It 'refuses beside the ClusterRole what would be ignored: <_>' -ForEach 'Kubeconfig', 'Context', 'TimeoutSec', 'NoDial' {
        $more = @{ $_ = $_ -eq 'NoDial' ? $true : 5 }
        { Test-KubeClusterTrust -ShowClusterRole @more } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'says to which command a check belongs' {
        { Test-KubeClusterTrust -Check CertificateExpired } | Should -Throw 'CertificateExpired is a check of Test-KubePki.'
        { Test-KubePki -Check CaBundleMismatch } | Should -Throw 'CaBundleMismatch is a check of Test-KubeClusterTrust.'
        { Test-KubeClusterTrust -Check CaBundelMismatch } | Should -Throw '*Did you mean CaBundleMismatch?'
        { Test-KubePki -Check CaBundelMismatch } | Should -Throw "There is no check named 'CaBundelMismatch'."
        (Test-KubeClusterTrust @ask -Check SecretCert* | Get-KubePkiCheck).Name | Should -Be SecretCertificateExpired
    }

    It 'is headed by its cluster, and a node by its node' {
        $text = Test-KubeClusterTrust @ask -Check SecretCert* | Out-String
        $text | Should -Match "(?m)^   Cluster: http://127\.0\.0\.1:$port\r?$"
        $text | Should -Not -Match 'Node:'
        Test-KubeClusterTrust @ask -Check SecretCert* -Detailed | Out-String | Should -Match '(?m)^   Cluster: http://'
        $root = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive nodes)
        $text = Test-KubePki -Root $root -AsOf 2020-07-28 | Out-String
        $text | Should -Match '(?m)^   Node: kubemaster \('
        $text | Should -Not -Match 'Cluster:'
    }

    It 'is a cluster in a report <Name>' -ForEach @(
        @{ Name = 'of its findings'; Run = { Test-KubeClusterTrust @ask -Check Secret*, CaBundle* | Export-KubePkiReport $report -Force } }
        @{ Name = 'of what a file has left of them'; Run = {
                Test-KubeClusterTrust @ask -Check Secret*, CaBundle* | Export-Clixml (Join-Path $TestDrive f.xml)
                Import-Clixml (Join-Path $TestDrive f.xml) | Export-KubePkiReport $report -Force } }
        @{ Name = 'of all of it'; Run = { Export-KubePkiReport $report @ask -Force } }
    ) {
        $report = Join-Path $TestDrive report.json
        & $Run
        $found = @((Get-Content $report -Raw | ConvertFrom-Json -DateKind String).nodes)
        $found.Count | Should -Be 1
        $found.isCluster | Should -BeTrue
        $found.name | Should -Be "cluster 127.0.0.1:$port"
        $found.root | Should -Be "http://127.0.0.1:$port"
        $found.asOf | Should -Be '2026-07-01T00:00:00Z'
        $found.findings.check | Select-Object -First 3 | Should -Be 'CaBundleEmpty', 'CaBundleTargetMissing', 'SecretCertificateExpired'
        $found.certificates.subject | Should -Be 'CN=shop'
        ($Name -match 'all') | Should -Be ($found.problems.Count -gt 0)
    }

    It 'says that a check does not exist, and completes those that do' {
        { Test-KubeClusterTrust -Check Nothing } | Should -Throw -ErrorId 'UnknownCheck,KubePkiPS.Commands.TestKubeClusterTrustCommand'
        (TabExpansion2 'Test-KubeClusterTrust -Check SecretCert').CompletionMatches.CompletionText |
            Should -Be 'SecretCertificateExpired', 'SecretCertificateNotYetValid', 'SecretCertificateExpiring'
    }

    It 'says that a server does not answer' {
        $closed = Join-Path $TestDrive closed.conf
        (Get-Content $kubeconfig -Raw).Replace(":$port", ':1') | Set-Content $closed
        { Test-KubeClusterTrust -Kubeconfig $closed -ErrorAction Stop } |
            Should -Throw -ErrorId 'ServerUnreachable,KubePkiPS.Commands.TestKubeClusterTrustCommand'
    }

    It 'fits a screen of <_> columns' -ForEach 80, 120 {
        $lines = (Test-KubeClusterTrust @ask -Check Secret*, CaBundle* | Format-Table | Out-String -Width $_) -split '\r?\n' -replace '\e\[[\d;]*m'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $_
        $lines -join "`n" | Should -Match 'SecretCertificate'
    }
}
