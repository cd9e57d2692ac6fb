using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Validity;

/// <summary>Certificates of the future: the clock is behind, or was ahead when they were issued.</summary>
internal sealed class CertificateNotYetValid : NodeCheck
{
    /// <summary>What is wrong where nothing at all is valid yet.</summary>
    internal const string ClockTarget = "clock";

    public override KubePkiCheck About { get; } = new(nameof(CertificateNotYetValid), "Validity", FindingSeverity.Critical,
        "A certificate is not valid yet: it was issued while a clock was ahead, or the clock is behind now.", References.Go);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        if (node.IsClockBehind)
        {
            yield return Clock(node);
            yield break;
        }
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

    // No CA was made in the future: with all of them the one thing that is wrong is the time.
    private static CheckResult Clock(NodeView node)
    {
        var first = node.Authorities.MinBy(authority => authority.NotBefore)!;
        return CheckResult.In(first,
            $"No certificate of this node, not even a CA, is valid before {Times.Rfc3339(first.NotBefore)}: the clock, which shows "
                + $"{Times.Rfc3339(node.AsOf)}, is behind.",
            "Every component rejects every other one until the clock is right. Nothing is wrong with the certificates.",
            $"Set the clock (chronyc tracking; timedatectl), check the battery of the hardware clock, then systemctl restart kubelet. "
                + $"Renew nothing: what is issued with a wrong clock is wrong again once it is right.") with
        {
            Target = ClockTarget,
            Severity = FindingSeverity.Critical,
            Proof =
            [
                .. node.Authorities.DistinctBy(authority => authority.Fingerprint)
                    .Select(authority => $"{authority.NodePath}: NotBefore {Times.Rfc3339(authority.NotBefore)}"),
                "Go: x509: certificate has expired or is not yet valid: "
                    + $"current time {Times.Rfc3339(node.AsOf)} is before {Times.Rfc3339(first.NotBefore)}",
            ],
            Fix = new Fix.None("Set the clock; nothing is wrong with the certificates."),
        };
    }

    // A restart renews what ends, not what has not begun: the file has to go first.
    private static Advice Reissue(NodeView node, KubeCertificate certificate) =>
        certificate.Role is { } role && node.Guidance.RunnerOf(role, certificate.NodePath) is not null
            && NodeView.KindOf(certificate) is PkiRoleKind.Leaf or PkiRoleKind.Kubelet
            ? node.Guidance.Create(role, certificate.NodePath, moveAway: true)
            : node.Guidance.Renew(certificate.Role, certificate.NodePath);

    private static bool IsAsked(KubeCertificate certificate, NodeView node) =>
        node.AsOf < certificate.NotBefore && !certificate.IsNeverValid && !NodeView.IsOfKubelet(certificate)
            && certificate.Source != CertificateSource.KubeconfigCluster;
}
