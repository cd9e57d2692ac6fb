using KubePki.Model;
using KubePki.Node.Checks.Kubeconfigs;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Content;

/// <summary>Serving certificates of the control plane without the names by which clients call them.</summary>
internal sealed class MissingSubjectAltName : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(MissingSubjectAltName), "Content", FindingSeverity.Error,
        "The certificate of the API server or etcd lacks a name or address that the cluster's configuration requires.",
        References.Certificates);

    public override IEnumerable<CheckResult> Evaluate(NodeView node) =>
        Lacking(node, PkiRoles.ApiServer, node.Spec.RequiredApiServerNames)
            .Concat(Lacking(node, PkiRoles.EtcdServer, node.Spec.RequiredEtcdNames))
            .Concat(Lacking(node, PkiRoles.EtcdPeer, node.Spec.EtcdPeerHosts));

    private static Advice NeverAdded =>
        Advice.Of($"; kubeadm certs renew never adds names, and init phase certs skips existing files.");

    private static IEnumerable<CheckResult> Lacking(NodeView node, string role, IReadOnlyList<SpecValue> required)
    {
        if (node.Leaves.FirstOrDefault(leaf => leaf.Role == role) is not { } serving)
            yield break;
        var missing = required.Where(name => GoJudge.Name(serving, name.Value) is not null).ToList();
        // That a kubeconfig's server is missing, and no more, KubeconfigServerNotCovered says.
        var told = role == PkiRoles.ApiServer
            ? KubeconfigServerNotCovered.Uncovered(node, serving).Select(item => item.Host).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : [];
        if (missing.TrueForAll(name => told.Contains(name.Value)))
            yield break;
        var names = string.Join(", ", missing.Select(name => name.Value));
        // kubeadm puts the node's name in, but hardly anyone calls a server by it.
        var onlyNodeName = missing.TrueForAll(name => name.Value == node.Spec.NodeName?.Value);
        var remedy = role == PkiRoles.ApiServer
            ? node.Guidance.AddNames(serving.NodePath, [.. missing.Where(IsExtra).Select(name => name.Value)])
            : node.Guidance.Create(role, serving.NodePath, moveAway: true);
        yield return CheckResult.In(serving, $"It is not valid for {names}.",
            role == PkiRoles.EtcdPeer
                ? $"{Consequences.Of(role)} The flags of etcd name "
                    + $"{string.Join("; ", missing.Select(name => $"{name.Value}: {name.Source}"))}."
                : $"Clients that use these names reject it: {string.Join("; ", missing.Select(name => $"{name.Value} is {name.Source}"))}.",
            Advice.Of($"{remedy}{(node.Guidance.IsOfKubeadm ? NeverAdded : null)}")) with
        {
            Severity = onlyNodeName ? FindingSeverity.Warning : FindingSeverity.Error,
            Proof =
            [
                $"{serving.NodePath}: DNS {serving.DnsNames}; IP {serving.IPAddresses}",
                .. missing.Select(name => $"Go: {GoJudge.Name(serving, name.Value)}"),
            ],
            Fix = node.Fixes.Renew(serving),
        };

        // kubeadm takes the machine's own name, which --hostname-override may have changed; the rest it knows.
        bool IsExtra(SpecValue name) => name.Value == node.Spec.NodeName?.Value;
    }
}
