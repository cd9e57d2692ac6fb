using KubePki.Model;
using KubePki.Node.Guidance;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>Serving certificates that nobody renews: given ones, and kubelet's own, which it makes once.</summary>
internal sealed class KubeletServingNeverRenewed : NodeCheck
{
    private const int Days = 30;

    public override KubePkiCheck About { get; } = new(nameof(KubeletServingNeverRenewed), "Kubelet", FindingSeverity.Warning,
        "kubelet's serving certificate has expired or will soon, or is set by tlsCertFile, and nothing renews it.",
        References.KubeletServing);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        if (node.Pki.Kubelet is not { } kubelet || ServingCertificate.Of(node.Pki) is not { } serving)
            yield break;
        if (kubelet.ServerTlsBootstrap == true)
        {
            if (serving.Expired)
                yield return NotApproved(kubelet, serving);
            yield break;
        }
        var isGiven = kubelet.TlsCertFile is not null;
        // What a distribution gave it renews, too.
        var keeper = node.Guidance.RunnerOf(PkiRoles.KubeletConf, kubelet.Kubeconfig);
        var runner = isGiven ? keeper : null;
        if ((!isGiven || runner is not null) && serving.Remaining.TotalDays > Days)
            yield break;
        var end = serving.Expired ? $"expired at {Times.Rfc3339(serving.NotAfter)}" : $"expires at {Times.Rfc3339(serving.NotAfter)}";
        yield return CheckResult.In(serving,
            runner is not null ? $"kubelet serves {serving.NodePath}, which {end}."
                : isGiven ? $"kubelet serves {serving.NodePath}, which {end} and is not renewed: serverTLSBootstrap is off."
                : $"The self-signed certificate of kubelet {end}. kubelet does not create another while the file exists.",
            $"Then: {Consequences.Of(PkiRoles.KubeletServer)}",
            runner is not null ? node.Guidance.Renew(serving.Role, serving.NodePath)
                : isGiven ? Advice.Of(
                    $"Set serverTLSBootstrap: true in {kubelet.ConfigurationFile}; kubelet uses the file until it has its own.")
                : Advice.Of(
                    $"{NodeGuidance.MoveAside(serving.NodePath, node.KeyOf(serving))} && {node.Guidance.RestartKubelet}"
                        + $"{(keeper is null ? Advice.Of($"; better: serverTLSBootstrap: true") : null)}")) with
        {
            Proof = [$"{serving.NodePath}: {serving.Subject}, NotAfter {Times.Rfc3339(serving.NotAfter)}", $"{kubelet.ConfigurationFile}: "
                + $"tlsCertFile {kubelet.TlsCertFile ?? "absent"}, "
                + $"serverTLSBootstrap {(kubelet.ServerTlsBootstrap is null ? "absent" : "false")}"],
            Fix = new Fix.IssueKubeletServer { IsPossible = keeper is null },
        };
    }

    private static CheckResult NotApproved(KubeletState kubelet, KubeCertificate serving) => CheckResult.In(serving,
        $"kubelet's serving certificate expired at {Times.Rfc3339(serving.NotAfter)}, "
            + "although kubelet requests a new one: its requests are not approved.",
        Consequences.Of(serving.Role),
            $"kubectl get csr; kubectl certificate approve NAME, for each pending one of "
                + $"kubernetes.io/kubelet-serving; better: use an approver with a policy") with
    {
        Proof =
        [
            $"{serving.NodePath}: {serving.Subject}, NotAfter {Times.Rfc3339(serving.NotAfter)}",
            $"{kubelet.ConfigurationFile}: serverTLSBootstrap true",
        ],
    };
}
