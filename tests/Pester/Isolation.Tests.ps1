BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $encrypted = Join-Path $repository tests Fixtures encrypted

    # A module that does nothing but load a library as modules do that know no better: into the context that all share.
    function New-LibraryModule([string] $Package, [string] $Version, [string] $Type) {
        $name = "Other$($Package.Replace('.', ''))$(([version] $Version).Major)"
        $folder = (New-Item (Join-Path $TestDrive $name) -ItemType Directory -Force).FullName
        $project = Join-Path $folder restore.csproj
        Set-Content $project @"
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup><PackageReference Include="$Package" Version="$Version" /></ItemGroup>
</Project>
"@
        # A node of MSBuild that stays would hold the pipe open.
        $output = dotnet restore $project -v q --nologo -nodeReuse:false 2>&1
        if ($LASTEXITCODE) {
            throw "$Package $Version is not to be had: $output"
        }
        $assets = Get-Content (Join-Path $folder obj project.assets.json) -Raw | ConvertFrom-Json -AsHashtable
        $file = @($assets.targets['net8.0']["$Package/$Version"].runtime.Keys)[0]
        $dll = Join-Path @($assets.packageFolders.Keys)[0] $Package.ToLowerInvariant() $Version $file
        Set-Content (Join-Path $folder "$name.psm1") @"
Add-Type -Path '$dll'
function Get-$name { [Diagnostics.FileVersionInfo]::GetVersionInfo([$Type].Assembly.Location).ProductVersion }
"@
        Join-Path $folder "$name.psm1"
    }

    $others = @{
        'BouncyCastle 2.4' = New-LibraryModule BouncyCastle.Cryptography 2.4.0 Org.BouncyCastle.Crypto.Engines.AesEngine
        'YamlDotNet 13'    = New-LibraryModule YamlDotNet 13.7.1 YamlDotNet.Core.Parser
        'YamlDotNet 18'    = New-LibraryModule YamlDotNet 18.1.0 YamlDotNet.Core.Parser
    }
    $node = Expand-NodeTree 'expired-2020' $TestDrive
    # What needs BouncyCastle, and what needs YamlDotNet.
    $use = @"
        `$passphrase = ConvertTo-SecureString 'correct horse' -AsPlainText -Force
        (Get-KubeCertificate '$(Join-Path $TestDrive pair leaf.crt)' -KeyPassphrase `$passphrase).KeyMatches
        (Get-KubeconfigSet -Root '$node')[0].User
"@
    $null = New-Item (Join-Path $TestDrive pair) -ItemType Directory
    Copy-Item (Join-Path $encrypted leaf.crt) (Join-Path $TestDrive pair)
    Copy-Item (Join-Path $encrypted dek-aes-256-cbc.key) (Join-Path $TestDrive pair leaf.key)
}

Describe 'Beside a module that has loaded <_>' -ForEach 'BouncyCastle 2.4', 'YamlDotNet 13', 'YamlDotNet 18' {
    BeforeAll {
        $other = $others[$_]
        $get = "Get-$([IO.Path]::GetFileNameWithoutExtension($other))"
        $version = $_ -replace '.* '
    }

    It 'ours works, and theirs, whichever came first' {
        $first = Invoke-Shell "Import-Module '$other'; `$null = $get; Import-Module '$manifest'; $use; $get"
        $first[0..1] | Should -Be 'True', 'kubernetes-admin'
        $first[2] | Should -Match "^$([regex]::Escape($version))\b"
        $second = Invoke-Shell "Import-Module '$manifest'; $use; Import-Module '$other'; $get; $use"
        $second[0, 1, 3, 4] | Should -Be 'True', 'kubernetes-admin', 'True', 'kubernetes-admin'
        $second[2] | Should -Match "^$([regex]::Escape($version))\b"
    }

    It 'and after an import with -Force' {
        $lines = Invoke-Shell "Import-Module '$manifest'; $use; Import-Module '$other'; Import-Module '$manifest' -Force; $use; $get"
        $lines[0..3] | Should -Be 'True', 'kubernetes-admin', 'True', 'kubernetes-admin'
        $lines[4] | Should -Match "^$([regex]::Escape($version))\b"
    }
}

Describe 'The libraries that the module stands on' {
    It 'are not loaded by its import, nor before they are needed' {
        $loaded = "[AppDomain]::CurrentDomain.GetAssemblies().GetName().Name | Where-Object { `$_ -in 'BouncyCastle.Cryptography', 'YamlDotNet', 'KubePki.Ciphers', 'KubePki.Yaml' }"
        Invoke-Shell "Import-Module '$manifest'; $loaded" | Should -BeNullOrEmpty
        Invoke-Shell "Import-Module '$manifest'; `$null = Get-KubeCertificate '$(Join-Path $encrypted ca.crt)'; $loaded" | Should -Not -Contain 'BouncyCastle.Cryptography'
        Invoke-Shell "Import-Module '$manifest'; $use; $loaded" | Should -Contain 'BouncyCastle.Cryptography'
    }
}
