namespace KubePki.Yaml;

/// <summary>
/// Feeds a text to YamlDotNet from a given place on, and stops when the caller no longer wants it. A directive in a last line gets the line
/// break that it lacks: YamlDotNet 18.1 would look for it through two billion characters where the text fills its buffer to the brim.
/// </summary>
internal sealed class TextFeed(string content, int start, CancellationToken cancellationToken) : TextReader
{
    private readonly string _text = LastLine(content.AsSpan(start)) is ['%', ..] ? content + "\n" : content;
    private int _position = start;

    public override int Read(char[] buffer, int index, int count)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var length = Math.Min(count, _text.Length - _position);
        _text.CopyTo(_position, buffer, index, length);
        _position += length;
        return length;
    }

    public override int Peek() => _position < _text.Length ? _text[_position] : -1;

    public override int Read() => _position < _text.Length ? _text[_position++] : -1;

    private static ReadOnlySpan<char> LastLine(ReadOnlySpan<char> text) => text[(text.LastIndexOfAny("\r\n\u0085\u2028\u2029") + 1)..];
}
