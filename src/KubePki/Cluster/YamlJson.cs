using System.Globalization;
using System.Text;
using System.Text.Json;
using KubePki.Yaml;

namespace KubePki.Cluster;

/// <summary>Writes YAML as JSON, as far as a configuration needs it.</summary>
internal static class YamlJson
{
    // Aliases may make a text exponentially longer.
    private const int Limit = 1024 * 1024;

    /// <exception cref="FormatException">It would be longer than 1 MiB.</exception>
    public static string Write(YamlNode node)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            Write(json, node);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter json, YamlNode node)
    {
        if (json.BytesCommitted + json.BytesPending > Limit)
            throw new FormatException("the configuration of the plugin is longer than 1 MiB");
        switch (node)
        {
            case YamlMapping mapping:
                json.WriteStartObject();
                foreach (var key in mapping.Entries.Select(entry => entry.Key).OfType<YamlScalar>().Select(key => key.Value).Distinct())
                {
                    if (mapping[key] is { } value)
                    {
                        json.WritePropertyName(key);
                        Write(json, value);
                    }
                }
                json.WriteEndObject();
                break;
            case YamlSequence sequence:
                json.WriteStartArray();
                foreach (var item in sequence.Items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            case YamlScalar scalar:
                Write(json, scalar);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, YamlScalar scalar)
    {
        if (scalar.IsNull)
            json.WriteNullValue();
        else if (scalar.AsBoolean() is { } truth)
            json.WriteBooleanValue(truth);
        else if (scalar.Style == YamlScalarStyle.Plain && long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            json.WriteNumberValue(number);
        else
            json.WriteStringValue(scalar.Value);
    }
}
