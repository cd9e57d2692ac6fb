using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Fuzz.Inputs;

/// <summary>Makes inputs from inputs: as bytes, as lines, as words, as PEM and DER, also where a text holds them in base64.</summary>
internal sealed partial class InputMutator(Random random)
{
    private const int Longest = 64 * 1024;

    private static readonly byte[][] Scraps =
    [
        .. new[]
        {
            "", "\n", "\r\n", "\t", " ", ":", ": ", "- ", "-", "---\n", "...\n", "{", "}", "[", "]", "[]", "{}", "\"", "'", ",", "#",
                "&a ", "*a", "!!str ", "!!binary ", "<<: *a\n", "|\n", ">-\n",
            "null", "~", "true", "0", "-1", "1e999", "99999999999999999999", "-9223372036854775808", "0x7fffffff", "2026-02-30T25:61:61Z",
                "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z",
            "9999-12-31", "292277026596y", "8760h", "10675199d", "1h1h", "=", "==", "%", "%s", "../", "/", "//", "\\", "\\u0000",
                "\\ud800", "\\udfff", "\u0000", "\u001b[31m", "\u202e", "\u2028", "\ufeff", "é", "😀",
            "::", "::1", "[::1]:6443", "10.0.0.0/8", "10.0.0.0/33", "::/0", "256.1.1.1", "https://",
                "https://[", "http://a:99999", "name", "items", "metadata", "x509: ", "E0101 00:00:00.000000 1 a.go:1] ",
            "Dec 31 23:59:60", "Feb 29 00:00:00", "tls: ", "certificate has expired", "10.0.0.1", "@", "*", "(", ")",
                "(?:", "[a-", "a{9999}", "+", "$(touch x)", "`", ";",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xfe, 0xff], [0xff, 0xfe], [0xc3], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x1f, 0x8b, 8],
            [0x30, 0x80], [0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
    ];

    private readonly DerMutator _der = new(random);

    /// <summary>A new input from one, and another one to take parts from.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var result = input;
        for (var i = random.Next(3); i >= 0; i--)
            result = Change(result, other);
        return result.Length > Longest ? result[..Longest] : result;
    }

    private byte[] Change(byte[] input, byte[] other) => random.Next(16) switch
    {
        0 or 1 => Splice(input, random.Next(input.Length + 1), 0, Scraps[random.Next(Scraps.Length)]),
        2 => Flip(input),
        3 => Cut(input),
        4 => Splice(input, random.Next(input.Length + 1), 0, Piece(input)),
        5 => Splice(input, random.Next(input.Length + 1), 0, Piece(other)),
        6 or 7 => Lines(input, other),
        8 or 9 or 10 => Word(input, other),
        11 => [.. input[..random.Next(input.Length + 1)], .. other[random.Next(other.Length + 1)..]],
        12 or 13 => Encoded(input),
        _ => Blocks(input),
    };

    private static byte[] Splice(byte[] input, int at, int length, ReadOnlySpan<byte> put) =>
        [.. input[..at], .. put, .. input[Math.Min(input.Length, at + length)..]];

    private byte[] Flip(byte[] input)
    {
        if (input.Length == 0)
            return input;
        var copy = input.ToArray();
        var at = random.Next(copy.Length);
        copy[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(copy[at] ^ (1 << random.Next(8)));
        return copy;
    }

    private byte[] Cut(byte[] input)
    {
        var at = random.Next(input.Length + 1);
        return Splice(input, at, random.Next(Math.Min(64, input.Length - at) + 1), []);
    }

    private ReadOnlySpan<byte> Piece(byte[] input)
    {
        var at = random.Next(input.Length + 1);
        return input.AsSpan(at, random.Next(Math.Min(256, input.Length - at) + 1));
    }

    private byte[] Lines(byte[] input, byte[] other)
    {
        var lines = Split(input);
        var at = random.Next(lines.Count);
        switch (random.Next(6))
        {
            case 0: lines.RemoveAt(at); break;
            case 1: lines.Insert(at, lines[random.Next(lines.Count)]); break;
            case 2: lines[at] = [(byte)' ', (byte)' ', .. lines[at]]; break;
            case 3: lines[at] = lines[at].AsSpan().TrimStart((byte)' ').ToArray(); break;
            case 4: lines.InsertRange(at, Split(other).Take(random.Next(8))); break;
            default: lines.InsertRange(at, Enumerable.Repeat(lines[at], random.Next(40))); break;
        }
        return [.. lines.SelectMany(line => line)];
    }

    private static List<byte[]> Split(byte[] input)
    {
        var lines = new List<byte[]>();
        for (var rest = input.AsSpan(); lines.Count == 0 || !rest.IsEmpty;)
        {
            var length = rest.IndexOf((byte)'\n') + 1;
            lines.Add(rest[..(length == 0 ? rest.Length : length)].ToArray());
            rest = rest[lines[^1].Length..];
        }
        return lines;
    }

    // A word in the place of another: of the same text, of another one, or of those that make trouble.
    private byte[] Word(byte[] input, byte[] other)
    {
        var words = WordPattern().Matches(Encoding.Latin1.GetString(input));
        if (words.Count == 0)
            return input;
        var word = words[random.Next(words.Count)];
        var source = random.Next(3) switch
        {
            0 => words,
            1 => WordPattern().Matches(Encoding.Latin1.GetString(other)),
            _ => null,
        };
        var put = source is { Count: > 0 } ? Encoding.Latin1.GetBytes(source[random.Next(source.Count)].Value)
            : Scraps[random.Next(Scraps.Length)];
        return Splice(input, word.Index, word.Length, put);
    }

    // Base64 in a text: a certificate, a key, a request.
    private byte[] Encoded(byte[] input)
    {
        var matches = Base64Pattern().Matches(Encoding.Latin1.GetString(input));
        if (matches.Count == 0)
            return Word(input, input);
        var match = matches[random.Next(matches.Count)];
        var buffer = new byte[match.Length];
        if (!Convert.TryFromBase64String(match.Value, buffer, out var written))
            return Flip(input);
        var content = Blocks(buffer[..written]);
        return Splice(input, match.Index, match.Length, Encoding.ASCII.GetBytes(Convert.ToBase64String(content)));
    }

    private byte[] Blocks(byte[] input)
    {
        var blocks = PemText.Read(input);
        if (blocks.Count == 0)
            return input is [0x30, ..] ? _der.Mutate(input) : Flip(input);
        if (random.Next(4) == 0)
            return PemText.Mutate(input, random);
        var at = random.Next(blocks.Count);
        blocks[at] = (blocks[at].Label, _der.Mutate(blocks[at].Der, DerNode.Parse(blocks[random.Next(blocks.Count)].Der)));
        return [.. blocks.SelectMany(block => PemText.Write(block.Label, block.Der))];
    }

    [GeneratedRegex("[A-Za-z0-9_.:/-]{1,64}")]
    private static partial Regex WordPattern();

    [GeneratedRegex("[A-Za-z0-9+/]{80,}={0,2}")]
    private static partial Regex Base64Pattern();
}
