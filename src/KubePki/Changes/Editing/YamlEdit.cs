using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubePki.Yaml;

namespace KubePki.Changes.Editing;

/// <summary>
/// Changes single entries of a YAML or JSON text, and leaves every other character as it is: comments, order, quotes, line breaks.
/// Changes are collected and made at once.
/// </summary>
internal sealed class YamlEdit(YamlText text)
{
    private readonly List<(int Start, int End, string Text)> _splices = [];
    private readonly Dictionary<YamlMapping, List<string>> _additions = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// Whether what is added stands behind the line of the first entry, where that is one line, and not before it: the comments above an
    /// entry are then still its own.
    /// </summary>
    public bool AddsBehindFirst { get; init; }

    /// <summary>Whether nothing changes.</summary>
    public bool IsEmpty => _splices.Count + _additions.Count == 0;

    /// <summary>Gives a key of a mapping a value: in its place when the key is there, before the others when it is not.</summary>
    public void Set(YamlMapping mapping, string key, string value) => Set(mapping, key, key, value);

    /// <summary>Gives an entry another key and another value; without such an entry, and without one of the new key, adds it.</summary>
    public void Set(YamlMapping mapping, string oldKey, string newKey, string value)
    {
        var entry = Find(mapping, newKey) ?? Find(mapping, oldKey);
        if (entry is null)
        {
            Add(mapping, newKey, Write(value, mapping.IsFlow));
            return;
        }
        if (entry.Key is not YamlScalar scalar || scalar.Value != newKey)
            Splice(entry.KeySpan, Write(newKey, mapping.IsFlow));
        if ((entry.Value as YamlScalar)?.Value != value)
            Splice(entry.ValueSpan, Replacement(entry, Write(value, mapping.IsFlow)));
    }

    /// <summary>Sets a key of a mapping to the boolean true.</summary>
    public void SetTrue(YamlMapping mapping, string key)
    {
        const string True = "true";
        if (Find(mapping, key) is not { } entry)
            Add(mapping, key, True);
        else if ((entry.Value as YamlScalar)?.AsBoolean() != true)
            Splice(entry.ValueSpan, Replacement(entry, True));
    }

    /// <summary>Takes an entry away, with its line when nothing else stands on it.</summary>
    public void Remove(YamlMapping mapping, string key)
    {
        if (Find(mapping, key) is not { } entry)
            return;
        var (start, end) = (entry.KeySpan.Start, entry.ValueSpan.End);
        var gone = mapping.IsFlow ? WithComma(start, end) : WithLine(start, end);
        if (!_splices.Contains(gone))
            _splices.Add(gone);
    }

    /// <summary>The text with the changes.</summary>
    /// <exception cref="FormatException">Two changes meet in one place, as where one entry stands in the other's value.</exception>
    public string Apply()
    {
        var result = new StringBuilder(text.Text.Length + 256);
        var at = 0;
        foreach (var (start, end, replacement) in _splices.Concat(_additions.Select(Addition)).OrderBy(splice => splice.Start))
        {
            if (start < at)
                throw new FormatException(FormattableString.Invariant(
                    $"line {text.Locate(start).Line}: this change overlaps with another one: edit the file manually"));
            result.Append(text.Text, at, start - at).Append(replacement);
            at = end;
        }
        return result.Append(text.Text, at, text.Text.Length - at).ToString();
    }

    /// <summary>The entry of a key; the last one, which is what counts.</summary>
    public static YamlEntry? Find(YamlMapping mapping, string key) =>
        mapping.Entries.LastOrDefault(entry => entry.Key is YamlScalar scalar && scalar.Value == key);

    // An alias leads two entries to one text: the last change of it counts.
    private void Splice(YamlSpan span, string replacement)
    {
        _splices.RemoveAll(splice => splice.Start == span.Start && splice.End == span.End);
        _splices.Add((span.Start, span.End, replacement));
    }

    // A value that was not written stands right behind its colon; a block scalar has its line break in its span.
    private string Replacement(YamlEntry entry, string written)
    {
        var before = entry.ValueSpan.Length == 0 && !char.IsWhiteSpace(text.Text[entry.ValueSpan.Start - 1]) ? " " : "";
        var isBlock = entry.Value is YamlScalar { Style: YamlScalarStyle.Literal or YamlScalarStyle.Folded };
        return before + written + (isBlock ? LineBreak : "");
    }

    private void Add(YamlMapping mapping, string key, string written)
    {
        if (!_additions.TryGetValue(mapping, out var pairs))
            _additions.Add(mapping, pairs = []);
        var start = $"{Write(key, mapping.IsFlow)}: ";
        pairs.RemoveAll(pair => pair.StartsWith(start, StringComparison.Ordinal));
        pairs.Add(start + written);
    }

    private (int Start, int End, string Text) Addition(KeyValuePair<YamlMapping, List<string>> addition)
    {
        var (mapping, pairs) = addition;
        if (mapping.Entries.Count == 0)
            return (mapping.Span.Start + 1, mapping.Span.Start + 1, string.Join(", ", pairs));
        var first = mapping.Entries[0].KeySpan.Start;
        var indent = new string(' ', IndentOf(first));
        if (AddsBehindFirst && !mapping.IsFlow && EndOfLine(mapping.Entries[0]) is { } next)
            return (next, next, string.Concat(pairs.Select(pair => indent + pair + LineBreak)));
        var separator = mapping.IsFlow ? ", " : LineBreak + indent;
        return (first, first, string.Concat(pairs.Select(pair => pair + separator)));
    }

    // A byte order mark takes no room.
    private int IndentOf(int start)
    {
        var column = text.Locate(start).Column - 1;
        return start == column && text.Text[0] == '\ufeff' ? column - 1 : column;
    }

    // Where the next line starts; null when the entry is not alone on a line, or the line does not end.
    private int? EndOfLine(YamlEntry entry)
    {
        if (entry.Value is not YamlScalar { Style: not (YamlScalarStyle.Literal or YamlScalarStyle.Folded) }
            || text.Locate(entry.ValueSpan.End).Line != text.Locate(entry.KeySpan.Start).Line)
            return null;
        var end = text.Text.IndexOf('\n', entry.ValueSpan.End);
        return end < 0 ? null : end + 1;
    }

    private (int Start, int End, string Text) WithComma(int start, int end)
    {
        var behind = end;
        while (behind < text.Text.Length && char.IsWhiteSpace(text.Text[behind]))
            behind++;
        if (behind < text.Text.Length && text.Text[behind] == ',')
        {
            behind++;
            while (behind < text.Text.Length && text.Text[behind] == ' ')
                behind++;
            return (start, behind, "");
        }
        var before = start;
        while (before > 0 && char.IsWhiteSpace(text.Text[before - 1]))
            before--;
        return before > 0 && text.Text[before - 1] == ',' ? (before - 1, end, "") : (start, end, "");
    }

    private (int Start, int End, string Text) WithLine(int start, int end)
    {
        var lineStart = start;
        while (lineStart > 0 && text.Text[lineStart - 1] is ' ' or '\t')
            lineStart--;
        var isAlone = lineStart == 0 || text.Text[lineStart - 1] is '\n' or '\r';
        // Behind the dash of a list the rest of the mapping may start on the next line.
        if (!isAlone)
            return (start, end, "");
        if (text.Text[end - 1] is not ('\n' or '\r') && end < text.Text.Length && text.Text[end] == '\r')
            end++;
        if (text.Text[end - 1] != '\n' && end < text.Text.Length && text.Text[end] == '\n')
            end++;
        return (lineStart, end, "");
    }

    private string LineBreak => text.Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    // In braces, and where a plain word would mean something else, JSON's quotes are YAML's, too.
    private string Write(string value, bool isFlow) => (isFlow && text.IsJson) || !IsPlain(value, isFlow)
        ? $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""
        : value;

    private static bool IsPlain(string value, bool isFlow) => value.Length > 0 && char.IsAsciiLetter(value[0]) | value[0] == '/'
        && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '+' or '=' or '-' or '_' or '.' || (c == ':' && !isFlow))
        && !value.EndsWith(':')
        && value.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n" or "null");
}
