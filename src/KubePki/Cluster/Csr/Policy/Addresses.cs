using System.Globalization;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>Addresses and names in the one form in which they are compared.</summary>
internal static class Addresses
{
    /// <summary>The 4 or 16 bytes of an address, IPv4-mapped ones as 4; null for anything else.</summary>
    public static byte[]? Parse(string text) => GoAddress.Parse(text, GoVersion.Newest);

    /// <summary>An address as Go prints it, so that equal addresses are equal texts.</summary>
    public static string Text(ReadOnlySpan<byte> octets) => GoText.Address(octets);

    /// <summary>A DNS name in lower case and without the dot of the root.</summary>
    public static string Name(string text)
    {
        var lower = text.ToLowerInvariant();
        return lower.Length > 1 && lower[^1] == '.' ? lower[..^1] : lower;
    }

    /// <summary>Reads an address range, <c>10.96.0.0/12</c> or <c>fd00::/8</c>, or one address.</summary>
    public static bool TryRange(string text, out AddressRange range)
    {
        range = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (Parse(slash < 0 ? text : text[..slash]) is not { } octets)
            return false;
        var bits = octets.Length * 8;
        var prefix = bits;
        if (slash >= 0
            && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
            return false;
        range = new AddressRange(octets, prefix);
        return true;
    }
}
