namespace KubePki.Node.Layout;

/// <summary>
/// Where the kubelet of a distribution has its files when no flag tells: nothing but the kubeconfig need be there.
/// </summary>
/// <param name="Kubeconfig">The kubeconfig that it uses.</param>
/// <param name="CertificateDirectory">Where it keeps its certificates.</param>
/// <param name="Bootstrap">The kubeconfig for its first start; null when it has none.</param>
internal sealed record KubeletPlace(string Kubeconfig, string CertificateDirectory, string? Bootstrap = null)
{
    /// <summary>The rows; the first whose kubeconfig exists counts. kubeadm's comes before them all.</summary>
    public static IReadOnlyList<KubeletPlace> All { get; } =
    [
        new("/var/lib/rancher/k3s/agent/kubelet.kubeconfig", "/var/lib/rancher/k3s/agent"),
        new("/var/lib/rancher/rke2/agent/kubelet.kubeconfig", "/var/lib/rancher/rke2/agent"),
        new("/var/lib/k0s/kubelet.conf", "/var/lib/k0s/kubelet/pki", "/var/lib/k0s/kubelet-bootstrap.conf"),
        new("/etc/kubernetes/ssl/kubecfg-kube-node.yaml", PkiLayouts.KubeletPki),
        new("/var/snap/microk8s/current/credentials/kubelet.config", "/var/snap/microk8s/current/certs"),
        // Cloud providers' images, kops and OpenShift.
        new(KubeletFiles.CloudKubeconfig, PkiLayouts.KubeletPki, KubeletFiles.CloudBootstrapKubeconfig),
        new("/etc/kubernetes/kubeconfig-kubelet", PkiLayouts.KubeletPki, "/etc/kubernetes/bootstrap-kubeconfig"),
        // Windows nodes, C:\k\config.
        new("/k/config", PkiLayouts.KubeletPki, "/k/bootstrap-config"),
    ];
}
