<#
.SYNOPSIS
    Checks the PKI of this node every night and keeps the findings of a week. Start it with: pwsh -File scheduled-job.ps1
.PARAMETER Directory
    Where the findings are kept.
.PARAMETER Root
    The node: / or a copied tree.
.PARAMETER Once
    Checks once and ends.
#>
param([string] $Directory = '/var/log/kubepki', [string] $Root = '/', [switch] $Once)

Import-Module KubePkiPS
$null = New-Item -ItemType Directory -Force $Directory
do {
    $file = Join-Path $Directory "findings-$([datetime]::UtcNow.ToString('yyyyMMdd')).json"
    Test-KubePki -Root $Root | ConvertTo-Json -Depth 4 -AsArray | Set-Content $file
    Get-ChildItem $Directory -Filter findings-*.json | Sort-Object Name -Descending | Select-Object -Skip 7 | Remove-Item
    if (-not $Once) { Start-Sleep -Seconds ([datetime]::Today.AddDays(1).AddHours(3) - [datetime]::Now).TotalSeconds }
} until ($Once)
