BeforeAll {
    . $PSScriptRoot/Fixtures.ps1

    # A server with a certificate for 127.0.0.1 from a CA of its own, whose file and port it writes below a directory. A file named stop ends it.
    $serve = {
        param($Directory)
        $start = [DateTimeOffset]::UtcNow.AddDays(-1)
        $key = [Security.Cryptography.RSA]::Create(2048)
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=stub-ca', $key, 'SHA256', [Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $request.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509BasicConstraintsExtension]::new($true, $false, 0, $true))
        $ca = $request.CreateSelfSigned($start, $start.AddDays(30))
        $leafKey = [Security.Cryptography.RSA]::Create(2048)
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=stub', $leafKey, 'SHA256', [Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
        $names.AddIpAddress([ipaddress]::Loopback)
        $request.CertificateExtensions.Add($names.Build())
        $leaf = $request.Create($ca, $start, $start.AddDays(20), [byte[]](1, 2, 3))
        $served = [Security.Cryptography.X509Certificates.X509Certificate2]::new([Security.Cryptography.X509Certificates.RSACertificateExtensions]::CopyWithPrivateKey($leaf, $leafKey).Export('Pfx'))
        Set-Content (Join-Path $Directory ca.crt) $ca.ExportCertificatePem()
        $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        Set-Content (Join-Path $Directory port.new) $listener.LocalEndpoint.Port
        Move-Item (Join-Path $Directory port.new) (Join-Path $Directory port)
        while (-not (Test-Path (Join-Path $Directory stop))) {
            $client = $listener.AcceptTcpClient()
            try {
                $tls = [Net.Security.SslStream]::new($client.GetStream())
                $tls.AuthenticateAsServer($served)
                $null = $tls.Read([byte[]]::new(1024), 0, 1024)
                $tls.Write([Text.Encoding]::ASCII.GetBytes("HTTP/1.1 200 OK`r`nContent-Length: 0`r`n`r`n"))
                $tls.Dispose()
            }
            catch {
                # The client went away; there will be another.
                Write-Debug $_
            }
            $client.Dispose()
        }
    }
    $job = Start-ThreadJob $serve -ArgumentList "$TestDrive"
    $deadline = [DateTime]::UtcNow.AddSeconds(60)
    while (-not (Test-Path $TestDrive/port)) {
        if ([DateTime]::UtcNow -gt $deadline) {
            throw "The stub does not start: $(Receive-Job $job 2>&1)"
        }
        Start-Sleep -Milliseconds 50
    }
    $endpoint = "127.0.0.1:$(Get-Content $TestDrive/port)"
    $nobody = Join-Path $TestDrive nobody
    $null = New-Item -ItemType Directory $nobody
}

AfterAll {
    Set-Content $TestDrive/stop ''
    # One last client, for whom it waits.
    [Net.Sockets.TcpClient]::new('127.0.0.1', [int](Get-Content $TestDrive/port)).Dispose()
    $job | Wait-Job -Timeout 30 | Remove-Job
}

Describe 'Test-KubeEndpoint' {
    It 'reports what is served, and that clients accept it' {
        $verdict = Test-KubeEndpoint $endpoint -CertificateAuthority $TestDrive/ca.crt -Root $nobody
        $verdict | Should -BeOfType KubePki.Model.KubeEndpointVerdict
        $verdict.State | Should -Be Ok
        $verdict.Ok | Should -BeTrue
        $verdict.Protocol | Should -BeLike 'TLS 1.*'
        $verdict.Certificate.Subject | Should -Be 'CN=stub'
        $verdict.Certificate.Source | Should -Be Served
        "$verdict" | Should -Be "$endpoint (unknown): Ok"
    }

    It 'says in the words of Go why clients refuse it, with what to do' {
        $wrong = Test-KubeEndpoint $endpoint -CertificateAuthority $TestDrive/ca.crt -ServerName api.example.com -Root $nobody
        $wrong.State | Should -Be WrongName
        $wrong.GoError | Should -Be 'x509: certificate is not valid for any names, but wanted to match api.example.com'
        $wrong.Findings[0].Check | Should -Be EndpointWrongName
        $wrong.Findings[0].Remedy | Should -Not -BeNullOrEmpty
        $late = Test-KubeEndpoint $endpoint -CertificateAuthority $TestDrive/ca.crt -AsOf ([DateTimeOffset]::UtcNow.AddDays(25)) -Root $nobody
        $late.State | Should -Be Expired
        $late.Findings[0].Severity | Should -Be Critical
    }

    It 'takes endpoints from the pipeline, in their order, and goes on after one that is none' {
        $verdicts = $endpoint, 'no endpoint', '127.0.0.1:1' | Test-KubeEndpoint -CertificateAuthority $TestDrive/ca.crt -Root $nobody -ErrorVariable errors -ErrorAction SilentlyContinue
        $verdicts.State | Should -Be Ok, Unreachable
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'BadEndpoint,*'
    }

    It 'asks all endpoints of a node, by its manifests' {
        $manifests = Join-Path $TestDrive node etc kubernetes manifests
        $null = New-Item -ItemType Directory $manifests
        $port = $endpoint.Split(':')[1]
        Set-Content $manifests/kube-scheduler.yaml "kind: Pod`nspec: {containers: [{name: kube-scheduler, command: [kube-scheduler, --bind-address=127.0.0.1, --secure-port=$port]}]}"
        # The tree may be another machine's.
        Test-KubeEndpoint -Root $TestDrive/node -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'OtherMachine,*'
        $verdict = Test-KubeEndpoint -Root $TestDrive/node -TimeoutSec 5 -Force
        $verdict.Component | Should -Be kube-scheduler
        $verdict.Origin | Should -Be /etc/kubernetes/manifests/kube-scheduler.yaml
        $verdict.OnDisk | Should -Be InMemory
        # Whoever answers there has not made its certificate at its start.
        $verdict.State | Should -Be WrongAuthority
    }

    It 'asks the servers of kubeconfigs' {
        $pem = [Convert]::ToBase64String([IO.File]::ReadAllBytes("$TestDrive/ca.crt"))
        Set-Content $TestDrive/k.conf "kind: Config`ncurrent-context: c`ncontexts: [{name: c, context: {cluster: s, user: u}}]`nusers: [{name: u, user: {token: t}}]`nclusters: [{name: s, cluster: {server: 'https://$endpoint', certificate-authority-data: $pem}}]"
        (Get-KubeconfigSet $TestDrive/k.conf | Test-KubeEndpoint -Root $nobody).State | Should -Be Ok
    }

    It 'fits its table into 120 columns' {
        $lines = Test-KubeEndpoint $endpoint -CertificateAuthority $TestDrive/ca.crt -Root $nobody | Out-String -Width 120 -Stream
        $lines[1] | Should -BeLike 'Endpoint*Component*Protocol*Subject*Expires*Verdict*On disk*'
        $lines | Where-Object Length -gt 120 | Should -BeNullOrEmpty
    }

    It 'says when the client certificate cannot be used' {
        { Test-KubeEndpoint $endpoint -Certificate $TestDrive/none.crt -Root $nobody } | Should -Throw -ErrorId 'NoCredential,*'
    }
}
