namespace KubePki.Node.Reading.Files;

/// <summary>Turns byte offsets, asked for in growing order, into lines, in one pass.</summary>
internal ref struct LineCounter
{
    private readonly ReadOnlySpan<byte> _text;
    private int _offset;
    private int _line;

    public LineCounter(ReadOnlySpan<byte> text)
    {
        _text = text;
        _offset = 0;
        _line = 1;
    }

    /// <summary>The line of a byte, counted from 1.</summary>
    public int At(int offset)
    {
        if (offset > _offset)
        {
            _line += _text[_offset..offset].Count((byte)'\n');
            _offset = offset;
        }
        return _line;
    }
}
