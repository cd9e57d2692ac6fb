using System.Globalization;
using KubePki.Model;

namespace KubePki.Node.Forecast;

/// <summary>What is kept of a certificate that ends: there may be thousands.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Issuer">The issuer.</param>
/// <param name="SerialNumber">The serial number in hexadecimal.</param>
/// <param name="Key">The key's algorithm and size; null when they are not known.</param>
/// <param name="Status">A value of <see cref="CertificateStatus"/>.</param>
internal sealed record ForecastCertificate(string Subject, string Issuer, string SerialNumber, string? Key, string Status)
{
    /// <summary>What is kept of a certificate.</summary>
    public static ForecastCertificate Of(KubeCertificate certificate) =>
        new(certificate.Subject, certificate.Issuer, certificate.SerialNumber, KeyOf(certificate), certificate.Status);

    /// <summary>The algorithm and the size of a certificate's key: <c>RSA 2048</c>.</summary>
    public static string? KeyOf(KubeCertificate certificate) => certificate.KeyAlgorithm is not { } algorithm ? null
        : certificate.KeySize == 0 ? algorithm : string.Create(CultureInfo.InvariantCulture, $"{algorithm} {certificate.KeySize}");
}
