# The report in Debian's Chromium, driven by Playwright: tests/Browser/report.mjs opens it and tells what held.
BeforeDiscovery {
    $told = 'console', 'asks for nothing', 'lanes and a graph', 'no id twice', 'names all', 'search finds', 'search that finds nothing', 'zoom changes',
        'keys move', 'a lane tells', 'sorts', 'tells its ties', 'finding opens', 'prints', 'node is chosen', 'only several nodes show', 'without scripts', 'makes no element', 'is shown',
        'open in 2 seconds', 'searched in 2 seconds', 'fits 1280', 'fits 390', 'has all of each row', 'no empty heights', 'page goes to'
}

Describe 'The report in a browser' {
    BeforeAll {
        . $PSScriptRoot/Fixtures.ps1
        $browser = (Get-Command chromium, chromium-browser, google-chrome -CommandType Application -ErrorAction Ignore | Select-Object -First 1).Source
        $script = Join-Path $repository tests Browser report.mjs
        $answers = if ($browser -and (Test-Path (Join-Path $repository tests Browser node_modules))) {
            $place = $env:KUBEPKIPS_SCREENSHOTS ? $env:KUBEPKIPS_SCREENSHOTS : (Join-Path $TestDrive pages)
            $null = New-Item $place -ItemType Directory -Force
            $at = @{ AsOf = '2020-07-28'; Force = $true }
            $trees = foreach ($name in 'expired-2020', 'healthy', 'cni-leftover') {
                Expand-NodeTree $name (Join-Path $TestDrive nodes)
            }
            # Another control plane of the first one's cluster, with the CA of a third.
            $twin = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive nodes other)
            Copy-Item (Join-Path $trees[1] etc kubernetes pki ca.*) (Join-Path $twin etc kubernetes pki) -Force
            $trees += $twin
            Export-KubePkiReport (Join-Path $place one.html) -Root $trees[0] @at
            Export-KubePkiReport (Join-Path $place many.html) -Root $trees @at
            # The root and a kubeconfig say what a page must not do.
            $hostile = Expand-NodeTree 'expired-2020' (Join-Path $TestDrive '<' 'script><img src=x onerror=globalThis.owned=1>')
            $kubeconfig = Join-Path $hostile etc kubernetes admin.conf
            (Get-Content $kubeconfig -Raw) -replace 'kubernetes-admin\b(?!@)', '"\"></script><script>globalThis.owned=1</script>"' | Set-Content $kubeconfig
            Export-KubePkiReport (Join-Path $place hostile.html) -Root ([WildcardPattern]::Escape($hostile)) @at
            & node $script $browser $place | ForEach-Object { ConvertFrom-Json $_ }
        }
    }

    It '<_>' -ForEach $told {
        if (-not $answers) {
            Set-ItResult -Skipped -Because 'Chromium or Playwright is not on this machine'
            return
        }
        $asked = @($answers | Where-Object name -Match ([regex]::Escape($_)))
        $asked | Should -Not -BeNullOrEmpty
        $asked | Where-Object ok -EQ $false | ForEach-Object { "$($_.name): $($_.detail)" } | Should -BeNullOrEmpty
    }
}
