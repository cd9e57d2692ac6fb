# Dot-sourced in the BeforeAll of every file here: the module under test, and the trees that kubeadm wrote.

$repository = (Resolve-Path (Join-Path $PSScriptRoot .. ..)).Path
$nodes = Join-Path $repository tests Fixtures nodes
# CI tests the packed module; a clone is tested as it was built.
$manifest = (Resolve-Path ($env:KUBEPKIPS_MODULE ? $env:KUBEPKIPS_MODULE : (Join-Path $repository KubePkiPS.psd1))).Path
. $PSScriptRoot/Shell.ps1
Import-Module $manifest -Force -ErrorAction Stop

# Unpacks a node's file system below a directory, with its modes, times and absolute links, and returns its top.
function Expand-NodeTree([string] $Name, [string] $Below) {
    $top = Join-Path $Below $Name
    $null = [IO.Directory]::CreateDirectory($top)
    # Not the one of Git for Windows: it takes C: for the name of a host.
    $tar = $IsWindows ? "$env:SystemRoot/System32/tar.exe" : 'tar'
    & $tar -xpf (Join-Path $nodes "$Name.tar.gz") -C $top
    # Windows makes no links without a privilege; the tests that need them are skipped there.
    if ($LASTEXITCODE -and -not $IsWindows) {
        throw "tar could not unpack $Name"
    }
    $top
}

# The rows of both tables that the real kubeadm printed of a tree.
function Get-KubeadmRow([string] $Name) {
    foreach ($line in Get-Content (Join-Path $nodes "$Name.kubeadm-check-expiration.txt")) {
        if (-not $line -or $line.StartsWith('CERTIFICATE ')) {
            continue
        }
        # A leaf of a kubeconfig has no authority in kubeadm 1.20, and a CA never has: their rows have one field less.
        $fields = $line.TrimEnd() -split ' {2,}'
        [pscustomobject]@{ Name = $fields[0]; Expires = $fields[1]; Authority = $fields.Count -eq 5 ? $fields[3] : $null }
    }
}

# Pieces of every private key below a directory, as they stand in its files.
function Get-KeyPiece([string] $Below) {
    $files = Get-ChildItem $Below -Recurse -File -Attributes !ReparsePoint
    $pems = @($files | Select-String '-----BEGIN (\w+ )?PRIVATE KEY-----' -List | ForEach-Object { Get-Content $_.Path -Raw })
    foreach ($match in $files | Select-String '^\s*client-key-data: (\S+)$') {
        $data = $match.Matches[0].Groups[1].Value
        $data.Substring($data.Length / 2, 60)
        $pems += [Text.Encoding]::ASCII.GetString([Convert]::FromBase64String($data))
    }
    foreach ($match in $pems | Select-String '(?s)-----BEGIN (\w+ )?PRIVATE KEY-----\r?\n(.+?)-----END' -AllMatches) {
        foreach ($key in $match.Matches) {
            # The first lines of an RSA key are its modulus, which is public.
            $lines = $key.Groups[2].Value.Trim() -split '\r?\n'
            $lines.Count -gt 8 ? $lines[8..($lines.Count - 2)] : $lines[0]
        }
    }
}

# Every file, link and mode of a tree, without what the tool itself keeps there.
function Get-TreeState([string] $Root) {
    Get-ChildItem $Root -Recurse -Force | Where-Object FullName -NotLike "$Root/var/backups*" | Sort-Object FullName | ForEach-Object {
        $hash = $_.PSIsContainer -or $_.LinkType ? $_.LinkTarget : (Get-FileHash -LiteralPath $_.FullName).Hash
        "$($_.FullName) $($_.UnixStat.Mode) $hash"
    }
}

# A node whose CAs' keys are elsewhere, in an office, below a directory.
function New-NodeWithOffice([string] $Below) {
    $root = Join-Path $Below node
    $office = Join-Path $Below office
    $cluster = @{ NodeName = 'cp1'; AdvertiseAddress = '10.2.1.7'; KubernetesVersion = '1.31'; AsOf = '2026-07-01T00:00:00Z' }
    $null = New-KubePki -OutDirectory $root @cluster -KeyAlgorithm P256 -CaValidFor 30y
    $null = New-Item (Join-Path $office etcd) -ItemType Directory -Force
    foreach ($name in 'ca', 'front-proxy-ca', 'etcd/ca') {
        Copy-Item (Join-Path $root etc kubernetes pki "$name.crt") (Join-Path $office "$name.crt")
        Move-Item (Join-Path $root etc kubernetes pki "$name.key") (Join-Path $office "$name.key")
    }
    [pscustomobject]@{ Root = $root; Office = $office }
}

# The lines of a view, without colours and trailing blanks.
function Get-View([object[]] $InputObject, [int] $Width) {
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    try {
        ($InputObject | Out-String -Width $Width) -split '\r?\n' | ForEach-Object TrimEnd
    } finally {
        $PSStyle.OutputRendering = $rendering
    }
}
