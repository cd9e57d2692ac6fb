using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KubePki.Changes.Repair;
using KubePki.Changes.Survey;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Reports.Report;

namespace KubePki.Tests.Reports.Report;

/// <summary>The page, without a browser; with one, see <c>tests/Browser</c>.</summary>
public sealed partial class HtmlReportTests
{
    private const string Hostile = "</script><img src=x onerror=owned()>\u202E\u2028'\"<!--";

    private const string Address = "javascript:owned()";

    [Fact]
    public void The_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else()
    {
        var page = PageOf(Example());
        var policy = PolicyOf().Match(page).Groups[1].Value;
        Assert.Equal($"default-src 'none'; script-src {HashOf(ScriptOf().Match(page).Groups[1].Value)}; "
            + $"style-src {HashOf(StyleOf().Match(page).Groups[1].Value)}; base-uri 'none'; form-action 'none'", policy);
        Assert.DoesNotContain("{{", page.Replace(ScriptOf().Match(page).Value, "", StringComparison.Ordinal), StringComparison.Ordinal);
        // Attributes of style and of events would be refused, and nothing is loaded.
        Assert.DoesNotMatch(@"<[^>]+\s(style|on\w+|src)=", Static(page));
        Assert.DoesNotMatch(@"@import|url\(", page);
    }

    [Fact]
    public void What_files_say_is_text()
    {
        var example = Example();
        var page = PageOf(example with
        {
            Name = Hostile,
            Root = Hostile,
            Headline = Hostile,
            Fix = Hostile,
            Findings = [new(FindingSeverity.Critical, Hostile, Hostile, Hostile, Hostile, [Hostile], Hostile, Hostile, Address, true)],
            Certificates = [example.Certificates[0] with { Name = Hostile, Subject = Hostile, NodePaths = [Hostile], Authority = Hostile }],
            Steps = [new() { Title = Hostile, Target = Hostile, Reason = Hostile, WouldNotHelp = [Hostile], Restart = [Hostile],
                Changes = [new(Hostile, Hostile, Hostile, [Hostile])] }],
            LeftAlone = [new(Hostile, Hostile)],
            Problems = [Hostile],
        });
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", Static(page), StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', page);
        Assert.DoesNotContain('\u2028', page);
        Assert.Equal(2, Regex.Count(page, "</script"));
        Assert.Contains("&lt;/script&gt;&lt;img src=x", page, StringComparison.Ordinal);
        using var data = JsonDocument.Parse(DataOf().Match(page).Groups[1].Value);
        Assert.Contains(data.RootElement.GetProperty("texts").EnumerateArray(), text => text.GetString() == Printable.Text(Hostile));
    }

    [Fact]
    public void What_findings_between_nodes_say_is_text()
    {
        var example = Example();
        var fleet = new KubePkiFleetFinding
        {
            Check = Hostile, SeverityLevel = FindingSeverity.Critical, Target = Hostile, Message = Hostile, Why = Hostile, Remedy = Hostile,
            Nodes = [.. Enumerable.Repeat(Hostile, 1000)], Roots = [Hostile], Proof = [Hostile],
        };
        var report = PkiReport.Of([example, example with { Root = "/other" }], "1.0.0", [.. Enumerable.Repeat(fleet, 5000)]);
        Assert.Equal("2 nodes: 2 with critical findings. Between them: 5000 critical.", report.Headline);
        using var stream = new MemoryStream();
        HtmlReport.Write(report, stream);
        var page = Encoding.UTF8.GetString(stream.ToArray());
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, "</script"));
        Assert.Contains(" and 990 more</dd>", page, StringComparison.Ordinal);
        Assert.Contains("4800 more: the report as Markdown or JSON has them.", page, StringComparison.Ordinal);
        using var text = new MemoryStream();
        MarkdownReport.Write(report, text);
        Assert.DoesNotContain("<img", Encoding.UTF8.GetString(text.ToArray()), StringComparison.Ordinal);
        using var data = new MemoryStream();
        JsonReport.Write(report, data);
        using var json = JsonDocument.Parse(data.ToArray());
        Assert.Equal(5000, json.RootElement.GetProperty("fleet").GetArrayLength());
    }

    [Fact]
    public void A_fault_of_many_nodes_is_one_entry_and_counts_once()
    {
        var example = Example();
        var nodes = Enumerable.Range(0, 12).Select(i => example with { Name = $"n{i:00}", Root = $"/srv/n{i:00}" }).ToList();
        var fault = new KubePkiFleetFinding
        {
            Check = "CertificateExpired", SeverityLevel = FindingSeverity.Critical, Target = "apiserver",
            Message = "It expired 1 to 9 days ago.", Why = "Down.", Remedy = "Renew it.",
            Nodes = TextList.From(nodes.Select(node => node.Name)),
            Roots = TextList.From(nodes.Select(node => node.Root)),
        };
        var cluster = example with { Name = "api", Root = "https://api:6443", IsCluster = true, Findings = [example.Findings[0]] };
        var report = PkiReport.Of([.. nodes, cluster], "1.0.0", [], [fault]);
        Assert.Equal(2, report.Count(FindingSeverity.Critical));
        using var stream = new MemoryStream();
        HtmlReport.Write(report, stream);
        var page = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Single(Regex.Matches(Static(page), "It expired 1 to 9 days ago."));
        Assert.Contains("n08, n09 and 2 more</dd>", Static(page), StringComparison.Ordinal);
        using var data = JsonDocument.Parse(DataOf().Match(page).Groups[1].Value);
        var faults = data.RootElement.GetProperty("faults");
        Assert.Equal(2, faults.GetArrayLength());
        Assert.Contains(faults.EnumerateArray(), row => row[9].GetArrayLength() == 12);
        Assert.Contains(faults.EnumerateArray(), row => row[9].GetArrayLength() == 1);
    }

    [Fact]
    public void A_hundred_nodes_take_a_megabyte_and_a_half_at_most()
    {
        var example = Example();
        var octets = Encoding.UTF8.GetByteCount(PageOf([.. Enumerable.Range(0, 100).Select(i => Different(example, i))]));
        Assert.InRange(octets, 300_000, 1_500_000);
    }

    [Fact]
    public void Nodes_of_one_name_are_told_apart_and_the_worst_is_first()
    {
        var example = Example();
        var report = PkiReport.Of([example with { Findings = [] }, example with { Root = "/mnt/other" }], "1.0.0");
        Assert.Equal(["kubemaster (/mnt/other)", $"kubemaster ({example.Root})"], report.Nodes.Select(node => node.Name));
        Assert.Equal("2 nodes: 1 with critical findings.", report.Headline);
    }

    [Fact]
    public void Markdown_holds_what_files_say_as_text()
    {
        using var stream = new MemoryStream();
        var example = Example();
        MarkdownReport.Write(PkiReport.Of([example with
        {
            Root = "a`b``c",
            Findings = [new(FindingSeverity.Error, "Check", "[x](http://evil)", null, "a|b\n# c <b>", [], "", "", null, false)],
        }], "1.0.0"), stream);
        var text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Contains("``` a`b``c ```", text, StringComparison.Ordinal);
        Assert.Contains("\\[x\\](http://evil)", text, StringComparison.Ordinal);
        Assert.Contains("a\\|b?\\# c &lt;b>", text, StringComparison.Ordinal);
        Assert.Contains("```mermaid\nflowchart LR\n", text, StringComparison.Ordinal);
    }

    // Another node of the same kind has other keys, and so other serial numbers, hashes and proofs.
    private static ReportNode Different(ReportNode node, int number)
    {
        string Of(string text) => Hexadecimal().Replace(text.Replace("kubemaster", $"node-{number}", StringComparison.Ordinal),
            match => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{match.Value} {number}"))).ToLowerInvariant()
                .PadRight(64)[..Math.Min(64, match.Length)]);
        return node with
        {
            Name = $"node-{number}",
            Findings = [.. node.Findings.Select(finding => finding with
            {
                Message = Of(finding.Message), Proof = TextList.From(finding.Proof.Select(Of)), Remedy = Of(finding.Remedy),
            })],
            Certificates = [.. node.Certificates.Select(certificate => certificate with
            {
                SerialNumber = Of(certificate.SerialNumber), Fingerprint = Of(certificate.Fingerprint), Subject = Of(certificate.Subject),
                Names = TextList.From(certificate.Names.Select(Of)),
            })],
            Topology = node.Topology with
            {
                Vertices = [.. node.Topology.Vertices.Select(vertex => vertex.PublicKeyHash is { } hash
                    ? vertex with { PublicKeyHash = Of(hash) } : vertex)],
            },
        };
    }

    private static ReportNode Example()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var read = new ReadOptions { Root = node.Root, AsOf = new(2020, 7, 28, 0, 0, 0, TimeSpan.Zero) };
        return NodeSurvey.Of(new NodeReader(read).ReadNode(), new RepairCommandLine(), ReportSkin.Program);
    }

    private static string PageOf(params ReportNode[] nodes)
    {
        using var stream = new MemoryStream();
        HtmlReport.Write(PkiReport.Of(nodes, "1.0.0"), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Static(string page) => ScriptOf().Replace(StyleOf().Replace(DataOf().Replace(page, ""), ""), "");

    private static string HashOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    [GeneratedRegex("http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\"")]
    private static partial Regex PolicyOf();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleOf();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex ScriptOf();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DataOf();

    [GeneratedRegex("[0-9a-f]{12,}")]
    private static partial Regex Hexadecimal();
}
