using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Kubelet;

/// <summary>Which certificate kubelet serves on port 10250.</summary>
internal static class ServingCertificate
{
    /// <summary>The certificate; null when none was read.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    public static KubeCertificate? Of(NodePki node)
    {
        var own = OwnOf(node);
        return Files(node).Select(path => node.Certificates.FirstOrDefault(certificate => certificate.Index == 0
            && certificate.NodePath == path && (certificate.Role == PkiRoles.KubeletServer
                // MicroK8s keeps its credential under that name, older releases what kubelet made.
                || (certificate.Role == PkiRoles.KubeletClient && path == own && IsSelfMade(certificate)))))
            .FirstOrDefault(certificate => certificate is not null);
    }

    /// <summary>
    /// The file of it, as a path of the node; null when nothing tells of one. It may be missing, or a link that leads nowhere.
    /// </summary>
    /// <param name="node">The snapshot of the whole node.</param>
    public static string? PathOf(NodePki node) => Files(node).FirstOrDefault(path => path == node.Kubelet?.TlsCertFile
        || node.Certificates.Any(certificate => certificate.NodePath == path)
        || node.Kubelet?.Links.Any(link => link.NodePath == path) == true);

    // The one that the signer issued wins, then the one that is given, then the one that kubelet made for itself. What it made earlier is
    // not looked at when it asks the signer: without an approved request it serves nothing.
    private static IEnumerable<string> Files(NodePki node)
    {
        var bootstraps = node.Kubelet?.ServerTlsBootstrap == true;
        if (bootstraps)
            yield return $"{DirectoryOf(node)}/{KubeletFiles.ServerLink}";
        if (node.Kubelet?.TlsCertFile is { } given)
            yield return given;
        if (!bootstraps)
            yield return OwnOf(node);
    }

    private static string OwnOf(NodePki node) => $"{DirectoryOf(node)}/{KubeletFiles.Serving}";

    private static string DirectoryOf(NodePki node) => node.Kubelet?.CertificateDirectory ?? PkiLayouts.KubeletPki;

    /// <summary>
    /// Whether kubelet made it for itself: its issuer is a CA that nobody keeps, <c>HOST-ca@SECONDS</c> for <c>HOST@SECONDS</c>
    /// (client-go, util/cert). k3s calls its CAs alike, and not its certificates: a CA is none.
    /// </summary>
    public static bool IsSelfMade(KubeCertificate certificate) => !certificate.IsAuthority
        && certificate.Issuer.Contains("-ca@", StringComparison.Ordinal) && certificate.CommonName.Contains('@', StringComparison.Ordinal);
}
