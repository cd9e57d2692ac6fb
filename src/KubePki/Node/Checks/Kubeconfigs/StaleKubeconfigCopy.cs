using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubeconfigs;

/// <summary>Copies of admin.conf that stayed behind when it was renewed.</summary>
internal sealed class StaleKubeconfigCopy : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(StaleKubeconfigCopy), "Kubeconfig", FindingSeverity.Warning,
        "A copy of admin.conf, such as ~/.kube/config, contains an older credential than admin.conf.", References.Renewal);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var copy in node.Kubeconfigs.Where(NodeView.IsPersonal))
        {
            foreach (var user in copy.Users)
            {
                if (user.Certificate is { } certificate && OriginalOf(node, copy, certificate) is { } original)
                    yield return Stale(node, original, copy, certificate);
            }
        }
    }

    /// <summary>
    /// The kubeconfig of which a person's is an older copy: the same user by the same CA, and a later end. Names alone say little, every
    /// cluster has them.
    /// </summary>
    internal static Kubeconfig? OriginalOf(NodeView node, Kubeconfig copy, KubeCertificate certificate) => !NodeView.IsPersonal(copy) ? null
        : node.Kubeconfigs.FirstOrDefault(kubeconfig => PkiRoles.Of(kubeconfig.Role).IsCopiedByPeople
            && kubeconfig.Certificate is { Authority: not null } original
            && original.CommonName == certificate.CommonName && original.Authority == certificate.Authority
            && original.Fingerprint != certificate.Fingerprint && certificate.NotAfter < original.NotAfter);

    /// <summary>
    /// How a copy is brought up to date: by its name, and only when its holder has proved to be one. Copying files would give a credential
    /// away.
    /// </summary>
    internal static Advice Refresh(Kubeconfig copy) =>
        Advice.Of($"kubepki repair kubeconfig --path {copy.NodePath}  # it renews a credential only if its key is in the file");

    private static CheckResult Stale(NodeView node, Kubeconfig original, Kubeconfig copy, KubeCertificate certificate) =>
        CheckResult.In(copy,
            $"It contains an older credential of {certificate.CommonName} than {original.NodePath}; "
                + $"it expires on {Times.Date(certificate.NotAfter)}, the original on {Times.Date(original.Certificate!.NotAfter)}.",
            certificate.Expired
                ? "kubectl fails with \"You must be logged in to the server (Unauthorized)\" although the cluster was repaired."
                : "kubectl stops working with it on that day although admin.conf was renewed.",
            Refresh(copy)) with
        {
            Certificate = certificate,
            Severity = certificate.Expired && copy.Certificate?.Fingerprint == certificate.Fingerprint ? FindingSeverity.Error
                : FindingSeverity.Warning,
            Proof =
            [
                $"{copy.NodePath}: {certificate.Subject}, serial {certificate.SerialNumber}, NotAfter {Times.Date(certificate.NotAfter)}",
                $"{original.NodePath}: {original.Certificate!.Subject}, serial {original.Certificate.SerialNumber}, "
                    + $"NotAfter {Times.Date(original.Certificate!.NotAfter)}",
            ],
            Fix = node.Fixes.Refresh(copy, KubeconfigPart.Credential),
        };
}
