using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Puts kubelet-server-current.pem right: its best pem, else no link at all, so that kubelet asks for a new certificate.</summary>
internal sealed class ServerLinkPlan(NodeView node)
{
    private readonly LinkPlan _links = new(node, $"{node.Pki.Kubelet!.CertificateDirectory}/{KubeletFiles.ServerLink}");

    /// <summary>The work; null when nothing is wrong.</summary>
    public RenewKubeletCredential? Plan(string reason)
    {
        var isGood = _links.Current is { IsLink: true, TargetExists: true } && !_links.LeadsToUnfinished;
        var target = isGood ? null : BestPem();
        if (!isGood && target is null && _links.Current is not null)
            _links.Away.Add(_links.Path);
        PlannedChange[] changes =
        [
            .. _links.Kept.Select(kept => Change("create", kept.To, $"the content of {kept.From}")),
            .. target is null ? Array.Empty<PlannedChange>() : [Change("link", _links.Path, $"points to {target}")],
            .. _links.Away.Select(path => Change("move", path, "to the backup")),
        ];
        return changes.Length == 0 ? null : new RenewKubeletCredential
        {
            Kept = _links.Kept,
            Link = target is null ? null : (_links.Path, target),
            Away = _links.Away,
            Step = PlanDraft.Step("fix kubelet's serving link", KubeletFiles.ServerLink,
                reason, changes, isGood ? [] : RestartTexts.Of("kubelet")),
        };
    }

    private string? BestPem() => node.Pki.Certificates
        .Where(pem => pem is { Role: PkiRoles.KubeletServer, Index: 0, KeyMatches: true, Expired: false, GoError: null }
            && pem.AsOf >= pem.NotBefore && pem.NodePath.EndsWith(".pem", StringComparison.Ordinal))
        .OrderByDescending(pem => pem.NotAfter).Select(pem => _links.PemOf(pem.NodePath)).FirstOrDefault(path => path is not null);

    private PlannedChange Change(string action, string path, string detail) => new(action, node.HostPath(path), path, [detail]);
}
