using KubePki.Model;

namespace KubePki.Node.Checks.Validity;

/// <summary>CAs whose end is near: what they sign from now on lives shorter than it should, and kubeadm does not renew them.</summary>
internal sealed class AuthorityExpiring : NodeCheck
{
    private const int Days = 365;
    private const int UrgentDays = 90;
    private const double Share = 0.2;

    public override KubePkiCheck About { get; } = new(nameof(AuthorityExpiring), "Validity", FindingSeverity.Error,
        "A CA expires in less than a year and less than a fifth of its lifetime is left (error below 90 days).", References.Rotation);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var authority in node.Authorities
            .Where(authority => CertificateExpiring.IsAsked(authority, node) ?? IsNear(authority)))
        {
            yield return CheckResult.In(authority,
                $"The CA expires at {Times.Rfc3339(authority.NotAfter)}, in {Times.Span(authority.Remaining)}.",
                $"One-year certificates that it signs now outlive it and fail when it expires. Then: {Consequences.Of(authority.Role)}",
                Advice.Of($"Plan its renewal. {node.Guidance.RenewAuthority(authority)}")) with
            {
                Severity = authority.Remaining.TotalDays < UrgentDays ? FindingSeverity.Error : FindingSeverity.Warning,
                Proof = [$"{authority.NodePath}: NotBefore {Times.Rfc3339(authority.NotBefore)}, "
                    + $"NotAfter {Times.Rfc3339(authority.NotAfter)}, subject {authority.Subject}"],
                Fix = node.Fixes.RenewOrAuthority(authority),
            };
        }
    }

    private static bool IsNear(KubeCertificate authority) => !authority.Expired && authority.AsOf >= authority.NotBefore
        && authority.Remaining.TotalDays < Days && authority.Remaining < (authority.NotAfter - authority.NotBefore) * Share;
}
