namespace KubePki.Logs;

/// <summary>
/// Goes through logs of any size in constant memory. Bytes that hold no trigger are passed over without being looked at as lines or as
/// text.
/// </summary>
/// <param name="counter">Counts what the lines say.</param>
/// <param name="cut">Is told the number of a line that is too long, the first of a log.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class LogScanner(LogCounter counter, Action<string, long> cut, CancellationToken cancellation)
{
    /// <summary>How much of a line is looked at, in MiB: one line may be a whole log, written into JSON.</summary>
    public const int MostOfLine = 2;

    // Fits the second-level cache of a processor.
    private const int Capacity = 256 * 1024;

    // A longer line is looked at around its triggers.
    private const int LongestLine = 16 * 1024;
    private const int Before = 4 * 1024;

    private static readonly TriggerSearch Triggers = new(LogCatalogue.Triggers);

    private readonly byte[] _buffer = new byte[Capacity];
    private int _length;
    private int _width;
    private bool _isFirst = true;
    private string _source = "";
    private long _lines;

    // How much of the line that has not ended yet was taken in pieces.
    private long _ofLine;
    private bool _isCut;
    private int _countedTo;

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="IOException">The stream does not give it.</exception>
    /// <exception cref="InvalidDataException">The stream is compressed and broken; what came before is counted.</exception>
    public void Scan(Stream stream, string source)
    {
        Begin(source);
        try
        {
            while (stream.Read(_buffer, _length, Capacity - _length) is var read and > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                _length += read;
                if (_length == Capacity)
                    Drain(isEnd: false);
            }
        }
        finally
        {
            Drain(isEnd: true);
        }
    }

    /// <summary>Starts a log that comes in pieces.</summary>
    public void Begin(string source)
    {
        (_source, _length, _lines, _countedTo, _isFirst, _width) = (source, 0, 1, 0, true, 0);
        (_ofLine, _isCut) = (0, false);
    }

    /// <summary>Takes the next piece.</summary>
    public void Append(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var length = Math.Min(piece.Length, Capacity - _length);
            piece[..length].CopyTo(_buffer.AsSpan(_length));
            _length += length;
            piece = piece[length..];
            if (_length == Capacity)
                Drain(isEnd: false);
        }
    }

    /// <summary>Looks at what is still waiting for its end.</summary>
    public void End() => Drain(isEnd: true);

    private void Drain(bool isEnd)
    {
        var waiting = _buffer.AsSpan(0, _length);
        var end = isEnd ? _length : waiting.LastIndexOf((byte)'\n') + 1;
        // A line that fills the buffer is taken in pieces.
        if (end == 0)
            end = _length;
        var text = waiting[..end];
        if (_isFirst)
            _width = WrappedText.WidthOf(text);
        _isFirst = false;
        Look(text, BeyondLimit(text));
        _lines += text[_countedTo..].Count((byte)'\n');
        _countedTo = 0;
        waiting[end..].CopyTo(_buffer);
        _length -= end;
    }

    // How much of a text is the rest of a line of which enough was looked at.
    private int BeyondLimit(ReadOnlySpan<byte> text)
    {
        var first = text.IndexOf((byte)'\n');
        var rest = first < 0 ? text.Length : first;
        var isBeyond = _ofLine >= MostOfLine * 1024 * 1024 && rest > 0;
        if (isBeyond && !_isCut)
            cut(_source, _lines);
        _isCut |= isBeyond;
        _ofLine = first < 0 ? _ofLine + text.Length : text.Length - text.LastIndexOf((byte)'\n') - 1;
        return isBeyond ? rest : 0;
    }

    private void Look(ReadOnlySpan<byte> text, int from)
    {
        for (var at = from; at < text.Length;)
        {
            var found = Triggers.IndexIn(text[at..]);
            if (found < 0)
                return;
            found += at;
            var start = text[at..found].LastIndexOf((byte)'\n') + 1 + at;
            var length = text[found..].IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : found + length;
            if (end - start > LongestLine)
                (start, end) = (Math.Max(start, found - Before), Math.Min(end, found - Before + LongestLine));
            else if (_width > 0)
                (start, end) = WrappedText.Paragraph(text, at, start, end, _width);
            Take(text, start, end);
            at = Math.Min(end + 1, text.Length);
        }
    }

    private void Take(ReadOnlySpan<byte> text, int start, int end)
    {
        var octets = text[start..end];
        var line = LogLine.Read(octets.Contains((byte)'\n') ? WrappedText.Join(octets, _width) : octets);
        JournalRecord.Complete(line, text, start, end);
        counter.Add(line, _source, () => NumberAt(start));
    }

    private long NumberAt(int place)
    {
        _lines += _buffer.AsSpan(_countedTo, place - _countedTo).Count((byte)'\n');
        _countedTo = place;
        return _lines;
    }
}
