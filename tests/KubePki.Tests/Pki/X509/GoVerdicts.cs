using System.IO.Compression;
using System.Text.Json;

namespace KubePki.Tests.Pki.X509;

/// <summary>The recorded cases and what Go said of them.</summary>
internal static class GoVerdicts
{
    public static IEnumerable<(string Id, byte[] Leaf, JsonElement Verdict)> Read(string set, string go)
    {
        var cases = Lines($"{set}.cases.jsonl.gz");
        var verdicts = Lines($"{set}.go{go}.jsonl.gz").ToDictionary(line => line.GetProperty("id").GetString()!);
        foreach (var line in cases)
        {
            var id = line.GetProperty("id").GetString()!;
            yield return (id, line.GetProperty("leaf").GetBytesFromBase64(), verdicts[id]);
        }
    }

    /// <summary>The cases as they lie in their file: JSON lines.</summary>
    public static byte[] Cases(string set)
    {
        using var stream = Open($"{set}.cases.jsonl.gz");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static GZipStream Open(string file) =>
        new(File.OpenRead(Path.Combine(Fixtures.Directory, "x509", file)), CompressionMode.Decompress);

    private static IEnumerable<JsonElement> Lines(string file)
    {
        using var stream = Open(file);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }
}
