using System.Globalization;
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

    /// <summary>The program that made it; null in what was read, where nothing asks for it.</summary>
    public string? Tool { get; init; }

    /// <summary>When it was made, in UTC; null when it does not tell.</summary>
    public required DateTimeOffset? CollectedAt { get; init; }

    /// <summary>When another machine asked for it, by that machine's clock, in UTC; null when none has.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>What the node is called; null when nothing tells.</summary>
    public string? NodeName { get; init; }

    /// <summary>Files without their content, by path of the node, and the reason of each in words.</summary>
    public SortedDictionary<string, string> Withheld { get; } = new(StringComparer.Ordinal);

    /// <summary>Owners and groups whose numbers do not fit into an entry, by path of the node.</summary>
    public SortedDictionary<string, (uint UserId, uint GroupId)> Owners { get; } = new(StringComparer.Ordinal);

    /// <summary>The mark as JSON.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("tool", Tool);
            if (CollectedAt is { } collectedAt)
                json.WriteString("collectedAt", collectedAt.UtcDateTime);
            if (AskedAt is { } askedAt)
                json.WriteString("askedAt", askedAt.UtcDateTime);
            json.WriteString("nodeName", NodeName);
            if (Owners.Count > 0)
                WriteOwners(json);
            json.WriteStartObject("withheld");
            foreach (var (path, reason) in Withheld)
                json.WriteString(path, reason);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    // A list of texts: what reads older snapshots takes each name in an object for a file that is withheld.
    private void WriteOwners(Utf8JsonWriter json)
    {
        json.WriteStartArray("owners");
        foreach (var (path, (user, group)) in Owners)
            json.WriteStringValue(FormattableString.Invariant($"{user}:{group} {path}"));
        json.WriteEndArray();
    }

    /// <summary>How far the node's clock was ahead of that of the machine that asked; null when none has.</summary>
    public TimeSpan? Skew => AskedAt is { } asked && CollectedAt is { } collected ? collected - asked : null;

    /// <summary>
    /// What a snapshot says of itself; null when it is none. The files of which it has no content then say why, in the words of the node on
    /// which they were read.
    /// </summary>
    public static SnapshotMark? Of(ArchiveTree tree)
    {
        if (tree.Find(Path) is not { } file)
            return null;
        DateTimeOffset? collected = null, asked = null;
        try
        {
            var json = new Utf8JsonReader(file.Content is { Length: <= MaxSize } octets ? octets : "{}"u8);
            var isOwners = false;
            while (json.Read())
            {
                if (json.CurrentDepth == 1)
                    isOwners = json.TokenType == JsonTokenType.PropertyName ? json.ValueTextEquals("owners")
                        : isOwners && json.TokenType == JsonTokenType.StartArray;
                else if (isOwners && json.TokenType == JsonTokenType.String)
                    Own(json.GetString()!, tree);
                if (json.TokenType != JsonTokenType.PropertyName)
                    continue;
                if (json.CurrentDepth == 2)
                    Withhold(ref json, tree);
                else if (json.CurrentDepth == 1 && json.ValueTextEquals("collectedAt"))
                    collected ??= TimeIn(ref json);
                else if (json.CurrentDepth == 1 && json.ValueTextEquals("askedAt"))
                    asked ??= TimeIn(ref json);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            tree.Report("the snapshot's own description is damaged");
        }
        return new SnapshotMark { CollectedAt = collected, AskedAt = asked };
    }

    private static DateTimeOffset? TimeIn(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out var time) ? time : null;

    // A snapshot may say of whom a file is, but not that it is root's.
    private static void Own(string text, ArchiveTree tree)
    {
        var parts = text.Split([':', ' '], 3);
        if (parts.Length == 3 && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            && tree.Find(parts[2]) is { } file)
        {
            file.Entry = file.Entry with
            {
                UserId = user > int.MaxValue ? user : file.Entry.UserId,
                GroupId = group > int.MaxValue ? group : file.Entry.GroupId,
            };
        }
    }

    private static void Withhold(ref Utf8JsonReader json, ArchiveTree tree)
    {
        var path = json.GetString()!;
        if (json.Read() && json.TokenType == JsonTokenType.String && tree.Find(path) is { Entry.Kind: EntryKind.File } file)
            file.Obstacle = json.GetString();
    }
}
