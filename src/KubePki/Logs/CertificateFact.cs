using KubePki.Model;

namespace KubePki.Logs;

/// <summary>What is said of a certificate in a proof.</summary>
internal static class CertificateFact
{
    /// <summary>Where it lies: path, and the entry of a kubeconfig.</summary>
    public static string Place(KubeCertificate certificate) =>
        certificate.Entry is { } entry ? $"{certificate.NodePath} ({entry})" : certificate.NodePath;

    public static string Lifetime(KubeCertificate certificate) =>
        $"{Place(certificate)}: {certificate.Subject}, {Times.Rfc3339(certificate.NotBefore)} to {Times.Rfc3339(certificate.NotAfter)}";

    public static string Key(KubeCertificate certificate) =>
        $"{Place(certificate)}: {certificate.Subject}, public key sha256:{certificate.PublicKeyHash}";
}
