<#
.SYNOPSIS
    Lists what expires soon on several nodes, over SSH. The nodes need PowerShell with KubePkiPS, and its subsystem in sshd_config.
.PARAMETER HostName
    The nodes.
.PARAMETER Within
    How soon: 30d, 12h or 20%.
#>
param([Parameter(Mandatory)] [string[]] $HostName, [string] $Within = '30d')

Invoke-Command -HostName $HostName { Import-Module KubePkiPS; Get-KubeCertificate -ExpiresWithin $using:Within } |
    Sort-Object NotAfter | Format-Table PSComputerName, Name, NotAfter, Status
