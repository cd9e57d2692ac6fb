using System.Text;
using System.Text.Json;

namespace KubePki.Reports;

/// <summary>JSON as YAML, in block style. What YAML could read as anything but its text is quoted as in JSON.</summary>
public static class YamlForm
{
    private const int Step = 2;

    // What YAML 1.1 takes for booleans and nothing, which kubectl's readers still do.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "",
    };

    /// <summary>The document.</summary>
    /// <param name="json">A JSON document.</param>
    public static string Of(JsonElement json)
    {
        var text = new StringBuilder();
        if (IsBlock(json))
            Block(text, json, 0);
        else
            text.Append(Scalar(json)).Append('\n');
        return text.ToString();
    }

    private static void Block(StringBuilder text, JsonElement json, int indent)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            var isFirst = true;
            foreach (var property in json.EnumerateObject())
            {
                // The first key of a list's item stands behind its dash.
                Indent(text, isFirst && IsBehindDash(text) ? 0 : indent).Append(Plain(property.Name)).Append(':');
                Value(text, property.Value, indent, isInList: false);
                isFirst = false;
            }
            return;
        }
        foreach (var item in json.EnumerateArray())
        {
            Indent(text, IsBehindDash(text) ? 0 : indent).Append('-');
            Value(text, item, indent, isInList: true);
        }
    }

    private static void Value(StringBuilder text, JsonElement value, int indent, bool isInList)
    {
        if (!IsBlock(value))
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
        }
        else if (isInList)
        {
            text.Append(' ');
            Block(text, value, indent + Step);
        }
        else
        {
            text.Append('\n');
            Block(text, value, value.ValueKind == JsonValueKind.Array ? indent : indent + Step);
        }
    }

    private static bool IsBehindDash(StringBuilder text) => text.Length > 1 && text[^1] == ' ' && text[^2] == '-';

    private static StringBuilder Indent(StringBuilder text, int indent) => text.Append(' ', indent);

    private static bool IsBlock(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Any(),
        JsonValueKind.Array => json.GetArrayLength() > 0,
        _ => false,
    };

    private static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        JsonValueKind.String => Plain(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static string Plain(string text)
    {
        // A letter or a slash first, and nothing that means something to YAML: numbers and times are quoted, too.
        var isPlain = text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '/') && !Reserved.Contains(text) && text[^1] != ' '
            && text[^1] != ':' && text.All(c => c is > '\u001f' and < '\u007f')
            && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal);
        return isPlain ? text : $"\"{string.Concat(text.EnumerateRunes().Select(Escaped))}\"";
    }

    // JSON writes characters beyond 16 bits as two, which YAML does not know.
    private static string Escaped(Rune rune) => rune.IsBmp ? JsonEncodedText.Encode(rune.ToString()).ToString()
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
}
