# The same words, numbers and tables wherever the user lives, and in strict mode.
BeforeDiscovery {
    $cultures = foreach ($culture in 'de-DE', 'tr-TR', 'zh-CN') {
        foreach ($width in 80, 120) {
            @{ Culture = $culture; Width = $width }
        }
    }
}

BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'expired-2020' $TestDrive
    $requests = Join-Path $repository samples requests
    $log = Join-Path $repository samples kubelet.log
    # What a user sees of the main commands.
    function Get-Screen([string] $Culture, [int] $Width) {
        $script = {
            Set-StrictMode -Version Latest
            $ErrorActionPreference = 'Stop'
            $at = @{ Root = $root; AsOf = '2020-07-28' }
            Get-KubeCertificate @at -Role 'API*', ADMIN.CONF, kubelet* | Out-String -Width $Width
            Get-KubeCertificate @at -ExpiresWithin 20% | Sort-Object NotAfter | Format-List | Out-String -Width $Width
            Get-KubeconfigSet @at | Out-String -Width $Width
            Test-KubePki @at | Out-String -Width $Width
            Test-KubePki @at -Check 'CERTIFICATEEXPIRED' | Format-List | Out-String -Width $Width
            Test-KubeCertificate @at | Out-String -Width $Width
            Test-KubeletClientCert @at | Out-String -Width $Width
            Get-KubePkiSpec @at | Out-String -Width $Width
            Get-KubePkiRepairPlan @at -ValidFor 10y | Out-String -Width $Width
            Find-KubePkiError $log | Out-String -Width $Width
            Get-KubeCsr (Join-Path $requests csrs.json) -AsOf 2026-07-01 | Out-String -Width $Width
            Get-KubePkiCheck -Name 'Kubelet*' | Out-String -Width $Width
            Get-KubePkiForecast @at | Out-String -Width $Width
            Export-KubePkiMetric @at
            Export-KubePkiCalendar @at
            Test-KubePki @at | ConvertTo-Json -Depth 3 | Out-String
        }
        $before = [cultureinfo]::CurrentCulture, [cultureinfo]::CurrentUICulture
        $rendering = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'PlainText'
            [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = $Culture
            & $script
        } finally {
            $PSStyle.OutputRendering = $rendering
            [cultureinfo]::CurrentCulture, [cultureinfo]::CurrentUICulture = $before
        }
    }
    $expected = @{}
    foreach ($width in 80, 120) {
        $expected[$width] = Get-Screen en-US $width
    }
}

Describe 'Screens in <Culture> at <Width> columns' -ForEach $cultures {
    It 'are those of en-US' {
        $found = Get-Screen $Culture $Width
        for ($i = 0; $i -lt $found.Count; $i++) {
            $found[$i] | Should -Be $expected[$Width][$i]
        }
        $found.Count | Should -Be $expected[$Width].Count
    }
}
