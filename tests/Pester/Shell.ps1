# Starting PowerShell once more, however this one was started; for the tests, and for build.ps1.

# The program that runs this PowerShell, and the arguments that it wants before those of pwsh.
function Get-ShellCommand {
    $program = [Environment]::ProcessPath
    # As a .NET tool or an unpacked package it is a pwsh.dll, and the program is dotnet.
    $dll = Join-Path $PSHOME pwsh.dll
    if ((Split-Path $program -LeafBase) -eq 'dotnet' -and (Test-Path $dll)) {
        return $program, $dll
    }
    # Any other program than pwsh has PowerShell in it and cannot be asked for another one.
    (Split-Path $program -LeafBase) -like 'pwsh*' ? $program : 'pwsh'
}

# Runs a script in a PowerShell of its own.
function Invoke-Shell([string] $Script) {
    $command = @(Get-ShellCommand)
    $first = @($command | Select-Object -Skip 1)
    & $command[0] @first -NoProfile -NonInteractive -Command $Script
}
