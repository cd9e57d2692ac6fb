<#
.SYNOPSIS
    A step of a build that fails when a node's PKI has errors. Exit code 1: errors. Exit code 2: the node could not be read.
.PARAMETER Root
    A copied tree of the node.
.PARAMETER AsOf
    The moment to check for, for example the planned end of a maintenance window.
#>
param([Parameter(Mandatory)] [string] $Root, [string] $AsOf = [datetime]::UtcNow.ToString('o'))

Import-Module KubePkiPS
$problems = $null
$findings = Test-KubePki -Root $Root -AsOf $AsOf -Severity Error -ErrorVariable problems -ErrorAction SilentlyContinue
if ($problems) { $problems | ForEach-Object { [Console]::Error.WriteLine($_) }; exit 2 }
$findings | ForEach-Object { "$($_.Severity) $($_.Check): $($_.Target): $($_.Message)" }
exit ($findings ? 1 : 0)
