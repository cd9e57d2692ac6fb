using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using KubePki.Logs;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Tests.Logs;

/// <summary>The catalogue is data: what is in it is held against itself and against the texts that components are known to write.</summary>
public sealed class CatalogueTests
{
    // The one is made in a hundredth of the time, the other one takes time in proportion to the line: which of them looks must not matter.
    [Fact]
    public void Both_kinds_of_pattern_find_the_same()
    {
        const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;
        foreach (var entry in LogCatalogue.Entries.Where(entry => entry.Pattern is not null))
        {
            var (fast, safe) = (new Regex(entry.Pattern!, Options), new Regex(entry.Pattern!, Options | RegexOptions.NonBacktracking));
            foreach (var example in entry.Examples)
            {
                var (one, other) = (fast.Match(example), safe.Match(example));
                Assert.Equal(one.Groups.Values.Select(group => (group.Name, group.Success, group.Value)),
                    other.Groups.Values.Select(group => (group.Name, group.Success, group.Value)));
            }
        }
    }

    [Fact]
    public void A_line_that_keeps_patterns_busy_is_read_all_the_same()
    {
        foreach (var entry in LogCatalogue.Entries.Where(entry => entry.Literals.Count > 0))
        {
            var piece = string.Concat(entry.Literals.Select(literal => literal + " \"a.b/c: "));
            Logs.Scan(string.Concat(Enumerable.Repeat(piece, 16_000 / piece.Length)));
        }
    }

    private static readonly JsonSerializerOptions GoJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Ids() => new(LogCatalogue.Entries.Select(entry => entry.Id));

    [Fact]
    public void Ids_are_unique_and_in_PascalCase()
    {
        Assert.Equal(LogCatalogue.Entries.Count, LogCatalogue.Entries.Select(entry => entry.Id).Distinct().Count());
        Assert.All(LogCatalogue.Entries, entry => Assert.Matches("^([A-Z][a-z0-9]*)+$", entry.Id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_example_is_of_its_own_entry_first(string id)
    {
        foreach (var example in LogCatalogue.Find(id)!.Examples)
        {
            var found = Logs.Scan(example).Select(finding => finding.Check);
            Assert.Contains(id, found);
            if (id != "ClockSkew")
                Assert.Equal([id], found);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_example_is_found_in_every_wrapping(string id)
    {
        foreach (var example in LogCatalogue.Find(id)!.Examples.Where(_ => id != "ClockSkew"))
        {
            // As Go escapes: quotes with a backslash.
            var text = JsonSerializer.Serialize(example + "\n", GoJson);
            foreach (var wrapped in new[]
            {
                $"{{\"log\":{text},\"stream\":\"stderr\",\"time\":\"2026-07-01T08:00:00.123456789Z\"}}",
                $"2026-07-01T08:00:00.123456789Z stderr F {example}",
                "{\"__REALTIME_TIMESTAMP\":\"1782892800000000\",\"MESSAGE\":"
                    + $"{JsonSerializer.Serialize(example, GoJson)},\"_COMM\":\"kubelet\"}}",
                example + "\r",
            })
            {
                Assert.Contains(id, Logs.Scan(wrapped).Select(finding => finding.Check));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_entry_says_all_that_a_reader_needs(string id)
    {
        var entry = LogCatalogue.Find(id)!;
        Assert.All([entry.Says, entry.Why, entry.Look, entry.Remedy], text => Assert.True(text.Length > 5, text));
        Assert.NotEmpty(entry.Examples);
        Assert.All(entry.Checks, check => Assert.Contains(check, CheckCatalogue.All.Select(known => known.Name)));
        Assert.All(entry.Proofs, proof => Assert.Contains(proof, LogFileLinker.Names));
        if (entry.Standing == LogStanding.Elsewhere)
            Assert.Contains("not a PKI problem", entry.Says, StringComparison.Ordinal);
        if (entry.Reference is { } reference)
            Assert.StartsWith("https://", reference, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Messages_are_filled_with_the_values_of_some_example(string id) =>
        Assert.Contains(LogCatalogue.Find(id)!.Examples.Select(example => Logs.Scan(example).First(finding => finding.Check == id)),
            finding => !(finding.Message + finding.Remedy).Contains("(unknown)", StringComparison.Ordinal));

    [Fact]
    public void Triggers_are_long_enough_for_the_search() =>
        Assert.All(LogCatalogue.Triggers, trigger => Assert.True(Encoding.UTF8.GetByteCount(trigger) >= 4, trigger));

    public static TheoryData<string, string> KnownTexts()
    {
        var rows = new TheoryData<string, string>();
        foreach (var line in File.ReadAllLines(Path.Combine(Fixtures.Directory, "logs", "known-texts.tsv"))
            .Where(line => !line.StartsWith('#')))
            rows.Add(line.Split('\t')[0], line.Split('\t')[1]);
        return rows;
    }

    [Theory]
    [MemberData(nameof(KnownTexts))]
    public void Each_text_that_components_write_has_its_entry(string id, string text) =>
        Assert.Equal([id], Logs.Scan(text).Select(finding => finding.Check));
}
