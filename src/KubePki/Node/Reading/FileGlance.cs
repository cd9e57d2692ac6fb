using KubePki.Node.Files;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.X509;

namespace KubePki.Node.Reading;

/// <summary>Looks into a file whose name promises nothing, to say whether it is worth reading.</summary>
internal static class FileGlance
{
    // A kubeconfig with a dozen clusters has a tenth of it; what is larger is a log, an image, a database.
    private const int MaxSize = 1024 * 1024;

    // What openssl writes above a block; a text about certificates begins otherwise.
    private static readonly string[] PemWords = ["-----BEGIN ", "Bag Attributes", "Certificate:", "subject", "issuer"];

    private static readonly string[] FirstWords =
        ["apiVersion:", "kind:", "clusters:", "contexts:", "users:", "current-context:", "preferences:", "\"", "{", "---"];

    /// <summary>Whether a file holds a PEM of a PKI, a kubeconfig, or a Secret with a certificate.</summary>
    public static bool IsOfPki(NodeFile file, CancellationToken cancellation)
    {
        if (FileStat.KindOf(file, out var entry, out _) != FileKind.Regular || entry.Size is 0 or > MaxSize)
            return false;
        using var bytes = file.Read(cancellation);
        var text = bytes.Span;
        return StartsWithWord(text.TrimStart(" \t\r\n"u8), PemWords) ? PemScanner.LooksLikePem(text) && IsOfPki(text)
            : IsKubeconfig(text) || IsSecret(text);
    }

    private static bool IsOfPki(ReadOnlySpan<byte> pem) => pem.IndexOf(" CERTIFICATE"u8) >= 0 || pem.IndexOf("CERTIFICATE-----"u8) >= 0
        || pem.IndexOf("RSA PRIVATE KEY"u8) >= 0 || pem.IndexOf("EC PRIVATE KEY"u8) >= 0 || pem.IndexOf("BEGIN PRIVATE KEY"u8) >= 0
        || pem.IndexOf("ENCRYPTED PRIVATE KEY"u8) >= 0 || pem.IndexOf("BEGIN PUBLIC KEY"u8) >= 0;

    // A text about kubeconfigs has their words, too, but does not begin with them.
    private static bool IsKubeconfig(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("clusters"u8) < 0 || text.IndexOf("users"u8) < 0 || text.IndexOf("contexts"u8) < 0)
            return false;
        var rest = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).TrimStart(" \t\r"u8);
            if (!line.IsEmpty && line[0] != '#')
                return StartsWithWord(line, FirstWords);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return false;
    }

    private static bool StartsWithWord(ReadOnlySpan<byte> line, string[] words)
    {
        foreach (var word in words)
        {
            if (line.StartsWith(System.Text.Encoding.UTF8.GetBytes(word)))
                return true;
        }
        return false;
    }

    private static bool IsSecret(ReadOnlySpan<byte> text)
    {
        if (TlsSecret.Read(text) is not { } pem)
            return false;
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(pem);
        return true;
    }
}
