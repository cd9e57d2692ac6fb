using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Content;

/// <summary>Certificates of the group that no rule can bind, where kubeadm would not put it.</summary>
internal sealed class PrivilegedGroup : NodeCheck
{
    private const string Masters = PkiRoles.Masters;

    public override KubePkiCheck About { get; } = new(nameof(PrivilegedGroup), "Content", FindingSeverity.Error,
        "A client certificate is in the group system:masters although kubeadm would not put it there.", References.Rbac);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        var usual = node.Pki.Certificates.Where(certificate => IsUsual(node, certificate))
            .Select(certificate => certificate.Fingerprint).ToHashSet();
        foreach (var certificate in node.Pki.Certificates
            .Where(certificate => certificate.Role is not (PkiRoles.KubeletConf or PkiRoles.BootstrapKubeletConf)
                && certificate.Organization.Contains(Masters) && !certificate.IsAuthority && !usual.Contains(certificate.Fingerprint))
            .DistinctBy(certificate => certificate.Fingerprint))
        {
            var isUpgraded = WasUsual(PkiRoles.Of(certificate.Role)) || IsCopyOfAdmin(certificate);
            yield return CheckResult.In(certificate,
                isUpgraded
                    ? $"It is in the group {Masters}; {Now(node, certificate)}."
                    : $"It is in the group {Masters}: its holder can do anything, and RBAC cannot restrict that.",
                "Kubernetes cannot revoke certificates: anyone who obtains this one is cluster admin until it expires.",
                certificate.Role == PkiRoles.ApiServerKubeletClient
                    ? node.Guidance.Create(certificate.Role, certificate.NodePath, moveAway: true) : isUpgraded
                    ? Advice.Of($"Give each user their own kubeconfig; kubeadm upgrade does not change the old file.")
                    : Advice.Of($"Reissue it with the group that its holder needs, and destroy this one.")) with
            {
                Severity = isUpgraded ? FindingSeverity.Information
                    : certificate.Role is null or PkiRoles.KubeconfigClient ? FindingSeverity.Warning
                    : FindingSeverity.Error,
                Proof = [$"{certificate.NodePath}: {certificate.Subject}, valid until {Times.Date(certificate.NotAfter)}"],
            };
        }
    }

    private static string Now(NodeView node, KubeCertificate certificate) =>
        node.Guidance.Minor >= 36 && certificate.Role == PkiRoles.ApiServerKubeletClient
            ? "since Kubernetes 1.36, kubeadm puts it in no group, and a ClusterRoleBinding names it"
            : "since Kubernetes 1.29, kubeadm puts it in kubeadm:cluster-admins";

    // kubeadm put it there until 1.28; since 1.29 it is the emergency kubeconfig's alone.
    private static bool WasUsual(PkiRole role) => role.KubeadmOrganization.Until28 == Masters;

    // What admins carry in ~/.kube/config.
    private static bool IsCopyOfAdmin(KubeCertificate certificate) =>
        certificate is { Role: PkiRoles.KubeconfigClient, CommonName: "kubernetes-admin" };

    // k3s and RKE2 make their API server's own clients members.
    private static bool IsUsual(NodeView node, KubeCertificate certificate)
    {
        if (PkiLayouts.RunnerOf(certificate.NodePath) is { IsSelfManaged: true })
            return certificate.Role is not (null or PkiRoles.KubeletClient or "controller-manager" or "scheduler");
        var role = PkiRoles.Of(certificate.Role);
        // etcd knows no groups.
        if (role.KubeadmOrganization.Since29 == Masters || (role.IsOfEtcd && WasUsual(role)))
            return true;
        return !(node.Guidance.Minor >= 29) && (WasUsual(PkiRoles.Of(certificate.Role)) || IsCopyOfAdmin(certificate));
    }
}
