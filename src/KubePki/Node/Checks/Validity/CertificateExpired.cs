using KubePki.Model;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Validity;

/// <summary>
/// Certificates in files that are past their end. Kubelet's own and those in kubeconfigs have checks that know more of them.
/// </summary>
internal sealed class CertificateExpired : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(CertificateExpired), "Validity", FindingSeverity.Critical,
        "A certificate in a file has expired.", References.Renewal);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        var all = node.Guidance.RenewAll([.. node.Leaves.Where(leaf => leaf.Expired)]);
        foreach (var certificate in node.Pki.Certificates.Where(IsAsked)
            // What a CA has signed comes after it.
            .OrderByDescending(certificate => Consequences.SeverityOf(certificate.Role))
            .ThenByDescending(certificate => NodeView.KindOf(certificate) == PkiRoleKind.Authority))
        {
            var isAuthority = NodeView.KindOf(certificate) == PkiRoleKind.Authority;
            yield return CheckResult.In(certificate,
                $"It expired at {Times.Rfc3339(certificate.NotAfter)}, {Times.Span(certificate.Remaining)} ago.",
                Consequences.Of(certificate.Role),
                isAuthority
                    ? node.Guidance.RenewAuthority(certificate)
                    : (certificate.Role is null ? null : all) ?? node.Guidance.Renew(certificate.Role, certificate.NodePath)) with
            {
                Severity = Consequences.SeverityOf(certificate.Role),
                Proof = ProofOf(certificate, node),
                Fix = node.Fixes.RenewOrAuthority(certificate),
            };
        }
    }

    private static bool IsAsked(KubeCertificate certificate) =>
        // Of a key that signs tokens only the key counts, though guides put it into a certificate.
        certificate is { Source: CertificateSource.File, Expired: true, IsNeverValid: false }
            && NodeView.KindOf(certificate) != PkiRoleKind.KeyPair && !ServingCertificate.IsSelfMade(certificate)
            // What kubelet does not rotate itself is no affair of kubelet's checks.
            && (!NodeView.IsOfKubelet(certificate) || (PkiLayouts.RunnerOf(certificate.NodePath) is { IsSelfManaged: true }
                && !KubeletFiles.IsDated(certificate.NodePath) && !KubeletFiles.IsLink(certificate.NodePath)));

    private static IEnumerable<string> ProofOf(KubeCertificate certificate, NodeView node)
    {
        yield return $"{certificate.NodePath}: NotAfter {Times.Rfc3339(certificate.NotAfter)}, "
            + $"serial {certificate.SerialNumber}, subject {certificate.Subject}";
        yield return "Go: x509: certificate has expired or is not yet valid: "
            + $"current time {Times.Rfc3339(node.AsOf)} is after {Times.Rfc3339(certificate.NotAfter)}";
        var authority = node.Authorities.FirstOrDefault(authority => authority.Role == PkiRoles.Find(certificate.Role)?.Authority);
        if (authority is not null)
            yield return $"{authority.NodePath}: "
                + $"its CA {(authority.Expired ? "also expired at" : "is valid until")} {Times.Rfc3339(authority.NotAfter)}";
        if (certificate.Role is not null && node.Guidance.IsOfKubeadm
            && node.Kubelet?.Certificate is { Expired: true, Source: CertificateSource.KubeconfigUser } kubelet)
            yield return $"{kubelet.NodePath}: kubelet's credential has expired, too, and \"kubeadm certs renew all\" does not renew it; "
                + "\"kubeadm init phase certs all\" skips existing files";
    }
}
