using KubePki.Model;

namespace KubePki.Node.Kubelet;

/// <summary>
/// When kubelet asks for the certificate that follows one: between 70 and 90 % of its lifetime, at a moment that it draws anew at each
/// start (client-go, util/certificate/certificate_manager.go: nextRotationDeadline, jitteryDuration).
/// </summary>
internal static class RotationWindow
{
    private const double First = 0.7, Last = 0.9;

    /// <summary>When it opens.</summary>
    public static DateTimeOffset From(KubeCertificate certificate) => From(certificate.NotBefore, certificate.NotAfter);

    /// <summary>The same of any lifetime.</summary>
    public static DateTimeOffset From(DateTimeOffset notBefore, DateTimeOffset notAfter) => notBefore + ((notAfter - notBefore) * First);

    /// <summary>When it closes.</summary>
    public static DateTimeOffset Until(KubeCertificate certificate) => Until(certificate.NotBefore, certificate.NotAfter);

    /// <summary>The same of any lifetime.</summary>
    public static DateTimeOffset Until(DateTimeOffset notBefore, DateTimeOffset notAfter) => notBefore + ((notAfter - notBefore) * Last);
}
