using KubePki.Issuing;
using KubePki.Model;

namespace KubePki.Repair;

/// <summary>Writes certificates one behind the other.</summary>
internal static class IssuedPem
{
    public static byte[] Write(ReadOnlySpan<byte> first, IEnumerable<KubeCertificate> others) => [.. Pem.Write("CERTIFICATE", first), .. Bundle(others)];

    public static byte[] Bundle(IEnumerable<KubeCertificate> certificates) => [.. certificates.SelectMany(certificate => Pem.Write("CERTIFICATE", certificate.Parsed.Raw.Span))];
}
