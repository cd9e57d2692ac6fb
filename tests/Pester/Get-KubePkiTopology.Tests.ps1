BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'expired-2020' $TestDrive
    $leftover = Expand-NodeTree 'cni-leftover' $TestDrive
    $at = @{ AsOf = '2020-07-28' }
}

Describe 'Get-KubePkiTopology' {
    It 'gives the graph as objects' {
        $graph = Get-KubePkiTopology -Root $root @at
        $graph | Should -BeOfType KubePki.Model.KubePkiTopology
        $ca = $graph.Vertices | Where-Object Name -EQ 'ca'
        $ca.Kind, $ca.Status, $ca.HasKey | Should -Be 'Authority', 'Valid', $true
        $signed = ($graph.Edges | Where-Object { $_.Kind -eq 'Signs' -and $_.From -eq $ca.Id }).To
        ($graph.Vertices | Where-Object Id -In $signed).Name |
            Should -Be 'apiserver', 'apiserver-kubelet-client', 'admin.conf', 'controller-manager.conf', 'scheduler.conf', 'kubelet.conf'
    }

    It 'marks the CA of another cluster' {
        $twin = (Get-KubePkiTopology -Root $leftover).Vertices | Where-Object IsTwin
        @($twin).Count, $twin.Subject | Should -Be 1, 'CN=kubernetes'
        $graph = Get-KubePkiTopology -Root $leftover
        $graph.Twins.Id | Should -Be $twin.Id
        $graph.Strangers.Id | Should -Be @($graph.Vertices | Where-Object IsStranger).Id
    }

    It 'takes roots, objects and rows' {
        $graphs = @(Get-Item $root | Get-KubePkiTopology @at) + @(Get-KubeCertificate -Root $root -Role apiserver @at | Get-KubePkiTopology @at) +
            @([pscustomobject]@{ Root = $root } | Get-KubePkiTopology @at)
        $graphs.Root | Select-Object -Unique | Should -Be $root
        $graphs.Count | Should -Be 3
    }

    It 'writes it as <_>' -ForEach 'Dot', 'Mermaid', 'Json' {
        $text = Get-KubePkiTopology -Root $root @at -As $_
        $text | Should -BeOfType string
        $start = @{ Dot = 'digraph trust {'; Mermaid = 'flowchart LR'; Json = '{' }[$_]
        $text.StartsWith($start) | Should -BeTrue
        if ($_ -eq 'Json') {
            ($text | ConvertFrom-Json).edges.Count | Should -Be (Get-KubePkiTopology -Root $root @at).Edges.Count
        }
    }

    It 'shows who signs what' {
        Get-View (Get-KubePkiTopology -Root $root @at) 120 | Out-String | Should -Match 'etcd-ca signs etcd-server'
    }

    It 'says when there is no node' {
        $nothing = New-Item (Join-Path $TestDrive nothing) -ItemType Directory -Force
        Get-KubePkiTopology -Root $nothing -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -Match '^NodeNotFound'
    }
}
