<#
.SYNOPSIS
    Writes metrics of this node every hour, and a calendar of its certificates. Start it with: pwsh -File scheduled-job.ps1
.PARAMETER Path
    The file for node_exporter's textfile collector.
.PARAMETER Calendar
    The file for calendar programs; none is written without it.
.PARAMETER Root
    The node: / or a copied tree.
.PARAMETER Once
    Writes once and ends.
#>
param([string] $Path = '/var/lib/prometheus/node-exporter/kubepki.prom', [string] $Calendar, [string] $Root = '/', [switch] $Once)

$ErrorActionPreference = 'Stop'
# In a clone, the module is the one that was built there.
$clone = Join-Path $PSScriptRoot .. .. KubePkiPS.psd1
if (Get-Module KubePkiPS -ListAvailable) { Import-Module KubePkiPS } else { Import-Module $clone }
# One hour without a node or with a full disk must not be the last.
$ErrorActionPreference = 'Continue'
do {
    Export-KubePkiMetric $Path -Root $Root
    if ($Calendar) { Export-KubePkiCalendar $Calendar -Root $Root }
    if (-not $Once) { Start-Sleep -Seconds 3600 }
} until ($Once)
