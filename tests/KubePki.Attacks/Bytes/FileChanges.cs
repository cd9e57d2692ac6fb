using System.Text;
using System.Text.RegularExpressions;
using KubePki.Fuzz;

namespace KubePki.Attacks.Bytes;

/// <summary>
/// What a file may become: one byte is another one, in the text or in the DER below it; cut off, doubled, emptied; with other line ends and
/// encodings.
/// </summary>
internal static partial class FileChanges
{
    private static readonly byte[] Values = [0x00, 0xff, 0x80, (byte)' ', (byte)'\n', (byte)'"', (byte)':', (byte)'-', (byte)'0',
        (byte)'{'];

    /// <summary>Some changes, always the same, or all of them.</summary>
    /// <param name="content">The file.</param>
    /// <param name="count">How many of each kind; 0 for all.</param>
    public static IEnumerable<(string What, byte[] Content)> Of(byte[] content, int count)
    {
        var texts = Bytes(content, count).Concat(Encodings(content, count));
        return texts.Concat(content.Length == 0 ? [] : Ders(content, count));
    }

    private static IEnumerable<(string, byte[])> Bytes(byte[] content, int count)
    {
        foreach (var at in Places(content.Length, count))
        {
            foreach (var value in count == 0 ? [(byte)(content[at] ^ 1), (byte)(content[at] ^ 0x80), Values[at % Values.Length]]
                : new[] { at % 2 == 0 ? Values[at % Values.Length] : (byte)(content[at] ^ 1) })
                yield return ($"byte {at} is {value:x2}", With(content, at, value));
        }
    }

    private static IEnumerable<(string, byte[])> Encodings(byte[] content, int count)
    {
        var text = Encoding.Latin1.GetString(content);
        (string, byte[])[] all =
        [
            ("empty", []),
            ("cut in the middle", content[..(content.Length / 2)]),
            ("twice", [.. content, .. content]),
            ("UTF-16", [0xff, 0xfe, .. Encoding.Unicode.GetBytes(text)]),
            ("CRLF", Encoding.Latin1.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal))),
            ("BOM", [0xef, 0xbb, 0xbf, .. content]),
            ("without its last byte", content[..Math.Max(0, content.Length - 1)]),
            ("zeros", new byte[content.Length]),
            ("UTF-16BE", [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes(text)]),
            ("cut in its first quarter", content[..(content.Length / 4)]),
            ("zeros behind it", [.. content, .. new byte[4096]]),
            ("CR", Encoding.Latin1.GetBytes(text.Replace('\n', '\r'))),
            ("lines upside down", Encoding.Latin1.GetBytes(string.Join('\n', text.Split('\n').Reverse()))),
        ];
        // Which ones differs from file to file.
        return count == 0 ? all : Enumerable.Range(0, count).Select(i => all[(content.Length + (i * 5)) % all.Length]);
    }

    private static IEnumerable<(string, byte[])> Ders(byte[] content, int count)
    {
        if (PemText.Read(content) is [var (label, der), ..])
        {
            foreach (var (what, changed) in Bytes(der, count))
                yield return ($"DER {what}", PemText.Write(label, changed));
        }
        // Certificates and keys that a text holds in base64.
        var text = Encoding.Latin1.GetString(content);
        foreach (Match match in Base64().Matches(text))
        {
            if (Decode(match.Value) is not { } inner || PemText.Read(inner) is not [var (name, octets), ..])
                continue;
            foreach (var (what, changed) in Bytes(octets, Math.Max(1, count / 2)))
                yield return ($"DER in base64 at {match.Index}: {what}", Encoding.Latin1.GetBytes(text.Replace(match.Value,
                    Convert.ToBase64String(PemText.Write(name, changed)), StringComparison.Ordinal)));
        }
    }

    private static IEnumerable<int> Places(int length, int count)
    {
        var step = count == 0 ? 1 : Math.Max(1, length / count);
        return Enumerable.Range(0, count == 0 ? length : Math.Min(count, length))
            .Select(i => ((i * step) + (count == 0 ? 0 : length % step)) % Math.Max(1, length));
    }

    private static byte[] With(byte[] content, int at, byte value)
    {
        var copy = content.ToArray();
        copy[at] = value;
        return copy;
    }

    private static byte[]? Decode(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out var written) ? buffer[..written] : null;
    }

    [GeneratedRegex("[A-Za-z0-9+/]{80,}={0,2}")]
    private static partial Regex Base64();
}
