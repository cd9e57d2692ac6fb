using KubePki.Model;

namespace KubePki.Node.Checks.Keys;

/// <summary>One key for several purposes: who has one of its certificates can act as the others.</summary>
internal sealed class KeyReused : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KeyReused), "Keys", FindingSeverity.Warning,
        "Several certificates of different purposes have one key.", References.Certificates);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        var byKey = node.Leaves.Where(leaf => leaf.PublicKeyHash is not null)
            .DistinctBy(leaf => leaf.Fingerprint).GroupBy(leaf => leaf.PublicKeyHash);
        foreach (var group in byKey.Where(group => group.Select(leaf => leaf.Subject).Distinct().Count() > 1))
        {
            var first = group.First();
            var paths = string.Join(", ", group.Select(leaf => leaf.NodePath));
            yield return CheckResult.In(first,
                $"One key stands in {group.Count()} certificates: {paths}.",
                "Whoever can read one of the keys can act as each of the others, and none can be exchanged alone.",
                $"Have each but one issued again with a key of its own (kubeadm certs renew always makes a new key).") with
            {
                Proof = group.Select(leaf => $"{leaf.NodePath}: {leaf.Subject}, public key sha256:{leaf.PublicKeyHash}"),
            };
        }
    }
}
