namespace KubePki.Pki.X509;

/// <summary>The names of RFC 5280 for key usages and extended key usages.</summary>
internal static class UsageNames
{
    private static readonly string[] KeyUsages =
    [
        "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
        "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly",
    ];

    /// <summary>The names of the bits that are set.</summary>
    public static IEnumerable<string> FromBits(int bits)
    {
        for (var bit = 0; bit < KeyUsages.Length; bit++)
        {
            if ((bits & (1 << bit)) != 0)
                yield return KeyUsages[bit];
        }
    }

    /// <summary>The name of an extended key usage, or its dotted OID.</summary>
    public static string Extended(ReadOnlySpan<byte> oid) => oid switch
    {
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01] => "serverAuth",
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02] => "clientAuth",
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x03] => "codeSigning",
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x04] => "emailProtection",
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08] => "timeStamping",
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x09] => "OCSPSigning",
        [0x55, 0x1d, 0x25, 0x00] => "any",
        _ => Oid.Dotted(oid),
    };

    /// <summary>The dotted OID of an extended key usage, by its name or by itself.</summary>
    public static string OidOf(string usage) => usage switch
    {
        "serverAuth" => "1.3.6.1.5.5.7.3.1",
        "clientAuth" => "1.3.6.1.5.5.7.3.2",
        "codeSigning" => "1.3.6.1.5.5.7.3.3",
        "emailProtection" => "1.3.6.1.5.5.7.3.4",
        "timeStamping" => "1.3.6.1.5.5.7.3.8",
        "OCSPSigning" => "1.3.6.1.5.5.7.3.9",
        "any" => "2.5.29.37.0",
        _ => usage,
    };
}
