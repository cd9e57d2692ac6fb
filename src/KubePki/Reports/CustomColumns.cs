using System.Globalization;
using System.Text.Json;

namespace KubePki.Reports;

/// <summary>A table of the columns that somebody asks for, as kubectl's <c>custom-columns</c>: <c>NAME:.path,CA:.authority</c>.</summary>
public sealed class CustomColumns
{
    private const string Nothing = "<none>";

    private readonly (string Header, string[] Steps)[] _columns;

    private CustomColumns((string, string[])[] columns) => _columns = columns;

    /// <summary>Reads the columns; null when they are not of the form <c>HEADER:.path.to.field[,...]</c>.</summary>
    /// <param name="text">The columns.</param>
    public static CustomColumns? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var columns = text.Split(',').Select(column => column.Split(':', 2)).ToArray();
        return Array.TrueForAll(columns, column => column is [{ Length: > 0 }, { Length: > 0 }])
            ? new CustomColumns([.. columns.Select(column => (column[0], Steps(column[1])))])
            : null;
    }

    /// <summary>The table: a row for each object of an array, or for the one object.</summary>
    /// <param name="json">The document.</param>
    public ReportText Write(JsonElement json)
    {
        var table = new TextTable([.. _columns.Select(column => column.Header)]);
        foreach (var item in json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().ToArray() : [json])
            table.Add([.. _columns.Select(column => Text(Find(item, column.Steps)))]);
        return ReportText.Of(table);
    }

    // {.a.b}, .a.b and a.b are the same to kubectl.
    private static string[] Steps(string path) => path.Trim('{', '}').Replace("[", ".[", StringComparison.Ordinal)
        .Split('.', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<JsonElement> Find(JsonElement item, ReadOnlySpan<string> steps)
    {
        IEnumerable<JsonElement> found = [item];
        foreach (var step in steps)
            found = [.. found.SelectMany(element => Step(element, step))];
        return found;
    }

    private static IEnumerable<JsonElement> Step(JsonElement element, string step)
    {
        if (step.StartsWith('[') && step.EndsWith(']'))
        {
            if (element.ValueKind != JsonValueKind.Array)
                return [];
            return step == "[*]" ? element.EnumerateArray()
                : int.TryParse(step[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    ? element.EnumerateArray().Skip(index).Take(1) : [];
        }
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(step, out var value) ? [value] : [];
    }

    private static string Text(IEnumerable<JsonElement> found)
    {
        var values = found.SelectMany(value => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
            .Where(value => value.ValueKind != JsonValueKind.Null)
            .Select(value => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()).ToArray();
        return values.Length == 0 ? Nothing : string.Join(',', values);
    }
}
