using System.Text.Json;
using KubePki.Model;

namespace KubePki.Logs;

/// <summary>The catalogue: which texts components write about PKI, and what each means. It is data, <c>catalogue.json</c>.</summary>
public static class LogCatalogue
{
    private static readonly Lazy<(IReadOnlyList<LogEntry> Entries, IReadOnlyList<string> Triggers)> Data = new(Load);

    /// <summary>All entries, the most specific first: a line is of the first that fits it.</summary>
    public static IReadOnlyList<LogEntry> Entries => Data.Value.Entries;

    /// <summary>Texts of which every line of any entry has one.</summary>
    internal static IReadOnlyList<string> Triggers => Data.Value.Triggers;

    /// <summary>The entry of a name; null when there is none.</summary>
    /// <param name="id">The name.</param>
    public static LogEntry? Find(string id) => Entries.FirstOrDefault(entry => entry.Id == id);

    private static (IReadOnlyList<LogEntry>, IReadOnlyList<string>) Load()
    {
        using var stream = typeof(LogCatalogue).Assembly.GetManifestResourceStream("catalogue.json")!;
        using var document = JsonDocument.Parse(stream);
        var fragments = document.RootElement.GetProperty("fragments").EnumerateObject()
            .ToDictionary(fragment => $"{{{{{fragment.Name}}}}}", fragment => fragment.Value.GetString()!);
        var entries = document.RootElement.GetProperty("entries").EnumerateArray()
            .Select((json, rank) => ReadEntry(json, rank, fragments)).ToList();
        return (entries, List(document.RootElement, "triggers"));
    }

    private static LogEntry ReadEntry(JsonElement json, int rank, Dictionary<string, string> fragments) => new(Pattern(json, fragments))
    {
        Id = json.GetProperty("id").GetString()!,
        Rank = rank,
        Severity = Enum.Parse<FindingSeverity>(json.GetProperty("severity").GetString()!),
        Standing = Enum.Parse<LogStanding>(json.GetProperty("standing").GetString()!, ignoreCase: true),
        Components = List(json, "components"),
        Literals = List(json, "literals"),
        Says = json.GetProperty("says").GetString()!,
        Why = json.GetProperty("why").GetString()!,
        Look = json.GetProperty("look").GetString()!,
        Remedy = json.GetProperty("remedy").GetString()!,
        Trap = Optional(json, "trap"),
        Proofs = List(json, "proofs"),
        Checks = List(json, "checks"),
        Reference = Optional(json, "reference"),
        IsOfAnyServer = Optional(json, "server") == "any",
        IsPlace = IsSet(json, "place"),
        Repeats = IsSet(json, "repeats"),
        Family = Optional(json, "family"),
        Examples = List(json, "examples"),
    };

    private static bool IsSet(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.GetBoolean();

    // Texts that many patterns have are written once: {{reason}}.
    private static string? Pattern(JsonElement json, Dictionary<string, string> fragments) =>
        fragments.Aggregate(Optional(json, "pattern"), (pattern, fragment) =>
            pattern?.Replace(fragment.Key, fragment.Value, StringComparison.Ordinal));

    private static string? Optional(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static TextList List(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) ? TextList.From(list.EnumerateArray().Select(item => item.GetString()!)) : TextList.Empty;
}
