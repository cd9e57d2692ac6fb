BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $encrypted = Join-Path $repository tests Fixtures encrypted
    $right = ConvertTo-SecureString 'correct horse' -AsPlainText -Force
    $wrong = ConvertTo-SecureString 'wrong horse' -AsPlainText -Force
    $now = @{ AsOf = '2026-07-01T00:00:00Z' }

    # Encrypts the key in a file, with the passphrase of the fixtures.
    function Protect-Key([string] $Path) {
        $key = [Security.Cryptography.RSA]::Create()
        $key.ImportFromPem([IO.File]::ReadAllText($Path))
        $how = [Security.Cryptography.PbeParameters]::new('Aes256Cbc', [Security.Cryptography.HashAlgorithmName]::SHA256, 2048)
        [IO.File]::WriteAllText($Path, $key.ExportEncryptedPkcs8PrivateKeyPem('correct horse', $how) + "`n")
    }
}

Describe 'Encrypted keys' {
    BeforeAll {
        $folder = (New-Item (Join-Path $TestDrive pair) -ItemType Directory).FullName
        Copy-Item (Join-Path $encrypted leaf.crt) $folder
    }

    It 'match their certificates with -KeyPassphrase: <_>' -ForEach 'dek-aes-256-cbc', 'pbes2-aes-256', 'scrypt', 'pbe-sha1-3des' {
        Copy-Item (Join-Path $encrypted "$_.key") (Join-Path $folder leaf.key) -Force
        (Get-KubeCertificate (Join-Path $folder leaf.crt)).KeyMatches | Should -BeNullOrEmpty
        (Get-KubeCertificate (Join-Path $folder leaf.crt) -KeyPassphrase $right -ErrorAction Stop).KeyMatches | Should -BeTrue
        $row = Get-KubeCertificate (Join-Path $folder leaf.crt) -KeyPassphrase $wrong -ErrorVariable problem -ErrorAction SilentlyContinue
        $row.KeyMatches | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'WrongPassphrase,*'
        $problem[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
        "$($problem[0].ErrorDetails.Message)" | Should -BeLike "*leaf.key*"
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        "$($problem[0])" | Should -Not -BeLike '*wrong horse*'
    }

    It 'of CAs sign: Update-, Repair- and New-' {
        $node = Expand-NodeTree 'expired-2020' $TestDrive
        $pki = Join-Path $node etc kubernetes pki
        Protect-Key (Join-Path $pki ca.key)
        Protect-Key (Join-Path $pki apiserver.key)
        $night = @{ Root = $node; AsOf = '2020-07-28T00:00:00Z'; Confirm = $false }
        Update-KubeCertificate @night -Role apiserver -WarningVariable left -WarningAction SilentlyContinue -ErrorVariable remains `
            -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $remains.FullyQualifiedErrorId | Should -Contain 'FindingsRemain,KubePkiPS.Commands.UpdateKubeCertificateCommand'
        "$left" | Should -BeLike '*ca.key is encrypted: specify its passphrase (-KeyPassphrase*'
        Update-KubeCertificate @night -Role apiserver -KeyPassphrase $wrong -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -Contain 'WrongPassphrase,KubePkiPS.Commands.UpdateKubeCertificateCommand'
        (Update-KubeCertificate @night -Role apiserver -KeyPassphrase $right).Result | Should -Be 'Done'
        Get-Content (Join-Path $pki apiserver.key) -TotalCount 1 | Should -Be '-----BEGIN ENCRYPTED PRIVATE KEY-----'
        (Update-KubeCertificate @night -Role apiserver -Force -KeyPassphrase $right -DecryptKey).Result | Should -Be 'Done'
        Get-Content (Join-Path $pki apiserver.key) -TotalCount 1 | Should -Be '-----BEGIN RSA PRIVATE KEY-----'
        # The controller manager cannot load the CA's key, whoever repairs.
        (Repair-KubePki @night -KeyPassphrase $right -WarningAction SilentlyContinue -ErrorVariable left -ErrorAction SilentlyContinue).Result |
            Sort-Object -Unique | Should -Be 'Done'
        "$left" | Should -BeLike '*KeyEncrypted ca: *'
        Remove-Item (Join-Path $pki apiserver-kubelet-client.crt), (Join-Path $pki apiserver-kubelet-client.key)
        (New-KubePki @night -Role apiserver-kubelet-client -KeyPassphrase $right).Result | Should -Be 'Done'
        Get-Content (Join-Path $pki ca.key) -TotalCount 1 | Should -Be '-----BEGIN ENCRYPTED PRIVATE KEY-----'
    }
}

Describe 'PKCS#7 and PKCS#12' {
    It 'are listed, the leaf first: <_>' -ForEach 'chain.p7b', 'chain-der.p7b', 'chain-microsoft.p7b', 'empty.p12', 'legacy-empty.p12' {
        (Get-KubeCertificate (Join-Path $encrypted $_) @now -ErrorAction Stop).Subject | Should -Be 'CN=kube-apiserver', 'CN=kubernetes'
    }

    It 'are opened with their passphrase: <_>' -ForEach 'modern.p12', 'legacy.p12' {
        (Get-KubeCertificate (Join-Path $encrypted $_) @now -KeyPassphrase $right -ErrorAction Stop).KeyMatches[0] | Should -BeTrue
        { Get-KubeCertificate (Join-Path $encrypted $_) @now -ErrorAction Stop } | Should -Throw -ErrorId 'PassphraseRequired,*'
    }

    It 'come back from a CA and are installed' {
        $node = Expand-NodeTree 'healthy' $TestDrive
        $requests = Join-Path $TestDrive requests
        $null = New-KubeCertificateRequest $requests -Root $node @now -Role apiserver -Confirm:$false
        $kubernetes = Join-Path $node etc kubernetes pki
        $authority = [Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPemFile((Join-Path $kubernetes ca.crt), (Join-Path $kubernetes ca.key))
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::LoadSigningRequestPem([IO.File]::ReadAllText((Join-Path $requests apiserver.csr)), 'SHA256', 'UnsafeLoadCertificateExtensions', [Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $leaf = $request.Create($authority, [DateTimeOffset]'2026-06-30T00:00:00Z', [DateTimeOffset]'2027-01-01T00:00:00Z', [byte[]](5, 6, 7, 8))
        $bag = [Security.Cryptography.X509Certificates.X509Certificate2Collection]::new()
        $null = $bag.Add($leaf)
        [IO.File]::WriteAllBytes((Join-Path $requests answer.p7b), $bag.Export('Pkcs7'))
        (Import-KubeCertificate $requests -Root $node @now -Confirm:$false -ErrorAction Stop).Result | Should -Be 'Done'
        (Get-KubeCertificate -Root $node @now -Role apiserver).Serial | Should -Be (Get-KubeCertificate (Join-Path $requests answer.p7b) @now).Serial
    }

    It 'are judged as what stands in them' {
        $verdict = Test-KubeCertificate (Join-Path $encrypted chain.p7b) -Authority (Join-Path $encrypted ca.crt) -AsOf 2027-01-01T00:00:00Z -Hostname api.example.com
        $verdict[0].Ok | Should -BeTrue
    }
}
