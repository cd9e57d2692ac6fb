using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KubePki.Yaml;

/// <summary>Reads strict JSON (RFC 8259). YamlDotNet would refuse some of it, such as DEL, and take much that is not JSON.</summary>
internal ref struct JsonReader
{
    private readonly TextLines _lines;
    private readonly TreeBuilder _tree;
    private readonly ReadOnlySpan<byte> _bytes;
    private Utf8JsonReader _reader;
    private int _knownByte;
    private int _knownChar;

    private JsonReader(TextLines lines, ReadOnlySpan<byte> bytes)
    {
        _lines = lines;
        _tree = new TreeBuilder(lines);
        _bytes = bytes;
        _reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = TreeBuilder.MaxDepth });
        _knownChar = lines.ContentStart;
    }

    /// <summary>The one document of the text; null when the text is not strict JSON.</summary>
    public static IReadOnlyList<YamlNode>? Read(TextLines lines, CancellationToken cancellationToken)
    {
        var content = lines.Text.AsSpan(lines.ContentStart);
        if (content.TrimStart(" \t\r\n") is not ['{' or '[', ..])
            return null;
        var bytes = new byte[Encoding.UTF8.GetByteCount(content)];
        Encoding.UTF8.GetBytes(content, bytes);
        try
        {
            return new JsonReader(lines, bytes).Read(cancellationToken);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second one is for \ud800 alone.
            return null;
        }
        finally
        {
            // It may have a private key.
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private IReadOnlyList<YamlNode> Read(CancellationToken cancellationToken)
    {
        while (_reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take();
        }
        return _tree.Documents;
    }

    private void Take()
    {
        var start = CharAt((int)_reader.TokenStartIndex);
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _tree.Open(_reader.TokenType == JsonTokenType.StartObject, isFlow: true, start, anchor: null);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _tree.Close(start + 1);
                break;
            case JsonTokenType.PropertyName or JsonTokenType.String:
                // BytesConsumed would count the colon behind a key in.
                var end = CharAt((int)_reader.TokenStartIndex + _reader.ValueSpan.Length + 2);
                _tree.Scalar(new YamlSpan(start, end), null, null, _reader.GetString()!, YamlScalarStyle.DoubleQuoted);
                break;
            default:
                var word = Encoding.UTF8.GetString(_reader.ValueSpan);
                _tree.Scalar(new YamlSpan(start, start + word.Length), null, null, word, YamlScalarStyle.Plain);
                break;
        }
    }

    /// <summary>Asked for ever greater offsets, this takes one pass over the text.</summary>
    private int CharAt(int offset)
    {
        _knownChar += Encoding.UTF8.GetCharCount(_bytes[_knownByte..offset]);
        _knownByte = offset;
        return _knownChar;
    }
}
