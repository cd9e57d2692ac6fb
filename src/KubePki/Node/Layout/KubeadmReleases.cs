namespace KubePki.Node.Layout;

/// <summary>What kubeadm writes since which minor release of Kubernetes 1; one that is not known is taken for an old one.</summary>
internal static class KubeadmReleases
{
    /// <summary>Whether the certificates of new CAs have their common name as a DNS name, too (client-go, NewSelfSignedCACert).</summary>
    public static bool NamesAuthorities(int? minor) => minor >= 22;

    /// <summary>
    /// Whether a kubeconfig of a control plane node leads to the API server beside it: kubelet's since ControlPlaneKubeletLocalMode is on.
    /// </summary>
    public static bool IsLocal(string role, int? minor) => role is PkiRoles.ControllerManagerConf or PkiRoles.SchedulerConf
        || (role == PkiRoles.KubeletConf && minor >= 33);

    /// <summary>Whether new kubeconfigs have an empty field of preferences.</summary>
    public static bool WritesPreferences(int? minor) => !(minor >= 36);
}
