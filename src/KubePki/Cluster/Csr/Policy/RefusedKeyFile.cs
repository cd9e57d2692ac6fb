using System.Globalization;
using System.Text;
using KubePki.Model;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// Reads files of keys that nobody may get a certificate for: a line for each SHA-256 of a SubjectPublicKeyInfo, in hexadecimal or base64,
/// and what follows it says whose it is; PEM blocks of public keys, certificates, requests, and private keys, of which only the public part
/// is used. What cannot be read refuses the whole file: else a key would be taken that somebody has named here.
/// </summary>
internal static class RefusedKeyFile
{
    private const int HashLength = 32;
    private const string NoHash = "this is not the SHA-256 hash of a public key in hexadecimal or base64";

    private static readonly string[] Prefixes = ["sha256//", "sha256:", "sha256/", "sha256-"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="PkiProblemException">It cannot be read, has no key, or something in it is none.</exception>
    public static void Read(string path, RefusedKeys keys, CancellationToken cancellation)
    {
        using var bytes = FileBytes.Read(path, cancellation);
        if (bytes.ProblemId is { } id)
            throw Problem(path, id, bytes.Reason!, 0);
        Parse(bytes.Span, path, keys, cancellation);
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="PkiProblemException">It has no key, or something in it is none.</exception>
    public static void Parse(ReadOnlySpan<byte> text, string path, RefusedKeys keys, CancellationToken cancellation)
    {
        var count = ReadBlocks(PkiFileParser.Parse(text, cancellation), path, keys);
        if (!PkiFileParser.LooksLikeDer(text))
            count += ReadLines(text, path, keys);
        if (count == 0)
            throw Problem(path, PkiProblemId.MalformedPolicyInput, "it contains no key", 1);
    }

    private static int ReadBlocks(PkiFileContent content, string path, RefusedKeys keys)
    {
        foreach (var problem in content.Problems)
            throw Problem(path, problem.Id, problem.Reason, problem.Line);
        var file = Path.GetFileName(path);
        foreach (var certificate in content.Certificates)
            keys.Add(certificate, $"{certificate.Subject} ({file})");
        foreach (var request in content.Requests)
            keys.Add(request.PublicKeyInfo.Of(request.Raw.Span), $"{request.Subject} ({file})");
        foreach (var key in content.Keys)
        {
            if (key.PublicKeyInfo is null)
                throw Problem(path, PkiProblemId.MalformedKey, key.IsEncrypted ? "the public key of an encrypted key cannot be read"
                    : $"the public key of a {key.Algorithm} private key cannot be read: specify the public key", 0);
            keys.Add(key.PublicKeyInfo, file);
        }
        return content.Certificates.Count + content.Requests.Count + content.Keys.Count;
    }

    // Only what stands outside of blocks becomes a text: in them may be private keys.
    private static int ReadLines(ReadOnlySpan<byte> text, string path, RefusedKeys keys)
    {
        var (count, number, isInBlock) = (0, 0, false);
        while (!text.IsEmpty)
        {
            number++;
            var end = text.IndexOf((byte)'\n');
            var octets = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            isInBlock |= octets.IndexOf("-----BEGIN "u8) >= 0;
            if (isInBlock)
                isInBlock = octets.IndexOf("-----END "u8) < 0;
            else if (ReadLine(Encoding.UTF8.GetString(octets).Trim('\uFEFF', ' ', '\t', '\r'), path, number, keys))
                count++;
        }
        return count;
    }

    private static bool ReadLine(string line, string path, int number, RefusedKeys keys)
    {
        if (line.Length == 0 || line[0] == '#')
            return false;
        var end = line.IndexOfAny([' ', '\t', '#']);
        var hash = ReadHash(end < 0 ? line : line[..end])
            ?? throw Problem(path, PkiProblemId.MalformedPolicyInput, NoHash, number);
        var whose = end < 0 ? "" : line[end..].Trim(' ', '\t', '#');
        var place = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}, line {number}");
        keys.AddHash(hash, whose.Length > 0 ? whose : place);
        return true;
    }

    private static string? ReadHash(string text)
    {
        var prefix = Array.Find(Prefixes, prefix => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        var digits = text[(prefix?.Length ?? 0)..];
        var hex = digits.Replace(":", "", StringComparison.Ordinal);
        if (hex.Length == 2 * HashLength && hex.All(char.IsAsciiHexDigit))
            return hex.ToLowerInvariant();
        return Base64Text.Decode(digits) is { Length: HashLength } hash ? Hex.Lower(hash) : null;
    }

    private static PkiProblemException Problem(string path, string id, string reason, int line) =>
        new(KubePki.Node.Reading.Files.NodeFile.OfThisMachine(path).Problem(id, reason, line));
}
