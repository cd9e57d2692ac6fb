using KubePki.Model;

namespace KubePki.Checks.Kubeconfigs;

/// <summary>Copies of admin.conf that stayed behind when it was renewed.</summary>
internal sealed class StaleKubeconfigCopy : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(StaleKubeconfigCopy), "Kubeconfig", FindingSeverity.Warning,
        "A copy of admin.conf, ~/.kube/config for one, holds an older credential than admin.conf.", References.Renewal);

    public override IEnumerable<Found> Look(NodeView node)
    {
        foreach (var copy in node.Kubeconfigs.Where(NodeView.IsPersonal))
        {
            foreach (var user in copy.Users)
            {
                if (user.Certificate is { } certificate && OriginalOf(node, copy, certificate) is { } original)
                    yield return Stale(original, copy, certificate);
            }
        }
    }

    /// <summary>The kubeconfig of which a person's is an older copy: the same user by the same CA, and a later end. Names alone say little, every cluster has them.</summary>
    internal static Kubeconfig? OriginalOf(NodeView node, Kubeconfig copy, KubeCertificate certificate) => !NodeView.IsPersonal(copy) ? null
        : node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role is "admin.conf" or "super-admin.conf" && kubeconfig.Certificate is { Authority: not null } original
            && original.CommonName == certificate.CommonName && original.Authority == certificate.Authority && original.Fingerprint != certificate.Fingerprint && certificate.NotAfter < original.NotAfter);

    /// <summary>How to put admin.conf in the place of a copy without losing what else a person keeps there.</summary>
    internal static string Replace(Kubeconfig copy, Kubeconfig original) => copy.Contexts.Count <= 1 ? $"cp {original.NodePath} {copy.NodePath}"
        : $"KUBECONFIG={original.NodePath}:{copy.NodePath} kubectl config view --flatten > {copy.NodePath}.new && mv {copy.NodePath}.new {copy.NodePath}  # it has other contexts, too, so the two are merged";

    private static Found Stale(Kubeconfig original, Kubeconfig copy, KubeCertificate certificate) => Found.In(copy,
        $"It holds an older credential of {certificate.CommonName} than {original.NodePath}; it ends at {Times.Date(certificate.NotAfter)}, that of the original at {Times.Date(original.Certificate!.NotAfter)}.",
        certificate.Expired ? "kubectl with it says \"You must be logged in to the server (Unauthorized)\", though the cluster was repaired." : "kubectl with it stops working on that day, though admin.conf was renewed.",
        Replace(copy, original)) with
    {
        Certificate = certificate,
        Proof =
        [
            $"{copy.NodePath}: {certificate.Subject}, serial {certificate.SerialNumber}, NotAfter {Times.Date(certificate.NotAfter)}",
            $"{original.NodePath}: {original.Certificate!.Subject}, serial {original.Certificate.SerialNumber}, NotAfter {Times.Date(original.Certificate!.NotAfter)}",
        ],
        CanRepair = true,
    };
}
