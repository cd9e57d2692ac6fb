using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>Times as the API has them: RFC 3339, UTC, in whole seconds.</summary>
internal sealed class ApiTimes : JsonConverter<DateTime>
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && DateTime.TryParse(reader.GetString(), CultureInfo.InvariantCulture, Utc, out var time)
            ? time : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
