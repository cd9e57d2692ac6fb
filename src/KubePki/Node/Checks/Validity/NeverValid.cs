using KubePki.Model;

namespace KubePki.Node.Checks.Validity;

/// <summary>Certificates that end before they begin, as a slip of the pen in a command makes them.</summary>
internal sealed class NeverValid : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(NeverValid), "Validity", FindingSeverity.Critical,
        "A certificate ends before it begins: it is valid at no time.", References.Go);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var certificate in node.Pki.Certificates
            .Where(certificate => certificate.IsNeverValid && certificate.Source != CertificateSource.KubeconfigCluster)
            .OrderByDescending(certificate => Consequences.SeverityOf(certificate.Role)))
        {
            var isAhead = node.AsOf < certificate.NotBefore;
            yield return CheckResult.In(certificate,
                $"It ends at {Times.Rfc3339(certificate.NotAfter)}, before it begins at {Times.Rfc3339(certificate.NotBefore)}: "
                    + "it was never valid and never will be.",
                Consequences.Of(certificate.Role),
                Advice.Of($"Waiting is useless, and no clock helps. Have it issued again: "
                    + $"{node.Guidance.Renew(certificate.Role, certificate.NodePath)}")) with
            {
                Severity = Consequences.SeverityOf(certificate.Role),
                Proof =
                [
                    $"{certificate.NodePath}: NotBefore {Times.Rfc3339(certificate.NotBefore)}, "
                        + $"NotAfter {Times.Rfc3339(certificate.NotAfter)}, subject {certificate.Subject}",
                    "Go: x509: certificate has expired or is not yet valid: current time "
                        + $"{Times.Rfc3339(node.AsOf)} is {(isAhead ? "before" : "after")} "
                        + $"{Times.Rfc3339(isAhead ? certificate.NotBefore : certificate.NotAfter)}",
                ],
                Fix = node.Fixes.RenewOrAuthority(certificate),
            };
        }
    }
}
