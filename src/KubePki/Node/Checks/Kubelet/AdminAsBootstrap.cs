using KubePki.Model;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>A way out that many blogs tell of: admin.conf copied to where kubelet looks.</summary>
internal sealed class AdminAsBootstrap : NodeCheck
{
    private static readonly string[] Groups = ["system:masters", "kubeadm:cluster-admins"];

    /// <summary>Whether a certificate makes its bearer cluster admin.</summary>
    internal static bool IsAdmin(KubeCertificate certificate) => certificate.Organization.Any(Groups.Contains);

    public override KubePkiCheck About { get; } = new(nameof(AdminAsBootstrap), "Kubelet", FindingSeverity.Error,
        "The kubeconfig or bootstrap kubeconfig of kubelet contains the credential of a cluster admin.", References.KubeletBootstrap);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var kubeconfig in node.Kubeconfigs
            .Where(kubeconfig => kubeconfig.Role is PkiRoles.BootstrapKubeletConf or PkiRoles.KubeletConf
                || kubeconfig.NodePath == node.Pki.Kubelet?.BootstrapKubeconfig))
        {
            if (kubeconfig.Certificate is not { } certificate || !IsAdmin(certificate))
                continue;
            yield return CheckResult.In(kubeconfig,
                $"It contains the credential of {certificate.CommonName}, a member of {certificate.Organization}.",
                "Anyone who escapes from a pod to this node is cluster admin, "
                    + "and node certificates requested with it are not requested by the node itself.",
                kubeconfig.Role == PkiRoles.KubeletConf ? node.Guidance.KubeletConfig()
                    : Advice.Of($"{(node.Kubelet?.Usable == true ? null : Advice.Of($"{node.Guidance.KubeletConfig()}; then "))}"
                        + $"{NodeGuidance.MoveAside(kubeconfig.NodePath)}, off this node once kubelet is Ready")) with
            {
                Certificate = certificate,
                Proof = [$"{kubeconfig.NodePath}: user {kubeconfig.User}, {certificate.Subject}"],
            };
        }
    }
}
