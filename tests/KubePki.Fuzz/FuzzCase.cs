using System.Text.Json;

namespace KubePki.Fuzz;

/// <summary>A case as the batch and the oracle take it.</summary>
internal sealed record FuzzCase
{
    public string Id { get; init; } = "";

    public byte[] Leaf { get; init; } = [];

    public byte[] Intermediates { get; init; } = [];

    public byte[] Roots { get; init; } = [];

    public byte[] Key { get; init; } = [];

    public string Name { get; init; } = "";

    public string Time { get; init; } = "2025-06-01T00:00:00Z";

    public string[] Usages { get; init; } = [];

    public static FuzzCase Read(JsonElement json) => new()
    {
        Id = json.GetProperty("id").GetString()!,
        Leaf = Octets(json, "leaf"),
        Intermediates = Octets(json, "inter"),
        Roots = Octets(json, "roots"),
        Key = Octets(json, "key"),
        Name = json.TryGetProperty("name", out var name) ? name.GetString() ?? "" : "",
        Time = json.TryGetProperty("time", out var time) ? time.GetString() ?? "" : "",
        Usages = json.TryGetProperty("eku", out var usages) && usages.ValueKind == JsonValueKind.Array
            ? [.. usages.EnumerateArray().Select(item => item.GetString()!)]
            : [],
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteBase64String("leaf", Leaf);
        json.WriteBase64String("inter", Intermediates);
        json.WriteBase64String("roots", Roots);
        json.WriteBase64String("key", Key);
        json.WriteString("name", Name);
        json.WriteString("time", Time);
        json.WriteStartArray("eku");
        foreach (var usage in Usages)
            json.WriteStringValue(usage);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] Octets(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetBytesFromBase64() : [];
}
