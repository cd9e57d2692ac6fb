using KubePki.Model;

namespace KubePki.Node.Checks.Keys;

/// <summary>
/// The pair that signs and checks the tokens of service accounts. It has no certificate, never expires, and is never reissued.
/// </summary>
internal sealed class ServiceAccountKeyMismatch : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(ServiceAccountKeyMismatch), "Keys", FindingSeverity.Error,
        "The key that signs service account tokens is not the one that the API server verifies them with.", References.ServiceAccounts);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        // Without the flag the API server verifies with the key that it serves with (kube-apiserver --help).
        var isDefault = node.Component("kube-apiserver") is { } server && server.Flag("service-account-key-file") is null;
        var checking = KeysAt(node, "kube-apiserver", isDefault ? "tls-private-key-file" : "service-account-key-file").ToList();
        if (checking.Count == 0 || checking.Exists(key => key.PublicKeyHash is null))
            yield break;
        foreach (var signing in KeysAt(node, "kube-controller-manager", "service-account-private-key-file")
            .Concat(KeysAt(node, "kube-apiserver", "service-account-signing-key-file")).DistinctBy(key => key.NodePath))
        {
            if (signing.PublicKeyHash is null || checking.Exists(key => key.PublicKeyHash == signing.PublicKeyHash))
                continue;
            yield return new CheckResult("sa", $"{signing.NodePath} signs tokens, but the API server verifies them with "
                + $"{NameList.Of(checking.Select(key => key.NodePath).Distinct())}, which is a different key"
                + $"{(isDefault ? ": without --service-account-key-file it takes the key of its own certificate" : "")}.",
                "Every pod's token is rejected: \"invalid bearer token\". Controllers, "
                    + "CoreDNS and CNI plugins stop. Certificates are not the cause.",
                isDefault ? Advice.Of($"Give kube-apiserver the other half of the key that signs: "
                    + $"--service-account-key-file={signing.NodePath}. "
                    + $"Never create a new pair: it would invalidate every token in the cluster.")
                : Advice.Of($"Restore sa.key and sa.pub from a backup or from another control plane node{PublicPart(signing, checking)}. "
                    + $"Never create a new pair: it would invalidate every token in the cluster.")) with
            {
                Path = signing.Path,
                NodePath = signing.NodePath,
                Proof =
                [
                    $"{signing.NodePath}: public key sha256:{signing.PublicKeyHash}",
                    .. checking.Select(key => $"{key.NodePath}: public key sha256:{key.PublicKeyHash}"),
                ],
            };
        }
    }

    // Only where it replaces one public key, and nothing else; that is kept under another name.
    private static Advice? PublicPart(KubeKey signing, List<KubeKey> checking) => checking is [{ IsPrivate: false } one]
        ? Advice.Of($", or, if only the public key is wrong: d=$(date +%s) && openssl pkey -in {signing.NodePath} -pubout "
            + $"-out {one.NodePath + ".new"}.\"$d\" && mv {one.NodePath} {one.NodePath}.\"$d\" && test ! -e {one.NodePath} "
            + $"&& mv {one.NodePath + ".new"}.\"$d\" {one.NodePath}") : null;

    private static IEnumerable<KubeKey> KeysAt(NodeView node, string component, string flag) =>
        node.Component(component)?.Flags.Where(item => item.Name == flag)
            .SelectMany(item => node.Pki.Keys.Where(key => key.NodePath == item.Value)) ?? [];
}
