using System.Buffers;
using System.Globalization;
using System.Text.Json;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading;

namespace KubePki.Changes.Transactions;

/// <summary>What a backup holds, as its <c>manifest.json</c> says. Hashes, modes and owners; no content.</summary>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="Label">What for, in a few words.</param>
/// <param name="Entries">Each path with what was there.</param>
internal sealed record Manifest(DateTimeOffset CreatedAt, string Label, IReadOnlyList<BackupEntry> Entries)
{
    private const int Version = 1;

    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteString("createdAt", CreatedAt);
            writer.WriteString("label", Label);
            writer.WriteStartArray("entries");
            foreach (var entry in Entries)
                Write(writer, entry);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">This is no manifest.</exception>
    public static Manifest Parse(ReadOnlyMemory<byte> json) => JsonText.Parse(json, root => new Manifest(
        JsonText.Version(root, Version).GetProperty("createdAt").GetDateTimeOffset(),
        root.GetProperty("label").GetString()!,
        [.. root.GetProperty("entries").EnumerateArray().Select(Entry)]));

    private static void Write(Utf8JsonWriter writer, BackupEntry entry)
    {
        var state = entry.State;
        writer.WriteStartObject();
        writer.WriteString("path", entry.NodePath);
        writer.WriteString("kind", JsonText.Name(state.Kind));
        if (state.Kind == EntryKind.File)
            writer.WriteString("sha256", state.Sha256);
        if (state.Kind == EntryKind.Link)
            writer.WriteString("target", state.LinkTarget);
        if (state.Kind is EntryKind.File or EntryKind.Directory)
            writer.WriteString("mode", OctalMode.Of(state.Mode));
        if (state.Kind != EntryKind.Absent)
        {
            writer.WriteNumber("uid", state.UserId);
            writer.WriteNumber("gid", state.GroupId);
        }
        // As a text: more digits than a number of JavaScript holds.
        if (state.Kind is EntryKind.File or EntryKind.Link)
            writer.WriteString("mtimeNanoseconds", state.ModifiedNanoseconds.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    private static BackupEntry Entry(JsonElement item)
    {
        var kind = JsonText.Kind<EntryKind>(item, "kind");
        var state = new FileState
        {
            Kind = kind,
            Sha256 = kind == EntryKind.File ? item.GetProperty("sha256").GetString() : null,
            LinkTarget = kind == EntryKind.Link ? item.GetProperty("target").GetString() : null,
            Mode = kind is EntryKind.File or EntryKind.Directory ? Convert.ToInt32(item.GetProperty("mode").GetString(), 8) & 0xfff : 0,
            UserId = kind == EntryKind.Absent ? 0 : item.GetProperty("uid").GetUInt32(),
            GroupId = kind == EntryKind.Absent ? 0 : item.GetProperty("gid").GetUInt32(),
            ModifiedNanoseconds = kind is EntryKind.File or EntryKind.Link
                ? long.Parse(item.GetProperty("mtimeNanoseconds").GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
                : 0,
        };
        var path = item.GetProperty("path").GetString();
        return IsPlain(path) ? new BackupEntry(path!, state) : throw new FormatException("it contains a path that backups never have");
    }

    // A tree may come from anywhere: no path may lead out of the backup.
    private static bool IsPlain(string? path) =>
        path is not null && path.StartsWith('/')
            && path[1..].Split('/').All(part => part is not ("" or "." or "..")) && NodePaths.IsPossible(path);
}
