using System.Globalization;
using System.Text;
using System.Text.Json;
using KubePki.Node.Verdicts;
using KubePki.Pki.X509.Go;
using KubePki.Tests.Pki.X509;

namespace KubePki.Tests.Pki.Verification;

/// <summary>Our verdicts against those of real Go releases.</summary>
public sealed class GoVerdictTests
{
    private static readonly string[] Texts = ["parse", "pool", "verify", "host", "full", "pair", "keyutil"];

    private static readonly string[] Counts = ["nleaf", "pooln"];

    [Theory]
    [MemberData(nameof(GoParserTests.Sets), MemberType = typeof(GoParserTests))]
    public void Every_verdict_is_gos_to_the_letter(string set, string go)
    {
        var answers = Judge(GoVerdicts.Cases(set), go);
        var differences = new List<string>();
        foreach (var (id, _, verdict) in GoVerdicts.Read(set, go))
        {
            foreach (var field in Texts)
                Compare(id, field, Text(verdict, field), Text(answers[id], field));
            foreach (var field in Counts)
                Compare(id, field, verdict.GetProperty(field).ToString(), answers[id].GetProperty(field).ToString());
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));

        void Compare(string id, string field, string expected, string actual)
        {
            if (expected != actual)
                differences.Add($"{id} {field}: Go says '{expected}', we say '{actual}'");
        }
    }

    [Fact]
    public void No_culture_and_no_time_zone_changes_a_verdict()
    {
        var cases = GoVerdicts.Cases("kubernetes");
        var expected = Run(cases, "1.24");
        var culture = CultureInfo.CurrentCulture;
        try
        {
            // The Turkish i, the Persian calendar, the Arabic digits and minus.
            foreach (var name in new[] { "tr-TR", "fa-IR", "ar-SA" })
            {
                CultureInfo.CurrentCulture = Strange(name);
                Assert.Equal(expected, Run(cases, "1.24"));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    // Cultures have no data in invariant mode; what matters is made by hand.
    private static CultureInfo Strange(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = name + "minus";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.DateTimeFormat.DateSeparator = "|";
        culture.DateTimeFormat.TimeSeparator = "|";
        return culture;
    }

    private static string Text(JsonElement verdict, string field) => verdict.TryGetProperty(field, out var value) ? value.GetString()! : "";

    private static Dictionary<string, JsonElement> Judge(byte[] cases, string go) =>
        Run(cases, go).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(line => line.GetProperty("id").GetString()!);

    private static string Run(byte[] cases, string go)
    {
        Assert.True(GoVersion.TryParse(go, out var version));
        using var batch = new ChainBatch(version, DateTimeOffset.UnixEpoch);
        using var output = new MemoryStream();
        using var input = new MemoryStream(cases);
        batch.Run(input, output, (line, reason) => Assert.Fail($"line {line}: {reason}"));
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
