using System.Buffers;
using System.Text;
using System.Text.Json;
using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Pki.X509;

namespace KubePki.Changes.Transactions;

/// <summary>
/// The <c>journal.json</c> of a transaction, from which a later run sees what a killed one has left. No content. It begins with its own
/// hash, which is reckoned with zeros in its place: that tells damage. Who has written it, the owner of its directory says
/// (<see cref="BackupTrust"/>).
/// </summary>
/// <param name="State">How far it came.</param>
/// <param name="ManifestHash">The SHA-256 of the manifest that it belongs to.</param>
/// <param name="Steps">What it does, in order.</param>
internal sealed record Journal(JournalState State, string ManifestHash, IReadOnlyList<JournalStep> Steps)
{
    public const string FileName = "journal.json";

    private const int Version = 2;
    private const int HashLength = 64;
    private static readonly byte[] Start = "{\n  \"sha256\": \""u8.ToArray();

    public bool IsFinished => State is JournalState.Committed or JournalState.RolledBack;

    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("sha256", new string('0', HashLength));
            writer.WriteNumber("version", Version);
            writer.WriteString("manifest", ManifestHash);
            writer.WriteString("state", JsonText.Name(State));
            writer.WriteStartArray("steps");
            foreach (var step in Steps)
                Write(writer, step);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        // Each system ends lines in its own way.
        var json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(buffer.WrittenSpan).ReplaceLineEndings("\n"));
        Encoding.ASCII.GetBytes(Hex.Sha256(json)).CopyTo(json.AsSpan(Start.Length));
        return json;
    }

    /// <summary>How far it came, without the steps.</summary>
    /// <exception cref="FormatException">This is no journal, or not as it was written.</exception>
    public static JournalState StateOf(ReadOnlyMemory<byte> json) =>
        JsonText.Parse(Intact(json), root => JsonText.Kind<JournalState>(JsonText.Version(root, Version), "state"));

    /// <summary>
    /// Reads a journal; what was there before stands in the manifest beside it. Each path is resolved again inside the root.
    /// </summary>
    /// <param name="json">The text.</param>
    /// <param name="manifest">The manifest beside it.</param>
    /// <param name="manifestHash">The manifest's hash.</param>
    /// <param name="files">The files of the node.</param>
    /// <param name="transaction">The name of the backup, of which the names of temporary files are made.</param>
    /// <exception cref="FormatException">This is no journal of that manifest.</exception>
    /// <exception cref="PkiProblemException">A path names no file.</exception>
    public static Journal Parse(ReadOnlyMemory<byte> json, Manifest manifest, string manifestHash, NodeFiles files, string transaction) =>
        JsonText.Parse(Intact(json), root =>
    {
        var before = manifest.Entries.ToDictionary(entry => entry.NodePath, entry => entry.State, StringComparer.Ordinal);
        var state = JsonText.Kind<JournalState>(JsonText.Version(root, Version), "state");
        if (root.GetProperty("manifest").GetString() != manifestHash)
            throw new FormatException("it belongs to another manifest");
        return new Journal(state, manifestHash,
            [.. root.GetProperty("steps").EnumerateArray().Select((item, index) => StepOf(item, index, before, files, transaction))]);
    });

    // A program of before wrote no hash; what it has left unfinished is not taken at its word.
    private static ReadOnlyMemory<byte> Intact(ReadOnlyMemory<byte> json)
    {
        if (json.Length <= Start.Length + HashLength || !json.Span.StartsWith(Start))
            throw new FormatException("it was not written by this version of the program");
        var copy = json.ToArray();
        var hash = copy.AsSpan(Start.Length, HashLength);
        var noted = Encoding.ASCII.GetString(hash);
        hash.Fill((byte)'0');
        return noted == Hex.Sha256(copy) ? json : throw new FormatException("its hash does not match the recorded one");
    }

    private static void Write(Utf8JsonWriter writer, JournalStep step)
    {
        writer.WriteStartObject();
        writer.WriteString("path", step.Place.NodePath);
        writer.WriteString("kind", JsonText.Name(step.Kind));
        if (step.TemporaryName is not null)
            writer.WriteString("temporary", step.TemporaryName);
        if (step.Sha256 is not null)
        {
            writer.WriteString("sha256", step.Sha256);
            writer.WriteNumber("size", step.Size);
        }
        if (step.LinkTarget is not null)
            writer.WriteString("target", step.LinkTarget);
        writer.WriteEndObject();
    }

    private static JournalStep StepOf(
        JsonElement item, int index, Dictionary<string, FileState> before, NodeFiles files, string transaction)
    {
        var path = item.GetProperty("path").GetString()!;
        var place = NodePlace.Noted(files, path);
        var step = new JournalStep
        {
            Index = index,
            Kind = JsonText.Kind<ChangeKind>(item, "kind"),
            Place = place,
            Before = before[path],
            TemporaryName = Text(item, "temporary"),
            Sha256 = Text(item, "sha256"),
            Size = item.TryGetProperty("size", out var size) ? size.GetInt64() : 0,
            LinkTarget = Text(item, "target"),
        };
        return step.HasOwnTemporary(transaction) ? step : throw new FormatException("it refers to a temporary file of another program");
    }

    private static string? Text(JsonElement item, string property) =>
        item.TryGetProperty(property, out var value) ? value.GetString() : null;
}
