# A server for sessions on this machine, with keys, a configuration and a port of its own.

# Starts it below a directory; null where there is no sshd. Stop-Sshd ends it.
function Start-Sshd([string] $Below) {
    $sshd = (Get-Command /usr/sbin/sshd, /usr/bin/sshd, sshd -CommandType Application -ErrorAction Ignore | Select-Object -First 1).Source
    if (-not $sshd -or -not (Get-Command ssh, ssh-keygen -ErrorAction Ignore | Select-Object -Skip 1)) {
        return
    }
    $null = New-Item $Below -ItemType Directory -Force
    foreach ($name in 'host', 'user') {
        & ssh-keygen -q -t ed25519 -N '' -f (Join-Path $Below $name)
    }
    Copy-Item (Join-Path $Below user.pub) (Join-Path $Below authorized)
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $port = $listener.LocalEndpoint.Port
    $listener.Stop()
    $command = Join-Path $Below pwsh.sh
    Set-Content $command "#!/bin/sh`nexec $(@(Get-ShellCommand | ForEach-Object { "'$_'" }) -join ' ') -NoLogo -sshs"
    & chmod 700 $command (Join-Path $Below authorized)
    $configuration = Join-Path $Below sshd_config
    Set-Content $configuration @"
Port $port
ListenAddress 127.0.0.1
HostKey $Below/host
PidFile $Below/pid
AuthorizedKeysFile $Below/authorized
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
Subsystem powershell $command
"@
    # It separates itself from its privileges in a directory that only its service makes.
    if ((id -u) -eq 0) {
        $null = New-Item /run/sshd -ItemType Directory -Force
    }
    $process = Start-Process $sshd '-D', '-e', '-f', $configuration -PassThru -RedirectStandardError (Join-Path $Below log)
    foreach ($try in 1..50) {
        if ((Get-Content (Join-Path $Below log) -ErrorAction Ignore) -match 'listening') {
            break
        }
        Start-Sleep -Milliseconds 100
    }
    [pscustomobject]@{
        Process = $process
        Session = @{
            HostName = '127.0.0.1'
            Port = $port
            UserName = (id -un)
            KeyFilePath = Join-Path $Below user
            Options = @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR' }
        }
    }
}

function Stop-Sshd($Server) {
    $Server.Process | Stop-Process -ErrorAction Ignore
}
