using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Validity;

/// <summary>Certificates of the future: the clock is behind, or was ahead when they were issued.</summary>
internal sealed class CertificateNotYetValid : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(CertificateNotYetValid), "Validity", FindingSeverity.Critical,
        "A certificate is not valid yet: it was issued while a clock was ahead, or the clock is behind now.", References.Go);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var certificate in node.Pki.Certificates.Where(certificate => IsAsked(certificate, node))
            .OrderByDescending(certificate => Consequences.SeverityOf(certificate.Role)))
        {
            var wait = certificate.NotBefore - node.AsOf;
            yield return CheckResult.In(certificate,
                $"It is not valid until {Times.Rfc3339(certificate.NotBefore)}, {Times.Span(wait)} from now.",
                $"Until then: {Consequences.Of(certificate.Role)}",
                $"Compare the clock with a trusted one (chronyc tracking). If it is correct, "
                    + $"wait until {Times.Rfc3339(certificate.NotBefore)}, or reissue it: "
                    + $"{Reissue(node, certificate)}") with
            {
                Severity = Consequences.SeverityOf(certificate.Role),
                Proof =
                [
                    $"{certificate.NodePath}: NotBefore {Times.Rfc3339(certificate.NotBefore)}, subject {certificate.Subject}",
                    "Go: x509: certificate has expired or is not yet valid: "
                        + $"current time {Times.Rfc3339(node.AsOf)} is before {Times.Rfc3339(certificate.NotBefore)}",
                ],
                Fix = node.Fixes.RenewOrAuthority(certificate),
            };
        }
    }

    // A restart renews what ends, not what has not begun: the file has to go first.
    private static Advice Reissue(NodeView node, KubeCertificate certificate) =>
        certificate.Role is { } role && node.Guidance.RunnerOf(role, certificate.NodePath) is not null
            && NodeView.KindOf(certificate) is PkiRoleKind.Leaf or PkiRoleKind.Kubelet
            ? node.Guidance.Create(role, certificate.NodePath, moveAway: true)
            : node.Guidance.Renew(certificate.Role, certificate.NodePath);

    private static bool IsAsked(KubeCertificate certificate, NodeView node) =>
        node.AsOf < certificate.NotBefore && !NodeView.IsOfKubelet(certificate)
            && certificate.Source != CertificateSource.KubeconfigCluster;
}
