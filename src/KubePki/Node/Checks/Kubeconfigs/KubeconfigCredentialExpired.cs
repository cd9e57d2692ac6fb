using KubePki.Model;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubeconfigs;

/// <summary>Client certificates inside kubeconfigs that are past their end.</summary>
internal sealed class KubeconfigCredentialExpired : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KubeconfigCredentialExpired), "Kubeconfig", FindingSeverity.Critical,
        "The client certificate of a kubeconfig has expired.", References.Renewal);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var kubeconfig in node.Kubeconfigs.OrderByDescending(kubeconfig => Consequences.SeverityOf(kubeconfig.Role)))
        {
            var users = kubeconfig.UsersWhose(certificate => certificate.Expired);
            foreach (var user in kubeconfig.Users
                .Where(user => user.Certificate is { Expired: true, IsNeverValid: false } certificate && !IsKubeletsPem(kubeconfig, user)
                    // The server takes a token beside it.
                    && user.Credentials.Count == 1
                    && StaleKubeconfigCopy.OriginalOf(node, kubeconfig, certificate) is null))
                yield return Expired(node, kubeconfig, user, user.Certificate!, users);
        }
    }

    // What lies in kubelet's directory is judged with all that kubelet has.
    private static bool IsKubeletsPem(Kubeconfig kubeconfig, KubeconfigUser user) =>
        kubeconfig.Role == PkiRoles.KubeletConf && user.CredentialKind == CredentialKinds.CertificateFile;

    private static CheckResult Expired(
        NodeView node, Kubeconfig kubeconfig, KubeconfigUser user, KubeCertificate certificate, TextList users)
    {
        var isCurrent = user.Name == kubeconfig.User;
        return CheckResult.In(kubeconfig,
            $"The client certificate of user {user.Name} expired at "
                + $"{Times.Rfc3339(certificate.NotAfter)}, {Times.Span(certificate.Remaining)} ago.",
            kubeconfig.Role is null
                ? "kubectl fails with \"You must be logged in to the server (Unauthorized)\"."
                : Consequences.Of(kubeconfig.Role),
            kubeconfig.Role is null
                ? RemedyOf(node, kubeconfig, certificate)
                : node.Guidance.Renew(kubeconfig.Role, kubeconfig.NodePath)) with
        {
            Severity = isCurrent ? Consequences.OfLockOut(kubeconfig.Role) : FindingSeverity.Warning,
            Certificate = certificate,
            Proof =
            [
                $"{kubeconfig.NodePath}: user {user.Name}, {certificate.Subject}, NotAfter {Times.Rfc3339(certificate.NotAfter)}",
                "Go: x509: certificate has expired or is not yet valid: "
                    + $"current time {Times.Rfc3339(node.AsOf)} is after {Times.Rfc3339(certificate.NotAfter)}",
                .. kubeconfig.Role == PkiRoles.KubeletConf ? [KubeletJudge.LeftOut] : Array.Empty<string>(),
            ],
            Fix = node.Fixes.Renew(kubeconfig, certificate, users),
        };
    }

    // A person's kubeconfig may hold credentials of other clusters, and of other users than the admin.
    private static Advice RemedyOf(NodeView node, Kubeconfig kubeconfig, KubeCertificate certificate)
    {
        var admin = node.Kubeconfigs
            .FirstOrDefault(other => other.Role == PkiRoles.AdminConf && other.Certificate?.CommonName == certificate.CommonName);
        return admin is null || certificate.Authority is null
            ? Advice.Of($"Get a new credential for {certificate.CommonName} from the issuer of this one.")
            : StaleKubeconfigCopy.Refresh(kubeconfig);
    }
}
