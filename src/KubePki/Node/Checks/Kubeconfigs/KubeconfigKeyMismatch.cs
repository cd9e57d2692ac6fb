using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubeconfigs;

/// <summary>Kubeconfigs whose key is missing, or not that of their certificate.</summary>
internal sealed class KubeconfigKeyMismatch : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KubeconfigKeyMismatch), "Kubeconfig", FindingSeverity.Critical,
        "The private key in a kubeconfig is missing or does not match its certificate.", References.Kubeconfig);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var kubeconfig in node.Kubeconfigs)
        {
            var users = kubeconfig.UsersWhose(certificate => certificate.KeyMatches != true);
            foreach (var user in kubeconfig.Users.Where(user =>
                user.Certificate is { KeyMatches: not true } certificate && (certificate.KeyMatches == false || !certificate.HasKey)))
            {
                if (kubeconfig.Role == PkiRoles.KubeletConf && user.CredentialKind == CredentialKinds.CertificateFile)
                    continue;
                yield return Mismatch(node, kubeconfig, user, user.Certificate!, users);
            }
        }
    }

    private static CheckResult Mismatch(
        NodeView node, Kubeconfig kubeconfig, KubeconfigUser user, KubeCertificate certificate, TextList users) =>
        CheckResult.In(kubeconfig,
            certificate.HasKey
                ? $"The key of user {user.Name} does not match the certificate."
                : $"There is no key for the certificate of user {user.Name}.",
            $"Its client does not start. {(kubeconfig.Role is null ? "" : Consequences.Of(kubeconfig.Role))}".TrimEnd(),
            kubeconfig.Role is null ? Advice.Of($"Restore it, or get a new credential: a certificate is useless without its key.")
                : node.Guidance.Renew(kubeconfig.Role, kubeconfig.NodePath)) with
        {
            Severity = kubeconfig.Role is not null ? Consequences.OfLockOut(kubeconfig.Role)
                : user.Name == kubeconfig.User ? FindingSeverity.Error : FindingSeverity.Warning,
            Certificate = certificate,
            Proof =
            [
                $"{kubeconfig.NodePath}: user {user.Name}, {certificate.Subject}, "
                    + "public key "
                    + $"sha256:{certificate.PublicKeyHash}{(certificate.KeyPath is null ? "" : $", key in {certificate.KeyPath}")}",
                certificate.HasKey ? "Go: tls: private key does not match public key" : "Go: tls: failed to find any PEM data in key input",
            ],
            Fix = node.Fixes.Renew(kubeconfig, certificate, users),
        };
}
