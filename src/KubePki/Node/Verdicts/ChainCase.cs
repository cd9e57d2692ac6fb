using System.Text.Json;
using KubePki.Model;
using KubePki.Pki.Verification;

namespace KubePki.Node.Verdicts;

/// <summary>One case of a batch: files as they lie on disk, and what is asked of them.</summary>
internal sealed record ChainCase
{
    public string Id { get; private set; } = "";

    public byte[] Leaf { get; private set; } = [];

    public byte[] Intermediates { get; private set; } = [];

    public byte[] Roots { get; private set; } = [];

    public byte[] Key { get; private set; } = [];

    public string Host { get; private set; } = "";

    public Moment? Time { get; private set; }

    public List<string> Usages { get; } = [];

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">The line is not a case; the message says why.</exception>
    public static ChainCase Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new FormatException("a case is a JSON object");
            var result = new ChainCase();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                result.ReadProperty(ref reader);
            if (reader.Read())
                throw new FormatException("there is text after the case");
            return result;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException(
                e is JsonException { BytePositionInLine: { } position } ? $"invalid JSON at byte {position}" : ForeignWords.Of(e), e);
        }
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        var name = reader.GetString();
        reader.Read();
        switch (name)
        {
            case "id": Id = reader.GetString() ?? ""; break;
            case "leaf": Leaf = Octets(ref reader); break;
            case "inter": Intermediates = Octets(ref reader); break;
            case "roots": Roots = Octets(ref reader); break;
            case "key": Key = Octets(ref reader); break;
            case "name": Host = reader.GetString() ?? ""; break;
            case "time": Time = ReadTime(reader.GetString()); break;
            case "eku": ReadUsages(ref reader); break;
            default: reader.Skip(); break;
        }
    }

    private static byte[] Octets(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? [] : reader.GetBytesFromBase64();

    private static Moment? ReadTime(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return Moment.TryParse(text, out var moment)
            ? moment
            : throw new FormatException($"'{KubePki.Model.Printable.Text(text)}' is not a valid RFC 3339 time");
    }

    private void ReadUsages(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new FormatException("eku must be a list of usages");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var usage = reader.GetString() ?? "";
            if (usage == "anyExtendedKeyUsage")
                usage = UsageCheck.Any;
            if (!VerdictUsages.All.Contains(usage))
                throw new FormatException(
                    $"'{KubePki.Model.Printable.Text(usage)}' is not a usage. Use {string.Join(", ", VerdictUsages.All)}");
            Usages.Add(usage);
        }
    }
}
