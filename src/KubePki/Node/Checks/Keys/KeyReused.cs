using KubePki.Model;

namespace KubePki.Node.Checks.Keys;

/// <summary>One key for several purposes: who has one of its certificates can act as the others.</summary>
internal sealed class KeyReused : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KeyReused), "Keys", FindingSeverity.Warning,
        "Several certificates with different purposes share one key.", References.Certificates);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        var byKey = node.Leaves.Where(leaf => leaf.PublicKeyHash is not null)
            .DistinctBy(leaf => leaf.Fingerprint).GroupBy(leaf => leaf.PublicKeyHash);
        foreach (var group in byKey.Where(group => group.Select(leaf => leaf.Subject).Distinct().Count() > 1))
        {
            var first = group.First();
            var paths = NameList.Of(group.Select(leaf => leaf.NodePath));
            yield return CheckResult.In(first,
                $"{group.Count()} certificates share one key: {paths}.",
                "Anyone who can read one of the key files can act as all of them, and no key can be replaced separately.",
                $"Reissue all but one with separate keys (kubeadm certs renew always creates a new key).") with
            {
                Proof = group.Select(leaf => $"{leaf.NodePath}: {leaf.Subject}, public key sha256:{leaf.PublicKeyHash}"),
            };
        }
    }
}
