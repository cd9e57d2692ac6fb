#Requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests and packs KubePkiPS; a thin front over dotnet.
.PARAMETER Task
    Build   the module into bin/ and en-US/ beside the manifest.
    Test    all tests: xunit, and Pester in the PowerShell that runs this.
    Package the module into out/KubePkiPS, and the program kubepki as one native file into out/kubepki, its symbols aside in
            out/symbols; each with the licences and a bill (CycloneDX) of what it holds.
    Demo    shows the module on the sample tree.
.EXAMPLE
    ./build.ps1 Package
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Package', 'Demo')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$manifest = Join-Path $PSScriptRoot KubePkiPS.psd1
. (Join-Path $PSScriptRoot tests Pester Shell.ps1)

function Invoke-Build {
    dotnet build (Join-Path $PSScriptRoot src KubePkiPS) --configuration $Configuration
}

function Invoke-Test {
    $before = $env:KUBEPKIPS_SHELL
    # The last word: pwsh itself, or the pwsh.dll of a .NET tool or a package.
    $env:KUBEPKIPS_SHELL = @(Get-ShellCommand)[-1]
    try {
        dotnet test (Join-Path $PSScriptRoot KubePkiPS.sln) --configuration $Configuration
    } finally {
        $env:KUBEPKIPS_SHELL = $before
    }
}

function Invoke-Package {
    Invoke-Build
    $out = Join-Path $PSScriptRoot out KubePkiPS
    Remove-Item $out -Recurse -Force -ErrorAction Ignore
    $null = New-Item $out -ItemType Directory
    foreach ($item in 'KubePkiPS.psd1', 'LICENSE', 'THIRD-PARTY-NOTICES.txt', 'README.md', 'CHANGELOG.md', 'bin', 'en-US', 'samples') {
        Copy-Item (Join-Path $PSScriptRoot $item) $out -Recurse
    }
    $null = Test-ModuleManifest (Join-Path $out KubePkiPS.psd1)
    Write-BillOfMaterial KubePki KubePkiPS Library $out
    if ($IsLinux) {
        Publish-Program
    }
}

function Publish-Program {
    $out = Join-Path $PSScriptRoot out kubepki
    $symbols = Join-Path $PSScriptRoot out symbols
    Remove-Item $out, $symbols -Recurse -Force -ErrorAction Ignore
    dotnet publish (Join-Path $PSScriptRoot src KubePki.Cli) --configuration Release --runtime linux-x64 --output $out `
        -p:CopyOutputSymbolsToPublishDirectory=true
    $null = New-Item $symbols -ItemType Directory
    Move-Item (Join-Path $out kubepki.dbg) $symbols
    Copy-Item (Join-Path $PSScriptRoot LICENSE), (Join-Path $PSScriptRoot THIRD-PARTY-NOTICES.txt) $out
    # What the compiler linked in has notices of its own, beside the compiler.
    $packages = (dotnet nuget locals global-packages --list --force-english-output) -replace '^[^:]*:\s*'
    $runtime = Get-ChildItem (Join-Path $packages microsoft.netcore.app.runtime.nativeaot.linux-x64 '10.*' THIRD-PARTY-NOTICES.TXT) |
        Sort-Object LastWriteTime | Select-Object -Last 1
    Copy-Item $runtime (Join-Path $out THIRD-PARTY-NOTICES.dotnet.txt)
    Write-BillOfMaterial KubePki.Cli kubepki Application $out
}

# What a project ships, as CycloneDX; what only builds it is left out.
function Write-BillOfMaterial([string] $Project, [string] $Name, [string] $Type, [string] $Directory) {
    $version = (Import-PowerShellDataFile $manifest).ModuleVersion
    dotnet tool restore
    dotnet tool run dotnet-CycloneDX -- (Join-Path $PSScriptRoot src $Project "$Project.csproj") --recursive --disable-package-restore `
        --output $Directory --filename "$Name.cdx.json" --output-format Json --set-name $Name --set-version $version --set-type $Type `
        --exclude-filter 'Microsoft.NET.ILLink.Tasks,Microsoft.DotNet.ILCompiler,Vecc.YamlDotNet.Analyzers.StaticGenerator'
}

function Invoke-Demo {
    Invoke-Build
    Import-Module $manifest -Force
    $tree = Join-Path $PSScriptRoot samples expired-2020
    Get-KubeCertificate -Root $tree -AsOf 2020-07-28T00:00:00Z | Where-Object Expired
}

& "Invoke-$Task"
