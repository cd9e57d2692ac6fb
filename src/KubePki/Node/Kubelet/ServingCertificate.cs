using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Kubelet;

/// <summary>Which certificate kubelet serves on port 10250.</summary>
internal static class ServingCertificate
{
    /// <summary>The one that the signer issued wins, then the one that is given, then the one that kubelet made for itself.</summary>
    public static KubeCertificate? Of(NodePki node)
    {
        var kubelet = node.Kubelet;
        var serving = node.Certificates.Where(certificate => certificate is { Role: PkiRoles.KubeletServer, Index: 0 }).ToList();
        var rotated = serving.Find(certificate => certificate.NodePath.EndsWith(KubeletFiles.ServerLink, StringComparison.Ordinal));
        var given = serving.Find(certificate => certificate.NodePath == kubelet?.TlsCertFile);
        // What kubelet made for itself earlier is not looked at then: without an approved request it serves nothing.
        if (kubelet?.ServerTlsBootstrap == true)
            return rotated ?? given;
        var own = $"{kubelet?.CertificateDirectory ?? PkiLayouts.KubeletPki}/{KubeletFiles.Serving}";
        // MicroK8s keeps its credential under that name, older releases what kubelet made.
        return given ?? serving.Find(certificate => certificate.NodePath == own)
            ?? node.Certificates.FirstOrDefault(certificate => certificate is { Role: PkiRoles.KubeletClient, Index: 0 }
                && certificate.NodePath == own && IsSelfMade(certificate));
    }

    /// <summary>
    /// Whether kubelet made it for itself: its issuer is a CA that nobody keeps, <c>HOST-ca@SECONDS</c> for <c>HOST@SECONDS</c>
    /// (client-go, util/cert). k3s calls its CAs alike, and not its certificates: a CA is none.
    /// </summary>
    public static bool IsSelfMade(KubeCertificate certificate) => !certificate.IsAuthority
        && certificate.Issuer.Contains("-ca@", StringComparison.Ordinal) && certificate.CommonName.Contains('@', StringComparison.Ordinal);
}
