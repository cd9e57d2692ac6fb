#Requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests and packs KubePkiPS; a thin front over dotnet.
.PARAMETER Task
    Build   the module into bin/ and en-US/ beside the manifest.
    Test    all tests: xunit, and Pester in the PowerShell that runs this.
    Package the module into out/KubePkiPS, and the program kubepki as one native file into out/kubepki.
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
    foreach ($item in 'KubePkiPS.psd1', 'LICENSE', 'README.md', 'CHANGELOG.md', 'bin', 'en-US') {
        Copy-Item (Join-Path $PSScriptRoot $item) $out -Recurse
    }
    $null = Test-ModuleManifest (Join-Path $out KubePkiPS.psd1)
    if ($IsLinux) {
        dotnet publish (Join-Path $PSScriptRoot src KubePki.Cli) --configuration Release --runtime linux-x64 --output (Join-Path $PSScriptRoot out kubepki)
    }
}

function Invoke-Demo {
    Invoke-Build
    Import-Module $manifest -Force
    $tree = Join-Path $PSScriptRoot samples expired-2020
    Get-KubeCertificate -Root $tree -AsOf 2020-07-28T00:00:00Z | Where-Object Expired
}

& "Invoke-$Task"
