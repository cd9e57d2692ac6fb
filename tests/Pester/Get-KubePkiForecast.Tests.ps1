BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'expired-2020' $TestDrive
    $healthy = Expand-NodeTree 'healthy' $TestDrive
    $at = @{ AsOf = '2020-06-26' }
}

Describe 'Get-KubePkiForecast' {
    It 'foretells the day and the order' {
        $stops = Get-KubePkiForecast -Root $root @at | Where-Object Change -EQ Stops
        $stops.Part | Select-Object -First 5 |
            Should -Be 'etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet'
        $stops.At | Select-Object -Unique | ForEach-Object { $_.UtcDateTime.ToString('u') } | Should -Be '2020-07-27 06:24:58Z'
        $stops[0].StopsNext | Should -Be 'the API server'
        $stops[0].DaysFromNow | Should -Be 31
        @($stops | Where-Object Severity -GE Critical).Part | Should -Be 'etcd', 'kube-apiserver', 'kubelet'
    }

    It 'says what kubepki says' -Skip:(-not (Test-Path (Join-Path $PSScriptRoot .. .. src KubePki.Cli bin))) {
        $program = Get-ChildItem (Join-Path $repository src KubePki.Cli bin) -Recurse -Filter kubepki.dll |
            Sort-Object LastWriteTime | Select-Object -Last 1
        $json = dotnet $program.FullName forecast --root $root --as-of 2020-06-26 -o json | ConvertFrom-Json
        $found = Get-KubePkiForecast -Root $root @at
        $json.what | Should -Be $found.What
        $json.cause | Should -Be $found.Cause
    }

    It 'looks as far ahead as it is told' {
        Get-KubePkiForecast -Root $healthy -AsOf 2026-07-01 -Days 30 | Should -BeNullOrEmpty
        { Get-KubePkiForecast -Root $healthy -Days 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'takes nodes from <Name>' -ForEach @(
        @{ Name = 'directories'; Run = { Get-Item $root, $healthy | Get-KubePkiForecast @at } }
        @{ Name = 'rows with a root'; Run = { $root, $healthy | ForEach-Object { [pscustomobject]@{ Root = $_ } } | Get-KubePkiForecast @at } }
        @{ Name = 'certificates'; Run = { Get-KubeCertificate -Root $root, $healthy @at | Get-KubePkiForecast @at } }
        @{ Name = '-Root'; Run = { Get-KubePkiForecast -Root $root, $healthy @at } }
    ) {
        $found = & $Run
        $found.NodeName | Sort-Object -Unique | Should -Be 'cp1', 'kubemaster'
        $found.At | Should -Be ($found.At | Sort-Object)
    }

    It 'has a headline' {
        (Get-View (Get-KubePkiForecast -Root $root @at) 80) -join ' ' |
            Should -Match 'The API server stops on 2020-07-27 \(31 days\); the last calm day to renew is +2020-06-27'
    }

    It 'foretells nodes although the cluster does not answer' {
        $dead = Join-Path $TestDrive dead.conf
        Set-Content $dead ('{apiVersion: v1, kind: Config, current-context: c, contexts: [{name: c, context: {cluster: c, user: u}}], ' +
            'clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}], users: [{name: u, user: {token: t}}]}')
        $found = Get-KubePkiForecast -Root $healthy -Kubeconfig $dead -AsOf 2026-07-01 -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.Part | Should -Contain 'kube-apiserver'
        $problems.FullyQualifiedErrorId | Should -BeLike 'ServerUnreachable,*'
        { Get-KubePkiForecast -Kubeconfig $dead } | Should -Throw
    }

    It 'says that there is nothing to look at' {
        $ErrorActionPreference = 'Continue'
        @(Get-KubePkiForecast -Root (Join-Path $TestDrive nothing) 2>&1).FullyQualifiedErrorId | Should -Match 'PathNotFound'
    }
}
