BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $samples = Join-Path $repository samples requests
    $csrs = Join-Path $samples csrs.json
    $asOf = @{ AsOf = '2026-07-01T12:00:00Z' }
    $known = @{ Node = Join-Path $samples nodes.json; Inventory = Join-Path $samples nodes.csv }
}

Describe 'Get-KubeCsr' {
    It 'reads what kubectl prints' {
        $found = Get-KubeCsr $csrs @asOf
        $found.Name | Should -Be 'csr-8xk2p', 'csr-b7qfm', 'csr-hn4zt', 'node-csr-Yk3W', 'node-csr-pQ7r', 'csr-w5d9c'
        $found[0].Age | Should -Be '2m'
        $found[0].Condition | Should -Be 'Pending'
        $found[0].SignatureValid | Should -BeTrue
        $found[1].DnsNames | Should -Be 'worker-2', 'kubernetes.default.svc'
        $found[0].Groups[1] | Should -Be 'system:authenticated'
    }

    It 'filters by name, state and signer' {
        (Get-KubeCsr $csrs -Name csr-*, nothing).Count | Should -Be 4
        Get-KubeCsr $csrs -State Issued, Denied | Should -BeNullOrEmpty
        (Get-KubeCsr $csrs -SignerName *kubelet-serving).Name | Should -Be 'csr-8xk2p', 'csr-b7qfm', 'csr-w5d9c'
    }

    It 'takes files from the pipeline, by path and by property' {
        (Get-Item $csrs | Get-KubeCsr).Count | Should -Be 6
        ($csrs | Get-KubeCsr).Count | Should -Be 6
        (Get-KubeCsr -LiteralPath $csrs).Count | Should -Be 6
    }

    It 'reads a PEM request when signer and user are said' {
        $pem = Join-Path $TestDrive 'worker-1.csr'
        [IO.File]::WriteAllBytes($pem, [Convert]::FromBase64String((Get-Content $csrs -Raw | ConvertFrom-Json).items[0].spec.request))
        $asks = @{
            SignerName = 'kubernetes.io/kubelet-serving'
            UserName = 'system:node:worker-1'
            Group = 'system:nodes', 'system:authenticated'
        }
        $csr = Get-KubeCsr $pem @asks -Usage 'digital signature', 'server auth'
        $csr.Name | Should -Be 'worker-1'
        ($csr | Invoke-CsrApproval @known @asOf -Policy kubelet-serving, kubelet-client -WhatIf).Decision | Should -Be 'Approve'
        Get-KubeCsr $pem -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -Be 'MalformedRequestObject,KubePkiPS.Commands.GetKubeCsrCommand'
    }

    It 'reports what is broken, with its line, and reads the rest' {
        $broken = Join-Path $TestDrive broken.json
        $lines = Get-Content $csrs
        Set-Content $broken $lines[0..($lines.Count - 24)]
        $found = Get-KubeCsr $broken -ErrorAction SilentlyContinue -ErrorVariable failure
        $found.Count | Should -Be 5
        "$failure" | Should -Match 'broken\.json:\d+: this is not JSON'
        { Get-KubeCsr (Join-Path $TestDrive nothing.json) -ErrorAction Stop } |
            Should -Throw -ErrorId 'PathNotFound,KubePkiPS.Commands.GetKubeCsrCommand'
    }

    It 'is shown with the columns of kubectl, within 120 columns' {
        $lines = Get-View (Get-KubeCsr $csrs @asOf) 120
        $lines -match '^Name' | Should -Match '^Name +Age +SignerName +Requestor +Duration +Condition$'
        $lines -match '^csr-8xk2p' | Should -Match '^csr-8xk2p +2m +kubelet-serving +system:node:worker-1 +<none> +'
        $lines | Where-Object Length -GT 120 | Should -BeNullOrEmpty
    }

    It 'is shown as a list with all that there is' {
        $csr = (Get-KubeCsr $csrs @asOf)[0]
        $text = $csr | Format-List | Out-String -Width 200
        $properties = 'Requestor', 'Groups', 'Extra', 'Usages', 'DnsNames', 'PublicKeyHash', 'SignatureValid', 'Problems', 'Uid', 'Path'
        foreach ($property in $properties) {
            $text | Should -Match "(?m)^$property +: "
        }
    }

    It 'shows the condition at <Width> columns, too' -ForEach @{ Width = 120 }, @{ Width = 80 } {
        $lines = Get-View (Get-KubeCsr $csrs @asOf) $Width
        $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
        $lines -match '^Name ' | Should -Match '^Name +Age +SignerName +Requestor +Duration +Condition$'
        @($lines -match ' Pending$').Count | Should -Be 6
    }

    It 'reports what it cannot read, and what to specify: <Id>' -ForEach @(
        @{ Id = 'PathNotFound'; Category = 'ObjectNotFound'; Path = { Join-Path $TestDrive nothing.json } }
        @{ Id = 'NotRegularFile'; Category = 'InvalidType'; Path = { "$TestDrive" } }
        @{ Id = 'MalformedRequestObject'; Category = 'InvalidData'; Path = { Join-Path $TestDrive text } }
        @{ Id = 'BadPath'; Category = 'InvalidArgument'; Path = { 'foo:bar' } }
    ) {
        Set-Content (Join-Path $TestDrive text) 'no request'
        $found = @(& $Path; $csrs) | Get-KubeCsr -ErrorAction SilentlyContinue -ErrorVariable failure
        $found.Count | Should -Be 6 -Because 'the other file is read all the same'
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be "$Id,KubePkiPS.Commands.GetKubeCsrCommand"
        $failure[0].CategoryInfo.Category | Should -Be $Category
        $failure[0].ErrorDetails.RecommendedAction | Should -Match '\w\.$'
    }

    It 'says why it cannot ask the cluster: <Id>' -ForEach @(
        @{ Id = 'BadKubeconfig'; Category = 'InvalidData'; Server = $null }
        @{ Id = 'ServerUnreachable'; Category = 'ConnectionError'; Server = 'https://127.0.0.1:1' }
    ) {
        $kubeconfig = Join-Path $TestDrive "$Id.conf"
        if ($Server) {
            Set-Content $kubeconfig @(
                'kind: Config'
                'current-context: c'
                'contexts: [{name: c, context: {cluster: s}}]'
                "clusters: [{name: s, cluster: {server: '$Server'}}]"
            )
        }
        $failure = { Get-KubeCsr -Kubeconfig $kubeconfig -TimeoutSec 5 } | Should -Throw -ErrorId "$Id,*" -PassThru
        $failure.CategoryInfo.Category | Should -Be $Category
    }
}
