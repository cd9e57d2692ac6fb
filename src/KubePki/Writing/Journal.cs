using System.Buffers;
using System.Text.Json;
using KubePki.Model;
using KubePki.Reading;

namespace KubePki.Writing;

/// <summary>The <c>journal.json</c> of a transaction, from which a later run sees what a killed one has left. No content.</summary>
/// <param name="State">How far it came.</param>
/// <param name="Steps">What it does, in order.</param>
internal sealed record Journal(JournalState State, IReadOnlyList<Step> Steps)
{
    public const string FileName = "journal.json";

    private const int Version = 1;

    public bool IsFinished => State is JournalState.Committed or JournalState.RolledBack;

    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteString("state", JsonText.Name(State));
            writer.WriteStartArray("steps");
            foreach (var step in Steps)
                Write(writer, step);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>How far it came, without the steps.</summary>
    /// <exception cref="FormatException">This is no journal.</exception>
    public static JournalState StateOf(ReadOnlyMemory<byte> json) =>
        JsonText.Parse(json, root => JsonText.Kind<JournalState>(JsonText.Version(root, Version), "state"));

    /// <summary>Reads a journal; what was there before stands in the manifest beside it. Each path is resolved anew inside the root.</summary>
    /// <exception cref="FormatException">This is no journal of that manifest.</exception>
    /// <exception cref="PkiProblemException">A path leads out of the root.</exception>
    public static Journal Parse(ReadOnlyMemory<byte> json, Manifest manifest, NodeFiles files) => JsonText.Parse(json, root =>
    {
        var before = manifest.Entries.ToDictionary(entry => entry.NodePath, entry => entry.State, StringComparer.Ordinal);
        return new Journal(
            JsonText.Kind<JournalState>(JsonText.Version(root, Version), "state"),
            [.. root.GetProperty("steps").EnumerateArray().Select((item, index) => StepOf(item, index, before, files))]);
    });

    private static void Write(Utf8JsonWriter writer, Step step)
    {
        writer.WriteStartObject();
        writer.WriteString("path", step.Place.NodePath);
        writer.WriteString("kind", JsonText.Name(step.Kind));
        if (step.TemporaryName is not null)
            writer.WriteString("temporary", step.TemporaryName);
        if (step.Sha256 is not null)
            writer.WriteString("sha256", step.Sha256);
        if (step.LinkTarget is not null)
            writer.WriteString("target", step.LinkTarget);
        writer.WriteEndObject();
    }

    private static Step StepOf(JsonElement item, int index, Dictionary<string, FileState> before, NodeFiles files)
    {
        var path = item.GetProperty("path").GetString()!;
        var temporary = Text(item, "temporary");
        if (temporary is not null && (temporary.Contains('/', StringComparison.Ordinal) || temporary is "" or "." or ".."))
            throw new FormatException("the file is damaged");
        return new Step
        {
            Index = index,
            Kind = JsonText.Kind<ChangeKind>(item, "kind"),
            Place = NodePlace.Of(files, path),
            Before = before[path],
            TemporaryName = temporary,
            Sha256 = Text(item, "sha256"),
            LinkTarget = Text(item, "target"),
        };
    }

    private static string? Text(JsonElement item, string property) => item.TryGetProperty(property, out var value) ? value.GetString() : null;
}
