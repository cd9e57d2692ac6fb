using System.Buffers.Binary;

namespace KubePki.Pki.X509.Go;

/// <summary>Reads addresses as Go's net.ParseIP does (RFC 4291, 2.2, without zones).</summary>
internal static class GoAddress
{
    /// <summary>The 4 or 16 octets of an address; null for anything else. IPv4-mapped addresses come as 4 octets.</summary>
    public static byte[]? Parse(string text, GoVersion go)
    {
        var stop = text.AsSpan().IndexOfAny('.', ':');
        if (stop < 0)
            return null;
        if (text[stop] == '.')
            return ParseIPv4(text);
        var octets = new byte[16];
        return !TryIPv6(text, octets, go) ? null : GoText.IsMappedIPv4(octets) ? octets[12..] : octets;
    }

    /// <summary>Whether two addresses are the same; an IPv4 address equals its IPv4-mapped form.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Shortest(a).SequenceEqual(Shortest(b));

    /// <summary>The last four octets of an IPv4-mapped address; any other as it is.</summary>
    public static ReadOnlySpan<byte> Shortest(ReadOnlySpan<byte> address) => GoText.IsMappedIPv4(address) ? address[12..] : address;

    // Four decimal numbers without leading zeros, which some read as octal.
    private static byte[]? ParseIPv4(ReadOnlySpan<char> text)
    {
        var octets = new byte[4];
        for (var i = 0; i < 4; i++)
        {
            var digits = 0;
            var value = 0;
            for (; digits < text.Length && char.IsAsciiDigit(text[digits]); digits++)
            {
                value = (value * 10) + (text[digits] - '0');
                if (value > 255)
                    return null;
            }
            if (digits == 0 || (digits > 1 && text[0] == '0'))
                return null;
            octets[i] = (byte)value;
            text = text[digits..];
            if (i == 3)
                return text.IsEmpty ? octets : null;
            if (text is not ['.', ..])
                return null;
            text = text[1..];
        }
        return null;
    }

    private static bool TryIPv6(ReadOnlySpan<char> text, Span<byte> octets, GoVersion go)
    {
        var gap = -1;
        var filled = 0;
        if (text.StartsWith("::"))
        {
            gap = 0;
            text = text[2..];
            if (text.IsEmpty)
                return true;
        }
        while (filled < 16)
        {
            if (!TryGroup(text, go, out var digits, out var group))
                return false;
            if (digits < text.Length && text[digits] == '.')
                return TryTail(text, octets, gap, ref filled) && TryExpand(octets, gap, filled);
            BinaryPrimitives.WriteUInt16BigEndian(octets[filled..], (ushort)group);
            filled += 2;
            text = text[digits..];
            if (text.IsEmpty)
                break;
            if (text[0] != ':' || text.Length == 1)
                return false;
            text = text[1..];
            if (text[0] != ':')
                continue;
            if (gap >= 0)
                return false;
            gap = filled;
            text = text[1..];
            if (text.IsEmpty)
                break;
        }
        return text.IsEmpty && TryExpand(octets, gap, filled);
    }

    // Since net/netip reads addresses (Go 1.22) a group has four digits at most; before, any number of zeros might lead.
    private static bool TryGroup(ReadOnlySpan<char> text, GoVersion go, out int digits, out int group)
    {
        group = 0;
        for (digits = 0; digits < text.Length && char.IsAsciiHexDigit(text[digits]); digits++)
        {
            group = (group << 4) | Convert.ToInt32(text[digits].ToString(), 16);
            if (group > 0xffff || (digits > 3 && go.Minor >= 22))
                return false;
        }
        return digits > 0;
    }

    // The last four octets may be written as an IPv4 address.
    private static bool TryTail(ReadOnlySpan<char> text, Span<byte> octets, int gap, ref int filled)
    {
        if ((gap < 0 && filled != 12) || filled + 4 > 16 || ParseIPv4(text) is not { } tail)
            return false;
        tail.CopyTo(octets[filled..]);
        filled += 4;
        return true;
    }

    // "::" stands for one group of zeros at least.
    private static bool TryExpand(Span<byte> octets, int gap, int filled)
    {
        if (filled == 16)
            return gap < 0;
        if (gap < 0)
            return false;
        var after = filled - gap;
        octets[gap..filled].CopyTo(octets[(16 - after)..]);
        octets[gap..(16 - after)].Clear();
        return true;
    }
}
