using System.Text;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;

namespace KubePki.Node.Snapshots;

/// <summary>
/// A PEM text with nothing in it but what everybody may know: certificates, requests and public keys stay as they are, of private keys the
/// public part, and everything else loses its characters but not its lines, so that it is broken in the same way.
/// </summary>
internal static class PublicPem
{
    private const string Dashes = "-----";

    // The attribute in which a request may carry a password (RFC 2985).
    private static readonly byte[] ChallengePassword = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x07];

    /// <summary>The public text.</summary>
    public static byte[] Of(ReadOnlySpan<byte> text, CancellationToken cancellation)
    {
        using var result = new MemoryStream();
        var scanner = new PemScanner(text);
        var done = 0;
        while (scanner.TryNext(out var block))
        {
            cancellation.ThrowIfCancellationRequested();
            Mask(result, text[done..block.Offset]);
            Write(result, block, text[block.Offset..block.End], cancellation);
            SecretBytes.Wipe(block.Data);
            done = block.End;
        }
        Mask(result, text[done..]);
        return result.ToArray();
    }

    private static void Write(MemoryStream result, PemBlock block, ReadOnlySpan<byte> text, CancellationToken cancellation)
    {
        if (block.Error is not null || !IsLabel(block.Label))
        {
            Mask(result, text);
            return;
        }
        // The block by itself: what surrounds it has no part in what it is.
        var alone = PkiFileParser.Parse(text, cancellation, isSnapshot: true);
        if (alone.Keys.Find(key => key.IsPrivate) is { } key)
            result.Write(Pem.Write(PublicPart.LabelOf(key), key.PublicKeyInfo).AsSpan()[..^1]);
        else if (!block.HasHeaders && IsPublic(alone, block))
            result.Write(text);
        else
            MaskBody(result, text);
    }

    /// <summary>Whether DER is one element and nothing behind it: a key may follow a certificate.</summary>
    public static bool IsOneElement(ReadOnlySpan<byte> der) =>
        new Der(der).TryRead(DerTag.Sequence, out _, out var element) && element.Length == der.Length;

    /// <summary>Whether a request carries no password.</summary>
    public static bool HasNoPassword(ParsedRequest request) => request.Raw.Span.IndexOf(ChallengePassword) < 0;

    private static bool IsPublic(PkiFileContent alone, PemBlock block) => alone.Store is null && IsOneElement(block.Data.Span)
        && (alone.Keys.Count + alone.Certificates.Count > 0 || alone.Requests.Exists(HasNoPassword));

    // A name for what is in a block, and no place for anything else.
    private static bool IsLabel(string label) =>
        label.Length is > 0 and < 48 && label.All(c => c is ' ' or (>= 'A' and <= 'Z') or (>= '0' and <= '9'));

    // What is no base64 stays none, and what is a line stays one.
    private static void Mask(MemoryStream result, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..(end + 1)];
            text = text[line.Length..];
            if (IsMark(Encoding.Latin1.GetString(line).Trim()))
                result.Write(line);
            else
                Replace(result, line, (byte)'*', keeps: "\r\n\t \ufeff");
        }
    }

    // The label stays, and as much base64 as there was.
    private static void MaskBody(MemoryStream result, ReadOnlySpan<byte> text)
    {
        var start = text.IndexOf((byte)'\n') + 1;
        var end = text.LastIndexOf("-----END "u8);
        result.Write(text[..start]);
        Replace(result, text[start..Math.Max(start, end)], (byte)'A', keeps: "\r\n\t =:");
        result.Write(text[Math.Max(start, end)..]);
    }

    private static void Replace(MemoryStream result, ReadOnlySpan<byte> text, byte mask, string keeps)
    {
        if (text.StartsWith("\uFEFF"u8))
        {
            result.Write(text[..3]);
            text = text[3..];
        }
        foreach (var octet in text)
            result.WriteByte(keeps.Contains((char)octet) ? octet : mask);
    }

    private static bool IsMark(string line) => IsMark(line, "-----BEGIN ") || IsMark(line, "-----END ");

    private static bool IsMark(string line, string start) => line.Length > start.Length + Dashes.Length
        && line.StartsWith(start, StringComparison.Ordinal) && line.EndsWith(Dashes, StringComparison.Ordinal)
        && IsLabel(line[start.Length..^Dashes.Length]);
}
