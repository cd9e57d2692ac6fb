BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'expired-2020' $TestDrive
    $pki = Join-Path $root etc kubernetes pki
    $alive = '2020-01-01T00:00:00Z'
}

Describe 'Test-KubeCertificate' {
    It 'accepts what a component accepts, and names the chain' {
        $verdict = Test-KubeCertificate (Join-Path $pki apiserver.crt) -Hostname kubernetes.default.svc -AsOf $alive
        $verdict | Should -BeOfType KubePki.Model.KubeCertificateVerdict
        $verdict.Ok | Should -BeTrue
        $verdict.GoError | Should -BeNullOrEmpty
        $verdict.Usages | Should -Be 'serverAuth'
        $verdict.Chain[1] | Should -Be "CN=kubernetes ($(Join-Path $pki ca.crt))"
    }

    It 'says it in the words of Go, and in plain ones' {
        $verdict = Test-KubeCertificate (Join-Path $pki apiserver.crt) -AsOf '2020-07-28T00:00:00Z'
        $verdict.Ok | Should -BeFalse
        $verdict.GoError | Should -Be 'x509: certificate has expired or is not yet valid: current time 2020-07-28T00:00:00Z is after 2020-07-27T06:24:58Z'
        $verdict.Plain | Should -Be 'the certificate has expired: renew it'
        "$verdict" | Should -BeLike 'apiserver (CN=kube-apiserver): x509: *'
    }

    It 'matches names and addresses' {
        $path = Join-Path $pki apiserver.crt
        (Test-KubeCertificate $path -Hostname other.example -AsOf $alive).GoError | Should -BeLike 'x509: certificate is valid for *, not other.example'
        (Test-KubeCertificate $path -IPAddress 192.168.10.190 -AsOf $alive).Ok | Should -BeTrue
        (Test-KubeCertificate $path -IPAddress 192.168.10.191 -AsOf $alive).Host | Should -Be '192.168.10.191'
    }

    It 'checks usages, serverAuth for a name and any without one' {
        $client = Join-Path $pki apiserver-kubelet-client.crt
        (Test-KubeCertificate $client -AsOf $alive).Usages | Should -Be 'any'
        (Test-KubeCertificate $client -AsOf $alive).Ok | Should -BeTrue
        (Test-KubeCertificate $client -Usage serverAuth -AsOf $alive).GoError | Should -Be 'x509: certificate specifies an incompatible key usage'
    }

    It 'takes the CA of the role, or the one that is named' {
        $etcd = Join-Path $pki etcd server.crt
        (Test-KubeCertificate $etcd -AsOf $alive).Authorities | Should -Be (Join-Path $pki etcd ca.crt)
        $verdict = Test-KubeCertificate $etcd -CertificateAuthority (Join-Path $pki ca.crt) -AsOf $alive
        $verdict.GoError | Should -BeLike 'x509: certificate signed by unknown authority*'
    }

    It 'takes certificates and files from the pipeline' {
        $piped = Get-KubeCertificate -Root $root -Role '*-client' -AsOf $alive | Test-KubeCertificate -Usage clientAuth -AsOf $alive
        $piped.Count | Should -BeGreaterThan 2
        $piped.Ok | Should -Not -Contain $false
        (Get-ChildItem (Join-Path $pki *.crt) | Test-KubeCertificate -AsOf $alive).Ok | Should -Not -Contain $false
    }

    It 'judges as the release that is asked for' {
        $path = Join-Path $pki apiserver.crt
        (Test-KubeCertificate $path -KubernetesVersion v1.29.3 -AsOf $alive).GoVersion | Should -Be '1.21'
        (Test-KubeCertificate $path -GoVersion 1.24 -AsOf $alive).GoVersion | Should -Be '1.24'
        { Test-KubeCertificate $path -GoVersion 1.4 } | Should -Throw -ErrorId 'UnknownRelease,*'
        { Test-KubeCertificate $path -GoVersion 1.24 -KubernetesVersion 1.29 } | Should -Throw -ErrorId 'ExclusiveParameters,*'
    }

    It 'goes on after a file that is not there' {
        $verdicts = Test-KubeCertificate (Join-Path $pki nope.crt), (Join-Path $pki apiserver.crt) -AsOf $alive -ErrorAction SilentlyContinue -ErrorVariable problems
        $verdicts.Name | Should -Be 'apiserver'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
    }
}
