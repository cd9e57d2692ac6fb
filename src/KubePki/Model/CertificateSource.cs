namespace KubePki.Model;

/// <summary>The values of <see cref="KubeCertificate.Source"/>: where a certificate is kept.</summary>
public static class CertificateSource
{
    /// <summary>A PEM or DER file.</summary>
    public const string File = "File";

    /// <summary>The <c>client-certificate-data</c> of a kubeconfig's user.</summary>
    public const string KubeconfigUser = "KubeconfigUser";

    /// <summary>The <c>certificate-authority-data</c> of a kubeconfig's cluster.</summary>
    public const string KubeconfigCluster = "KubeconfigCluster";

    /// <summary>None: a server sent it in its handshake, and <see cref="KubeCertificate.Path"/> is the endpoint.</summary>
    public const string Served = "Served";

    /// <summary>An object of a cluster, which <see cref="KubeCertificate.Path"/> names.</summary>
    public const string Cluster = "Cluster";

    /// <summary>None: it was given as such, and <see cref="KubeCertificate.Path"/> is its fingerprint.</summary>
    public const string Given = "Given";
}
