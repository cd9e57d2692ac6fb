using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace KubePki.Pki.X509;

/// <summary>
/// Finds the blocks of a PEM text (RFC 7468) in one pass, in time linear to its length. It takes what Go's encoding/pem takes, and tells
/// apart what people meant as a block from what Go would see.
/// </summary>
internal ref struct PemScanner
{
    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> End => "-----END "u8;

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    private readonly ReadOnlySpan<byte> _text;
    private int _position;

    public PemScanner(ReadOnlySpan<byte> text)
    {
        _text = text;
        _position = 0;
    }

    /// <summary>Whether a text has anything that looks like PEM.</summary>
    public static bool LooksLikePem(ReadOnlySpan<byte> text) => text.IndexOf(Begin) >= 0;

    /// <summary>Moves to the next block; false at the end of the text.</summary>
    public bool TryNext(out PemBlock block)
    {
        block = default;
        var found = _text[_position..].IndexOf(Begin);
        if (found < 0)
            return false;
        var start = _position + found;
        var labelStart = start + Begin.Length;
        if (!TryDashes(labelStart, out var close))
        {
            _position = close;
            block = Broken("", start, "the BEGIN line does not end in five dashes") with { End = _position };
            return true;
        }
        block = ReadBody(DerString.Raw(_text[labelStart..close]), start, close + Dashes.Length) with { End = _position };
        return true;
    }

    private PemBlock ReadBody(string label, int start, int bodyStart)
    {
        var next = _text[bodyStart..].IndexOf(Dashes);
        if (next < 0)
        {
            _position = _text.Length;
            return Broken(label, start, "the file ends before the END line: it is truncated");
        }
        var endLine = bodyStart + next;
        if (!_text[endLine..].StartsWith(End))
        {
            var isNext = _text[endLine..].StartsWith(Begin);
            _position = isNext ? endLine : endLine + Dashes.Length;
            return Broken(label, start, isNext ? "the next BEGIN line comes before the END line" : "the data contains five dashes");
        }
        var endLabel = endLine + End.Length;
        var hasDashes = TryDashes(endLabel, out var close);
        _position = hasDashes ? close + Dashes.Length : close;
        if (!hasDashes || DerString.Raw(_text[endLabel..close]) != label)
            return Broken(label, start, $"the END line does not say {label}");
        var hidden = WhyHidden(start, bodyStart, endLine, _position);
        return Decode(label, start, _text[bodyStart..endLine], hidden);
    }

    private readonly string? WhyHidden(int start, int bodyStart, int endLine, int afterEnd)
    {
        if (start > 0 && _text[start - 1] != '\n')
            return start == 3 && HasByteOrderMark
                ? "there is a byte order mark before the BEGIN line" : "the BEGIN line does not start at the start of a line";
        if (!EndsLine(bodyStart))
            return "there is text after the BEGIN line";
        if (_text[endLine - 1] != '\n')
            return "the END line does not start at the start of a line";
        return EndsLine(afterEnd) ? null : "there is text after the END line";
    }

    private readonly bool HasByteOrderMark => _text is [0xef, 0xbb, 0xbf, ..];

    /// <summary>Whether nothing but white space stands between here and the end of the line.</summary>
    private readonly bool EndsLine(int from) => _text[from..].TrimStart(" \t\r"u8) is [] or [(byte)'\n', ..];

    private static PemBlock Decode(string label, int start, ReadOnlySpan<byte> body, string? hidden)
    {
        var headers = SkipHeaders(ref body, out var encrypted, out var dekInfo);
        var buffer = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(body.Length));
        try
        {
            var status = Base64.DecodeFromUtf8(body, buffer, out var consumed, out var written);
            if (status != OperationStatus.Done || IsNotBase64End(body[consumed..]))
                return Broken(label, start, "the data between BEGIN and END is not base64");
            return new PemBlock
            {
                Label = label,
                Offset = start,
                Data = buffer.AsSpan(0, written).ToArray(),
                HasHeaders = headers,
                IsEncrypted = encrypted,
                DekInfo = dekInfo,
                HiddenFromGo = hidden,
            };
        }
        finally
        {
            // It may have been a private key.
            CryptographicOperations.ZeroMemory(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsNotBase64End(ReadOnlySpan<byte> rest) => rest.ContainsAnyExcept(" \t\r\n"u8);

    /// <summary>RFC 1421 headers: lines with a colon, up to the first line without.</summary>
    private static bool SkipHeaders(ref ReadOnlySpan<byte> body, out bool encrypted, out string? dekInfo)
    {
        encrypted = false;
        dekInfo = null;
        var any = false;
        while (true)
        {
            var trimmed = body.TrimStart("\r\n"u8);
            var end = trimmed.IndexOf((byte)'\n');
            var line = end < 0 ? trimmed : trimmed[..end];
            if (!line.Contains((byte)':'))
                return any;
            any = true;
            encrypted |= line.IndexOf("ENCRYPTED"u8) >= 0;
            if (line.StartsWith("DEK-Info:"u8))
                dekInfo = DerString.Raw(line["DEK-Info:"u8.Length..]).Trim();
            body = end < 0 ? [] : trimmed[(end + 1)..];
        }
    }

    /// <summary>
    /// Finds five dashes on this line; without, <paramref name="position"/> is where the line ends. It looks no further than it must: one
    /// line may have a million blocks.
    /// </summary>
    private readonly bool TryDashes(int from, out int position)
    {
        for (position = from; position < _text.Length; position++)
        {
            var next = _text[position..].IndexOfAny((byte)'-', (byte)'\n');
            position = next < 0 ? _text.Length : position + next;
            if (next < 0 || _text[position] == '\n')
                return false;
            if (_text[position..].StartsWith(Dashes))
                return true;
        }
        return false;
    }

    private static PemBlock Broken(string label, int start, string error) => new() { Label = label, Offset = start, Error = error };
}
