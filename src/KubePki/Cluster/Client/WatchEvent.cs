using System.Text.Json;

namespace KubePki.Cluster.Client;

/// <summary>
/// Reads the envelope of an event of a watch (metav1.WatchEvent). The library's part for ahead-of-time compilation has no model of it.
/// </summary>
internal static class WatchEvent
{
    /// <summary>The type of an event and its object, as it is written; null when there is no such thing.</summary>
    public static (string Type, ReadOnlyMemory<byte> Json)? Read(ReadOnlyMemory<byte> line)
    {
        var reader = new Utf8JsonReader(line.Span, new JsonReaderOptions { MaxDepth = 128 });
        string? type = null;
        ReadOnlyMemory<byte>? json = null;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isType, isObject) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("object"u8));
                reader.Read();
                var from = (int)reader.TokenStartIndex;
                if (isType && reader.TokenType == JsonTokenType.String)
                    type = reader.GetString();
                var isWanted = isObject && reader.TokenType == JsonTokenType.StartObject;
                reader.Skip();
                if (isWanted)
                    json = line[from..(int)reader.BytesConsumed];
            }
            return reader.TokenType == JsonTokenType.EndObject && type is not null && json is { } found ? (type, found) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second one is for half of a surrogate pair.
            return null;
        }
    }
}
