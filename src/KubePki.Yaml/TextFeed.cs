namespace KubePki.Yaml;

/// <summary>Feeds a text to YamlDotNet from a given place on, and stops when the caller no longer wants it.</summary>
internal sealed class TextFeed(string text, int start, CancellationToken cancellationToken) : TextReader
{
    private int _position = start;

    public override int Read(char[] buffer, int index, int count)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var length = Math.Min(count, text.Length - _position);
        text.CopyTo(_position, buffer, index, length);
        _position += length;
        return length;
    }

    public override int Peek() => _position < text.Length ? text[_position] : -1;

    public override int Read() => _position < text.Length ? text[_position++] : -1;
}
