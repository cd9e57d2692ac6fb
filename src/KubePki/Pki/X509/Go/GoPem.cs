namespace KubePki.Pki.X509.Go;

/// <summary>
/// The PEM blocks that Go's encoding/pem finds, no more and no less, in time linear to the text. <see cref="PemScanner"/> is for people: it
/// also tells what Go passes over, and why.
/// </summary>
internal ref struct GoPem
{
    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> EndLine => "\n-----END "u8;

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    private readonly bool _endFirst;
    private readonly ReadOnlySpan<byte> _text;
    private int _position;
    private int _nextEnd;

    /// <summary>
    /// Reads a text as this version does: since 1.25.2 it looks for the END line first, and for its BEGIN line from there.
    /// </summary>
    public GoPem(ReadOnlySpan<byte> text, GoVersion go)
    {
        _text = text;
        _endFirst = go.Minor >= 25;
        _position = 0;
        _nextEnd = -1;
    }

    /// <summary>Moves to the next block; false when there is none.</summary>
    public bool TryNext(out PemBlock block) => _endFirst ? TryNextFromEnd(out block) : TryNextFromBegin(out block);

    private bool TryNextFromBegin(out PemBlock block)
    {
        block = default;
        while (TryBegin())
        {
            var start = _position;
            var label = TypeLine();
            if (label is null)
                continue;
            var hasHeaders = SkipHeaders(out var isCutOff);
            if (isCutOff)
                return false;
            // Without headers the END line may follow at once.
            var atOnce = !hasHeaders && _text[_position..].StartsWith(EndLine[1..]);
            var end = atOnce ? _position - 1 : NextEnd();
            if (end < 0 && !atOnce)
                continue;
            if (!IsTrailer(end + EndLine.Length, label) || !GoBase64.TryDecode(atOnce ? [] : _text[_position..end], out var data))
                continue;
            block = new PemBlock { Label = label, Offset = start, Data = data, HasHeaders = hasHeaders };
            _position = NextLine(end + EndLine.Length - 1);
            return true;
        }
        return false;
    }

    private bool TryNextFromEnd(out PemBlock block)
    {
        block = default;
        while (true)
        {
            var floor = _position;
            var end = _text[floor..].IndexOf(EndLine[1..]);
            if (end < 0)
                return false;
            end += floor;
            var trailer = end + EndLine.Length - 1;
            _position = trailer;
            var begin = _text[floor..end].LastIndexOf(Begin);
            if (begin < 0 || (begin > 0 && _text[floor + begin - 1] != '\n'))
                continue;
            _position = floor + begin + Begin.Length;
            var label = TypeLine();
            if (label is null)
            {
                _position = Math.Max(_position, trailer);
                continue;
            }
            var hasHeaders = SkipHeaders(out var isCutOff);
            if (isCutOff)
                return false;
            var body = _position;
            // The END line starts a line, or follows the BEGIN line at once.
            var isLine = end > body ? _text[end - 1] == '\n' : end == body && !hasHeaders;
            _position = Math.Max(body, trailer);
            if (!isLine || !IsTrailer(trailer, label) || !GoBase64.TryDecode(_text[body..end], out var data))
                continue;
            block = new PemBlock { Label = label, Offset = floor + begin, Data = data, HasHeaders = hasHeaders };
            _position = NextLine(trailer);
            return true;
        }
    }

    private bool TryBegin()
    {
        if (_text[_position..].StartsWith(Begin))
        {
            _position += Begin.Length;
            return true;
        }
        var next = _text[_position..].IndexOf("\n-----BEGIN "u8);
        if (next < 0)
            return false;
        _position += next + 1 + Begin.Length;
        return true;
    }

    // The rest of the BEGIN line without its dashes; null when there are none. Moves to the next line.
    private string? TypeLine()
    {
        var line = Line(_position, out _position);
        return line.EndsWith(Dashes) ? DerString.Raw(line[..^Dashes.Length]) : null;
    }

    private bool SkipHeaders(out bool isCutOff)
    {
        isCutOff = false;
        var any = false;
        while (true)
        {
            if (_position >= _text.Length)
            {
                isCutOff = true;
                return any;
            }
            if (!Line(_position, out var next).Contains((byte)':'))
                return any;
            any = true;
            _position = next;
        }
    }

    // Ends are looked for once, however many BEGIN lines stand before them.
    private int NextEnd()
    {
        if (_nextEnd < _position && _nextEnd != int.MaxValue)
        {
            var found = _text[_position..].IndexOf(EndLine);
            _nextEnd = found < 0 ? int.MaxValue : _position + found;
        }
        return _nextEnd == int.MaxValue ? -1 : _nextEnd;
    }

    /// <summary>Whether the END line repeats the label and closes with dashes and nothing but white space.</summary>
    private readonly bool IsTrailer(int from, string label)
    {
        var rest = _text[from..];
        var length = label.Length + Dashes.Length;
        return rest.Length >= length && DerString.Raw(rest[..label.Length]) == label && rest[label.Length..].StartsWith(Dashes)
            && Line(from + length, out _).IsEmpty;
    }

    // A line without its end and the blanks before it, as Go cuts it.
    private readonly ReadOnlySpan<byte> Line(int from, out int next)
    {
        var rest = _text[from..];
        var end = rest.IndexOf((byte)'\n');
        next = end < 0 ? _text.Length : from + end + 1;
        var line = end < 0 ? rest : rest[..end];
        if (end >= 0 && line is [.., (byte)'\r'])
            line = line[..^1];
        return line.TrimEnd(" \t"u8);
    }

    private readonly int NextLine(int from)
    {
        _ = Line(from, out var next);
        return next;
    }
}
