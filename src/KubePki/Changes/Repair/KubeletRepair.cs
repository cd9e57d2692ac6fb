using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Changes.Repair;

/// <summary>Plans what puts kubelet right, and nothing else of the node.</summary>
public static class KubeletRepair
{
    /// <summary>The checks about what kubelet serves.</summary>
    internal static IReadOnlyCollection<string> Serving { get; } =
    [
        "KubeletServingWithoutAddress", "KubeletServingNeverRenewed", "ServerTlsBootstrapOff",
    ];

    private static readonly DiagnosisOptions Client = new()
    {
        Checks =
        [
            "KubeletCredentialUnusable", "KubeletLinkBroken", "BootstrapFileMissing", "RotationOff",
            "KubeconfigAuthorityMismatch", "AuthorityTwin",
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
        var draft = new PlanDraft(new NodeView(node), options);
        if (node.Kubelet is null)
            draft.LeaveAlone("kubelet", "There is no kubelet here that reads its kubeconfig and its pems where kubeadm puts them.");
        var found = node.Kubelet is null ? []
            : Diagnosis.Run(node, Client).Where(finding => finding.Check is not ("KubeconfigAuthorityMismatch" or "AuthorityTwin")
            || finding.NodePath == draft.KubeletConf).ToArray();
        if (node.Kubelet is not null)
            Take(draft, node, found, options);
        return draft.Finish().Concerning(found);
    }

    private static void Take(PlanDraft draft, NodePki node, IReadOnlyList<KubePkiFinding> found, RepairOptions options)
    {
        foreach (var finding in found)
            RepairPlanner.Take(draft, finding);
        if (options.Server is not null)
            draft.KubeletCredential("as asked", null);
        if (options.Serving == KubeletServing.Keep)
            return;
        var served = Diagnosis.Run(node, new DiagnosisOptions { Checks = [.. Serving] });
        draft.KubeletServing(served.Count > 0 ? served[0].Message : "as asked", [.. served.Select(finding => finding.Check)]);
    }
}
