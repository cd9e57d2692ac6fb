namespace KubePki.Cluster.Csr.Policy;

/// <summary>Base64 as people and programs write hashes and keys: either alphabet (RFC 4648, 4 and 5), with or without fillers.</summary>
internal static class Base64Text
{
    /// <summary>The bytes; null when it is none.</summary>
    public static byte[]? Decode(string text)
    {
        var plain = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var padded = plain.PadRight((plain.Length + 3) / 4 * 4, '=');
        var octets = new byte[padded.Length / 4 * 3];
        return !text.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(padded, octets, out var written) ? octets[..written] : null;
    }
}
