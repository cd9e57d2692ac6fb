BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $parameters = @{ NodeName = 'cp1'; AdvertiseAddress = '10.2.1.7'; KeyAlgorithm = 'P256'; KubernetesVersion = '1.31'; AsOf = '2026-07-01T00:00:00Z' }
}

Describe 'New-KubePki' -Skip:$IsWindows {
    It 'makes a whole PKI with dates of choice' {
        $out = Join-Path $TestDrive whole
        $receipts = New-KubePki @parameters -OutDirectory $out -ValidFor 90d -CaValidFor 20y
        $receipts | Should -BeOfType KubePki.Model.RepairReceipt
        $receipts.Count | Should -Be 16
        $receipts.Result | Select-Object -Unique | Should -Be 'Done'
        Test-KubePki -Root $out -AsOf 2026-07-01T00:00:00Z -Severity Warning | Should -BeNullOrEmpty
        $certificates = Get-KubeCertificate -Root $out -AsOf 2026-07-01T00:00:00Z
        ($certificates | Where-Object { -not $_.IsAuthority }).DaysRemaining | Select-Object -Unique | Should -Be 90
        ($certificates | Where-Object IsAuthority).DaysRemaining | Select-Object -Unique | Should -Be 7300
        (Get-Item $out).UnixStat.Mode -band 0x3f | Should -Be 0
    }

    It 'takes what Get-KubePkiSpec writes for kubeadm' {
        $root = Expand-NodeTree 'healthy' $TestDrive
        $file = Join-Path $TestDrive kubeadm.yaml
        Get-KubePkiSpec -Root $root -AsKubeadm | Set-Content $file
        $out = Join-Path $TestDrive again
        $null = New-KubePki $file -OutDirectory $out -KeyAlgorithm P256
        $old = Get-KubeCertificate -Root $root -Role apiserver
        $new = Get-KubeCertificate -Root $out -Role apiserver
        $new.DnsNames | Sort-Object | Should -Be ($old.DnsNames | Sort-Object)
        $new.IPAddresses | Sort-Object | Should -Be ($old.IPAddresses | Sort-Object)
    }

    It 'makes nothing with -WhatIf, and says what it would make' {
        $out = Join-Path $TestDrive whatif
        $text = (Invoke-Shell "Import-Module '$manifest'; New-KubePki -OutDirectory '$out' -NodeName cp1 -AdvertiseAddress 10.2.1.7 -WhatIf") -join "`n"
        $text | Should -Match 'What if: create ca\n'
        $text | Should -Match 'names kubernetes, .*10\.96\.0\.1, 10\.2\.1\.7, cp1'
        Test-Path $out | Should -BeFalse
    }

    It 'leaves what is there, and warns' {
        $out = Join-Path $TestDrive there
        $null = New-KubePki @parameters -OutDirectory $out -Role ca, apiserver
        $hash = Get-FileHash (Join-Path $out etc kubernetes pki ca.key), (Join-Path $out etc kubernetes pki apiserver.key)
        $steps = New-KubePki @parameters -Root $out -Role ca, apiserver, scheduler.conf -WarningVariable warnings -WarningAction SilentlyContinue
        $steps.Step | Should -Be 'create scheduler.conf'
        $warnings.Count | Should -Be 2
        (Get-FileHash $hash.Path).Hash | Should -Be $hash.Hash
    }

    It 'says what it does not know: <Id>' -ForEach @(
        @{ Id = 'MissingSetting'; With = @{ Role = 'apiserver' } }
        @{ Id = 'MalformedConfiguration'; With = @{ NodeName = 'a b'; AdvertiseAddress = '10.0.0.1' } }
        @{ Id = 'PathNotFound'; With = @{ ConfigFile = 'nowhere.yaml' } }
    ) {
        $out = Join-Path $TestDrive unknown
        New-KubePki @With -OutDirectory $out -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Test-Path $out | Should -BeFalse
    }

    It 'wants one place' {
        { New-KubePki -Root / -OutDirectory x } | Should -Throw -ErrorId 'ExclusiveParameters,*'
    }
}
