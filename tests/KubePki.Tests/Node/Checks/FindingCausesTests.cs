using System.Globalization;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Checks;

/// <summary>What belongs together is told together, and nothing is lost.</summary>
public sealed class FindingCausesTests
{
    [Theory]
    [InlineData("healthy", "2026-07-01T00:00:00Z")]
    [InlineData("healthy", "2037-01-01T00:00:00Z")]
    [InlineData("healthy", "2020-01-01T00:00:00Z")]
    [InlineData("expired-2020", "2020-07-28T00:00:00Z")]
    [InlineData("outage-2019", "2019-09-09T00:00:00Z")]
    [InlineData("power-loss", "2021-09-01T03:00:00Z")]
    [InlineData("cni-leftover", "2020-06-21T00:00:00Z")]
    public void Each_finding_is_in_one_cause(string name, string asOf)
    {
        using var tree = NodeTree.Unpack(name);
        var findings = Find(tree, asOf);
        var members = FindingCauses.Of(findings).SelectMany(cause => cause.Members).ToList();
        Assert.Equal(findings.Count, members.Count);
        Assert.All(findings, finding => Assert.Single(members, member => ReferenceEquals(member, finding)));
    }

    [Fact]
    public void What_expired_on_one_day_is_one_cause_with_what_follows()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var cause = FindingCauses.Of(Find(tree, "2020-07-28T00:00:00Z"))[0];
        Assert.Equal("They expired on 2020-07-27, 17 h 35 min ago.", cause.Message);
        Assert.Equal(FindingSeverity.Critical, cause.Severity);
        Assert.Contains("kubelet.conf", cause.Targets);
        Assert.Contains("etcd-peer", cause.Targets);
        Assert.Equal(["KubeletCredentialUnusable", "BootstrapFileMissing"], cause.Consequences.Select(finding => finding.Check));
    }

    [Fact]
    public void What_an_expired_CA_signed_is_below_it()
    {
        using var tree = NodeTree.Unpack("healthy");
        var causes = FindingCauses.Of(Find(tree, "2037-01-01T00:00:00Z"));
        var cause = Assert.Single(causes, cause => cause.Targets.Contains("ca"));
        Assert.Equal("ca", cause.First.Target);
        Assert.Contains("and with it all that it signed", cause.Message, StringComparison.Ordinal);
        Assert.Contains("apiserver", cause.Targets);
        Assert.DoesNotContain("etcd-server", cause.Targets);
        Assert.Contains("etcd-server", Assert.Single(causes, other => other.First.Target == "etcd-ca").Targets);
    }

    [Fact]
    public void A_wrong_clock_comes_first()
    {
        using var tree = NodeTree.Unpack("healthy");
        var first = FindingCauses.Of(Find(tree, "2020-01-01T00:00:00Z"))[0];
        Assert.Equal("clock", first.First.Target);
        Assert.Contains("the clock", first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_are_kept_apart()
    {
        using var one = NodeTree.Unpack("expired-2020");
        using var other = NodeTree.Unpack("expired-2020");
        const string Night = "2020-07-28T00:00:00Z";
        var causes = FindingCauses.Of([.. Find(one, Night), .. Find(other, Night)]);
        Assert.All(causes, cause => Assert.Single(cause.Members.Select(member => member.Root).Distinct()));
    }

    private static IReadOnlyList<KubePkiFinding> Find(NodeTree tree, string asOf) => Diagnosis.Run(new NodeReader(new ReadOptions
    {
        Root = tree.Root,
        AsOf = DateTimeOffset.Parse(asOf, CultureInfo.InvariantCulture),
    }).ReadNode());
}
