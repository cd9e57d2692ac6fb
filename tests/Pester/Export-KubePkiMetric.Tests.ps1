BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'expired-2020' $TestDrive
    $healthy = Expand-NodeTree 'healthy' $TestDrive
    $at = @{ AsOf = '2020-07-28' }
}

Describe 'Export-KubePkiMetric' {
    It 'writes text to the pipeline without a path' {
        $text = Export-KubePkiMetric -Root $root @at
        $text | Should -Match '(?m)^kubepki_run_success 1$'
        $text | Should -Match '(?m)^x509_cert_expired\{filename="apiserver.crt",filepath="/etc/kubernetes/pki/apiserver.crt",.*\} 1$'
        $text | Should -Match '(?m)^kubepki_kubelet_credential_usable 0$'
    }

    It 'writes the file that kubepki writes' -Skip:(-not (Test-Path (Join-Path $PSScriptRoot .. .. src KubePki.Cli bin))) {
        $program = Get-ChildItem (Join-Path $repository src KubePki.Cli bin) -Recurse -Filter kubepki.dll |
            Sort-Object LastWriteTime | Select-Object -Last 1
        $file = Export-KubePkiMetric (Join-Path $TestDrive one.prom) -Root $root @at -Relative -PassThru
        dotnet $program.FullName metrics --root $root --as-of 2020-07-28 --relative --out-file (Join-Path $TestDrive two.prom)
        Get-Content $file.FullName -Raw | Should -BeExactly (Get-Content (Join-Path $TestDrive two.prom) -Raw)
        if (-not $IsWindows) {
            [IO.File]::GetUnixFileMode($file.FullName) | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite, GroupRead, OtherRead')
        }
    }

    It 'names the nodes where there are several' {
        $text = Get-Item $root, $healthy | Export-KubePkiMetric @at
        $text | Should -Match "(?m)^kubepki_kubelet_credential_usable\{node=`"cp1`",root=`"$([regex]::Escape($healthy))`"\} "
        $text | Should -Match '(?m)^kubepki_kubelet_credential_usable\{node="kubemaster",'
    }

    It 'leaves the file of another program alone' {
        $other = Join-Path $TestDrive other.prom
        Set-Content $other 'node_load1 1'
        { Export-KubePkiMetric $other -Root $root @at -ErrorAction Stop } | Should -Throw -ErrorId 'ImpossibleChange*'
        Get-Content $other | Should -Be 'node_load1 1'
        Export-KubePkiMetric $other -Root $root @at -Force
        Get-Content $other -TotalCount 1 | Should -Match '^# Written by kubepki'
    }

    It 'writes that nothing could be read' {
        $file = Join-Path $TestDrive empty.prom
        $ErrorActionPreference = 'Continue'
        @(Export-KubePkiMetric $file -Root (Join-Path $TestDrive nothing) 2>&1).FullyQualifiedErrorId | Should -Match 'PathNotFound'
        Get-Content $file | Should -Contain 'kubepki_run_success 0'
        (Export-KubePkiMetric -Root $root, (Join-Path $TestDrive nothing) 2>$null) | Should -Match '(?m)^kubepki_run_success 0$'
        @() | Export-KubePkiMetric | Should -BeNullOrEmpty
        Export-KubePkiMetric $file -Root (New-Item (Join-Path $TestDrive bare) -ItemType Directory) 2>$null
        Get-Content $file | Should -Contain 'kubepki_run_success 0'
    }

    It 'shows no secret' {
        $text = Export-KubePkiMetric -Root $root @at -Relative
        Get-KeyPiece $root | ForEach-Object { $text.Contains($_) | Should -BeFalse }
    }

    It 'does what its sample says' -Skip:$IsWindows {
        $out = Join-Path $TestDrive sample
        $null = New-Item $out -ItemType Directory
        $modules = Join-Path $TestDrive modules
        $null = New-Item $modules -ItemType Directory
        $null = New-Item (Join-Path $modules KubePkiPS) -ItemType SymbolicLink -Target (Split-Path $manifest)
        # A job is a shell of its own, without the module.
        Start-Job {
            $env:PSModulePath = "$($args[1])$([IO.Path]::PathSeparator)$env:PSModulePath"
            & $args[0] -Once -Root $args[2] -Path "$($args[3])/a.prom" -Calendar "$($args[3])/a.ics"
        } -ArgumentList (Join-Path $repository samples prometheus scheduled-job.ps1), $modules, $root, $out |
            Receive-Job -Wait -AutoRemoveJob
        (Get-ChildItem $out).Name | Should -Be 'a.ics', 'a.prom'
    }
}
