using KubePki.Changes.Repair.Actions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Chain;
using KubePki.Node.Checks.Content;
using KubePki.Node.Checks.Kubeconfigs;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Checks.Validity;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair;

/// <summary>Plans what puts kubeconfigs right, those of the node and copies of them.</summary>
public static class KubeconfigRepair
{
    private static readonly DiagnosisOptions Asked = new()
    {
        Checks =
        [
            "Kubeconfig*", nameof(StaleKubeconfigCopy), nameof(AuthorityTwin), nameof(SignedByUnknownAuthority), nameof(EmptyFile),
            nameof(UnreadableFile), nameof(CertificateNotYetValid),
            nameof(WrongSubject), nameof(KubeletCredentialUnusable), nameof(RotationOff),
            nameof(KubeletCredentialPinned), nameof(KubeletNodeNameMismatch),
        ],
    };

    private static readonly string[] OfNode = [.. PkiLayouts.KubeadmKubeconfigs.Select(file => file.Role)];
    private static readonly string[] Made = [.. OfNode.Where(role => PkiRoles.Of(role) is { IsRenewedByKubeadm: true, IsOptional: false })];

    /// <summary>
    /// The plan for the kubeconfigs of a node: what is wrong with them, the whole CA bundle, the server that was asked for, and those that
    /// are missing.
    /// </summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="nodePaths">Only these files, by their paths on the node; one that does not exist is made where its name tells what it
    /// is. Null for all.</param>
    /// <param name="options">How certificates are made.</param>
    /// <param name="areNamed">Whether the user named these files, each by its path; else they came with objects, and what others own is
    /// left as it is.</param>
    public static PreparedRepair Plan(NodePki node, IReadOnlyCollection<string>? nodePaths, RepairOptions options, bool areNamed = true)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        if (areNamed)
            options = options with { NamedKubeconfigs = nodePaths ?? [] };
        var view = NodeView.Of(node);
        var draft = new PlanDraft(new PlanFacts(view, options));
        bool IsWanted(string? path) => path is not null && (nodePaths is null || nodePaths.Contains(path));
        var found = Diagnosis.Run(node, Asked).Where(finding => IsWanted(finding.NodePath)
            && IsKubeconfig(view, finding.NodePath!, draft)).ToArray();
        foreach (var finding in found)
            Take(draft, finding);
        foreach (var kubeconfig in view.Kubeconfigs.Where(kubeconfig => IsWanted(kubeconfig.NodePath)))
            Refine(draft, kubeconfig, isNamed: nodePaths is not null, options);
        foreach (var role in OfNode.Where(role => IsMissing(view, draft, role)
            && (nodePaths is null ? view.Spec.IsControlPlane && Made.Contains(role) : nodePaths.Contains(draft.Facts.PathOf(role)))))
            RenewCertificate.Plan(draft, role, null, "it does not exist", null);
        if (view.Spec.IsControlPlane && node.Kubelet is { } kubelet
            && IsWanted(kubelet.Kubeconfig) && IsMissing(view, draft, PkiRoles.KubeletConf))
            RenewKubeletCredential.Plan(draft, "kubelet.conf does not exist", null);
        var plan = draft.Finish().Missing(areNamed ? Unknown(view, draft, nodePaths ?? []) : []).Concerning(found);
        // Of what is left as it is, or is not there, the notes and the problems tell.
        return nodePaths is null ? plan.On(node)
            : found.Length == 0 && plan.Problems.Count == 0 && plan.Plan.LeftAlone.Count == 0
                && nodePaths.All(path => view.KubeconfigAt(path) is not null) ? plan.On(node, nodePaths)
            : plan;
    }

    // What was named and is none, or not to be read, is not done; what is not there at all the reader has told.
    private static IEnumerable<(string Path, string Reason)> Unknown(NodeView node, PlanDraft draft, IEnumerable<string> named) =>
        from path in named
        where !IsKubeconfig(node, path, draft)
        let problem = node.Pki.Problems.FirstOrDefault(problem => problem.NodePath == path)
        where problem?.Id is not (PkiProblemId.PathNotFound or PkiProblemId.NodeNotFound)
        select (path, problem?.Reason ?? (node.KubeconfigAt(path) is null ? "this is not a kubeconfig of this node"
            : "it is written by a network plugin and repaired with the whole node"));

    private static void Take(PlanDraft draft, KubePkiFinding finding)
    {
        // That is a matter of the server's certificate, not of the kubeconfig.
        if (finding.Fix is Fix.RenewRole { Role: PkiRoles.ApiServer })
            draft.LeaveAlone(finding.Target, $"{finding.Message} To add the name, run kubepki repair --check {finding.Check}.");
        else
            RepairPlanner.Take(draft, finding);
    }

    // What CNI plugins keep is put right with the whole node: it is another cluster's, or its plugin writes it again.
    private static bool IsKubeconfig(NodeView node, string path, PlanDraft draft) => path == draft.Facts.KubeletConf
        || (node.KubeconfigAt(path) is { } kubeconfig && kubeconfig.Role is not (PkiRoles.Cni or PkiRoles.KubeconfigClient))
        || (node.RoleAt(path) is { } role && OfNode.Contains(role))
        || path.StartsWith((node.Pki.Kubelet?.CertificateDirectory ?? PkiLayouts.KubeletPki) + "/", StringComparison.Ordinal);

    // Beyond what is found: a bundle of which only a part was taken over, and the server that was asked for.
    private static void Refine(PlanDraft draft, Kubeconfig kubeconfig, bool isNamed, RepairOptions options)
    {
        if (kubeconfig.NodePath == draft.Facts.KubeletConf)
        {
            if (isNamed || draft.Facts.Cluster.LacksOne(kubeconfig.Authorities) || options.Server is not null)
                RenewKubeletCredential.Plan(draft, "as requested", null);
        }
        else if (NodeView.IsPersonal(kubeconfig))
        {
            if (isNamed)
                UpdateKubeconfigCopy.Plan(draft, kubeconfig, "as requested", null);
        }
        else if (OfNode.Contains(kubeconfig.Role) && kubeconfig.User is not null
            && (draft.Facts.Cluster.LacksOne(kubeconfig.Authorities) || options.Server is not null))
        {
            UpdateKubeconfig.PlanConnection(draft, kubeconfig,
                draft.Facts.Cluster.LacksOne(kubeconfig.Authorities) ? "it does not trust all CAs of the cluster" : "as requested", null);
        }
    }

    private static bool IsMissing(NodeView node, PlanDraft draft, string role) =>
        !node.Kubeconfigs.Any(kubeconfig => kubeconfig.Role == role)
            && !node.Pki.Problems.Any(problem => problem.NodePath == draft.Facts.PathOf(role));
}
