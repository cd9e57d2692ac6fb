using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Keys;

/// <summary>
/// Keys that do not belong to the certificates beside them: a renewal that was cut off, since kubeadm writes the key first.
/// </summary>
internal sealed class KeyMismatch : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KeyMismatch), "Keys", FindingSeverity.Critical,
        "A private key does not match its certificate.", References.Renewal);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var certificate in node.Pki.Certificates.Where(certificate =>
            certificate is { Source: CertificateSource.File, KeyMatches: false, Index: 0 } && certificate.Role != PkiRoles.KubeletClient))
        {
            var key = node.Pki.Keys.FirstOrDefault(key => key.Path == certificate.KeyPath);
            yield return CheckResult.In(certificate,
                $"The key {key?.NodePath ?? certificate.KeyPath} does not match {certificate.NodePath}.",
                $"The program that uses it does not start or cannot serve. {Consequences.Of(certificate.Role)}",
                NodeView.KindOf(certificate) == PkiRoleKind.Authority
                    ? Advice.Of($"Restore the pair from a backup. Do not create a new CA because the key is lost.")
                    : Advice.Of($"Restore the pair from a backup, or: {Anew(certificate, node)}")) with
            {
                Severity = certificate.Role is null ? FindingSeverity.Warning : Consequences.SeverityOf(certificate.Role),
                Proof =
                [
                    Describe(node, certificate.NodePath, "certificate", certificate.PublicKeyHash),
                    Describe(node, key?.NodePath ?? certificate.KeyPath!, "key", key?.PublicKeyHash),
                    "Go: tls: private key does not match public key",
                ],
                Fix = node.Fixes.Renew(certificate),
            };
        }
    }

    // A distribution that makes what is missing keeps a pair that is there, whether it is one or not.
    private static Advice Anew(KubeCertificate certificate, NodeView node) => certificate.Role is { } role
        && node.Guidance.RunnerOf(role, certificate.NodePath) is not null
        ? node.Guidance.Create(role, certificate.NodePath, moveAway: true)
        : node.Guidance.Renew(certificate.Role, certificate.NodePath);

    private static string Describe(NodeView node, string path, string what, string? hash) =>
        $"{path}: the {what}'s public key is "
            + $"sha256:{hash}{(node.File(path) is { } file ? $", last changed {Times.Rfc3339(file.ModifiedAt)}" : "")}";
}
