namespace KubePki.Pki.X509;

/// <summary>
/// What stands for a private key where the key itself must not be: a block whose label says how the key was written down, and that holds
/// its
/// SubjectPublicKeyInfo, or nothing where the key was encrypted.
/// </summary>
internal static class PublicPart
{
    private const string Start = "PUBLIC PART OF ";
    private const string Encrypted = "ENCRYPTED ";

    private static readonly (string Word, string Format)[] Formats = [("RSA ", "PKCS#1"), ("EC ", "SEC1"), ("", "PKCS#8")];

    /// <summary>Whether a PEM label is that of such a block.</summary>
    public static bool IsLabel(string label) => label.StartsWith(Start, StringComparison.Ordinal);

    /// <summary>The label for a key.</summary>
    public static string LabelOf(ParsedKey key) => Start + (key.IsEncrypted ? Encrypted : "")
        + Formats.FirstOrDefault(row => row.Format == key.Format).Word + "PRIVATE KEY";

    /// <summary>What is known of the key; null when the block is none of ours.</summary>
    public static ParsedKey? Read(string label, ReadOnlySpan<byte> der)
    {
        var isEncrypted = label.AsSpan(Start.Length).StartsWith(Encrypted);
        var word = label[(Start.Length + (isEncrypted ? Encrypted.Length : 0))..];
        if (Formats.FirstOrDefault(row => word == row.Word + "PRIVATE KEY") is not { Format: { } format })
            return null;
        var known = der.IsEmpty ? null : KeyParser.Parse("PUBLIC KEY", der, out _);
        return known is null && !der.IsEmpty ? null : new ParsedKey
        {
            Format = format,
            Algorithm = known?.Algorithm,
            Size = known?.Size ?? 0,
            PublicKeyInfo = known?.PublicKeyInfo,
            IsEncrypted = isEncrypted,
            IsPublicPart = true,
        };
    }
}
