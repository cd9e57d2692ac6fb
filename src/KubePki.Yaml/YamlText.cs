namespace KubePki.Yaml;

/// <summary>
/// A YAML or JSON text one can point into: every node knows where it is written, so that an edit can be a splice of the text and leaves
/// comments, order and everything unknown as they are.
/// </summary>
/// <remarks>
/// The text may come from a broken or hostile machine. Parsing takes time in proportion to its length; more than 100 levels and more
/// than 1,000,000 nodes are refused.
/// </remarks>
public sealed class YamlText
{
    private readonly TextLines _lines;

    private YamlText(TextLines lines, IReadOnlyList<YamlNode> documents, bool isJson)
    {
        _lines = lines;
        Documents = documents;
        IsJson = isJson;
    }

    /// <summary>The text as it was given, with its byte order mark and its line breaks.</summary>
    public string Text => _lines.Text;

    /// <summary>Whether the text is strict JSON, and so readable for programs that do not know YAML, such as container runtimes.</summary>
    public bool IsJson { get; }

    /// <summary>The node of each document in the order of the text; documents without a node are left out.</summary>
    public IReadOnlyList<YamlNode> Documents { get; }

    /// <summary>The node of the first document that has one; null when the text has none, only comments for instance.</summary>
    public YamlNode? Root => Documents.Count == 0 ? null : Documents[0];

    /// <summary>Parses a text: as strict JSON when it looks like it and is, otherwise as YAML.</summary>
    /// <param name="text">The text; it may start with a byte order mark.</param>
    /// <param name="cancellationToken">Stops a long parse.</param>
    /// <returns>The text with its nodes.</returns>
    /// <exception cref="YamlFormatException">The text is neither, or it goes beyond the limits.</exception>
    /// <exception cref="OperationCanceledException">The parse was stopped.</exception>
    public static YamlText Parse(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        cancellationToken.ThrowIfCancellationRequested();
        var lines = new TextLines(text);
        TextCheck.RequireWholeCharacters(lines);
        if (JsonReader.Read(lines, cancellationToken) is { } json)
            return new YamlText(lines, json, isJson: true);
        TextCheck.RequirePrintable(lines);
        TextCheck.RequireScannable(lines);
        return new YamlText(lines, YamlReader.Read(lines, cancellationToken), isJson: false);
    }

    /// <summary>The place of a character as an editor shows it. Lines end at LF, CRLF or CR.</summary>
    /// <param name="offset">The offset in <see cref="Text"/>, from 0 to its length.</param>
    /// <returns>The line and the column, both counted from 1; columns in UTF-16 characters.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is not in the text.</exception>
    public (int Line, int Column) Locate(int offset) => _lines.Locate(offset);

    /// <summary>How many documents and characters the text has; never its content, which may have private keys.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Documents.Count} documents in {Text.Length} characters");
}
