using KubePki.Model;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Validity;

/// <summary>
/// Certificates whose end is near, by days and by share of their lifetime, so that short-lived ones are not told every day.
/// </summary>
internal sealed class CertificateExpiring : NodeCheck
{
    private const int Days = 30;
    private const double Share = 0.2;
    private const int UrgentDays = 7;

    // kubelet renews when 70 to 90 % of the lifetime are over: with less than 10 % left it has failed to.
    private const double KubeletShare = 0.1;

    public override KubePkiCheck About { get; } = new(nameof(CertificateExpiring), "Validity", FindingSeverity.Error,
        "A certificate expires in less than 30 days and less than a fifth of its lifetime is left (error "
            + "below 7 days). For kubelet: less than a tenth.",
        References.Renewal);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var certificate in node.Leaves
            .Where(certificate => certificate.Role != PkiRoles.KubeletConf || certificate.Source == CertificateSource.KubeconfigUser))
        {
            if (IsAsked(certificate, node) ?? IsNear(certificate))
                yield return Expiring(certificate, node, Consequences.Of(certificate.Role),
                    node.Guidance.Renew(certificate.Role, certificate.NodePath));
        }
        if (node.Kubelet?.Certificate is not { Source: CertificateSource.File } credential)
            yield break;
        // Where a distribution renews it, kubelet does not.
        var runner = node.Guidance.RunnerOf(PkiRoles.KubeletConf, credential.NodePath);
        if (!(IsAsked(credential, node)
            ?? (runner is { Elsewhere: null } ? IsNear(credential) : IsNear(credential, KubeletShare))))
            yield break;
        if (runner is not null)
        {
            yield return Expiring(credential, node, Consequences.Of(PkiRoles.KubeletConf),
                node.Guidance.Renew(PkiRoles.KubeletConf, credential.NodePath));
        }
        else if (KubeletCredentialPinned.PinnedOf(node) is null)
        {
            yield return Expiring(credential, node,
                "kubelet should have renewed it after 70 to 90 % of its lifetime. When it expires, the node becomes NotReady.",
                $"kubectl get csr: approve pending requests. Check that rotateCertificates is on and that the controller "
                    + $"manager signs (journalctl -u kubelet | kubepki logs).");
        }
    }

    /// <summary>Whether it expires within the time that was asked for; null when none was.</summary>
    internal static bool? IsAsked(KubeCertificate certificate, NodeView node) => node.Pki.ExpiresWithin is not { } asked ? null
        : certificate.Status is CertificateStatus.Valid or CertificateStatus.Expiring
            && asked.Covers(certificate.NotBefore, certificate.NotAfter, certificate.AsOf);

    /// <summary>Whether kubelet's own credential, a pem or one that is embedded, is so near its end that it is told.</summary>
    internal static bool IsNearOfKubelet(KubeCertificate credential) =>
        credential.Source == CertificateSource.File ? IsNear(credential, KubeletShare) : IsNear(credential);

    private static bool IsNear(KubeCertificate certificate) =>
        IsNear(certificate, Share) && certificate.Remaining.TotalDays < Days;

    private static bool IsNear(KubeCertificate certificate, double share) =>
        certificate.Status is CertificateStatus.Valid or CertificateStatus.Expiring
            && certificate.Remaining < (certificate.NotAfter - certificate.NotBefore) * share;

    private static CheckResult Expiring(KubeCertificate certificate, NodeView node, string why, Advice remedy) =>
        CheckResult.In(certificate,
            $"It expires at {Times.Rfc3339(certificate.NotAfter)}, in {Times.Span(certificate.Remaining)}.", $"Then: {why}", remedy) with
        {
            Severity = certificate.Remaining.TotalDays < UrgentDays ? FindingSeverity.Error : FindingSeverity.Warning,
            Proof = [$"{certificate.NodePath}: NotBefore {Times.Rfc3339(certificate.NotBefore)}, "
                + $"NotAfter {Times.Rfc3339(certificate.NotAfter)}, subject {certificate.Subject}"],
            Fix = node.Fixes.Renew(certificate),
        };
}
