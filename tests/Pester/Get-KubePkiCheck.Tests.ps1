BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Get-KubePkiCheck' {
    It 'lists every check with what it finds' {
        $checks = Get-KubePkiCheck
        $checks.Count | Should -BeGreaterThan 45
        $checks | Should -BeOfType KubePki.Model.KubePkiCheck
        $checks.Name | Select-Object -Unique | Should -HaveCount $checks.Count
        foreach ($check in $checks) {
            $check.Summary, $check.Category, $check.Reference | Should -Not -BeNullOrEmpty
        }
    }

    It 'takes names, wildcards and the pipeline' {
        (Get-KubePkiCheck clock*).Name | Should -Be 'ClockSuspect'
        ('WeakKey', 'KeyMissing' | Get-KubePkiCheck).Name | Should -Be 'WeakKey', 'KeyMissing'
        (Get-KubePkiCheck WeakKey | Get-KubePkiCheck).Name | Should -Be 'WeakKey'
    }

    It 'says that a check does not exist, and lists the rest' {
        (Get-KubePkiCheck Nothing, WeakKey -ErrorVariable problems -ErrorAction SilentlyContinue).Name | Should -Be 'WeakKey'
        $problems.FullyQualifiedErrorId | Should -Be 'UnknownCheck,KubePkiPS.Commands.GetKubePkiCheckCommand'
    }

    It 'completes the names' {
        (TabExpansion2 'Get-KubePkiCheck Weak').CompletionMatches.CompletionText | Should -Be 'WeakKey', 'WeakSignature'
    }
}
