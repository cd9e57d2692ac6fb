using System.Buffers;
using System.Globalization;
using System.Text.Json;
using KubePki.Yaml;

namespace KubePki.Node.Reading;

/// <summary>YAML as the JSON that kubectl would make of it. Keys that come twice come twice there, too.</summary>
internal static class YamlJson
{
    // Aliases may make much of little.
    private const long Limit = 4 * 1024 * 1024;

    /// <summary>The JSON of a node; null when it would be too large.</summary>
    public static ReadOnlyMemory<byte>? Write(YamlNode node)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer);
        if (!TryWrite(writer, node))
            return null;
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static bool TryWrite(Utf8JsonWriter writer, YamlNode node)
    {
        if (writer.BytesCommitted + writer.BytesPending > Limit)
            return false;
        switch (node)
        {
            case YamlMapping mapping:
                writer.WriteStartObject();
                foreach (var entry in mapping.Entries)
                {
                    writer.WritePropertyName((entry.Key as YamlScalar)?.Value ?? "");
                    if (!TryWrite(writer, entry.Value))
                        return false;
                }
                writer.WriteEndObject();
                return true;
            case YamlSequence sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    if (!TryWrite(writer, item))
                        return false;
                }
                writer.WriteEndArray();
                return true;
            default:
                WriteScalar(writer, (YamlScalar)node);
                return true;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, YamlScalar scalar)
    {
        if (scalar.IsNull)
            writer.WriteNullValue();
        else if (scalar.AsBoolean() is { } truth)
            writer.WriteBooleanValue(truth);
        else if (scalar is { Style: YamlScalarStyle.Plain, Tag: null }
            && long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(scalar.Value);
    }
}
