namespace KubePki.Node.Layout;

/// <summary>
/// The group in a certificate of kubeadm's. Since 1.29 what kubeadm makes is bound by rules that can be taken back; since 1.36 such a rule
/// names the API server's client for kubelets itself (kubernetes/kubernetes 138958).
/// </summary>
/// <param name="Until28">The group until Kubernetes 1.28; null for none.</param>
/// <param name="Since29">The group since Kubernetes 1.29; null for none.</param>
/// <param name="Since36">The group since Kubernetes 1.36; null for none.</param>
public readonly record struct RoleOrganization(string? Until28, string? Since29, string? Since36)
{
    /// <summary>The group in a release.</summary>
    /// <param name="minor">The minor version, 29 for v1.29.3; null when nothing tells, which is taken for an old one.</param>
    public string? In(int? minor) => minor >= 36 ? Since36 : minor >= 29 ? Since29 : Until28;
}
