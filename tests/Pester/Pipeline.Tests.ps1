# What can be piped into what, as a table.
BeforeDiscovery {
    $readers = 'Get-KubeCertificate', 'Get-KubeconfigSet', 'Get-KubePkiSpec', 'Test-KubeCertificate', 'Test-KubePki', 'Test-KubeletClientCert',
        'Get-KubePkiRepairPlan'
    $pairs = @(
        @{ From = 'findings'; To = 'Repair-KubePki'; Run = { Test-KubePki @node | Repair-KubePki @apply }; Get = { $_.Target -contains 'apiserver' } }
        @{ From = 'findings'; To = 'Update-KubeCertificate'; Run = { Test-KubePki @node -Check CertificateExpired | Update-KubeCertificate @apply }; Get = { $_.Target -contains 'etcd-peer' } }
        @{ From = 'findings'; To = 'Repair-KubeletClientCert'; Run = { Test-KubePki @node -Check KubeletC* | Repair-KubeletClientCert @apply }; Get = { $_.Target -contains 'kubelet' } }
        @{ From = 'findings'; To = 'Repair-KubeconfigSet'; Run = { Test-KubePki @node -Check KubeconfigC* | Repair-KubeconfigSet @apply }; Get = { $_.Target -contains 'admin.conf' } }
        @{ From = 'findings'; To = 'Get-KubePkiCheck'; Run = { Test-KubePki @node | Get-KubePkiCheck }; Get = { $_.Name -contains 'CertificateExpired' } }
        @{ From = 'certificates'; To = 'Test-KubeCertificate'; Run = { Get-KubeCertificate @node -Role apiserver | Test-KubeCertificate @at }; Get = { $_.GoError -like '*expired*' } }
        @{ From = 'certificates'; To = 'Update-KubeCertificate'; Run = { Get-KubeCertificate @node -Role apiserver | Update-KubeCertificate @apply }; Get = { $_.Target -eq 'apiserver' } }
        @{ From = 'certificates'; To = 'New-KubeCertificateRequest'; Run = { Get-KubeCertificate @node -Role apiserver | New-KubeCertificateRequest (Join-Path $copy out) @at -Confirm:$false }; Get = { $_.Role -eq 'apiserver' } }
        @{ From = 'receipts'; To = 'Restore-KubePki'; Run = { Repair-KubePki -Root $copy @apply | Select-Object -First 1 | Restore-KubePki -Confirm:$false }; Get = { $_.Result -eq 'Done' } }
        @{ From = 'backups'; To = 'Restore-KubePki'; Run = { Backup-KubePki -Root $copy | Restore-KubePki -Confirm:$false }; Get = { $_.Result -eq 'Done' } }
        @{ From = 'a name'; To = 'Restore-KubePki'; Run = { Restore-KubePki -Backup (Backup-KubePki -Root $copy).Name -Root $copy -Confirm:$false }; Get = { $_.Result -eq 'Done' } }
        @{ From = 'a specification'; To = 'New-KubePki'; Run = { Get-KubePkiSpec @node | New-KubePki -OutDirectory (Join-Path $copy new) -KeyAlgorithm P256 -Role ca, apiserver }; Get = { $_.Target -contains 'apiserver' } }
        @{ From = 'kubeconfigs'; To = 'Update-KubeCertificate'; Run = { Get-KubeconfigSet @node | Where-Object Name -EQ admin.conf | Update-KubeCertificate @apply }; Get = { $_.Target -eq 'admin.conf' } }
        @{ From = 'X509Certificate2'; To = 'Get-KubeCertificate'; Run = { $x509 | Get-KubeCertificate @at }; Get = { $_.CommonName -eq 'kube-apiserver' -and $_.Expired } }
        @{ From = 'X509Certificate2'; To = 'Test-KubeCertificate'; Run = { $x509 | Test-KubeCertificate @at -CertificateAuthority (Join-Path $copy etc kubernetes pki ca.crt) }; Get = { $_.GoError -like '*expired*' } }
        @{ From = 'lines of kubectl'; To = 'Get-KubeCsr'; Run = { Get-Content $csrs | Get-KubeCsr }; Get = { $_.Count -eq 6 } }
        @{ From = 'text of kubectl'; To = 'Get-KubeCsr'; Run = { Get-Content $csrs -Raw | Get-KubeCsr }; Get = { $_.Count -eq 6 } }
        @{ From = 'objects of JSON'; To = 'Get-KubeCsr'; Run = { Get-Content $csrs | ConvertFrom-Json | Get-KubeCsr }; Get = { $_.Count -eq 6 } }
        @{ From = 'an argument'; To = 'Get-KubeCsr'; Run = { Get-KubeCsr -InputObject (Get-Content $csrs -Raw | ConvertFrom-Json) }; Get = { $_.Count -eq 6 } }
        @{ From = 'a path'; To = 'Get-KubeCsr'; Run = { $csrs | Get-KubeCsr }; Get = { $_.Count -eq 6 } }
        @{ From = 'a row with a root'; To = 'Get-KubeCertificate'; Run = { [pscustomobject]@{ Root = $copy; Rack = 7 } | Get-KubeCertificate @at }; Get = { $_.Count -eq 18 } }
        @{ From = 'kubeconfigs'; To = 'Test-KubeEndpoint'; Run = { Get-KubeconfigSet $here @at | Test-KubeEndpoint -TimeoutSec 2 -Root $copy }; Get = { $_.State -eq 'Unreachable' } }
    )
}

BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $first = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive nodes)
    $second = Expand-NodeTree 'healthy' (Join-Path $TestDrive nodes)
    $at = @{ AsOf = '2020-07-28' }
    $apply = $at + @{ Confirm = $false; WarningAction = 'Ignore' }
    $csrs = Join-Path $repository samples requests csrs.json
    $x509 = [Security.Cryptography.X509Certificates.X509Certificate2]::new((Join-Path $first etc kubernetes pki apiserver.crt))
}

Describe 'The pipeline' -Skip:$IsWindows {
    BeforeEach {
        $copy = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive ([guid]::NewGuid()))
        $node = @{ Root = $copy } + $at
        $here = Join-Path $copy here.conf
        (Get-Content (Join-Path $copy etc kubernetes admin.conf) -Raw) -replace 'server: .*', 'server: https://127.0.0.1:1' | Set-Content $here
        $null = $node, $here
    }

    It 'leads <From> to <To>' -ForEach $pairs {
        $output = @(& $Run)
        $output | Should -Not -BeNullOrEmpty
        $found = , $output | ForEach-Object $Get
        $found | Should -BeTrue
    }

    It 'leads directories to <_>' -ForEach $readers {
        $output = Get-ChildItem (Join-Path $TestDrive nodes) -Directory | & $_ @at -WarningAction Ignore -ErrorAction Stop
        $text = $output | ForEach-Object { $_.Root ?? $_.Path ?? "$($_.NodeName)" } | Sort-Object -Unique
        foreach ($tree in @($first, 'kubemaster'), @($second, 'cp1')) {
            $text | Where-Object { $_ -like "$($tree[0])*" -or $_ -eq $tree[1] } | Should -Not -BeNullOrEmpty
        }
    }

    It 'leads directories to Get-KubePkiBackup and Backup-KubePki' {
        $made = Get-ChildItem (Join-Path $TestDrive nodes) -Directory | Backup-KubePki
        (Get-ChildItem (Join-Path $TestDrive nodes) -Directory | Get-KubePkiBackup).Path | Should -Be $made.Path
        Get-KubePkiBackup -Root (Join-Path $TestDrive nodes *) | Remove-KubePkiBackup -Confirm:$false -ErrorAction SilentlyContinue
    }

    It 'takes several roots, with wildcards' {
        Get-KubeCertificate -Root $first, $second @at -Role apiserver | ForEach-Object NodeName | Should -Be 'kubemaster', 'cp1'
        Get-KubeCertificate -Root (Join-Path $TestDrive nodes *) @at -Role apiserver | ForEach-Object Root | Should -Be $first, $second
        { Get-KubeCertificate -Root (Join-Path $TestDrive none*) -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
    }

    It 'keeps the reason of a renewal' {
        $told = Get-KubeCertificate @node -Role etcd-peer | Update-KubeCertificate @at -WhatIf 6>&1 | Out-String
        (Get-KubeCertificate @node -Role etcd-peer | Update-KubeCertificate @apply).Resolved | Should -Be 'CertificateExpired'
        "$told" | Should -Not -BeLike '*as requested*'
    }

    It 'tells with -Verbose of backup, switch, verification and commit' {
        $told = Repair-KubePki -Root $copy @apply -Check CertificateExpired -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message
        $stages = $told | Where-Object { $_ -match '^(Backed up|Replaced|Verified|Committed)' } | ForEach-Object { ($_ -split ' ')[0] } | Select-Object -Unique
        $stages | Should -Be 'Backed', 'Replaced', 'Verified', 'Committed'
    }

    It 'says that there is nothing to repair' {
        Repair-KubePki -Root $second -AsOf 2026-07-01 -Check CertificateExpired -Confirm:$false 6>&1 | Should -Be "Nothing to repair on cp1 ($second)."
    }

    It 'names and dates a backup by the clock, whatever the moment is' {
        $receipt = Repair-KubePki -Root $copy @apply | Select-Object -First 1
        $backup = Get-KubePkiBackup -Root $copy
        $receipt.Backup | Should -Be $backup.Path
        $backup.CreatedAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddHours(-1))
        $backup.Name | Should -BeLike "$([DateTime]::UtcNow.Year)*"
    }

    It 'gives receipts the name of their node' {
        $receipt = Repair-KubePki -Root $copy @apply | Select-Object -First 1
        $receipt.NodeName, $receipt.Root | Should -Be 'kubemaster', $copy
        Get-View $receipt 120 | Should -Contain "   Node: kubemaster ($copy)"
    }
}

Describe 'What cannot compose' -Skip:$IsWindows {
    It 'is an error of one sentence: <To>' -ForEach @(
        @{ To = 'Get-KubeCertificate' }, @{ To = 'Get-KubeconfigSet' }, @{ To = 'Test-KubePki' }, @{ To = 'Test-KubeCertificate' }, @{ To = 'Repair-KubePki' }
        @{ To = 'Update-KubeCertificate' }, @{ To = 'Repair-KubeconfigSet' }, @{ To = 'Repair-KubeletClientCert' }, @{ To = 'Test-KubeEndpoint' }
        @{ To = 'Get-KubeCsr' }, @{ To = 'Restore-KubePki' }, @{ To = 'Get-KubePkiCheck' }, @{ To = 'Import-KubeCertificate' }, @{ To = 'New-KubePki' }
        @{ To = 'Get-KubePkiBackup' }, @{ To = 'Backup-KubePki' }, @{ To = 'Remove-KubePkiBackup' }, @{ To = 'Get-KubePkiRepairPlan' }
    ) {
        $null = Get-Process -Id $PID | & $To -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WrongInput,*'
        "$($failure[0])" | Should -Be "$To cannot use System.Diagnostics.Process as input."
        $failure[0].ErrorDetails.RecommendedAction | Should -BeLike 'It accepts *.'
    }

    It 'is what was read on another computer: <_>' -ForEach 'Repair-KubePki', 'Update-KubeCertificate', 'Repair-KubeletClientCert', 'Repair-KubeconfigSet' {
        $finding = Test-KubePki -Root $first -AsOf 2020-07-28 -Severity Critical | Select-Object -First 1
        $finding | Add-Member PSComputerName 'cp7'
        $null = $finding | & $_ -WhatIf -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'RemoteObject,*'
        $failure[0].ErrorDetails.RecommendedAction | Should -BeLike '*Invoke-Command*'
    }

    It 'is what a file brought from another node' {
        $file = Join-Path $TestDrive other.xml
        $finding = Test-KubePki -Root $first -AsOf 2020-07-28 -Severity Critical | Select-Object -First 1
        $finding | Export-Clixml $file
        # The same place is another node here.
        (Get-Content $file -Raw).Replace($first, $second) | Set-Content $file
        $null = Import-Clixml $file | Repair-KubePki -AsOf 2020-07-28 -WhatIf -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'RemoteObject,*'
    }

    It 'is what names no root: <_>' -ForEach $null, '' {
        $forged = [pscustomobject]@{
            Role = 'apiserver'; NodePath = '/etc/kubernetes/pki/apiserver.crt'; NodeName = 'cp1'; Root = $_
            Path = Join-Path $first etc kubernetes pki apiserver.crt
        }
        $forged.PSTypeNames.Insert(0, 'Deserialized.KubePki.Model.KubeCertificate')
        foreach ($command in 'Update-KubeCertificate', 'Repair-KubePki', 'Get-KubePkiRepairPlan') {
            $forged | & $command -ErrorVariable failure -AsOf 2020-07-28 -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WrongInput,*'
        }
    }

    It 'is what names another node, in whatever spelling of its root' {
        $forged = [pscustomobject]@{ Role = 'apiserver'; NodePath = '/etc/kubernetes/pki/apiserver.crt'; NodeName = 'other'; Root = "$first/" }
        $forged.PSTypeNames.Insert(0, 'Deserialized.KubePki.Model.KubeCertificate')
        foreach ($command in 'Update-KubeCertificate', 'Repair-KubePki') {
            $null = $forged | & $command -AsOf 2020-07-28 -WhatIf -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'RemoteObject,*'
        }
    }
}

Describe 'Names that do not exist' -Skip:$IsWindows {
    It '<Id>, with what may be meant' -ForEach @(
        @{ Id = 'UnknownRole'; Run = { Get-KubeCertificate -Role apisrver }; Near = 'apiserver' }
        @{ Id = 'UnknownRole'; Run = { Update-KubeCertificate -Role etcd-per -WhatIf }; Near = 'etcd-peer' }
        @{ Id = 'UnknownRole'; Run = { New-KubePki -Role admin.con -WhatIf }; Near = 'admin.conf' }
        @{ Id = 'UnknownCheck'; Run = { Test-KubePki -Check CertificateExpird }; Near = 'CertificateExpired' }
        @{ Id = 'UnknownSigner'; Run = { Get-KubeCsr -SignerName kubernetes.io/kubelet-servng }; Near = 'kubernetes.io/kubelet-serving' }
        @{ Id = 'UnknownContext'; Run = { Get-KubeCsr -Kubeconfig (Join-Path $first etc kubernetes admin.conf) -Context kubernetes-admn@kubernetes }; Near = 'kubernetes-admin@kubernetes' }
    ) {
        $failure = $Run | Should -Throw -ErrorId "$Id,*" -PassThru
        "$failure" | Should -BeLike "*Did you mean $Near*"
    }

    It 'fits names alike in every culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'tr-TR'
            Get-KubeCertificate -Root $first -Role APISERVER, FRONT-PROXY-CLIENT -AsOf 2020-07-28 | ForEach-Object Role | Should -Be 'apiserver', 'front-proxy-client'
            (Get-KubePkiCheck certificateexpir*).Name | Should -Contain 'CertificateExpiring'
        } finally {
            [cultureinfo]::CurrentCulture = $culture
        }
    }
}

Describe 'Moments' -Skip:$IsWindows {
    It '<Text> is <Expected>' -ForEach @(
        @{ Text = '2020-07-28'; Expected = { [DateTimeOffset]'2020-07-28T00:00:00Z' } }
        @{ Text = '2020-07-28T06:00:00+02:00'; Expected = { [DateTimeOffset]'2020-07-28T04:00:00Z' } }
        @{ Text = '+30d'; Expected = { [DateTimeOffset]::UtcNow.AddDays(30) } }
        @{ Text = '-7d'; Expected = { [DateTimeOffset]::UtcNow.AddDays(-7) } }
        @{ Text = 'tomorrow'; Expected = { [DateTimeOffset]::new([DateTime]::UtcNow.Date, [TimeSpan]::Zero).AddDays(1) } }
    ) {
        $certificate = Get-KubeCertificate -Root $first -Role apiserver -AsOf $Text
        [Math]::Abs(($certificate.AsOf - (& $Expected)).TotalSeconds) | Should -BeLessThan 60
    }

    It 'are whole seconds where none is given' {
        $commands = Get-Command -Module KubePkiPS -CommandType Cmdlet | Where-Object { $_.Parameters['AsOf'].ParameterType -eq [DateTimeOffset] }
        $commands.Count | Should -BeGreaterThan 10
        $commands | Where-Object { [Activator]::CreateInstance($_.ImplementingType).AsOf.Ticks % [TimeSpan]::TicksPerSecond } | Should -BeNullOrEmpty
    }

    It 'are UTC where the machine is elsewhere, and bare words are taken' {
        $script = "Import-Module '$manifest'; Get-KubeCertificate -Root '$first' -Role apiserver -AsOf 2020-07-28 | ForEach-Object { `$_.AsOf.ToString('o') }
            Get-KubeCertificate -Root '$first' -Role apiserver -AsOf ([datetime]'2020-07-28') | ForEach-Object { `$_.AsOf.ToString('o') }
            (Get-KubeCertificate -Root '$first' -Role apiserver -AsOf -7d).Count, (Get-KubeCertificate -Root '$first' -Role apiserver -AsOf +30d).Count"
        $zone = $env:TZ
        try {
            $env:TZ = 'Asia/Tokyo'
            Invoke-Shell $script | Should -Be '2020-07-28T00:00:00.0000000+00:00', '2020-07-28T00:00:00.0000000+00:00', '1', '1'
        } finally {
            $env:TZ = $zone
        }
    }
}
