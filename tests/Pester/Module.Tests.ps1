BeforeDiscovery {
    $exported = (Import-PowerShellDataFile (Join-Path $PSScriptRoot .. .. KubePkiPS.psd1)).CmdletsToExport
}

BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'expired-2020' $TestDrive
    $healthy = Expand-NodeTree 'healthy' $TestDrive
}

Describe 'The module' {
    It 'has a valid manifest' {
        Test-ModuleManifest $manifest -ErrorAction Stop -WarningAction Stop | ForEach-Object Name | Should -Be 'KubePkiPS'
    }

    It 'exports what the manifest says, and nothing else' {
        $module = Get-Module KubePkiPS
        $declared = (Import-PowerShellDataFile $manifest).CmdletsToExport
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ($declared | Sort-Object)
        $module.ExportedAliases.Keys | Sort-Object | Should -Be ((Import-PowerShellDataFile $manifest).AliasesToExport | Sort-Object)
        # All cmdlets of the assembly, asked without the manifest's filter.
        $types = [KubePkiPS.ModuleInitializer].Assembly.GetExportedTypes() | Where-Object { $_.IsSubclassOf([Management.Automation.Cmdlet]) -and -not $_.IsAbstract }
        $types | ForEach-Object { $_.GetCustomAttributes([Management.Automation.CmdletAttribute], $false) } | ForEach-Object { "$($_.VerbName)-$($_.NounName)" } |
            Sort-Object | Should -Be ($declared | Sort-Object)
    }

    It 'has approved verbs only' {
        (Get-Command -Module KubePkiPS).Verb | Where-Object { $_ -notin (Get-Verb).Verb } | Should -BeNullOrEmpty
    }

    It 'loads without a word' {
        Invoke-Shell "Import-Module '$manifest' -Verbose:`$false *>&1; `$Error.Count" | Should -Be '0'
    }

    It 'can be imported again, and removed' {
        Invoke-Shell @"
            Import-Module '$manifest'
            Import-Module '$manifest' -Force
            (Get-KubeconfigSet -Root '$root')[0].User
            Remove-Module KubePkiPS
            Import-Module '$manifest'
            (Get-KubeconfigSet -Root '$root')[0].User
"@ | Should -Be 'kubernetes-admin', 'kubernetes-admin'
    }

    It 'works in several runspaces at once' {
        1..4 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            @(Get-KubeCertificate -Root $using:root).Count
        } | Should -Be 18, 18, 18, 18
    }

    It 'does not depend on the culture' {
        Invoke-Shell @"
            [cultureinfo]::CurrentCulture = 'ar-SA'
            Import-Module '$manifest'
            Get-KubeCertificate -Root '$root' -Role apiserver -AsOf 2020-07-20T00:00:00Z -ExpiresWithin 99.5% | Out-String
"@ | Out-String | Should -Match 'apiserver +Jul 27, 2020 06:24 UTC +7d Expiring'
    }

    It 'has no property that would bind to another parameter of <_> than a path' -ForEach 'Get-Item', 'Get-Content', 'Copy-Item', 'Get-FileHash' {
        # Else "Get-KubeconfigSet | Get-Item" asks for a password, because an object has a property Credential.
        $bound = (Get-Command $_).Parameters.Values |
            Where-Object { $_.ParameterSets.Values.ValueFromPipelineByPropertyName -contains $true } |
            ForEach-Object { $_.Name; $_.Aliases } |
            Where-Object { $_ -notin 'Path', 'LiteralPath', 'PSPath' }
        $bound | Should -Not -BeNullOrEmpty -Because 'there must be something to compare with'
        foreach ($type in [KubePki.Model.KubeCertificate], [KubePki.Model.Kubeconfig]) {
            $type.GetProperties().Name | Where-Object { $_ -in $bound } | Should -BeNullOrEmpty
        }
    }

    It 'and its scripts satisfy PSScriptAnalyzer' {
        if (-not (Get-Module PSScriptAnalyzer -ListAvailable)) {
            Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed'
        }
        # The analyzer cannot see that an It uses what a BeforeAll assigns, nor that a function uses its script's parameter;
        # and PowerShell 7 needs no byte order mark.
        $excluded = 'PSUseDeclaredVarsMoreThanAssignments', 'PSReviewUnusedParameter', 'PSUseBOMForUnicodeEncodedFile'
        Get-ChildItem $repository -Recurse -Include *.ps1, *.psd1, *.psm1 |
            Where-Object FullName -NotMatch '[\\/](bin|obj|out|tools)[\\/]' |
            ForEach-Object { Invoke-ScriptAnalyzer $_.FullName -Severity Error, Warning -ExcludeRule $excluded } |
            ForEach-Object { "$($_.ScriptPath):$($_.Line) $($_.RuleName) $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'The views' {
    BeforeAll {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
    }

    AfterAll {
        $PSStyle.OutputRendering = $rendering
    }

    It 'show certificates with the columns of kubeadm, grouped by directory' {
        $lines = Get-View (Get-KubeCertificate -Root $root -AsOf 2020-07-28T00:00:00Z) 120
        $lines -match '^ *Directory: ' | ForEach-Object Trim | Should -Be @(
            foreach ($directory in 'etc/kubernetes', 'etc/kubernetes/pki', 'etc/kubernetes/pki/etcd') { "Directory: $(Join-Path $root $directory)" }
        )
        $lines -match '^Certificate' | Select-Object -First 1 | Should -Match '^Certificate +Expires +Residual Status +Authority +External$'
        $lines -match '^apiserver ' | Should -Match '^apiserver +Jul 27, 2020 06:24 UTC +-17h Expired +ca +no$'
        $lines -match '^etcd-ca ' | Should -Match '^etcd-ca +Jul 25, 2029 06:24 UTC +8y Valid +etcd-ca +no$'
    }

    It 'show the place of a certificate in a bundle' {
        (Get-View (Get-KubeCertificate -Root $healthy) 120) -match '^kubelet\[1\] ' | Should -HaveCount 1
    }

    It 'show kubeconfigs' {
        $lines = Get-View (Get-KubeconfigSet -Root $root -AsOf 2020-07-20T00:00:00Z) 120
        $lines -match '^Kubeconfig' | Should -Match '^Kubeconfig +Status +Residual User +Server +Credential$'
        $lines -match '^admin' | Should -Match '^admin.conf +Expiring +7d kubernetes- +https:// +EmbeddedCertificate$'
        $lines -match '^ +admin ' | Should -Match '^ +admin +192.168.10.190:$'
    }

    It 'have headings while the order is that of reading, and none for what was sorted' {
        $from = @{ Root = $root; AsOf = '2020-07-28T00:00:00Z' }
        $stored = Get-KubeCertificate @from
        $filtered = Get-KubeCertificate @from | Where-Object Expired | Out-String -Width 120
        $sorted = Get-KubeCertificate @from | Sort-Object NotAfter | Out-String -Width 120
        $byStatus = $stored | Sort-Object Status, Name -Descending | Out-String -Width 120
        [regex]::Matches($filtered, 'Directory: ').Count | Should -Be 3
        $sorted, $byStatus | Should -Not -Match 'Directory:'
        [regex]::Matches(($stored | Out-String -Width 120), 'Directory: ').Count | Should -Be 3
    }

    It 'say of each row where it is from when several nodes were sorted' {
        $rows = Get-KubeCertificate -Root $root, $healthy -AsOf 2020-07-28 | Sort-Object NotAfter
        $text = $rows | Out-String -Width 120
        $text | Should -Not -Match 'Directory:'
        foreach ($node in $root, $healthy) {
            [regex]::Matches($text, "(?m)^$(Split-Path $node -Leaf): ").Count | Should -Be @($rows | Where-Object Root -EQ $node).Count
        }
    }

    It 'break no word and lose no column: <Name>' -ForEach @(
        @{ Name = 'certificates'; Text = 'Authority'; Rows = { Get-KubeCertificate -Root $root -AsOf 2020-07-28 } }
        @{ Name = 'kubeconfigs'; Text = 'CredentialKind'; Rows = { Get-KubeconfigSet -Root $root -AsOf 2020-07-28 } }
        @{ Name = 'findings'; Text = 'Message'; Rows = { Test-KubePki -Root $root -AsOf 2020-07-28 } }
        @{ Name = 'verdicts'; Text = 'Plain'; Rows = { Test-KubeCertificate -Root $root -AsOf 2020-07-28 } }
        @{ Name = 'checks'; Text = 'Summary'; Rows = { Get-KubePkiCheck } }
        @{ Name = 'findings of logs'; Text = 'Check'; Rows = { Find-KubePkiError -Path (Join-Path $repository samples kubelet.log) } }
        @{ Name = 'kubelet'; Text = 'AtStart'; Rows = { Test-KubeletClientCert -Root $root -AsOf 2020-07-28 } }
        @{ Name = 'requests'; Text = 'Name'; Rows = { Get-KubeCsr -Path (Join-Path $repository samples requests csrs.json) } }
        @{ Name = 'the specification'; Text = 'RequiredApiServerNames'; Rows = { Get-KubePkiSpec -Root $root } }
    ) {
        $rows = & $Rows
        $rows | Should -Not -BeNullOrEmpty
        $narrow, $wide = (Get-View $rows 80), (Get-View $rows 120)
        $narrow | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        $headings = { param($lines) for ($i = 1; $i -lt $lines.Count; $i++) { if ($lines[$i] -match '^ *-+( +-+)*$') { $lines[$i - 1] } } }
        @(& $headings $narrow) -split ' +' | Should -Be (@(& $headings $wide) -split ' +')
        foreach ($word in "$($rows.$Text)" -split '[\s/:,@=-]+' | Select-Object -Unique) {
            $narrow -match [regex]::Escape($word) | Should -Not -BeNullOrEmpty -Because "'$word' must not be broken"
        }
    }

    It 'of a certificate without a file have no empty heading' {
        $given = [Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPem(
            (Get-Content (Join-Path $root etc kubernetes pki apiserver.crt) -Raw))
        $given | Get-KubeCertificate | Out-String | Should -Not -Match 'Directory'
    }

    It 'fit <Width> columns, the status in them' -ForEach @{ Width = 120 }, @{ Width = 80 } {
        foreach ($rows in (Get-KubeCertificate -Root $healthy -AsOf 2026-12-01T00:00:00Z), (Get-KubeconfigSet -Root $healthy -AsOf 2026-12-01T00:00:00Z)) {
            $lines = Get-View $rows $Width
            $lines | Where-Object Length -GT $Width | Should -BeNullOrEmpty
            @($lines -match '\bValid\b').Count | Should -Be $rows.Count
        }
    }

    It 'cut no heading at 120 columns' {
        $lines = @(Get-View (Get-KubeCertificate -Root $healthy) 120) + @(Get-View (Get-KubeconfigSet -Root $healthy) 120)
        # A heading that is broken in two stands in two lines above its underline.
        for ($i = 1; $i -lt $lines.Count; $i++) {
            if ($lines[$i] -match '^---') {
                $lines[$i - 1] | Should -Match '^(Certificate|Kubeconfig) '
            }
        }
    }

    It 'colour by urgency, and only when colours are wanted: <Status>' -ForEach @(
        @{ AsOf = '2020-01-01T00:00:00Z'; Status = 'Valid'; Colour = 'Green' }
        @{ AsOf = '2020-07-20T00:00:00Z'; Status = 'Expiring'; Colour = 'Yellow' }
        @{ AsOf = '2020-07-28T00:00:00Z'; Status = 'Expired'; Colour = 'BrightRed' }
    ) {
        foreach ($row in (Get-KubeCertificate -Root $root -Role apiserver -AsOf $AsOf), (Get-KubeconfigSet (Join-Path $root etc kubernetes admin.conf) -AsOf $AsOf)) {
            $row | Out-String | Should -Not -Match "`e"
            $row.Status | Should -Be $Status
            $PSStyle.OutputRendering = 'Ansi'
            $coloured = $row | Out-String
            $PSStyle.OutputRendering = 'PlainText'
            $coloured | Should -Match ([regex]::Escape("$($PSStyle.Foreground.$Colour)$Status"))
        }
    }

    It 'show as a list all that there is, and whole' {
        foreach ($row in (Get-KubeCertificate -Root $root -Role apiserver), (Get-KubeconfigSet (Join-Path $root etc kubernetes admin.conf))) {
            $text = $row | Format-List | Out-String -Width 400
            foreach ($property in $row.GetType().GetProperties().Name) {
                $text | Should -Match "(?m)^$property +: "
            }
            $text | Should -Match '(?m)^NotAfter +: 2020-07-27 06:24:58Z'
        }
        Get-KubeCertificate -Root $root -Role apiserver | Format-List | Out-String -Width 400 | Should -Match 'kubernetes\.default\.svc\.cluster\.local'
    }

    It 'are one line for each object where there is no view' {
        "$(Get-KubeCertificate -Root $root -Role apiserver)" | Should -Be 'apiserver (CN=kube-apiserver) until 2020-07-27T06:24:58Z, Expired'
        "$((Get-KubeconfigSet -Root $root)[0])" | Should -Be 'admin.conf (kubernetes-admin at https://192.168.10.190:6443)'
    }
}

Describe 'The help of <_>' -ForEach $exported {
    BeforeAll {
        $name = $_
        $help = Get-Help $name -Full
    }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Match '^\w.{20,}\.$'
        ($help.Description | Out-String).Trim().Length | Should -BeGreaterThan 100
    }

    It 'describes every parameter' {
        $command = Get-Command $name
        $own = $command.Parameters.Values.Name | Where-Object { $_ -notin [Management.Automation.Cmdlet]::CommonParameters -and $_ -notin ([Management.Automation.Cmdlet]::OptionalCommonParameters | Where-Object { $_ -notin 'WhatIf', 'Confirm' }) }
        $help.parameters.parameter.name | Sort-Object | Should -Be ($own | Sort-Object)
        foreach ($parameter in $help.parameters.parameter) {
            ($parameter.description | Out-String).Trim().Length | Should -BeGreaterThan 20 -Because "-$($parameter.name) wants words"
        }
    }

    It 'says what comes out' {
        (Get-Command $name).OutputType.Name | Should -Not -BeNullOrEmpty
        ($help.returnValues | Out-String).Trim() | Should -Match ([regex]::Escape((Get-Command $name).OutputType[0].Name))
    }

    It 'leads to its page on the web, which -Online opens' {
        $page = "$((Import-PowerShellDataFile $manifest).PrivateData.PSData.ProjectUri)/blob/main/docs/cmdlets/$name.md"
        (Get-Command $name).HelpUri | Should -Be $page
        $help.relatedLinks.navigationLink[0].uri | Should -Be $page
    }

    It 'has examples that work' {
        $examples = @($help.examples.example)
        $examples.Count | Should -BeGreaterThan 0
        $before = $env:KUBECONFIG
        $env:KUBECONFIG = Join-Path $root etc kubernetes admin.conf
        # What an example reads of "this node" is read of the sample.
        $PSDefaultParameterValues = @{ 'Get-Kube*:Root' = $root; 'Test-KubePki:Root' = $root; 'Repair-KubePki:Root' = $root; 'Restore-KubePki:Root' = $root; 'Backup-KubePki:Root' = $root }
        Push-Location (New-Item (Join-Path $TestDrive "examples-$name") -ItemType Directory)
        try {
            foreach ($example in $examples) {
                ($example.remarks | Out-String).Trim() | Should -Not -BeNullOrEmpty
                $code = $example.code.Replace('./samples/kubelet.log', "'$(Join-Path $repository samples kubelet.log)'").Replace('./samples/requests', "$(Join-Path $repository samples requests)").Replace('./samples/expired-2020', "'$root'").Replace('./samples', "'$(Split-Path $root)'")
                # What asks the cluster gets as far as to find none; tests/ControlPlane/csr.ps1 goes on.
                if ($name -in 'Get-KubeCsr', 'Invoke-CsrApproval' -and $code -match '^Get-KubeCsr -State|-Watch|-Wait' -or
                    $code -match '^Test-KubeClusterTrust(?! -ShowClusterRole)|^Get-KubePkiForecast -Cluster|^Export-KubePkiReport [^ ]+ -Cluster') {
                    { & ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'; $code")) } | Should -Throw -ErrorId 'Server*' -Because "'$code' asks a cluster"
                    continue
                }
                # Of what asks other computers the commands and parameters are looked at, since an ssh that fails at once can end PowerShell
                # itself; tests/Hosts/sessions.ps1 runs it.
                if ($code -match 'New-PSSession') {
                    $commands = [scriptblock]::Create($code).Ast.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)
                    $commands | Should -Not -BeNullOrEmpty
                    foreach ($command in $commands) {
                        $known = (Get-Command $command.GetCommandName()).Parameters.Keys
                        $command.CommandElements.Where({ $_ -is [Management.Automation.Language.CommandParameterAst] }).ParameterName |
                            Where-Object { $_ -notin $known } | Should -BeNullOrEmpty -Because "'$code' has only parameters that there are"
                    }
                    continue
                }
                $output = & ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'; $code"))
                $written = Get-ChildItem -File
                # What -WhatIf says goes to the host alone.
                $code -match '-WhatIf' ? $true : ($output ?? $written) | Should -Not -BeNullOrEmpty -Because "'$code' should show something"
                $written | Remove-Item
            }
        } finally {
            Pop-Location
            $env:KUBECONFIG = $before
        }
    }

    It 'is spoken of by about_KubePkiPS, which fits 80 columns' {
        $about = Get-Help about_KubePkiPS | Out-String
        $about | Should -Match $name
        $about -split '\r?\n' | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }
}

Describe 'YamlDotNet of another module' {
    BeforeAll {
        # A module that ships another YamlDotNet and loads it as most do, into the context that all share.
        $theirs = Join-Path $TestDrive Theirs
        $null = New-Item $theirs -ItemType Directory
        Set-Content (Join-Path $theirs get.csproj) @'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework><RestorePackagesPath>packages</RestorePackagesPath></PropertyGroup>
  <ItemGroup><PackageDownload Include="YamlDotNet" Version="[13.7.1]" /></ItemGroup>
</Project>
'@
        $restored = (Get-Command dotnet -ErrorAction Ignore) ? (dotnet restore (Join-Path $theirs get.csproj) 2>&1) : 'there is no dotnet'
        $dll = Join-Path $theirs packages yamldotnet 13.7.1 lib net7.0 YamlDotNet.dll
        Set-Content (Join-Path $theirs Theirs.psm1) @"
Add-Type -Path '$dll'
function ConvertFrom-TheirYaml([string] `$Text) {
    [YamlDotNet.Serialization.DeserializerBuilder]::new().Build().Deserialize([IO.StringReader]::new(`$Text), [Collections.Generic.Dictionary[string, string]])
}
"@
        $useTheirs = "Import-Module '$(Join-Path $theirs Theirs.psm1)'; (ConvertFrom-TheirYaml 'a: b')['a']"
        $useOurs = "Import-Module '$manifest' {0}; (Get-KubeconfigSet -Root '$root')[0].User"
        $versions = '[AppDomain]::CurrentDomain.GetAssemblies().GetName() | Where-Object Name -EQ YamlDotNet | ForEach-Object { $_.Version.Major } | Sort-Object'
    }

    It 'does not disturb, nor is disturbed: <Order>' -ForEach @(
        @{ Order = 'theirs, then ours'; Steps = 'theirs', 'ours' }
        @{ Order = 'ours, then theirs'; Steps = 'ours', 'theirs' }
        @{ Order = 'theirs, ours, ours again by force, theirs again'; Steps = 'theirs', 'ours', 'ours by force', 'theirs' }
        @{ Order = 'ours, ours again by force, theirs, ours again by force'; Steps = 'ours', 'ours by force', 'theirs', 'ours by force' }
    ) {
        if (-not (Test-Path $dll)) {
            Set-ItResult -Skipped -Because "YamlDotNet 13.7.1 cannot be had here: $restored"
        }
        $script = foreach ($step in $Steps) {
            $step -eq 'theirs' ? $useTheirs : $useOurs -f ($step -eq 'ours' ? '' : '-Force')
        }
        $expected = foreach ($step in $Steps) {
            $step -eq 'theirs' ? 'b' : 'kubernetes-admin'
        }
        # Both versions are loaded, each by its own module.
        Invoke-Shell (@($script; $versions) -join "`n") | Should -Be @($expected; '13'; '18')
    }

    It 'is not touched by an import: nothing of YAML is loaded before it is needed' {
        Invoke-Shell "Import-Module '$manifest'; $versions" | Should -BeNullOrEmpty
    }
}
