using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;
using KubePki.Yaml;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// The objects of a text as kubectl writes them: one, a list, several JSON values behind each other, or YAML documents. JSON is gone
/// through once, item by item, whatever its size; YAML is turned into JSON, so that both are read by the same eyes.
/// </summary>
internal sealed class KubeObjectText(string path, ICollection<PkiProblem> problems, CancellationToken cancellation)
{
    private const string Items = "items";

    // YAML may be deeper than JSON is by default, and is bounded where it is parsed.
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 128 };

    /// <summary>The id of problems.</summary>
    public string ProblemId { get; init; } = PkiProblemId.MalformedRequestObject;

    /// <summary>Gives each object with its line to a function.</summary>
    public void Read(ReadOnlyMemory<byte> text, Action<JsonElement, int> take)
    {
        if (text.Span is [0xef, 0xbb, 0xbf, ..])
            text = text[3..];
        var start = text.Span.TrimStart(" \t\r\n"u8);
        if (start is [(byte)'{' or (byte)'[', ..])
            ReadJson(text, take);
        else
            ReadYaml(text.Span, take);
    }

    /// <summary>Makes a problem of this file.</summary>
    public PkiProblem Problem(string reason, int line) =>
        KubePki.Node.Reading.Files.NodeFile.OfThisMachine(path).Problem(ProblemId, reason, line);

    private void ReadJson(ReadOnlyMemory<byte> text, Action<JsonElement, int> take)
    {
        var lines = new LineCounter(text.Span);
        var offset = 0;
        try
        {
            while (!text.Span[offset..].TrimStart(" \t\r\n"u8).IsEmpty)
            {
                cancellation.ThrowIfCancellationRequested();
                var reader = new Utf8JsonReader(text.Span[offset..]);
                reader.Read();
                ReadValue(ref reader, text, offset, ref lines, take);
                offset += (int)reader.BytesConsumed;
            }
        }
        catch (JsonException e)
        {
            var line = lines.At(offset) + (int)(e.LineNumber ?? 0);
            problems.Add(Problem("this is not JSON, or it is truncated: the rest was skipped", line));
        }
        catch (InvalidOperationException)
        {
            problems.Add(Problem("a name in it is not Unicode text: the rest was skipped", lines.At(offset)));
        }
    }

    // At the start of a value; afterwards at its end.
    private void ReadValue(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> text, int offset, ref LineCounter lines, Action<JsonElement, int> take)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadItems(ref reader, text, offset, ref lines, take);
            return;
        }
        var start = offset + (int)reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add(Problem("this is not an object", lines.At(start)));
            return;
        }
        var isList = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isItems = reader.ValueTextEquals(Items);
            reader.Read();
            if (isItems && reader.TokenType == JsonTokenType.StartArray)
            {
                isList = true;
                ReadItems(ref reader, text, offset, ref lines, take);
            }
            else
            {
                isList |= isItems;
                reader.Skip();
            }
        }
        if (!isList)
            Take(text[start..(offset + (int)reader.BytesConsumed)], lines.At(start), take);
    }

    private void ReadItems(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> text, int offset, ref LineCounter lines, Action<JsonElement, int> take)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = offset + (int)reader.TokenStartIndex;
            reader.Skip();
            Take(text[start..(offset + (int)reader.BytesConsumed)], lines.At(start), take);
        }
    }

    private void Take(ReadOnlyMemory<byte> json, int line, Action<JsonElement, int> take)
    {
        using var document = JsonDocument.Parse(json, Depth);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            problems.Add(Problem("this is not an object", line));
        else if (!HasReadableNames(json.Span))
            problems.Add(Problem("a name in this object is not Unicode text", line));
        else
            take(document.RootElement, line);
    }

    // Values are decoded one by one, and each that cannot be is reported; a name that cannot be hides what is below it.
    private static bool HasReadableNames(ReadOnlySpan<byte> json)
    {
        if (Utf8.IsValid(json) && json.IndexOf("\\u"u8) < 0)
            return true;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Depth.MaxDepth });
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                    reader.GetString();
            }
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void ReadYaml(ReadOnlySpan<byte> text, Action<JsonElement, int> take)
    {
        try
        {
            var yaml = YamlText.Parse(StrictUtf8.GetString(text), cancellation);
            foreach (var document in yaml.Documents)
                ReadDocument(document, take);
        }
        catch (DecoderFallbackException e)
        {
            problems.Add(Problem("this is not UTF-8", new LineCounter(text).At(Math.Max(0, e.Index))));
        }
        catch (YamlFormatException e)
        {
            problems.Add(Problem($"this is neither JSON nor YAML: {e.Reason}", e.Line));
        }
    }

    private void ReadDocument(YamlNode document, Action<JsonElement, int> take)
    {
        IEnumerable<YamlNode> objects = document is YamlSequence sequence ? sequence.Items
            : document.At(Items) is YamlSequence items ? items.Items
            : document.At(Items) is YamlScalar { IsNull: true } ? [] : [document];
        foreach (var node in objects)
        {
            cancellation.ThrowIfCancellationRequested();
            if (node is not YamlMapping)
                problems.Add(Problem("this is not an object", node.Line));
            else if (YamlJson.Write(node) is { } json)
                Take(json, node.Line, take);
            else
                problems.Add(Problem("this object is too large: its aliases expand to more than 4 MiB", node.Line));
        }
    }
}
