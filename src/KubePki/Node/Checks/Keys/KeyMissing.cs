using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Keys;

/// <summary>Certificates without their keys.</summary>
internal sealed class KeyMissing : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KeyMissing), "Keys", FindingSeverity.Critical,
        "The private key of a certificate is missing. A CA key may be stored elsewhere on purpose.", References.Certificates);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var leaf in node.Leaves
            .Where(leaf => leaf is { Source: CertificateSource.File, HasKey: false } && NodeView.KindOf(leaf) == PkiRoleKind.Leaf))
        {
            if (HasProblem(node, leaf))
                continue;
            yield return CheckResult.In(leaf, $"There is no private key for {leaf.NodePath}.",
                $"The program that uses it does not start. {Consequences.Of(leaf.Role)}",
                node.Guidance.Create(leaf.Role!, leaf.NodePath, moveAway: true)) with
            {
                Severity = Consequences.SeverityOf(leaf.Role),
                Proof =
                [
                    $"{leaf.NodePath}: {leaf.Subject}, public key sha256:{leaf.PublicKeyHash}",
                    "Go: tls: failed to find any PEM data in key input",
                ],
                Fix = node.Fixes.Renew(leaf),
            };
        }
        if (!node.Spec.IsControlPlane)
            yield break;
        foreach (var authority in node.Authorities
            .Where(authority => authority is { Index: 0, HasKey: false } && !HasProblem(node, authority)
                // A copy of a CA whose key lies beside another.
                && !node.Authorities.Any(other => other is { HasKey: true } && other.PublicKeyHash == authority.PublicKeyHash))
            .DistinctBy(authority => authority.PublicKeyHash))
            yield return External(node, authority);
    }

    // A key file that is empty or broken has a finding of its own.
    private static bool HasProblem(NodeView node, KubeCertificate certificate) =>
        node.Pki.Problems.Any(problem =>
            problem.NodePath == certificate.KeyPath || problem.NodePath == Path.ChangeExtension(certificate.NodePath, ".key"));

    private static CheckResult External(NodeView node, KubeCertificate authority)
    {
        var controllers = node.Component("kube-controller-manager");
        var signs = controllers?.Flag("cluster-signing-cert-file") == authority.NodePath
            && controllers.Flag("cluster-signing-key-file") is { Length: > 0 };
        return CheckResult.In(authority,
            $"The key of the CA {authority.NodePath} is not on this node.",
            signs
                ? "The controller manager is configured to sign with it but cannot: kubelets' certificate requests are not signed."
                : "Its certificates can be renewed only where the key is stored; kubeadm certs renew prints "
                    + "\"Detected external\" and renews nothing, with exit code 0.",
            signs ? Advice.Of($"Restore {controllers!.Flag("cluster-signing-key-file")}, or remove the --cluster-signing-* flags.")
                : Advice.Of($"If this is intended, no action is needed.")) with
        {
            Severity = signs ? FindingSeverity.Error : FindingSeverity.Information,
            Proof = [$"{authority.NodePath}: {authority.Subject}, "
                + $"public key sha256:{authority.PublicKeyHash}; no such key among the files of this node"],
        };
    }
}
