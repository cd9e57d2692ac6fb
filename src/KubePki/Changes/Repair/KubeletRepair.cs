using KubePki.Changes.Repair.Actions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Chain;
using KubePki.Node.Checks.Kubeconfigs;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Checks.Validity;

namespace KubePki.Changes.Repair;

/// <summary>Plans what puts kubelet right, and nothing else of the node.</summary>
public static class KubeletRepair
{
    /// <summary>The checks about what kubelet serves.</summary>
    internal static IReadOnlyCollection<string> Serving { get; } = 
        [nameof(KubeletServingWithoutAddress), nameof(KubeletServingNeverRenewed), nameof(ServerTlsBootstrapOff)];

    private static readonly DiagnosisOptions Client = new()
    {
        Checks =
        [
            nameof(KubeletCredentialUnusable), nameof(KubeletLinkBroken), nameof(BootstrapFileMissing), nameof(RotationOff),
            nameof(KubeletCredentialPinned), nameof(KubeletNodeNameMismatch), nameof(CertificateExpiring),
            nameof(KubeconfigAuthorityMismatch), nameof(AuthorityTwin),
        ],
    };

    /// <summary>
    /// The plan for kubelet's client certificate, its links and its kubeconfig; with <see cref="RepairOptions.Serving"/> also for what it
    /// serves, whether anything is wrong with that or not.
    /// </summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="options">How certificates are made.</param>
    public static PreparedRepair Plan(NodePki node, RepairOptions options)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        var draft = new PlanDraft(new PlanFacts(NodeView.Of(node), options));
        if (node.Kubelet is null)
            draft.LeaveAlone("kubelet", "No kubelet on this node reads its kubeconfig and PEM files from kubeadm's paths.");
        var found = node.Kubelet is null ? []
            : Diagnosis.Run(node, Client)
                .Where(finding => finding.Check is not (nameof(KubeconfigAuthorityMismatch) or nameof(AuthorityTwin))
                || finding.NodePath == draft.Facts.KubeletConf)
                .Where(finding => finding.Check != nameof(CertificateExpiring) || finding.Fix is Fix.RenewKubeletCredential).ToArray();
        if (node.Kubelet is not null)
            Take(draft, node, found, options);
        return draft.Finish().Concerning(found).On(node);
    }

    private static void Take(PlanDraft draft, NodePki node, IReadOnlyList<KubePkiFinding> found, RepairOptions options)
    {
        foreach (var finding in found)
            RepairPlanner.Take(draft, finding);
        if (options.Server is not null)
            RenewKubeletCredential.Plan(draft, "as requested", null);
        if (options.Serving == KubeletServing.Keep)
            return;
        var served = Diagnosis.Run(node, new DiagnosisOptions { Checks = [.. Serving] });
        IssueKubeletServing.Plan(draft, served.Count > 0 ? served[0].Message : "as requested",
            [.. served.Select(finding => finding.Check)]);
    }
}
