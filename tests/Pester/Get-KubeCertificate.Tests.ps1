BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $tree = @{}
    foreach ($name in 'healthy', 'expired-2020', 'outage-2019', 'cni-leftover', 'power-loss') {
        $tree[$name] = Expand-NodeTree $name $TestDrive
    }
    $root = $tree['expired-2020']
    $pki = Join-Path $root etc kubernetes pki
    # The day after: what had an end at that time has passed it.
    $dayAfter = '2020-07-28T00:00:00Z'
    $leaves = 'apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client', 'etcd-healthcheck-client', 'etcd-peer', 'etcd-server', 'front-proxy-client'
    $authorities = 'ca', 'etcd-ca', 'front-proxy-ca'
}

Describe 'Get-KubeCertificate agrees with kubeadm' {
    It 'on names, ends and authorities of <_>' -ForEach 'healthy', 'expired-2020', 'outage-2019', 'cni-leftover' {
        # One key signs for both CAs of that cluster: the truth has both names, where kubeadm looks at the name alone.
        $ofEtcd = 'etcd-ca', 'etcd-server', 'etcd-peer', 'etcd-healthcheck-client', 'apiserver-etcd-client'
        $isOutage = $_ -eq 'outage-2019'
        $expected = Get-KubeadmRow $_ | Sort-Object Name | ForEach-Object {
            $authority = $_.Authority ?? ($_.Name -like '*.conf' ? 'ca' : $_.Name)
            if ($isOutage -and $_.Name -in $ofEtcd) {
                $authority = 'ca, etcd-ca'
            }
            "$($_.Name) | $($_.Expires) | $authority"
        }
        # kubeadm looks neither at kubelet and CNI, nor at the CAs inside kubeconfigs.
        $actual = Get-KubeCertificate -Root $tree[$_] | Where-Object Name -NotMatch '^kubelet|:ca$' | Sort-Object Name | ForEach-Object {
            "$($_.Name) | $($_.NotAfter.UtcDateTime.ToString("MMM dd, yyyy HH:mm 'UTC'", [cultureinfo]::InvariantCulture)) | $($_.Authority)"
        }
        $expected | Should -HaveCount 13
        $actual | Should -Be $expected
    }

    It 'on residual times and who manages the CA' {
        $rows = Get-KubeCertificate -Root $tree['healthy'] -AsOf 2026-11-21T00:00:00Z
        $rows | Where-Object Name -EQ 'apiserver' | ForEach-Object ResidualTime | Should -Be '192d'
        $rows | Where-Object Name -EQ 'etcd-ca' | ForEach-Object ResidualTime | Should -Be '9y'
        $rows | Where-Object Name -EQ 'apiserver' | ForEach-Object ExternallyManaged | Should -BeFalse
        $rows | Where-Object Name -EQ 'kubelet' | ForEach-Object ExternallyManaged | Should -BeTrue
        Get-KubeCertificate -Root $root -AsOf $dayAfter -Role apiserver | ForEach-Object ResidualTime | Should -Match '^-'
    }
}

Describe 'Get-KubeCertificate in a pipeline' {
    It '| Where-Object Expired' {
        $expired = Get-KubeCertificate -Path $pki -AsOf $dayAfter | Where-Object Expired
        $expired.Name | Sort-Object | Should -Be $leaves
        $expired | Should -BeOfType KubePki.Model.KubeCertificate
    }

    It '| Sort-Object NotAfter' {
        $sorted = Get-KubeCertificate -Root $tree['power-loss'] | Sort-Object NotAfter
        $sorted[0].Name | Should -Be 'kubelet'
        $sorted[-1].IsAuthority | Should -BeTrue
        for ($i = 1; $i -lt $sorted.Count; $i++) {
            $sorted[$i].NotAfter | Should -BeGreaterOrEqual $sorted[$i - 1].NotAfter
        }
    }

    It '| Group-Object Authority' {
        $groups = Get-KubeCertificate -Path $pki | Group-Object Authority
        $groups | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" } | Should -Be 'ca 3', 'etcd-ca 5', 'front-proxy-ca 2'
    }

    It '| Export-Csv, and back' {
        $file = Join-Path $TestDrive certificates.csv
        Get-KubeCertificate -Path $pki -AsOf $dayAfter | Export-Csv $file
        $rows = Import-Csv $file
        $rows | Should -HaveCount 10
        $server = $rows | Where-Object Name -EQ 'apiserver'
        $server.DnsNames | Should -Be 'kubemaster, kubernetes, kubernetes.default, kubernetes.default.svc, kubernetes.default.svc.cluster.local'
        $server.IPAddresses | Should -Be '10.96.0.1, 192.168.10.190'
        $server.Status | Should -Be 'Expired'
        [DateTimeOffset]::Parse($server.NotAfter, [cultureinfo]::InvariantCulture) | Should -Be ([DateTimeOffset] '2020-07-27T06:24:58Z')
        Get-Content $file -Raw | Should -Not -Match 'KubePki\.|System\.'
    }

    It '| ConvertTo-Json' {
        $json = Get-KubeCertificate -Path $pki | ConvertTo-Json -Depth 9
        $server = $json | ConvertFrom-Json | Where-Object Name -EQ 'apiserver'
        , $server.DnsNames | Should -BeOfType [array]
        $server.DnsNames[0] | Should -Be 'kubemaster'
        , $server.Organization | Should -BeOfType [array]
        $server.Organization | Should -BeNullOrEmpty
        , $server.Usages | Should -BeOfType [array]
        $server.NotAfter | Should -BeOfType [datetime]
        $server.Expired | Should -BeOfType [bool]
    }

    It '| Export-Clixml, and back' {
        $file = Join-Path $TestDrive certificate.xml
        Get-KubeCertificate -Root $root -Role apiserver | Export-Clixml $file
        $back = Import-Clixml $file
        $back.Authority | Should -Be 'ca'
        $back.DnsNames | Should -Contain 'kubemaster'
        $back | Out-String | Should -Match 'apiserver +Jul 27, 2020 06:24 UTC'
    }

    It '| Where-Object on lists' {
        Get-KubeCertificate -Root $root | Where-Object DnsNames -Contains kubernetes.default | ForEach-Object Name | Should -Be 'apiserver'
    }

    It '| Get-Item -LiteralPath, by PSPath' {
        $items = Get-KubeCertificate -Path $pki | Get-Item -LiteralPath { $_.PSPath }
        $items | Should -HaveCount 10
        $items | Should -BeOfType IO.FileInfo
        (Get-KubeCertificate -Path $pki | Get-Item).FullName | Should -Be $items.FullName
    }

    It 'streams: the first object comes before the next path is read' {
        $seen = [Collections.Generic.List[string]]::new()
        & { $pki; $seen.Add('asked for more'); Join-Path $root etc kubernetes } |
            Get-KubeCertificate | Select-Object -First 1 | ForEach-Object Name | Should -Be 'apiserver'
        $seen | Should -BeNullOrEmpty
    }
}

Describe 'Get-KubeCertificate takes paths' {
    BeforeAll {
        $odd = Join-Path $TestDrive 'a b [1] ключ'
        $null = New-Item $odd -ItemType Directory
        Copy-Item -LiteralPath (Join-Path $root etc) -Destination $odd -Recurse
        $oddFile = Join-Path $odd etc kubernetes pki ca.crt
    }

    It 'of a file' {
        $one = Get-KubeCertificate (Join-Path $pki apiserver.crt)
        $one.Name | Should -Be 'apiserver'
        # The CA lies beside it, and says who signed it without being listed.
        $one.Authority | Should -Be 'ca'
        $one.KeyMatches | Should -BeTrue
    }

    It 'of a directory, with etcd below it' {
        (Get-KubeCertificate $pki).Name | Sort-Object | Should -Be ($leaves + $authorities | Sort-Object)
    }

    It 'of several files and directories' {
        (Get-KubeCertificate (Join-Path $pki ca.crt), (Join-Path $pki etcd)).Name |
            Should -Be 'ca', 'etcd-ca', 'etcd-healthcheck-client', 'etcd-peer', 'etcd-server'
    }

    It 'with wildcards' {
        (Get-KubeCertificate (Join-Path $pki '*ca.crt')).Name | Should -Be 'ca', 'front-proxy-ca'
        (Get-KubeCertificate -Path (Join-Path $pki '*' 'c[a-b].crt')).Name | Should -Be 'etcd-ca'
    }

    It 'with wildcards that fit nothing, silently' {
        Get-KubeCertificate (Join-Path $pki '*.nothing') -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'that are relative to where the user is' {
        Push-Location $pki
        try {
            (Get-KubeCertificate ca.crt).Path | Should -Be (Join-Path $pki ca.crt)
            (Get-KubeCertificate ./etcd/p*.crt).Name | Should -Be 'etcd-peer'
        } finally {
            Pop-Location
        }
    }

    It 'on drives of PowerShell' {
        $null = New-PSDrive -Name node -PSProvider FileSystem -Root $root
        (Get-KubeCertificate node:/etc/kubernetes/pki/ca.crt).Path | Should -Be (Join-Path $pki ca.crt)
    }

    It 'with spaces, brackets and Unicode, escaped' {
        (Get-KubeCertificate -Path ([WildcardPattern]::Escape($oddFile))).Path | Should -Be $oddFile
        (Get-KubeCertificate -Path ([WildcardPattern]::Escape((Split-Path -LiteralPath $oddFile)) + '/front*')).Name | Should -Be 'front-proxy-ca', 'front-proxy-client'
    }

    It 'with spaces, brackets and Unicode, literally' {
        (Get-KubeCertificate -LiteralPath $oddFile).Path | Should -Be $oddFile
        (Get-KubeCertificate -LP (Split-Path -LiteralPath $oddFile)) | Should -HaveCount 10
    }

    It 'with spaces, brackets and Unicode, from the pipeline' {
        (Get-ChildItem -LiteralPath (Split-Path -LiteralPath $oddFile) -Filter c*.crt | Get-KubeCertificate).Path | Should -Be $oddFile
    }

    It 'of FileInfo from Get-ChildItem -Recurse' {
        Push-Location $root
        try {
            $rows = Get-ChildItem -Recurse *.crt | Get-KubeCertificate
            $rows.Name | Sort-Object | Should -Be ($leaves + $authorities | Sort-Object)
            $rows | Where-Object Name -EQ 'etcd-peer' | ForEach-Object Authority | Should -Be 'etcd-ca'
        } finally {
            Pop-Location
        }
    }

    It 'of strings from the pipeline' {
        ((Join-Path $pki ca.crt), (Join-Path $pki etcd peer.crt) | Get-KubeCertificate).Name | Should -Be 'ca', 'etcd-peer'
    }

    It 'of its own output' {
        (Get-KubeCertificate $pki | Get-KubeCertificate).Name | Should -Be (Get-KubeCertificate $pki).Name
    }

    It 'of an empty pipeline, and then reads nothing' {
        @() | Get-KubeCertificate -Root $root | Should -BeNullOrEmpty
    }

    It 'of a directory and of what is in it, without listing anything twice: <_>' -ForEach '.', 'etc/kubernetes/pki' {
        $rows = Get-ChildItem (Join-Path $root $_) -Recurse | Get-KubeCertificate
        $rows.Count | Should -BeGreaterOrEqual 10
        $rows | Group-Object Path, Index, Entry, Source | Where-Object Count -GT 1 | Should -BeNullOrEmpty
    }

    It 'of directories with all that is below, when asked' {
        $below = Join-Path $TestDrive backups
        Copy-Item (Join-Path $pki etcd) (Join-Path $below deep deeper) -Recurse -Container
        Get-KubeCertificate $below | Should -BeNullOrEmpty
        (Get-KubeCertificate $below -Recurse).Count | Should -Be 4
    }
}

Describe 'Get-KubeCertificate chooses' {
    It 'by -Role <Role>' -ForEach @(
        @{ Role = 'apiserver'; Expected = 'apiserver' }
        @{ Role = 'ETCD-*'; Expected = 'etcd-ca', 'etcd-healthcheck-client', 'etcd-peer', 'etcd-server' }
        @{ Role = 'ca', '*.conf'; Expected = 'admin.conf', 'controller-manager.conf', 'kubelet.conf', 'scheduler.conf', 'ca' }
        @{ Role = 'kubeconfig-client'; Expected = $null }
    ) {
        (Get-KubeCertificate -Root $root -Role $Role -ErrorAction Stop).Name | Should -Be $Expected
    }

    It 'and completes "<Line>"' -ForEach @(
        @{ Line = 'Get-KubeCertificate -Role et'; Some = 'etcd-ca', 'etcd-server'; None = 'ca' }
        @{ Line = 'Get-KubeCertificate -Role ca, front-proxy-c'; Some = 'front-proxy-ca', 'front-proxy-client'; None = 'etcd-ca' }
        @{ Line = 'Get-KubeCertificate -Role *ca'; Some = 'ca', 'etcd-ca', 'front-proxy-ca'; None = 'apiserver' }
        @{ Line = "Get-KubeCertificate -Role 'admin"; Some = 'admin.conf'; None = 'ca' }
        @{ Line = 'Get-KubeCertificate -Root x -Role '; Some = 'ca', 'apiserver', 'kubelet-client', 'admin.conf'; None = '*' }
        @{ Line = 'Get-KubeCertificate | Where-Object Stat'; Some = 'Status'; None = 'Stat' }
    ) {
        $offered = [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText
        foreach ($text in $Some) {
            $offered | Should -Contain $text
        }
        $offered | Should -Not -Contain $None
    }

    It 'by -ExpiresWithin <Within>, <Hours> hours before the end' -ForEach @(
        @{ Within = '30d'; Hours = 29 * 24; Count = 11 }
        @{ Within = '30d'; Hours = 31 * 24; Count = 0 }
        @{ Within = '12h'; Hours = 11; Count = 11 }
        @{ Within = '12h'; Hours = 13; Count = 0 }
        @{ Within = '20%'; Hours = 72 * 24; Count = 11 }
        @{ Within = '20%'; Hours = 74 * 24; Count = 0 }
        @{ Within = [timespan]::FromHours(2); Hours = 1; Count = 11 }
        @{ Within = [timespan]::FromHours(2); Hours = 3; Count = 0 }
        @{ Within = '1d'; Hours = -1; Count = 11 }
    ) {
        $asOf = ([DateTimeOffset] '2020-07-27T06:24:58Z').AddHours(-$Hours)
        $rows = @(Get-KubeCertificate -Root $root -ExpiresWithin $Within -AsOf $asOf)
        $rows | Should -HaveCount $Count
        $rows.Status | Select-Object -Unique | Should -Be ($Count -eq 0 ? $null : $Hours -lt 0 ? 'Expired' : 'Expiring')
    }

    It 'by -ExpiresWithin <_>, as one types it' -ForEach '30d', '12h', '20%', '45s', '90m', '2w', '1y', '"30d"' {
        # To PowerShell some of these are numbers: 30d is a decimal, 45s and 1y are integers of few bytes.
        $typed = [scriptblock]::Create("Get-KubeCertificate -Root '$root' -Role apiserver -AsOf 2020-07-27T06:24:58Z -ExpiresWithin $_")
        (& $typed).Status | Should -Be 'Expiring'
    }

    It 'but not by -ExpiresWithin "<_>"' -ForEach 'soon', '30', '-3d', '120%', '' {
        $failure = { Get-KubeCertificate -Root $root -ExpiresWithin $_ } |
            Should -Throw -ErrorId 'ParameterArgumentTransformationError,KubePkiPS.Commands.GetKubeCertificateCommand' -PassThru
        # It says what may be written.
        $failure.Exception.Message | Should -Match '30d, 12h, 20%'
    }

    It 'the moment, -AsOf <AsOf>: <Status>' -ForEach @(
        @{ AsOf = '2019-07-28T06:24:57Z'; Status = 'NotYetValid' }
        @{ AsOf = '2020-01-01T00:00:00Z'; Status = 'Valid' }
        @{ AsOf = '2020-07-27T00:00:00Z'; Status = 'Expiring' }
        @{ AsOf = '2020-07-27T06:24:58Z'; Status = 'Expiring' }
        @{ AsOf = '2020-07-27T06:24:59Z'; Status = 'Expired' }
        @{ AsOf = '2020-07-27T08:24:59+02:00'; Status = 'Expired' }
    ) {
        $row = Get-KubeCertificate -Root $root -Role apiserver -AsOf $AsOf
        $row.Status | Should -Be $Status
        $row.Expired | Should -Be ($Status -eq 'Expired')
        $row.AsOf | Should -Be ([DateTimeOffset] $AsOf)
        $row.AsOf.Offset | Should -Be ([timespan]::Zero)
        $row.Remaining | Should -Be ($row.NotAfter - $row.AsOf)
    }

    It 'now, when no moment is given' {
        $row = Get-KubeCertificate -Root $root -Role apiserver
        ([DateTimeOffset]::UtcNow - $row.AsOf).TotalMinutes | Should -BeLessThan 1
        $row.Status | Should -Be 'Expired'
    }
}

Describe 'Get-KubeCertificate -Root' {
    It 'reads the whole node' {
        $rows = Get-KubeCertificate -Root $tree['healthy']
        $rows.NodePath -replace '/[^/]+$' | Sort-Object -Unique |
            Should -Be '/etc/kubernetes', '/etc/kubernetes/pki', '/etc/kubernetes/pki/etcd', '/var/lib/kubelet/pki'
        $rows | ForEach-Object { Join-Path $tree['healthy'] $_.NodePath } | Should -Be $rows.Path
    }

    It 'takes paths of the node, and paths of this machine below the root' {
        $inNode = Get-KubeCertificate -Root $root -Path /etc/kubernetes/pki/apiserver.crt
        $inNode.Path | Should -Be (Join-Path $pki apiserver.crt)
        $inNode.NodePath | Should -Be '/etc/kubernetes/pki/apiserver.crt'
        (Get-KubeCertificate -Root $root -Path (Join-Path $pki apiserver.crt)).NodePath | Should -Be $inNode.NodePath
        (Get-ChildItem $pki -Filter apiserver.crt | Get-KubeCertificate -Root $root).NodePath | Should -Be $inNode.NodePath
    }

    It 'takes wildcards, of the node and relative ones' {
        (Get-KubeCertificate -Root $root -Path '/etc/kubernetes/pki/*ca.crt').Name | Should -Be 'ca', 'front-proxy-ca'
        Push-Location $pki
        try {
            (Get-KubeCertificate -Root $root -Path './*ca.crt').Name | Should -Be 'ca', 'front-proxy-ca'
        } finally {
            Pop-Location
        }
    }

    It 'may itself have brackets, and a separator at its end' {
        $odd = Join-Path $TestDrive 'root [2]'
        Copy-Item -LiteralPath $root -Destination $odd -Recurse
        (Get-KubeCertificate -Root $odd -Path '/etc/kubernetes/pki/*ca.crt').Name | Should -Be 'ca', 'front-proxy-ca'
        (Get-KubeCertificate -Root "$root/" -Role ca).Path | Should -Be (Join-Path $pki ca.crt)
    }

    It 'resolves absolute links inside itself' -Skip:$IsWindows {
        $current = Get-KubeCertificate -Root $tree['healthy'] -AsOf 2026-11-21T00:00:00Z | Where-Object Name -EQ 'kubelet-client-current'
        $current.Status | Should -Be 'Valid'
        $current.Role | Should -Be 'kubelet-client'
        $current.HasKey | Should -BeTrue
        $dated = Get-KubeCertificate -Root $tree['healthy'] | Where-Object Name -Like 'kubelet-client-2026*'
        $current.Fingerprint | Should -Be $dated.Fingerprint
    }

    It 'is left by no link' -Skip:$IsWindows {
        $jail = Join-Path $TestDrive jail
        $null = New-Item (Join-Path $jail etc kubernetes pki) -ItemType Directory
        $null = New-Item (Join-Path $jail etc kubernetes pki ca.crt) -ItemType SymbolicLink -Target (Join-Path $pki ca.crt)
        $null = New-Item (Join-Path $jail etc kubernetes pki up.crt) -ItemType SymbolicLink -Target "../../../..$pki/ca.crt"
        Get-KubeCertificate -Root $jail -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -BeLike '*Link*,KubePkiPS.Commands.GetKubeCertificateCommand'
    }

    It 'shows a kubelet after a power loss whose new certificate is not valid yet' -Skip:$IsWindows {
        $rows = Get-KubeCertificate -Root $tree['power-loss'] -AsOf 2021-09-01T03:00:00Z
        $rows | Where-Object Name -EQ 'kubelet-client-current' | ForEach-Object Status | Should -Be 'NotYetValid'
        $rows | Where-Object Name -EQ 'kubelet-client-2021-09-01-13-21-24' | ForEach-Object Status | Should -Be 'NotYetValid'
        $rows | Where-Object Name -EQ 'kubelet-client-2020-11-06-02-48-49' | ForEach-Object Status | Should -Be 'Valid'
    }
}

Describe 'Get-KubeCertificate and what it cannot read' {
    BeforeAll {
        $bad = Join-Path $TestDrive bad
        $null = New-Item $bad -ItemType Directory
        Copy-Item (Join-Path $pki ca.crt) $bad
        $text = Get-Content (Join-Path $pki apiserver.crt) -Raw
        Set-Content (Join-Path $bad cut.crt) $text.Substring(0, 400)
        Set-Content (Join-Path $bad der.crt) ($text -creplace 'MII', 'MXX')
        Set-Content (Join-Path $bad words.crt) 'There is no certificate here.'
        Set-Content (Join-Path $bad empty.crt) '' -NoNewline
        Set-Content (Join-Path $bad broken.conf) "apiVersion: v1`nkind: Config`nclusters: [a`nusers: []"
        $command = 'KubePkiPS.Commands.GetKubeCertificateCommand'
    }

    It 'says <Id> of <File>, and lists the rest' -ForEach @(
        @{ File = 'missing.crt'; Id = 'PathNotFound'; Category = 'ObjectNotFound' }
        @{ File = 'cut.crt'; Id = 'MalformedPem'; Category = 'InvalidData' }
        @{ File = 'der.crt'; Id = 'MalformedCertificate'; Category = 'InvalidData' }
        @{ File = 'words.crt'; Id = 'NoPkiData'; Category = 'InvalidData' }
        @{ File = 'empty.crt'; Id = 'EmptyFile'; Category = 'InvalidData' }
        @{ File = 'broken.conf'; Id = 'MalformedYaml'; Category = 'InvalidData' }
    ) {
        $path = Join-Path $bad $File
        $rows = Get-KubeCertificate $path, (Join-Path $bad ca.crt) -ErrorVariable problems -ErrorAction SilentlyContinue
        $rows.Name | Should -Be 'ca'
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -Be "$Id,$command"
        $problems[0].CategoryInfo.Category | Should -Be $Category
        $problems[0].TargetObject | Should -Be $path
        $problems[0].ErrorDetails.Message | Should -BeLike "$path*"
        $problems[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'says all of it of a directory, in one go' {
        $rows = Get-KubeCertificate $bad -ErrorVariable problems -ErrorAction SilentlyContinue
        $rows.Name | Should -Be 'ca'
        $problems.FullyQualifiedErrorId | Sort-Object |
            Should -Be ('EmptyFile', 'MalformedCertificate', 'MalformedPem', 'MalformedYaml', 'NoPkiData' | ForEach-Object { "$_,$command" })
    }

    It 'says in which line' {
        $null = Get-KubeCertificate (Join-Path $bad broken.conf) -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].Exception.Message | Should -Match 'broken\.conf:4: '
        $problems[0].Exception.Problem.Line | Should -Be 4
    }

    It 'says NodeNotFound where there is no node' {
        $empty = New-Item (Join-Path $TestDrive empty) -ItemType Directory
        Get-KubeCertificate -Root $empty -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -Be "NodeNotFound,$command"
        $problems[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'says BadPath of <_>, which is no path of the file system' -ForEach 'env:PATH', 'nowhere:x' {
        (Get-KubeCertificate $_, (Join-Path $pki ca.crt) -ErrorVariable problems -ErrorAction SilentlyContinue).Name | Should -Be 'ca'
        $problems.FullyQualifiedErrorId | Should -Be "BadPath,$command"
        $problems[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'says DanglingLink of a link that leads nowhere' -Skip:$IsWindows {
        $link = New-Item (Join-Path $TestDrive dangling.crt) -ItemType SymbolicLink -Target /nowhere/at-all.crt
        Get-KubeCertificate $link -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -Be "DanglingLink,$command"
    }

    It 'ends at the first one with -ErrorAction Stop' {
        { Get-KubeCertificate (Join-Path $bad missing.crt), (Join-Path $bad ca.crt) -ErrorAction Stop } | Should -Throw -ErrorId "PathNotFound,$command"
    }

    It 'names the files that it reads with -Verbose' {
        $messages = Get-KubeCertificate $pki -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message
        foreach ($file in Get-ChildItem $pki -Recurse -File) {
            $messages | Should -Contain "Read $($file.FullName)"
        }
    }
}

Describe 'Get-KubeCertificate stops at once' -Skip:$IsWindows {
    BeforeAll {
        # Work that takes its time and next to no disk: links to a bundle of all certificates.
        $bundle = Join-Path $TestDrive bundle.crt
        Get-Content (Get-ChildItem $pki -Recurse -Filter *.crt).FullName | Set-Content $bundle

        function Write-Work([string] $Name, [int] $Directories, [int] $Files) {
            $top = Join-Path $TestDrive $Name
            foreach ($d in 1..$Directories) {
                $null = [IO.Directory]::CreateDirectory("$top/$d")
                foreach ($f in 1..$Files) {
                    $null = [IO.File]::CreateSymbolicLink("$top/$d/$f.crt", $bundle)
                }
            }
            $top
        }
    }

    It 'when Select-Object has enough' {
        $many = Write-Work many 40 50
        $whole = Measure-Command { $script:count = @(Get-KubeCertificate $many -Recurse).Count }
        $count | Should -Be 20000
        $first = Measure-Command { Get-KubeCertificate $many -Recurse | Select-Object -First 1 | Should -Not -BeNullOrEmpty }
        $first.TotalSeconds | Should -BeLessThan ($whole.TotalSeconds / 2)
    }

    It 'on Ctrl+C, in the middle of a directory' {
        $one = Write-Work one 1 2000
        $whole = Measure-Command { Get-KubeCertificate "$one/1" -Role cni }
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('Import-Module $args[0]; "ready"; Get-KubeCertificate $args[1] -Role cni; "done"').AddArgument($manifest).AddArgument("$one/1")
            $output = [Management.Automation.PSDataCollection[psobject]]::new()
            $null = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]] @(), $output)
            while ($output.Count -eq 0 -and $shell.InvocationStateInfo.State -eq 'Running') {
                Start-Sleep -Milliseconds 5
            }
            Start-Sleep -Seconds ($whole.TotalSeconds / 5)
            $stop = Measure-Command { $shell.Stop() }
            $output | Should -Be 'ready'
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $stop.TotalSeconds | Should -BeLessThan ($whole.TotalSeconds / 3)
        } finally {
            $shell.Dispose()
        }
    }
}

Describe 'Get-KubeCertificate and private keys' {
    It 'shows nothing of those of <_>' -ForEach 'healthy', 'expired-2020', 'power-loss' {
        $pieces = @(Get-KeyPiece $tree[$_])
        $pieces.Count | Should -BeGreaterThan 3
        $file = Join-Path $TestDrive keys.xml
        $rows = Get-KubeCertificate -Root $tree[$_]
        $rows | Export-Clixml $file -Depth 9
        $messages = (Get-KubeCertificate -Root $tree[$_] -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Message
        $text = -join @($rows | Format-List * | Out-String -Width 4000; $rows | ConvertTo-Json -Depth 9; Get-Content $file -Raw; $messages)
        $text | Should -Match 'kubelet'
        $text | Should -Not -Match 'PRIVATE KEY'
        foreach ($piece in $pieces) {
            $text.Contains($piece) | Should -BeFalse -Because 'that is a piece of a private key'
        }
    }
}

Describe 'Views of hostile names' -Skip:$IsWindows {
    It 'show what can be seen, and nothing that a terminal acts upon' {
        $top = Expand-NodeTree 'healthy' (Join-Path $TestDrive hostile)
        # A title with a bell, a mark that turns the direction, a line separator.
        $evil = "x$([char]27)]0;t$([char]7)$([char]0x202e)y$([char]0x2028)z"
        $directory = New-Item (Join-Path $top etc kubernetes pki $evil) -ItemType Directory
        Copy-Item (Join-Path $top etc kubernetes pki apiserver.crt) (Join-Path $directory "$evil.crt")
        $copy = (Get-Content (Join-Path $top etc kubernetes admin.conf) -Raw).Replace('kubernetes-admin@kubernetes', ($evil | ConvertTo-Json))
        $config = Join-Path $directory config
        Set-Content -LiteralPath $config $copy
        $text = @(
            Get-KubeCertificate -LiteralPath $directory | Out-String -Width 400
            Get-KubeCertificate -LiteralPath $directory | Format-List | Out-String -Width 400
            Get-KubeconfigSet -LiteralPath $config | Out-String -Width 400
            Get-KubeconfigSet -LiteralPath $config | Format-List | Out-String -Width 400
            Test-KubeCertificate -LiteralPath $directory -AsOf 2026-07-01 | Out-String -Width 400
        ) -join ''
        $text | Should -Match 'x\?\]0;t\?\?y\?z'
        $text | Should -Not -Match "[$([char]7)\u202e\u2028]"
    }
}
