using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>A number that is 0 when it is none. For a Status alone: what it says in words is worth more than its code.</summary>
internal sealed class LenientNumber : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number))
            return number;
        reader.Skip();
        return 0;
    }

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
