using KubePki.Model;

namespace KubePki.Node.Checks.Chain;

/// <summary>CA files whose certificate may not sign: Go then takes it for no CA at all.</summary>
internal sealed class AuthorityNotUsable : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(AuthorityNotUsable), "Chain", FindingSeverity.Critical,
        "A CA certificate is not allowed to sign certificates (basic constraints, key usage).", References.Go);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var authority in node.Authorities)
        {
            if (Defect(authority) is not { } reason)
                continue;
            yield return CheckResult.In(authority,
                $"It is used as a CA, but {reason}.",
                Consequences.Of(authority.Role),
                $"Put the correct CA in {authority.NodePath}. To check what its key signed, "
                    + $"run: openssl verify -CAfile {authority.NodePath} LEAF") with
            {
                Severity = Consequences.SeverityOf(authority.Role),
                Proof =
                [
                    $"{authority.NodePath}: CA:{(authority.IsAuthority ? "TRUE" : "FALSE")}, "
                        + $"key usage {(authority.KeyUsages.Count == 0 ? "absent" : authority.KeyUsages)}, subject {authority.Subject}",
                    "Go: x509: certificate signed by unknown authority (possibly because of \"x509: invalid signature: "
                        + "parent certificate cannot sign this kind of certificate\" while trying to verify "
                        + $"candidate authority certificate \"{authority.CommonName}\")",
                ],
            };
        }
    }

    /// <summary>Why a certificate may not sign others; null when it may.</summary>
    internal static string? Defect(KubeCertificate authority)
    {
        // Certificates of version 1 know no such words, and Go takes them as roots.
        if (authority.Parsed.Version == 1)
            return null;
        if (!authority.IsAuthority)
            return "its basic constraints do not say CA:TRUE";
        return authority.KeyUsages.Count > 0 && !authority.KeyUsages.Contains("keyCertSign")
            ? $"its key usage ({authority.KeyUsages}) lacks keyCertSign"
            : null;
    }
}
