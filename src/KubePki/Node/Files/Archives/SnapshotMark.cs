using System.Text.Json;

namespace KubePki.Node.Files.Archives;

/// <summary>
/// What a snapshot says of itself, in a file of its own: what made it, when and of which node, and why it lacks the content of some files.
/// </summary>
internal sealed class SnapshotMark
{
    /// <summary>Where it lies in a snapshot.</summary>
    public const string Path = "/.kubepki-snapshot.json";

    private const int MaxSize = 4 * 1024 * 1024;

    /// <summary>The program that made it.</summary>
    public required string Tool { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public required DateTimeOffset CollectedAt { get; init; }

    /// <summary>When another machine asked for it, by that machine's clock, in UTC; null when none has.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>What the node is called; null when nothing tells.</summary>
    public string? NodeName { get; init; }

    /// <summary>Files without their content, by path of the node, and the reason of each in words.</summary>
    public SortedDictionary<string, string> Withheld { get; } = new(StringComparer.Ordinal);

    /// <summary>The mark as JSON.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("tool", Tool);
            json.WriteString("collectedAt", CollectedAt.UtcDateTime);
            if (AskedAt is { } askedAt)
                json.WriteString("askedAt", askedAt.UtcDateTime);
            json.WriteString("nodeName", NodeName);
            json.WriteStartObject("withheld");
            foreach (var (path, reason) in Withheld)
                json.WriteString(path, reason);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>How far the node's clock was ahead of that of the machine that asked; null when none has.</summary>
    public static TimeSpan? SkewIn(ArchiveTree tree) =>
        TimeIn(tree, "collectedAt") is { } collected && TimeIn(tree, "askedAt") is { } asked ? collected - asked : null;

    private static DateTimeOffset? TimeIn(ArchiveTree tree, string name)
    {
        if (tree.Find(Path)?.Content is not { Length: <= MaxSize } octets)
            return null;
        try
        {
            var json = new Utf8JsonReader(octets);
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1 && json.ValueTextEquals(name))
                    return json.Read() && json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out var time) ? time : null;
            }
        }
        catch (JsonException)
        {
            // Whoever reads the rest of it says so.
        }
        return null;
    }

    /// <summary>Lets the files of a snapshot that have no content say why, in the words of the node on which they were read.</summary>
    public static void Apply(ArchiveTree tree)
    {
        if (tree.Find(Path)?.Content is not { Length: <= MaxSize } octets)
            return;
        try
        {
            var json = new Utf8JsonReader(octets);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 2)
                    continue;
                var path = json.GetString()!;
                if (json.Read() && json.TokenType == JsonTokenType.String && tree.Find(path) is { Entry.Kind: EntryKind.File } file)
                    file.Obstacle = json.GetString();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            tree.Report("the snapshot's own description is damaged");
        }
    }
}
