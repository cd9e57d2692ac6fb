using KubePki.Model;

namespace KubePki.Node.Checks.Keys;

/// <summary>Signatures by hashes that Go refuses. A root's signature of itself is never looked at.</summary>
internal sealed class WeakSignature : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(WeakSignature), "Keys", FindingSeverity.Error,
        "A certificate was signed with SHA-1 or MD5, which Go rejects since 1.18 (Kubernetes 1.24).", References.Go);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var certificate in node.Pki.Certificates.DistinctBy(certificate => certificate.Fingerprint))
        {
            if (certificate.SignatureAlgorithm is not { } algorithm || !IsWeak(algorithm) || certificate.Subject == certificate.Issuer)
                continue;
            yield return CheckResult.In(certificate, $"It was signed with {algorithm}.",
                $"Components of Kubernetes 1.24 and later reject it. {Consequences.Of(certificate.Role)}",
                node.Guidance.Renew(certificate.Role, certificate.NodePath)) with
            {
                Proof =
                [
                    $"{certificate.NodePath}: signature {algorithm}, issuer {certificate.Issuer}",
                    $"Go: x509: cannot verify signature: insecure algorithm {algorithm}",
                ],
                Fix = node.Fixes.Renew(certificate),
            };
        }
    }

    private static bool IsWeak(string algorithm) =>
        algorithm.Contains("SHA1", StringComparison.Ordinal) || algorithm.Contains("MD5", StringComparison.Ordinal)
            || algorithm.Contains("MD2", StringComparison.Ordinal);
}
