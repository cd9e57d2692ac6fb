using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Fuzz;

/// <summary>PEM as text, to be taken apart, changed and put together.</summary>
internal static partial class PemText
{
    private static readonly string[] Scraps =
    [
        "\n", "\r\n", "\r", " ", "\t", "-", "-----", "=", "==", "\0", ":", "a: b\n",
        "Proc-Type: 4,ENCRYPTED\n", "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "\n-----BEGIN ",
        "-----BEGIN CERTIFICATE-----\n", "\n-----END CERTIFICATE-----\n", "-----BEGIN PRIVATE KEY-----\n", "\n-----END ",
        "\uFEFF", "text\n", "A", "AAAA", "#", "\v", "\f", "é", "-----END CERTIFICATE----- \n", "-----BEGIN CERTIFICATE----- \n",
    ];

    public static byte[] Write(string label, byte[] der)
    {
        var base64 = Convert.ToBase64String(der, Base64FormattingOptions.None);
        var lines = base64.Chunk(64).Select(line => new string(line));
        return Encoding.ASCII.GetBytes($"-----BEGIN {label}-----\n{string.Join('\n', lines)}\n-----END {label}-----\n");
    }

    /// <summary>The blocks of a well-formed text.</summary>
    public static List<(string Label, byte[] Der)> Read(byte[] text)
    {
        var blocks = new List<(string, byte[])>();
        foreach (Match match in Block().Matches(Encoding.Latin1.GetString(text)))
        {
            var buffer = new byte[match.Groups[2].Length];
            if (Convert.TryFromBase64String(match.Groups[2].Value, buffer, out var written))
                blocks.Add((match.Groups[1].Value, buffer[..written]));
        }
        return blocks;
    }

    /// <summary>Changes the text itself.</summary>
    public static byte[] Mutate(byte[] text, Random random)
    {
        var result = new StringBuilder(Encoding.Latin1.GetString(text));
        for (var i = random.Next(3); i >= 0; i--)
        {
            var at = Place(result, random);
            switch (random.Next(7))
            {
                case 0 when at < result.Length: result.Remove(at, 1); break;
                case 1 when at < result.Length: result[at] = (char)random.Next(256); break;
                case 2 when at < result.Length: result.Remove(at, random.Next(Math.Min(80, result.Length - at)) + 1); break;
                case 3: result.Insert(0, Scraps[random.Next(Scraps.Length)]); break;
                case 4: result.Append(Scraps[random.Next(Scraps.Length)]); break;
                default: result.Insert(at, Scraps[random.Next(Scraps.Length)]); break;
            }
        }
        return Encoding.Latin1.GetBytes(result.ToString());
    }

    // The ends of lines with dashes are where it matters.
    private static int Place(StringBuilder text, Random random)
    {
        if (random.Next(3) == 0)
            return random.Next(text.Length + 1);
        var all = text.ToString();
        var from = all.IndexOf(random.Next(2) == 0 ? "-----BEGIN" : "-----END", random.Next(all.Length + 1), StringComparison.Ordinal);
        return from < 0 ? random.Next(text.Length + 1) : Math.Clamp(from + random.Next(-3, 40), 0, all.Length);
    }

    [GeneratedRegex("-----BEGIN ([^\n]*)-----\r?\n([A-Za-z0-9+/=\r\n]*)-----END ")]
    private static partial Regex Block();
}
