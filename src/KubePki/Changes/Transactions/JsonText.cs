using System.Text.Json;

namespace KubePki.Changes.Transactions;

/// <summary>Reads the JSON that this room has written, which may have been damaged since.</summary>
internal static class JsonText
{
    /// <exception cref="FormatException">The text is not what was written.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException
            or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new FormatException("the file is damaged", e);
        }
    }

    /// <summary>The same element, if it is of a version that can be read.</summary>
    /// <exception cref="FormatException">A newer program wrote it.</exception>
    public static JsonElement Version(JsonElement root, int version) =>
        root.GetProperty("version").GetInt32() == version ? root : throw new FormatException("another program version wrote it");

    /// <summary>A kind as it is written: in small letters.</summary>
    public static string Name<T>(T kind)
        where T : struct, Enum => kind.ToString().ToLowerInvariant();

    public static T Kind<T>(JsonElement item, string property)
        where T : struct, Enum =>
            Enum.TryParse<T>(item.GetProperty(property).GetString(), ignoreCase: true, out var kind) && Enum.IsDefined(kind)
                ? kind : throw new FormatException("the file is damaged");
}
