using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubePki.Node.Reading;
using KubePki.Yaml;

namespace KubePki.Node.Snapshots;

/// <summary>
/// A configuration as JSON with the values that <see cref="PublicPaths"/> shows. All other values are hidden, their kinds and the keys
/// stay; comments go.
/// </summary>
internal sealed class PublicYaml(Disguise disguise, CancellationToken cancellation)
{
    private static readonly JsonWriterOptions Options =
        new() { Indented = true, SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // No path that is shown lies below it.
    private const string Hidden = "?";

    // Aliases may make much of little.
    private const long MaxLength = 4 * 1024 * 1024;

    private readonly PublicWords _words = new(disguise);

    /// <summary>The documents of a text; null when they would be too large.</summary>
    public byte[]? Of(YamlText text)
    {
        using var result = new MemoryStream();
        foreach (var document in text.Documents)
        {
            cancellation.ThrowIfCancellationRequested();
            if (result.Length > 0)
                result.Write("\n---\n"u8);
            using var json = new Utf8JsonWriter(result, Options);
            if (!TryWrite(json, document, ""))
                return null;
        }
        return result.ToArray();
    }

    private bool TryWrite(Utf8JsonWriter json, YamlNode node, string path)
    {
        if (json.BytesCommitted + json.BytesPending > MaxLength)
            return false;
        switch (node)
        {
            case YamlMapping mapping:
                json.WriteStartObject();
                foreach (var entry in mapping.Entries)
                {
                    var key = (entry.Key as YamlScalar)?.Value ?? "";
                    var below = path.Length == 0 ? key : $"{path}.{key}";
                    var isKnown = PublicPaths.LeadsOn(below) || PublicPaths.IsToken(below);
                    json.WritePropertyName(isKnown ? key : disguise.Of(key));
                    if (!TryWrite(json, entry.Value, isKnown ? below : Hidden))
                        return false;
                }
                json.WriteEndObject();
                return true;
            case YamlSequence sequence:
                json.WriteStartArray();
                if (PublicPaths.IsCommand(path) && sequence.Items.All(item => item is YamlScalar { IsNull: false }))
                {
                    foreach (var word in _words.Of(sequence.Items.Select(item => ((YamlScalar)item).Value)))
                        json.WriteStringValue(word);
                }
                else
                {
                    foreach (var item in sequence.Items)
                    {
                        if (!TryWrite(json, item, path + "[]"))
                            return false;
                    }
                }
                json.WriteEndArray();
                return true;
            default:
                Write(json, (YamlScalar)node, path);
                return true;
        }
    }

    private void Write(Utf8JsonWriter json, YamlScalar scalar, string path)
    {
        var kind = YamlKind.Of(scalar);
        var isShown = PublicPaths.Has(path);
        if (kind == YamlKind.Null)
            json.WriteNullValue();
        else if (kind == YamlKind.Bool)
            json.WriteBooleanValue(scalar.AsBoolean() == true);
        else if (kind == YamlKind.Text)
            json.WriteStringValue(Text(scalar.Value, path, isShown));
        else if (isShown && long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            json.WriteNumberValue(number);
        else
            json.WriteNumberValue(0);
    }

    private string Text(string value, string path, bool isShown) =>
        value.Length == 0 ? ""
        : PublicPaths.IsToken(path) ? disguise.OfToken(value)
        : !isShown ? disguise.Of(value)
        : PublicPaths.IsPem(path) ? OfPem(value)
        : PublicPaths.IsEnvironment(path) ? _words.Assignment(value)
        : PublicPaths.IsFile(path) ? PublicValue.IsPath(value) ? value : disguise.Of(value)
        : PublicValue.Of(value) ?? disguise.Of(value);

    // Whatever a certificate's place holds, a key comes out of it as its public part only.
    private string OfPem(string value)
    {
        var octets = new byte[value.Length];
        var text = new string([.. value.Where(c => !char.IsWhiteSpace(c))]);
        if (!Convert.TryFromBase64String(text, octets, out var length))
            return new string('*', 1 + (text.Length % 4));
        var pem = Convert.ToBase64String(PublicPem.Of(octets.AsSpan(0, length), cancellation));
        CryptographicOperations.ZeroMemory(octets);
        // Go takes line breaks and no blanks.
        return value.AsSpan().ContainsAny(' ', '\t') ? pem.Insert(1, " ") : pem;
    }
}
