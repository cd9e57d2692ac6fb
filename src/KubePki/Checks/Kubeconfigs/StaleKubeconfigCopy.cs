using KubePki.Model;

namespace KubePki.Checks.Kubeconfigs;

/// <summary>Copies of admin.conf that stayed behind when it was renewed.</summary>
internal sealed class StaleKubeconfigCopy : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(StaleKubeconfigCopy), "Kubeconfig", FindingSeverity.Warning,
        "A copy of admin.conf, ~/.kube/config for one, holds an older credential or another CA than admin.conf.", References.Renewal);

    public override IEnumerable<Found> Look(NodeView node)
    {
        foreach (var original in node.Kubeconfigs.Where(kubeconfig => kubeconfig.Role is "admin.conf" or "super-admin.conf" && kubeconfig.Certificate is not null))
        {
            foreach (var copy in node.Kubeconfigs.Where(kubeconfig => NodeView.IsPersonal(kubeconfig) && kubeconfig.NodePath != original.NodePath))
            {
                foreach (var user in copy.Users.Where(user => IsOlder(user.Certificate, original.Certificate!)))
                    yield return Stale(original, copy, user.Certificate!);
            }
        }
    }

    private static bool IsOlder(KubeCertificate? copy, KubeCertificate original) =>
        copy is not null && copy.CommonName == original.CommonName && copy.Fingerprint != original.Fingerprint && copy.NotAfter < original.NotAfter && copy.Issuer == original.Issuer;

    private static Found Stale(Kubeconfig original, Kubeconfig copy, KubeCertificate certificate) => Found.In(copy,
        $"It holds an older credential of {certificate.CommonName} than {original.NodePath}; it ends at {certificate.NotAfter:yyyy-MM-dd}, that of the original at {original.NotAfter:yyyy-MM-dd}.",
        certificate.Expired ? "kubectl with it says \"You must be logged in to the server (Unauthorized)\", though the cluster was repaired." : "kubectl with it stops working on that day, though admin.conf was renewed.",
        $"cp {original.NodePath} {copy.NodePath}") with
    {
        Certificate = certificate,
        Proof =
        [
            $"{copy.NodePath}: {certificate.Subject}, serial {certificate.SerialNumber}, NotAfter {certificate.NotAfter:yyyy-MM-dd}",
            $"{original.NodePath}: {original.Certificate!.Subject}, serial {original.Certificate.SerialNumber}, NotAfter {original.NotAfter:yyyy-MM-dd}",
        ],
        CanRepair = true,
    };
}
