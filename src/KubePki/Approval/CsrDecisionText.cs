using System.Text.Json;
using KubePki.Model;

namespace KubePki.Approval;

/// <summary>A request with one more condition, as its approval subresource takes it.</summary>
internal static class CsrDecisionText
{
    public static byte[] Write(JsonElement item, KubeCsrCondition condition)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "certificates.k8s.io/v1");
            json.WriteString("kind", "CertificateSigningRequest");
            foreach (var part in new[] { "metadata", "spec" })
            {
                json.WritePropertyName(part);
                item.GetProperty(part).WriteTo(json);
            }
            WriteStatus(json, item.TryGetProperty("status", out var status) ? status : default, condition);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void WriteStatus(Utf8JsonWriter json, JsonElement status, KubeCsrCondition condition)
    {
        json.WriteStartObject("status");
        json.WriteStartArray("conditions");
        if (status.ValueKind == JsonValueKind.Object && status.TryGetProperty("conditions", out var conditions) && conditions.ValueKind == JsonValueKind.Array)
        {
            foreach (var other in conditions.EnumerateArray())
                other.WriteTo(json);
        }
        json.WriteStartObject();
        json.WriteString("type", condition.Type);
        json.WriteString("status", "True");
        json.WriteString("reason", condition.Reason);
        json.WriteString("message", condition.Message);
        if (condition.LastUpdateTime is { } time)
            json.WriteString("lastUpdateTime", Times.Rfc3339(time));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
