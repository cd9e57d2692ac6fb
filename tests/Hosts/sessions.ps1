<#
.SYNOPSIS
    Collects snapshots through sessions of PowerShell to this machine: by the module that is installed there, by the native program where it
    is not, and past sessions that fail.
.PARAMETER Program
    The native program.
#>
param([Parameter(Mandatory)] [string] $Program)

$ErrorActionPreference = 'Stop'
. $PSScriptRoot/../Pester/Fixtures.ps1
. $PSScriptRoot/../Pester/Sshd.ps1
$work = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "kubepki-sessions-$PID")).FullName
$server = Start-Sshd (Join-Path $work sshd)
if (-not $server) {
    'There is no sshd on this machine: collecting through sessions was NOT run.'
    Remove-Item -Recurse $work
    return
}
function Assert($Condition, [string] $What) { if (-not $Condition) { throw "FAILED: $What" } }
function Said($Root) { Test-KubePki -Root $Root -AsOf 2020-07-28 | ForEach-Object { "$($_.Check) $($_.Target) $($_.Message)" } }
try {
    # The name has a blank, a quote and what would be a wildcard.
    $node = (New-Item -ItemType Directory (Join-Path $work "the node's tree")).FullName
    $root = Expand-NodeTree 'expired-2020' $node
    $said = Said $root
    $session = $server.Session
    $sessions = 1..4 | ForEach-Object { New-PSSession @session }
    # One has the module, one has none; one shows something else in its place, one hangs.
    $null = New-Item -ItemType SymbolicLink (Join-Path (New-Item -ItemType Directory (Join-Path $work modules)) KubePkiPS) -Target $repository
    Invoke-Command $sessions[0] { $env:PSModulePath = "$using:work/modules$([IO.Path]::PathSeparator)$env:PSModulePath" }
    Invoke-Command $sessions[2] { function global:Save-KubePkiSnapshot($Path) { Set-Content $Path 'this is no archive' } }
    Invoke-Command $sessions[3] { function global:Save-KubePkiSnapshot { Start-Sleep 300 } }

    $saved = New-Item -ItemType Directory (Join-Path $work snapshots)
    $files = Save-KubePkiSnapshot $saved -Session $sessions -Root $root -TimeoutSec 20 -ErrorAction SilentlyContinue -ErrorVariable problems
    Assert (@($files).Count -eq 1 -and $files.Name -eq "127.0.0.1-$($sessions[0].Name).tar.gz") "one was saved: $($files.Name)"
    Assert (@(Compare-Object $said (Said $files.FullName)).Count -eq 0) 'the snapshot says what the node says'
    foreach ($wanted in "$($sessions[1].Name): KubePkiPS is not installed there", "$($sessions[2].Name): the answer is not a snapshot",
        "$($sessions[3].Name): there was no snapshot within 20 s") {
        Assert ("$problems" -like "*$wanted*") "'$wanted' is told: $problems"
    }
    Assert ($problems.Count -eq 3 -and $problems[0].FullyQualifiedErrorId -like 'HostNotCollected,*') "three problems: $problems"
    'by the module: what answered was saved, what did not was told'

    # With the program no module is needed; a session that is closed is told.
    Remove-PSSession $sessions[0], $sessions[3]
    $sent = New-Item -ItemType Directory (Join-Path $work sent)
    $file = Save-KubePkiSnapshot $sent -Session $sessions[0], $sessions[1] -Program $Program -Root $root -ErrorAction SilentlyContinue -ErrorVariable problems
    Assert (@(Compare-Object $said (Said $file.FullName)).Count -eq 0) "the program's snapshot says what the node says"
    Assert ("$problems" -like '*the session is closed*') "a closed session is told: $problems"
    Assert (@(Test-KubePkiFleet $file.FullName -AsOf 2020-07-28 | Where-Object Check -EQ FleetClockSkew).Count -eq 0) 'the clock is right'
    $left = @(Get-ChildItem /tmp, /var/tmp, /dev/shm -Filter 'kubepki.????????' -ErrorAction Ignore | Where-Object CreationTime -GT (Get-Item $work).CreationTime)
    Assert ($left.Count -eq 0) "nothing is left there: $left"
    Assert (([int] $file.UnixFileMode) -eq 0x180) 'it is readable to its owner only'
    'by the program: it was sent, run and removed'
    { Save-KubePkiSnapshot $sent -Session $sessions[1] -Program $PSCommandPath } | ForEach-Object {
        try { & $_; throw 'FAILED: a script is taken for the program' } catch { Assert ($_.FullyQualifiedErrorId -like 'NotNativeProgram,*') "$_" } }
} finally {
    Get-PSSession | Remove-PSSession
    Stop-Sshd $server
    Remove-Item -Recurse -Force $work
}
