BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $logs = Join-Path $repository tests Fixtures logs
    $sample = Join-Path $repository samples kubelet.log
    $tree = @{}
    foreach ($name in 'healthy', 'expired-2020', 'outage-2019', 'power-loss', 'cni-leftover') {
        $tree[$name] = Expand-NodeTree $name $TestDrive
    }
}

Describe 'Find-KubePkiError and the logs of incidents' {
    It '<Log>: the cause is <Check>, proved by <Proof>' -ForEach @(
        @{ Log = 'coredns-unknown-authority'; Node = 'cni-leftover'; AsOf = '2020-06-21T00:00:00Z'; Check = 'CniAuthorityTwin'; Proof = '/etc/cni/net.d/calico-kubeconfig'; Trap = 'Do not reissue anything' }
        @{ Log = 'power-loss'; Node = 'power-loss'; AsOf = '2021-09-01T03:00:00Z'; Check = 'KubeletUnauthorized'; Proof = '/var/lib/kubelet/pki/kubelet-client-current.pem'; Trap = 'Restarting kubelet does not help' }
        @{ Log = 'metrics-server-no-ip-sans'; Node = 'healthy'; AsOf = '2026-07-01T00:00:00Z'; Check = 'KubeletServingWithoutAddress'; Proof = '/var/lib/kubelet/pki/kubelet.crt'; Trap = '--kubelet-insecure-tls only hides the problem' }
        @{ Log = 'etcd-deadline'; Node = 'outage-2019'; AsOf = '2019-09-09T00:00:00Z'; Check = 'EtcdDeadline'; Proof = '/etc/kubernetes/pki/etcd/server.crt'; Trap = 'Keep ca, etcd/ca, front-proxy-ca and sa' }
        @{ Log = 'kubelet-bootstrap-expired'; Node = 'expired-2020'; AsOf = '2020-07-28T00:00:00Z'; Check = 'BootstrapCertificateExpired'; Proof = '/etc/kubernetes/kubelet.conf'; Trap = 'Never copy admin.conf' }
    ) {
        $path = Join-Path $logs "$Log.txt"
        $findings = Find-KubePkiError $path -Root $tree[$Node] -AsOf $AsOf -ErrorAction Stop
        $findings | Should -BeOfType KubePki.Model.KubePkiLogFinding
        $findings[0].Check, $findings[0].NodePath, $findings[0].IsProved | Should -Be $Check, $Proof, $true
        $findings[0].Remedy | Should -Match ([regex]::Escape($Trap))
        $findings[0].Proof | Should -Not -BeNullOrEmpty
        # Without the node it is the same at the top, and says what to look at.
        $alone = Find-KubePkiError $path -AsOf $AsOf
        $alone[0].Check, $alone[0].IsProved, $alone[0].Path | Should -Be $Check, $false, $null
        $alone[0].Remedy | Should -Match '^Check: '
    }

    It 'has the remedy that Test-KubePki has for the file' {
        $finding = Find-KubePkiError $sample -Root $tree['expired-2020'] -AsOf 2020-07-28T00:00:00Z | Select-Object -First 1
        $same = Test-KubePki -Root $tree['expired-2020'] -AsOf 2020-07-28T00:00:00Z -Check KubeletCredentialUnusable
        $finding.Remedy.StartsWith($same.Remedy) | Should -BeTrue
        $finding.Certificate.Fingerprint | Should -Be $same.Certificate.Fingerprint
    }

    It 'reports what is not about PKI' {
        $timeout = Find-KubePkiError (Join-Path $logs metrics-server-no-ip-sans.txt) | Where-Object Check -EQ 'CniTimeout'
        "$($timeout.Standing)", $timeout.IsPki | Should -Be 'Elsewhere', $false
        $timeout.Message | Should -Match 'This is not a PKI problem'
    }
}

Describe 'Find-KubePkiError takes' {
    It 'lines from the pipeline, those of Get-Content too, which carry a path' {
        (Get-Content $sample | Find-KubePkiError)[0].Count | Should -Be 8
        (Get-Content $sample | Find-KubePkiError)[0].Source | Should -Be '-:3'
        (Get-Content $sample -Raw | Find-KubePkiError)[0].Count | Should -Be 8
        '', $null, 'nothing' | Find-KubePkiError | Should -BeNullOrEmpty
    }

    It 'files from the pipeline, wildcards and literal paths' {
        Copy-Item $sample (Join-Path $TestDrive 'a[1].log')
        (Get-ChildItem (Join-Path $TestDrive '*.log') | Find-KubePkiError)[0].Count | Should -Be 8
        (Find-KubePkiError (Join-Path $TestDrive '*.log'))[0].Count | Should -Be 8
        (Find-KubePkiError -LiteralPath (Join-Path $TestDrive 'a[1].log'), $sample)[0].Count | Should -Be 16
        Push-Location $TestDrive
        try {
            (Find-KubePkiError *.log)[0].Source | Should -Be "$(Join-Path $TestDrive 'a[1].log'):3"
        } finally {
            Pop-Location
        }
    }

    It 'gzip' {
        $file = Join-Path $TestDrive kubelet.log.1.gz
        $gzip = [IO.Compression.GZipStream]::new([IO.File]::Create($file), [IO.Compression.CompressionMode]::Compress)
        $gzip.Write([IO.File]::ReadAllBytes($sample))
        $gzip.Dispose()
        (Find-KubePkiError $file)[0].Count | Should -Be 8
        $octets = [IO.File]::ReadAllBytes($file)
        [IO.File]::WriteAllBytes($file, $octets[0..($octets.Count - 20)])
        Find-KubePkiError $file -ErrorVariable problem -ErrorAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -Be 'MalformedLog,KubePkiPS.Commands.FindKubePkiErrorCommand'
        $problem[0].TargetObject | Should -Be $file
    }

    It 'what it cannot read as errors, and goes on' {
        $found = Find-KubePkiError (Join-Path $TestDrive nothing.log), $TestDrive, $sample, foo:bar -ErrorVariable problems -ErrorAction SilentlyContinue
        $found[0].Count | Should -Be 8
        $problems.FullyQualifiedErrorId -replace ',.*' | Should -Be 'PathNotFound', 'NotRegularFile', 'BadPath'
        $null = $sample | Get-Item | Find-KubePkiError -Root (Join-Path $TestDrive none) -ErrorVariable absent -ErrorAction SilentlyContinue
        $absent.FullyQualifiedErrorId -replace ',.*' | Should -Be 'PathNotFound'
    }
}

Describe 'What Find-KubePkiError gives' {
    It 'counts ten thousand repeats as one' {
        $line = 'E0901 09:24:21.179746    1399 kubelet_node_status.go:92] "Unable to register node with API server" err="Unauthorized" node="node30"'
        $finding = 1..10000 | ForEach-Object { $line } | Find-KubePkiError -AsOf 2021-09-02T00:00:00Z
        @($finding).Count, $finding.Count | Should -Be 1, 10000
        "$($finding.FirstSeen)", $finding.FirstSeen.IsUtc, $finding.FirstSeen.Written | Should -Be '2021-09-01T09:24:21', $false, '0901 09:24:21.179746'
    }

    It 'is filtered by severity: <Severity> leaves <Left>' -ForEach @(
        @{ Severity = 'Information'; Left = 3 }
        @{ Severity = 'Critical'; Left = 1 }
    ) {
        @(Find-KubePkiError $sample -Severity $Severity).Count | Should -Be $Left
    }

    It 'has no secret' {
        $finding = 'x509: malformed Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrIn0.c2lnbmF0dXJl' | Find-KubePkiError
        $finding | Format-List * | Out-String | Should -Not -Match 'eyJ'
        $finding.Line | Should -Match '\*\*\*'
    }

    It 'is a table that fits 120 columns, and a list with all' {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try {
            $findings = Find-KubePkiError $sample -Root $tree['expired-2020'] -AsOf 2020-07-28T00:00:00Z
            $lines = ($findings | Out-String -Width 120) -split '\r?\n' | ForEach-Object TrimEnd
            $lines | Where-Object Length -GT 120 | Should -BeNullOrEmpty
            $lines -match '^Critical' | Should -Be 'Critical    BootstrapCertificateExpired      8 2020-07-28 kubelet   /etc/'
            $lines -match '^ +00:42:24' | Select-Object -First 1 | Should -Match '^ +00:42:24 +kubernetes/$'
            $lines -match '^Error +ApiServerRefused' | Should -Match 'not PKI$'
            $text = $findings[0] | Format-List | Out-String
            foreach ($property in [KubePki.Model.KubePkiLogFinding].GetProperties().Name | Where-Object { $_ -notin 'NodePath', 'Certificate', 'SeverityLevel' }) {
                $text | Should -Match "(?m)^$property +: "
            }
            "$($findings[0])" | Should -Match '^Critical BootstrapCertificateExpired \(8\): '
        } finally {
            $PSStyle.OutputRendering = $rendering
        }
    }

    It 'can be sorted by time and exported' {
        $sorted = Find-KubePkiError $sample | Sort-Object { $_.LastSeen.Time } -Descending
        $sorted[0].Check | Should -Be 'BootstrapCertificateExpired'
        $row = $sorted[0] | ConvertTo-Csv | ConvertFrom-Csv
        $row.Severity, $row.Count | Should -Be 'Critical', '8'
    }
}
