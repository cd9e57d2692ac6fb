#Requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests and packs KubePkiPS; a thin front over dotnet.
.PARAMETER Task
    Build   the module into bin/ and en-US/ beside the manifest.
    Test    all tests: xunit, then Pester.
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

function Invoke-Build {
    dotnet build (Join-Path $PSScriptRoot src KubePkiPS) --configuration $Configuration
}

function Invoke-Test {
    dotnet test (Join-Path $PSScriptRoot KubePkiPS.sln) --configuration $Configuration
    Invoke-PesterSuite $manifest
}

function Invoke-PesterSuite([string] $Module) {
    if (-not (Get-Module Pester -ListAvailable | Where-Object Version -GE ([version]'5.0'))) {
        throw 'Pester 5 is not installed: Install-Module Pester'
    }
    # A process of its own: an assembly that is loaded cannot be built again.
    $run = 'Import-Module Pester -MinimumVersion 5.0; $c = New-PesterConfiguration; $c.Run.Path = $args[0]; $c.Run.Exit = $true; Invoke-Pester -Configuration $c'
    $env:KUBEPKIPS_MODULE = $Module
    & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -CommandWithArgs $run (Join-Path $PSScriptRoot tests Pester)
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
