using System.Text;
using System.Text.Json;

namespace KubePki.Fuzz;

/// <summary>Holds our verdicts against the oracle's, and counts.</summary>
internal sealed class Comparison(TextWriter report, string directory)
{
    private const int MostKept = 200;

    private static readonly string[] Texts = ["parse", "pool", "verify", "host", "full", "pair", "keyutil"];

    private static readonly string[] Counts = ["nleaf", "pooln"];

    public long Cases { get; private set; }

    public long Panics { get; private set; }

    public long Verdicts { get; private set; }

    public long OtherTexts { get; private set; }

    public void Add(IReadOnlyList<FuzzCase> cases, byte[] oracle, byte[] ours)
    {
        var answers = Lines(ours).ToDictionary(line => line.GetProperty("id").GetString()!);
        var given = cases.ToDictionary(item => item.Id);
        foreach (var verdict in Lines(oracle))
        {
            Cases++;
            if (verdict.TryGetProperty("info", out var info) && info.GetString()!.StartsWith("PANIC", StringComparison.Ordinal))
            {
                Panics++;
                continue;
            }
            var id = verdict.GetProperty("id").GetString()!;
            if (!answers.TryGetValue(id, out var answer))
                Tell(given[id], "verdict", "no answer", "");
            else
                Compare(given[id], verdict, answer);
        }
    }

    private void Compare(FuzzCase item, JsonElement verdict, JsonElement answer)
    {
        foreach (var field in Counts)
        {
            if (verdict.GetProperty(field).GetInt32() != answer.GetProperty(field).GetInt32())
                Tell(item, "verdict", $"{field} {verdict.GetProperty(field)}", answer.GetProperty(field).ToString());
        }
        foreach (var field in Texts)
        {
            var (go, own) = (Text(verdict, field), Text(answer, field));
            if (go != own)
                Tell(item, IsOk(go) == IsOk(own) ? "text" : "verdict", $"{field} {go}", own);
        }
    }

    private void Tell(FuzzCase item, string kind, string go, string own)
    {
        _ = kind == "verdict" ? Verdicts++ : OtherTexts++;
        report.WriteLine($"{kind} {item.Id}\n    Go:   {Short(go)}\n    ours: {Short(own)}");
        if (Verdicts + OtherTexts > MostKept)
            return;
        using var file = File.Create(Path.Combine(directory, $"{item.Id}.jsonl"));
        using var json = new Utf8JsonWriter(file);
        item.Write(json);
    }

    private static bool IsOk(string text) => text.StartsWith("ok", StringComparison.Ordinal);

    private static string Short(string text) =>
        string.Concat((text.Length > 400 ? text[..400] + " …" : text).Select(c => char.IsControl(c) ? '?' : c));

    private static string Text(JsonElement verdict, string field) => verdict.TryGetProperty(field, out var value) ? value.GetString()! : "";

    private static IEnumerable<JsonElement> Lines(byte[] text) =>
        Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement);
}
