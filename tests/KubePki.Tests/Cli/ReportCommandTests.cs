using System.Text.Json;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Cli;

/// <summary>kubepki report and topology, as their users run them.</summary>
public sealed class ReportCommandTests
{
    private static readonly string[] Night = ["--as-of", "2020-07-28"];

    [Fact]
    public void Report_writes_a_page_that_anybody_may_read()
    {
        using var node = NodeTree.Unpack("expired-2020");
        using var place = NodeTree.Empty();
        var file = place.Path("/report.html");
        var (code, output, error) = CommandLineTests.Run(["report", "--root", node.Root, .. Night, "-o", file]);
        Assert.Equal((0, ""), (code, output));
        Assert.Contains($"wrote {file}: API server, etcd and kubelet are down: 10 certificates expired", error, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(file), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal("rw-r--r--", ModeOf(file));
        Assert.Equal([file], Directory.GetFiles(place.Root));
    }

    [Fact]
    public void Report_replaces_no_file_unless_it_is_told_to()
    {
        using var node = NodeTree.Unpack("expired-2020");
        using var place = NodeTree.Empty();
        var file = place.Write("/report.md", "mine");
        var (code, _, error) = CommandLineTests.Run(["report", "--root", node.Root, .. Night, "-o", file]);
        Assert.Equal((1, "mine"), (code, File.ReadAllText(file)));
        Assert.Contains("report.md: it exists; to replace it, use --force", error, StringComparison.Ordinal);
        Assert.Equal(0, CommandLineTests.Run(["report", "--root", node.Root, .. Night, "-o", file, "--force"]).Code);
        Assert.StartsWith("# API server, etcd and kubelet are down", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(place.Root));
    }

    [UnixFact]
    public void Report_follows_no_link_in_the_place_of_its_file()
    {
        using var node = NodeTree.Unpack("expired-2020");
        using var place = NodeTree.Empty();
        place.Write("/precious", "mine");
        place.Link("/report.json", place.Path("/precious"));
        string[] report = ["report", "--root", node.Root, .. Night, "-o", place.Path("/report.json")];
        Assert.Equal(1, CommandLineTests.Run(report).Code);
        Assert.Equal(0, CommandLineTests.Run([.. report, "--force"]).Code);
        Assert.Equal("mine", place.Read("/precious"));
        Assert.Null(new FileInfo(place.Path("/report.json")).LinkTarget);
    }

    [Fact]
    public void Report_of_several_nodes_as_json_says_the_same_as_the_other_commands()
    {
        using var one = NodeTree.Unpack("expired-2020");
        using var other = NodeTree.Unpack("healthy");
        var (code, output, _) = CommandLineTests.Run(["report", "--root", one.Root, other.Root, .. Night, "-o", "-", "--format", "json"]);
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        var node = json.RootElement.GetProperty("nodes").EnumerateArray().Single(each => each.GetProperty("root").GetString() == one.Root);
        using var findings = JsonDocument.Parse(CommandLineTests.Run(["test", "--root", one.Root, .. Night, "-o", "json"]).Output);
        Assert.Equal(findings.RootElement.EnumerateArray().Select(each => each.GetProperty("message").GetString()),
            node.GetProperty("findings").EnumerateArray().Select(each => each.GetProperty("message").GetString()));
        using var plan = JsonDocument.Parse(
            CommandLineTests.Run(["repair", "--root", one.Root, .. Night, "--what-if", "-o", "json"]).Output);
        Assert.Equal(plan.RootElement.GetProperty("steps").EnumerateArray().Select(each => each.GetProperty("title").GetString()),
            node.GetProperty("plan").GetProperty("steps").EnumerateArray().Select(each => each.GetProperty("title").GetString()));
        using var graph = JsonDocument.Parse(CommandLineTests.Run(["topology", "--root", one.Root, .. Night, "-o", "json"]).Output);
        Assert.Equal(graph.RootElement[0].GetProperty("edges").EnumerateArray().Select(each => each.GetProperty("to").GetString()),
            node.GetProperty("topology").GetProperty("edges").EnumerateArray().Select(each => each.GetProperty("to").GetString()));
    }

    [Theory]
    [InlineData(64, "does not tell the format", "report", "-o", "report.txt")]
    [InlineData(64, "--output", "report")]
    [InlineData(1, "there are no Kubernetes certificates", "report", "-o", "-", "--format", "html")]
    [InlineData(1, "there are no Kubernetes certificates", "topology")]
    public void Wrong_usage_and_empty_roots_are_told(int expected, string words, params string[] arguments)
    {
        using var empty = NodeTree.Empty();
        var (code, output, error) = CommandLineTests.Run([.. arguments, "--root", empty.Root]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Topology_is_a_table_or_a_graph_for_others_to_draw()
    {
        using var node = NodeTree.Unpack("expired-2020");
        string Output(string form) => CommandLineTests.Run(["topology", "--root", node.Root, .. Night, "-o", form]).Output;
        Assert.Matches("\nca +Signs +apiserver +Expired", Output("table"));
        Assert.StartsWith("digraph trust {", Output("dot"), StringComparison.Ordinal);
        Assert.StartsWith("flowchart LR", Output("mermaid"), StringComparison.Ordinal);
        Assert.Contains("program:kube-apiserver", Output("name"), StringComparison.Ordinal);
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static string ModeOf(string file) => string.Concat(Enumerable.Range(0, 9).Select(bit =>
        ((int)File.GetUnixFileMode(file) & (0x100 >> bit)) != 0 ? "rwx"[bit % 3] : '-'));
}
