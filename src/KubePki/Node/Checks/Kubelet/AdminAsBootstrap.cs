using KubePki.Model;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>A way out that many blogs tell of: admin.conf copied to where kubelet looks.</summary>
internal sealed class AdminAsBootstrap : NodeCheck
{
    private static readonly string[] Groups = ["system:masters", "kubeadm:cluster-admins"];

    /// <summary>Whether a certificate makes its bearer cluster admin.</summary>
    internal static bool IsAdmin(KubeCertificate certificate) => certificate.Organization.Any(Groups.Contains);

    public override KubePkiCheck About { get; } = new(nameof(AdminAsBootstrap), "Kubelet", FindingSeverity.Error,
        "kubelet's kubeconfig, or its bootstrap kubeconfig, holds a cluster admin's credential.", References.KubeletBootstrap);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var kubeconfig in node.Kubeconfigs.Where(kubeconfig =>
            kubeconfig.Role is "bootstrap-kubelet.conf" or "kubelet.conf" || kubeconfig.NodePath == node.Pki.Kubelet?.BootstrapKubeconfig))
        {
            if (kubeconfig.Certificate is not { } certificate || !IsAdmin(certificate))
                continue;
            yield return CheckResult.In(kubeconfig,
                $"It holds the credential of {certificate.CommonName}, a member of {certificate.Organization}.",
                "Whoever breaks out of a pod to this node is cluster admin; "
                    + "and a node certificate requested with it is not the node's own request.",
                kubeconfig.Role == "kubelet.conf" ? node.Guidance.KubeletConfig()
                    : Advice.Of($"{(node.Kubelet?.Usable == true ? null : Advice.Of($"{node.Guidance.KubeletConfig()}; then "))}rm "
                        + $"{kubeconfig.NodePath}")) with
            {
                Certificate = certificate,
                Proof = [$"{kubeconfig.NodePath}: user {kubeconfig.User}, {certificate.Subject}"],
                CanRepair = node.Guidance.CanSign("ca"),
            };
        }
    }
}
