BeforeAll {
    . $PSScriptRoot/Fixtures.ps1
    $root = Expand-NodeTree 'healthy' $TestDrive
    $worker = Expand-NodeTree 'power-loss' $TestDrive
}

Describe 'Get-KubePkiSpec' {
    It 'rebuilds the configuration, each value with its source' {
        $spec = Get-KubePkiSpec -Root $root
        $spec | Should -BeOfType KubePki.Model.NodeSpec
        $spec.NodeName, $spec.AdvertiseAddress, $spec.ControlPlaneEndpoint, $spec.ServiceSubnet, $spec.ServiceAddress, $spec.DnsDomain, $spec.KubernetesVersion | ForEach-Object Value |
            Should -Be 'cp1', '10.2.1.151', 'k8s.example.internal:6443', '10.96.0.0/12', '10.96.0.1', 'cluster.local', 'v1.20.2'
        $spec.ExtraNames.Value | Should -Be '10.2.1.139', '10.2.0.100'
        $spec.AdvertiseAddress.Source | Should -Be '/etc/kubernetes/manifests/kube-apiserver.yaml --advertise-address'
        $spec.Contradictions | Should -BeNullOrEmpty
    }

    It 'lists what contradicts' -Skip:$IsWindows {
        $contradiction = (Get-KubePkiSpec $worker).Contradictions
        $contradiction.Name, $contradiction.Taken.Value, $contradiction.Other.Value | Should -Be 'NodeName', 'node30', 'node30.eams.supwisdom.com'
    }

    It 'writes a configuration for kubeadm as <_>' -ForEach 'v1beta2', 'v1beta3', 'v1beta4' {
        $text = Get-KubePkiSpec -Root $root -AsKubeadm -ConfigVersion $_
        $text | Should -Match "apiVersion: kubeadm.k8s.io/$_\nkind: InitConfiguration"
        $text | Should -Match "apiVersion: kubeadm.k8s.io/$_\nkind: ClusterConfiguration"
        $text | Should -Match 'certSANs:\n  - "10.2.1.139"\n  - "10.2.0.100"\n'
    }

    It 'takes the version that fits the cluster' {
        Get-KubePkiSpec -Root $root -AsKubeadm | Should -Match 'kubeadm.k8s.io/v1beta2'
    }

    It 'reports that there is nothing to read' {
        { Get-KubePkiSpec -Root (Join-Path $TestDrive nowhere) -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,KubePkiPS.Commands.GetKubePkiSpecCommand'
    }
}
