using KubePki.Changes.Repair.Actions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;

namespace KubePki.Changes.Repair;

/// <summary>
/// A credential for the kubelet of another node, made where the CA's key is, in a directory to carry there: the pem, the kubeconfig that
/// leads to it, a text that says what goes where, and, where addresses are given, a serving certificate. The node itself is not changed.
/// </summary>
public static class NodePackage
{
    /// <summary>The plan of such a directory.</summary>
    /// <param name="node">The snapshot of the node that has the CA's key.</param>
    /// <param name="nodeName">The other node's name.</param>
    /// <param name="directory">The directory to make, as an absolute path of this machine; it must not exist, or be empty.</param>
    /// <param name="options">How certificates are made; <see cref="RepairOptions.AddNames"/> are the other node's addresses and
    /// names.</param>
    /// <exception cref="ArgumentException">No node can have this name.</exception>
    public static PreparedRepair Plan(NodePki node, string nodeName, string directory, RepairOptions options)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        if (NodeNames.ValidationError(nodeName) is { } reason)
            throw new ArgumentException($"'{nodeName}': {reason}.", nameof(nodeName));
        var view = NodeView.Of(node);
        var draft = new PlanDraft(new PlanFacts(view, options));
        if (draft.Facts.AuthorityOf(PkiRoles.KubeletConf) is not { } authority)
            draft.LeaveAlone(nodeName,
                "The key of ca is not on this node, or its certificate is not valid now. Run this on a control plane node.");
        else if (draft.Facts.Cluster.ServerFor(PkiRoles.KubeletConf) is not { } server)
            draft.LeaveAlone(nodeName, "The API server URL is not known: specify it with -Server (kubepki: --server).");
        else
            return Prepared(Plan(view, draft, nodeName, directory, server, authority, options), draft, authority);
        return draft.Finish();
    }

    private static PackageCredential Plan(NodeView node, PlanDraft draft, string name,
        string directory, string server, KubeCertificate authority, RepairOptions options) => new()
    {
        Directory = directory,
        NodeName = name,
        Server = server,
        Bundle = draft.Facts.Cluster.Bundle,
        Client = Client(node, draft, name, authority),
        Serving = Serving(draft, name, options),
        Step = RepairAction.NewStep("", name, "", [], []),
    };

    private static PreparedRepair Prepared(PackageCredential action, PlanDraft draft, KubeCertificate authority)
    {
        var clamped = draft.Facts.LifetimeBelow(authority).Clamped;
        PlannedChange Create(string name, IEnumerable<string> details) =>
            new("create", action.PathOf(name), action.PathOf(name), TextList.From(details));
        PlannedChange[] changes =
        [
            new("create", action.Directory, action.Directory, ["mode 0700"]),
            Create(action.Client.PemPath,
                CertificateDetails.Of(action.Client.Order, null, action.Client.NewKey, clamped).Append("mode 0600")),
            Create(PackageCredential.Kubeconfig, [$"uses {PkiLayouts.KubeletPki}/{KubeletFiles.ClientLink}", $"server {action.Server}"]),
            .. action.Serving is not { } serving ? Array.Empty<PlannedChange>() : [Create(KubeletFiles.ServingKey, ["mode 0600"]),
                Create(KubeletFiles.Serving, CertificateDetails.Of(serving, null, action.Client.NewKey, clamped))],
            Create(PackageCredential.Readme, ["installation instructions"]),
        ];
        var step = RepairAction.NewStep($"create a credential for {action.NodeName}", action.NodeName, "as requested", changes,
            [$"copy {action.Directory} to {action.NodeName}, follow {PackageCredential.Readme} there, and remove the directory here"]);
        return draft.Finish().Carrying((PackageCredential)action.With(step));
    }

    private static IssuedCredential Client(NodeView node, PlanDraft draft, string name, KubeCertificate authority)
    {
        var (notBefore, notAfter, _) = draft.Facts.LifetimeBelow(authority);
        var order = new CertificateOrder
        {
            Subject = SubjectName.Write(PkiRoles.NodeUser + name, PkiRoles.NodeGroup),
            Usages = PkiRoles.Find(PkiRoles.KubeletClient)!.Usages,
            KeyUsage = Renewal.LeafKeyUsage,
            NotBefore = notBefore,
            NotAfter = notAfter,
        };
        return new IssuedCredential(order, authority, draft.Facts.KindLike(null), KubeletFiles.Stamped(KubeletFiles.ClientLink, node.AsOf));
    }

    private static CertificateOrder? Serving(PlanDraft draft, string name, RepairOptions options)
    {
        if (options.AddNames.Count == 0)
            return null;
        var (notBefore, notAfter, _) = draft.Facts.LifetimeBelow(draft.Facts.AuthorityOf(PkiRoles.KubeletConf)!);
        return ServingOrder.Of(name, AlternativeNameList.Empty.With([name, .. options.AddNames]), notBefore, notAfter);
    }
}
