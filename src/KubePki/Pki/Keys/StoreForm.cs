using KubePki.Pki.X509;

namespace KubePki.Pki.Keys;

/// <summary>Tells structures that hold several certificates from single ones. They may be in BER, as they stream.</summary>
internal static class StoreForm
{
    public const string Pkcs7 = "PKCS#7";

    public const string Pkcs12 = "PKCS#12";

    private static ReadOnlySpan<byte> SignedData => [DerTag.Oid, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

    // PFX, version 3, then its authenticated safe.
    private static ReadOnlySpan<byte> Version3 => [DerTag.Integer, 1, 3, DerTag.Sequence];

    /// <summary>What a structure is, by its first octets; null when it is neither.</summary>
    public static string? Of(ReadOnlySpan<byte> octets)
    {
        if (octets is not [DerTag.Sequence, var length, ..])
            return null;
        var content = octets[Math.Min(octets.Length, length > 0x80 ? 2 + (length & 0x7f) : 2)..];
        return content.StartsWith(SignedData) ? Pkcs7 : content.StartsWith(Version3) ? Pkcs12 : null;
    }

    /// <summary>Whether a PEM label is one of a PKCS#7 or PKCS#12 structure.</summary>
    public static bool IsLabel(string label) => label is "PKCS7" or "PKCS #7 SIGNED DATA" or "CMS" or "PKCS12";
}
