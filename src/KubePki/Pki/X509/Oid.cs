using System.Globalization;
using System.Text;

namespace KubePki.Pki.X509;

/// <summary>Object identifiers as their content octets, which is how they are compared.</summary>
internal static class Oid
{
    public static ReadOnlySpan<byte> Rsa => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    public static ReadOnlySpan<byte> RsaPss => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
    public static ReadOnlySpan<byte> Mgf1 => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
    public static ReadOnlySpan<byte> Ec => [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    public static ReadOnlySpan<byte> Dsa => [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01];
    public static ReadOnlySpan<byte> Ed25519 => [0x2b, 0x65, 0x70];
    public static ReadOnlySpan<byte> X25519 => [0x2b, 0x65, 0x6e];
    public static ReadOnlySpan<byte> ExtensionRequest => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e];
    public static ReadOnlySpan<byte> AuthorityInfoAccess => [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01];
    public static ReadOnlySpan<byte> Sha256 => [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    public static ReadOnlySpan<byte> Sha384 => [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];
    public static ReadOnlySpan<byte> Sha512 => [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];

    /// <summary>Whether each part fits 31 bits and, when asked, has no leading zero septet.</summary>
    public static bool IsValid(ReadOnlySpan<byte> oid, bool minimal)
    {
        if (oid.IsEmpty)
            return false;
        long part = 0;
        var first = true;
        foreach (var octet in oid)
        {
            if ((minimal && first && octet == 0x80) || part >= 1 << (31 - 7))
                return false;
            part = (part << 7) | (long)(octet & 0x7f);
            first = (octet & 0x80) == 0;
            if (first)
                part = 0;
        }
        return first;
    }

    /// <summary>Whether each part, of whatever size, is whole and has no leading zero septet.</summary>
    public static bool IsMinimal(ReadOnlySpan<byte> oid)
    {
        var first = true;
        foreach (var octet in oid)
        {
            if (first && octet == 0x80)
                return false;
            first = (octet & 0x80) == 0;
        }
        return first && !oid.IsEmpty;
    }

    /// <summary>Without the leading zero septets that Go took up to 1.20, so that octets compare as the parts do.</summary>
    public static ReadOnlySpan<byte> Shortest(ReadOnlySpan<byte> oid)
    {
        if (!oid.Contains((byte)0x80))
            return oid;
        var shortest = new List<byte>(oid.Length);
        var first = true;
        foreach (var octet in oid)
        {
            if (first && octet == 0x80)
                continue;
            shortest.Add(octet);
            first = (octet & 0x80) == 0;
        }
        return shortest.ToArray();
    }

    /// <summary>The dotted form, <c>1.2.840.113549.1.1.1</c>.</summary>
    public static string Dotted(ReadOnlySpan<byte> oid)
    {
        var text = new StringBuilder();
        long part = 0;
        foreach (var octet in oid)
        {
            part = (part << 7) | (long)(octet & 0x7f);
            if ((octet & 0x80) != 0)
                continue;
            if (text.Length == 0)
            {
                var root = Math.Min(part / 40, 2);
                text.Append(CultureInfo.InvariantCulture, $"{root}.{part - (root * 40)}");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $".{part}");
            }
            part = 0;
        }
        return text.ToString();
    }
}
