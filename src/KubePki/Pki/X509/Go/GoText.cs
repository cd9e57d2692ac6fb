using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace KubePki.Pki.X509.Go;

/// <summary>Texts as Go's fmt and net packages print them.</summary>
internal static class GoText
{
    /// <summary>A string in double quotes, as <c>%q</c> prints one. It holds one character for each byte.</summary>
    public static string Quote(string octets) => Quote(Encoding.Latin1.GetBytes(octets));

    /// <summary>A string in double quotes, as <c>%q</c> prints one: what is printable UTF-8 as it is, the rest escaped.</summary>
    public static string Quote(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder("\"");
        while (!utf8.IsEmpty)
        {
            var isValid = Rune.DecodeFromUtf8(utf8, out var rune, out var length) == OperationStatus.Done;
            if (isValid && TryAscii(rune.Value, out var ascii))
                text.Append(ascii);
            else if (!isValid || rune.IsAscii)
                text.Append(CultureInfo.InvariantCulture, $"\\x{utf8[0]:x2}");
            else if (IsPrintable(rune))
                text.Append(rune.ToString());
            else
                text.Append(rune.Value > 0xffff ? "\\U" : "\\u")
                    .Append(rune.Value.ToString(rune.Value > 0xffff ? "x8" : "x4", CultureInfo.InvariantCulture));
            utf8 = utf8[(isValid ? length : 1)..];
        }
        return text.Append('"').ToString();
    }

    private static bool TryAscii(int value, out string text)
    {
        text = value > '\x7f' ? "" : (char)value switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\a' => "\\a",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\v' => "\\v",
            < ' ' or '\x7f' => "",
            var c => c.ToString(),
        };
        return text.Length > 0;
    }

    // Letters, marks, numbers, punctuation and symbols.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is <= UnicodeCategory.OtherNumber
        or (>= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherSymbol);

    /// <summary>An address of 4 or 16 octets, as net.IP prints it: IPv4-mapped ones as IPv4 (RFC 5952 otherwise).</summary>
    public static string Address(ReadOnlySpan<byte> address)
    {
        if (address.Length == 4 || IsMappedIPv4(address))
        {
            var v4 = address[^4..];
            return string.Create(CultureInfo.InvariantCulture, $"{v4[0]}.{v4[1]}.{v4[2]}.{v4[3]}");
        }
        return address.Length == 16 ? IPv6(address) : "?" + Hex.Lower(address);
    }

    public static bool IsMappedIPv4(ReadOnlySpan<byte> address) =>
        address is [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, _, _, _, _];

    private static string IPv6(ReadOnlySpan<byte> address)
    {
        var (start, length) = LongestZeroRun(address);
        var text = new StringBuilder();
        for (var group = 0; group < 8; group++)
        {
            if (group == start)
            {
                text.Append("::");
                group += length - 1;
                continue;
            }
            if (text.Length > 0 && text[^1] != ':')
                text.Append(':');
            text.Append(CultureInfo.InvariantCulture, $"{BinaryPrimitives.ReadUInt16BigEndian(address[(2 * group)..]):x}");
        }
        return text.ToString();
    }

    // Two groups at least; the first of equals.
    private static (int Start, int Length) LongestZeroRun(ReadOnlySpan<byte> address)
    {
        var best = (Start: -1, Length: 1);
        for (var start = 0; start < 8; start++)
        {
            var end = start;
            while (end < 8 && address[2 * end] == 0 && address[(2 * end) + 1] == 0)
                end++;
            if (end - start > best.Length)
                best = (start, end - start);
            start = Math.Max(start, end - 1);
        }
        return best;
    }
}
