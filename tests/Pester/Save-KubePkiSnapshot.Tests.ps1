BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'expired-2020' $TestDrive
    $other = Expand-NodeTree 'outage-2019' $TestDrive
    $at = @{ AsOf = '2020-07-28' }
}

Describe 'Save-KubePkiSnapshot' {
    It 'saves what the diagnosis says again' {
        $file = Save-KubePkiSnapshot (Join-Path $TestDrive one.tar.gz) -Root $root
        $file | Should -BeOfType IO.FileInfo
        [int] $file.UnixFileMode | Should -Be 0x180
        (Test-KubePki -Root $file @at | ForEach-Object ToString) | Should -Be (Test-KubePki -Root $root @at | ForEach-Object ToString)
        (Get-KubeCertificate -Root $file @at).KeyMatches | Should -Be (Get-KubeCertificate -Root $root @at).KeyMatches
        (Get-KubeCertificate $file @at).Count | Should -Be (Get-KubeCertificate -Root $root @at).Count
        Compare-KubePki $root $file.FullName @at | Where-Object { $_.What -notmatch 'owner|mode' } | Should -BeNullOrEmpty
    }

    It 'writes into a directory, one archive for each node of the pipeline' {
        $directory = New-Item -ItemType Directory (Join-Path $TestDrive snapshots)
        $files = $root, $other | Save-KubePkiSnapshot $directory -ErrorVariable problems -ErrorAction SilentlyContinue
        $files.Count + $problems.Count | Should -Be 2
        $files[0].Name | Should -BeLike '*.tar.gz'
        @(Get-ChildItem $directory | Test-KubePki @at).Count | Should -BeGreaterThan 0
        @(Test-KubePki -Root "$directory/*.tar.gz" @at).Count | Should -BeGreaterThan 0
    }

    It 'makes a directory of a path for several nodes, and a file of it for one' {
        $nodes = foreach ($name in 'healthy', 'cni-leftover') { Expand-NodeTree $name (Join-Path $TestDrive several) }
        $directory = Join-Path $TestDrive made
        $files = Get-ChildItem (Join-Path $TestDrive several) | Save-KubePkiSnapshot -Path $directory -ErrorAction SilentlyContinue -ErrorVariable problems
        $files.Count + $problems.Count | Should -Be 2
        $files[0].DirectoryName | Should -Be $directory
        (Save-KubePkiSnapshot (Join-Path $TestDrive alone) -Root $nodes[0]).FullName | Should -Be (Join-Path $TestDrive alone)
        (Save-KubePkiSnapshot (Join-Path $TestDrive slash/) -Root $nodes[0]).DirectoryName | Should -Be (Join-Path $TestDrive slash)
        $file = Join-Path $TestDrive one-file.tar.gz
        $saved = Save-KubePkiSnapshot $file -Root $nodes -ErrorAction SilentlyContinue -ErrorVariable problems
        $saved.FullName | Should -Be $file
        $problems.FullyQualifiedErrorId | Should -BeLike 'OneFileForSeveralNodes,*'
    }

    It 'replaces snapshots with -Force, and nothing else' {
        $path = Join-Path $TestDrive again.tar.gz
        $null = Save-KubePkiSnapshot $path -Root $root
        { Save-KubePkiSnapshot $path -Root $root -ErrorAction Stop } | Should -Throw '*use -Force*'
        (Save-KubePkiSnapshot $path -Root $root -Force).FullName | Should -Be $path
        Set-Content $path 'mine'
        { Save-KubePkiSnapshot $path -Root $root -Force -ErrorAction Stop } | Should -Throw '*not replaced*'
        Get-Content $path | Should -Be 'mine'
    }

    It 'outputs the file as Get-Item does' {
        $file = Save-KubePkiSnapshot (Join-Path $TestDrive item.tar.gz) -Root $root
        $file.Length | Should -Be (Get-Item $file).Length
        if (-not $IsWindows) { $file.UnixMode | Should -Be '-rw-------' }
    }

    It 'takes no empty name for a host' {
        { Save-KubePkiSnapshot $TestDrive -HostName ' ' -Program $PSCommandPath } | Should -Throw -ErrorId 'BadValue,*'
    }

    It 'shows with -WhatIf what it would write, and overwrites nothing' {
        $path = Join-Path $TestDrive none.tar.gz
        Save-KubePkiSnapshot $path -Root $root -WhatIf
        Test-Path $path | Should -BeFalse
        Set-Content $path 'mine'
        { Save-KubePkiSnapshot $path -Root $root -ErrorAction Stop } | Should -Throw '*already exists*' -ErrorId 'ImpossibleChange,*'
        Get-Content $path | Should -Be 'mine'
    }

    It 'collects through sessions' {
        . $PSScriptRoot/Sshd.ps1
        $server = Start-Sshd (Join-Path $TestDrive sshd)
        if (-not $server) {
            Set-ItResult -Skipped -Because 'there is no sshd on this machine'
            return
        }
        try {
            $session = $server.Session
            $sessions = 1, 2 | ForEach-Object { New-PSSession @session }
            Remove-PSSession $sessions[1]
            $modules = New-Item -ItemType Directory (Join-Path $TestDrive modules)
            $null = New-Item -ItemType SymbolicLink (Join-Path $modules KubePkiPS) -Target (Split-Path $manifest)
            Invoke-Command $sessions[0] { $env:PSModulePath = "$using:modules$([IO.Path]::PathSeparator)$env:PSModulePath" }
            $directory = New-Item -ItemType Directory (Join-Path $TestDrive sessions)
            $file = Save-KubePkiSnapshot $directory -Session $sessions -Root $root -ErrorAction SilentlyContinue -ErrorVariable problems
            "$problems" | Should -BeLike '*the session is closed*'
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'HostNotCollected,*'
            $file.Name | Should -Be "127.0.0.1-$($sessions[0].Name).tar.gz"
            (Test-KubePki -Root $file @at | ForEach-Object ToString) | Should -Be (Test-KubePki -Root $root @at | ForEach-Object ToString)
            Save-KubePkiSnapshot $directory -Session $sessions[0] -Root $root -WhatIf | Should -BeNullOrEmpty
        } finally {
            Get-PSSession | Remove-PSSession
            Stop-Sshd $server
        }
    }

    It 'says that there is no node' {
        { Save-KubePkiSnapshot (Join-Path $TestDrive x.tar.gz) -Root $TestDrive/missing -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
    }

    It 'gives an archive that is read and not repaired' {
        $file = Save-KubePkiSnapshot (Join-Path $TestDrive two.tar.gz) -Root $root
        $receipts = Repair-KubePki -Root $file @at -Confirm:$false -WarningAction Ignore -ErrorAction SilentlyContinue -ErrorVariable problems
        "$($receipts.Message) $problems" | Should -Match 'archive'
        { Backup-KubePki -Root $file -ErrorAction Stop } | Should -Throw -ErrorId 'RootIsArchive,*'
    }
}
