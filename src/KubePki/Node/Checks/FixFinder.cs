using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks;

/// <summary>Which fix a fault has, by the file in which it is and by who uses that file.</summary>
internal sealed class FixFinder(NodeView node)
{
    private bool CanSign => node.Guidance.CanSign(PkiRoles.ClusterAuthority);

    /// <summary>A new certificate or credential where a certificate is; in kubelet's kubeconfig, a credential for kubelet.</summary>
    public Fix Renew(KubeCertificate certificate) => Renew(certificate.NodePath, certificate);

    /// <summary>The same for a file, whatever is in it.</summary>
    public Fix Renew(string nodePath, KubeCertificate? certificate = null)
    {
        if (IsKubelets(nodePath))
            return RenewKubelet();
        if (certificate is not null && IsOfAnotherUser(certificate))
            return new Fix.None("It is not the user of the current context: get a new credential from its issuer.");
        if (node.KubeconfigAt(nodePath) is { } kubeconfig && node.OtherClusterIn(kubeconfig) is { } other)
            return new Fix.None(other);
        return Renew(PkiRoles.Of(certificate?.Role ?? node.RoleAt(nodePath)), nodePath);
    }

    /// <summary>The same for what plays a role.</summary>
    /// <param name="role">The role.</param>
    /// <param name="nodePath">The file that plays it; null for the one that it has.</param>
    public Fix Renew(PkiRole role, string? nodePath = null) => role.Kind is PkiRoleKind.Leaf or PkiRoleKind.Kubeconfig
        ? new Fix.RenewRole(role.Name) { IsPossible = node.Guidance.CanSign(role.Authority) && !IsOfRunner(role, nodePath) }
        : new Fix.None(null);

    /// <summary>The same; of a CA, its own certificate, which nobody renews unasked.</summary>
    public Fix RenewOrAuthority(KubeCertificate certificate) => NodeView.KindOf(certificate) == PkiRoleKind.Authority
        ? new Fix.RenewAuthority(certificate) { IsPossible = false } : Renew(certificate);

    /// <summary>A new credential in a kubeconfig; a person's copy is brought up to date.</summary>
    /// <param name="kubeconfig">The kubeconfig.</param>
    /// <param name="certificate">The certificate that has the fault.</param>
    /// <param name="users">The users of the kubeconfig whose certificates have that fault: one fix of the file is for all of them.</param>
    public Fix Renew(Kubeconfig kubeconfig, KubeCertificate certificate, TextList users) =>
        (IsCopy(kubeconfig) ? Refresh(kubeconfig, KubeconfigPart.Credential).If(CanSign && certificate.Authority is not null)
            : Renew(kubeconfig.NodePath, certificate)) with
        {
            Users = users,
        };

    /// <summary>The CA that a kubeconfig trusts; a person's copy is brought up to date.</summary>
    /// <param name="kubeconfig">The kubeconfig.</param>
    /// <param name="otherwise">The fix where the CA is right already.</param>
    public Fix Connect(Kubeconfig kubeconfig, Fix otherwise)
    {
        if (IsKubelets(kubeconfig.NodePath))
            return new Fix.RenewKubeletCredential();
        if (IsCopy(kubeconfig))
            return Refresh(kubeconfig, KubeconfigPart.Connection);
        if (node.OtherClusterIn(kubeconfig) is { } other)
            return new Fix.None(other);
        return kubeconfig.User is not null && PkiRoles.AuthorityOf(kubeconfig.Role) is not null
            ? new Fix.UpdateConnection(kubeconfig, otherwise) : otherwise;
    }

    /// <summary>What of a person's copy belongs to the cluster, where the copy is in nobody else's hands.</summary>
    public Fix Refresh(Kubeconfig copy, KubeconfigPart part) => new Fix.RefreshCopy(copy, part).If(node.ReasonToLeave(copy) is null);

    /// <summary>A credential for kubelet: another pem that works, or a new one.</summary>
    public Fix RenewKubelet() => new Fix.RenewKubeletCredential().If((CanSign || node.Kubelet?.BestAlternative is not null)
        && !IsOfRunner(PkiRoles.Of(PkiRoles.KubeletConf), node.Pki.Kubelet?.Kubeconfig));

    // What a distribution renews in its own way is left to it.
    private bool IsOfRunner(PkiRole role, string? nodePath) =>
        node.Guidance.RunnerOf(role.Name,
            nodePath ?? node.Leaves.FirstOrDefault(leaf => leaf.Role == role.Name)?.NodePath ?? "/") is not null;

    private bool IsCopy(Kubeconfig kubeconfig) => NodeView.IsPersonal(kubeconfig) && !IsKubelets(kubeconfig.NodePath);

    private bool IsKubelets(string nodePath) => nodePath == node.Pki.Kubelet?.Kubeconfig;

    private bool IsOfAnotherUser(KubeCertificate certificate) => certificate.Source == CertificateSource.KubeconfigUser
        && node.KubeconfigAt(certificate.NodePath)?.Certificate is { } current && current.Fingerprint != certificate.Fingerprint;
}
