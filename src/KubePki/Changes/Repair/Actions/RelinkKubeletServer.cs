using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Puts kubelet-server-current.pem right: its best pem, else no link at all, so that kubelet asks for a new certificate.</summary>
internal sealed class RelinkKubeletServer : RepairAction
{
    public required KubeletLinks Links { get; init; }

    public static void Plan(PlanDraft draft, KubePkiFinding finding)
    {
        const string Key = KubeletFiles.ServerLink;
        draft.Resolve(Key, finding.Check);
        if (draft.ActionFor(Key) is null && Of(draft.Node, finding.Message) is { } action)
            draft.Add(Key, RepairPhase.KubeletAndCopies, action);
    }

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance) =>
        [.. Links.KeepPems(issuance), .. Links.Switch(issuance)];

    // Null when nothing is wrong.
    private static RelinkKubeletServer? Of(NodeView node, string reason)
    {
        var links = new KubeletLinks(node, $"{node.Pki.Kubelet!.CertificateDirectory}/{KubeletFiles.ServerLink}");
        var isGood = links.Current is { IsLink: true, TargetExists: true } && !links.LeadsToUnfinished;
        links.Target = isGood ? null : BestPem(node, links);
        if (!isGood && links.Target is null && links.Current is not null)
            links.Away.Add(links.Path);
        PlannedChange Change(string action, string path, string detail) => new(action, node.HostPath(path), path, [detail]);
        PlannedChange[] changes =
        [
            .. links.Kept.Select(kept => Change("create", kept.To, $"the content of {kept.From}")),
            .. links.Target is null ? Array.Empty<PlannedChange>() : [Change("link", links.Path, $"points to {links.Target}")],
            .. links.Away.Select(path => Change("move", path, "to the backup")),
        ];
        return changes.Length == 0 ? null : new RelinkKubeletServer
        {
            Links = links,
            Step = NewStep("fix kubelet's serving link", KubeletFiles.ServerLink, reason, changes,
                isGood ? [] : RestartTexts.Of("kubelet")),
        };
    }

    private static string? BestPem(NodeView node, KubeletLinks links) => node.Pki.Certificates
        .Where(pem => pem is { Role: PkiRoles.KubeletServer, Index: 0, KeyMatches: true, Expired: false, GoError: null }
            && pem.AsOf >= pem.NotBefore && pem.NodePath.EndsWith(".pem", StringComparison.Ordinal))
        .OrderByDescending(pem => pem.NotAfter).Select(pem => links.PemOf(pem.NodePath)).FirstOrDefault(path => path is not null);
}
