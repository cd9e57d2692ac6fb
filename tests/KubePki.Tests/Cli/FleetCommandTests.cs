using System.IO.Compression;
using System.Formats.Tar;

namespace KubePki.Tests.Cli;

/// <summary>kubepki fleet, as its users run it.</summary>
public sealed class FleetCommandTests
{
    private static readonly string[] Night = ["--as-of", "2020-07-28"];

    [Fact]
    public void What_comes_from_one_cause_is_one_row_below_a_headline()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var (code, output, _) = CommandLineTests.Run(["fleet", node.Root, .. Night]);
        var lines = output.Split('\n');
        Assert.Equal(2, code);
        Assert.Matches("^1 node: 6 critical, [0-9]+ errors, [0-9]+ warnings?, [0-9]+ notes?. "
            + "The worst is [A-Za-z]+ \\([a-z.-]+\\) on kubemaster\\.$", lines[0]);
        var row = Assert.Single(lines.Skip(1), line => line.Contains("CertificateExpired", StringComparison.Ordinal));
        Assert.Contains("apiserver and 10 more", row, StringComparison.Ordinal);
        Assert.Contains("They expired on 2020-07-27", row, StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("      apiserver, ", StringComparison.Ordinal)
            && line.Contains("scheduler.conf", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("      hence KubeletCredentialUnusable (kubelet)", StringComparison.Ordinal));
        // Programs and the list have each by itself.
        Assert.Equal(7, CommandLineTests.Run(["fleet", node.Root, .. Night, "-o", "name"]).Output.Split('\n')
            .Count(name => name == "CertificateExpired"));
        Assert.StartsWith(lines[0], CommandLineTests.Run(["fleet", node.Root, .. Night, "-o", "list"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_of_nodes_is_no_node_and_is_told_as_what_it_is()
    {
        using var place = NodeTree.Empty();
        place.Write("/a.tar.gz", "none");
        place.Write("/w1/etc/kubernetes/kubelet.conf", "");
        place.Write("/notes/readme.txt", "");
        var (code, output, error) = CommandLineTests.Run(["fleet", place.Root]);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"It holds 2 snapshots or trees of nodes. Specify what is in it: {place.Root}/*", error, StringComparison.Ordinal);
        Assert.Contains("nothing was checked", error, StringComparison.Ordinal);
        using var empty = NodeTree.Empty();
        (code, output, error) = CommandLineTests.Run(["fleet", empty.Root]);
        Assert.Equal((1, ""), (code, output));
        Assert.DoesNotContain("It holds", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_that_was_given_more_than_once_is_counted_once_and_told()
    {
        using var node = NodeTree.Unpack("expired-2020");
        using var place = NodeTree.Empty();
        var first = place.Path("/a.tar.gz");
        using (var file = File.Create(first))
        using (var zip = new GZipStream(file, CompressionMode.Compress))
            TarFile.CreateFromDirectory(node.Root, zip, includeBaseDirectory: false);
        File.Copy(first, place.Path("/b.tar.gz"));
        var (_, output, error) = CommandLineTests.Run(["fleet", first, place.Path("/b.tar.gz"), .. Night]);
        Assert.StartsWith("1 node: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("FleetNodeNameTwice", output, StringComparison.Ordinal);
        Assert.Contains($"1 root is the same as another, which counts once: {place.Path("/b.tar.gz")}", error, StringComparison.Ordinal);
        (_, output, error) = CommandLineTests.Run(["fleet", first, .. Night]);
        Assert.DoesNotContain("the same as another", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_without_findings_are_counted()
    {
        using var node = NodeTree.Unpack("healthy");
        var (code, output, _) = CommandLineTests.Run(["fleet", node.Root, "--as-of", "2026-07-01", "--severity", "Critical"]);
        Assert.Equal((0, "1 node: there are no findings.\n"), (code, output));
    }
}
