# What stands on KubernetesClient: when it is loaded, and that it lives beside the one of another module.

BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $samples = Join-Path $repository samples requests csrs.json

    # A cluster with one request, for the shells that these tests start.
    $list = Get-Content $samples -Raw | ConvertFrom-Json -AsHashtable -DateKind String
    $list.kind = 'CertificateSigningRequestList'
    $list.apiVersion = 'certificates.k8s.io/v1'
    $list.items = @($list.items[0])
    $name = $list.items[0].metadata.name
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
        param($Listener, $Text)
        $bytes = [Text.Encoding]::UTF8.GetBytes($Text)
        while ($Listener.IsListening) {
            $context = $Listener.GetContext()
            $context.Response.ContentType = 'application/json'
            $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
            $context.Response.Close()
        }
    }).AddArgument($listener).AddArgument(($list | ConvertTo-Json -Depth 20))
    $null = $server.BeginInvoke()
    $kubeconfig = Join-Path $TestDrive stub.conf
    Set-Content $kubeconfig @"
current-context: c
contexts: [{name: c, context: {cluster: s} }]
clusters: [{name: s, cluster: {server: 'http://127.0.0.1:$port'} }]
"@
    $useOurs = "Import-Module '$manifest' {0}; (Get-KubeCsr -Kubeconfig '$kubeconfig').Name"

    # The script that shows which assemblies of such names a shell has loaded.
    function Show-Loaded([string] $Pattern) {
        "[AppDomain]::CurrentDomain.GetAssemblies().GetName() | Where-Object Name -Match '$Pattern' | ForEach-Object { `$_.Name + ' ' + `$_.Version.Major } | Sort-Object"
    }
}

AfterAll {
    $listener.Close()
    $server.Dispose()
}

Describe 'What stands on other libraries' {
    It 'is not loaded by an import' {
        Invoke-Shell "Import-Module '$manifest'; $(Show-Loaded '^(BouncyCastle|Fractions|KubernetesClient|YamlDotNet|KubePki\.(Ciphers|Kubernetes|Yaml)$)')" |
            Should -BeNullOrEmpty
    }

    It 'is not loaded by a command that asks no cluster' {
        $script = "Import-Module '$manifest'; `$csr = @(Get-KubeCsr '$samples'); `$null = `$csr | Invoke-CsrApproval -WhatIf 6>&1; `$csr[0].Name; $(Show-Loaded '^(KubernetesClient|KubePki\.Kubernetes$)')"
        Invoke-Shell $script | Should -Be $name
    }

    It 'is loaded by the first command that asks one, into a context of its own' {
        $script = $useOurs -f ''
        $contexts = '[Runtime.Loader.AssemblyLoadContext]::All | Where-Object { $_.Assemblies.GetName().Name -contains "KubernetesClient.Aot" } | ForEach-Object Name'
        Invoke-Shell "$script; $contexts" | Should -Be $name, 'KubePkiPS'
    }
}

Describe 'KubernetesClient of another module' {
    BeforeAll {
        # A module that ships another one and loads it as most do, into the context that all share.
        $theirs = Join-Path $TestDrive Theirs
        $null = New-Item $theirs -ItemType Directory
        Set-Content (Join-Path $theirs get.csproj) @'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <RestorePackagesPath>packages</RestorePackagesPath>
    <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="KubernetesClient" Version="[19.0.2]" />
    <PackageDownload Include="Fractions" Version="[7.3.0]" />
    <PackageDownload Include="YamlDotNet" Version="[16.3.0]" />
  </ItemGroup>
</Project>
'@
        $restored = (Get-Command dotnet -ErrorAction Ignore) ? (dotnet restore (Join-Path $theirs get.csproj) 2>&1) : 'there is no dotnet'
        $packages = Join-Path $theirs packages
        $dlls = @(
            Join-Path $packages fractions 7.3.0 lib netstandard2.1 Fractions.dll
            Join-Path $packages yamldotnet 16.3.0 lib net8.0 YamlDotNet.dll
            Join-Path $packages kubernetesclient 19.0.2 lib net8.0 KubernetesClient.dll
        )
        Set-Content (Join-Path $theirs Theirs.psm1) @"
Add-Type -Path '$($dlls -join "', '")'
function ConvertFrom-TheirYaml([string] `$Text) {
    [k8s.KubernetesYaml]::Deserialize[k8s.Models.V1Pod](`$Text, `$true)
}
"@
        # Their model, their YamlDotNet and their Fractions all have work to do.
        $useTheirs = @"
Import-Module '$(Join-Path $theirs Theirs.psm1)'
(ConvertFrom-TheirYaml "metadata: {name: b}\nspec: {containers: [{name: c, resources: {limits: {cpu: 1500m}}}]}".Replace('\n', "``n")).Metadata.Name
[k8s.Models.ResourceQuantity]::new('1500m').ToDecimal().ToString()
"@
        $both = Show-Loaded '^KubernetesClient'
    }

    It 'does not disturb, nor is disturbed: <Order>' -ForEach @(
        @{ Order = 'theirs, then ours'; Steps = 'theirs', 'ours' }
        @{ Order = 'ours, then theirs'; Steps = 'ours', 'theirs' }
        @{ Order = 'theirs, ours, ours again by force, theirs again'; Steps = 'theirs', 'ours', 'ours by force', 'theirs' }
        @{ Order = 'ours, ours again by force, theirs, ours again by force'; Steps = 'ours', 'ours by force', 'theirs', 'ours by force' }
    ) {
        if (-not (Test-Path $dlls[2])) {
            Set-ItResult -Skipped -Because "KubernetesClient 19.0.2 cannot be had here: $restored"
        }
        $script = foreach ($step in $Steps) {
            $step -eq 'theirs' ? $useTheirs : $useOurs -f ($step -eq 'ours' ? '' : '-Force')
        }
        $expected = foreach ($step in $Steps) {
            if ($step -eq 'theirs') { 'b', '1.5' } else { $name }
        }
        $seen = @(Invoke-Shell (@($script; $both) -join "`n"))
        $seen | Select-Object -First $expected.Count | Should -Be $expected
        # Each module has its own.
        $seen | Should -Contain 'KubernetesClient 19'
        $seen | Should -Contain 'KubernetesClient.Aot 21'
    }
}
