using KubePki.Fleet;
using KubePki.Model;
using KubePki.Node.Forecast;

namespace KubePki.Tests.Fleet;

/// <summary>What is one finding for many nodes, and what is not.</summary>
public sealed class FleetFaultsTests
{
    [Fact]
    public void Files_that_each_node_names_in_its_own_way_are_one_target()
    {
        var found = Find([.. Enumerable.Range(0, 100).Select(i => Node($"x{i:000}", Fault(
            $"kubelet-client-2021-09-01-13-{i % 60:00}-{i / 60:00}",
            $"Its name is system:node:node30.example.com, but the node is x{i:000}.")))]);
        var one = Assert.Single(found);
        Assert.Equal(100, one.NodeCount);
        Assert.Equal("kubelet-client-…", one.Target);
        Assert.Equal("Its name is system:node:node30.example.com, but the node is x0….", one.Message);
    }

    [Fact]
    public void The_name_of_the_node_is_taken_out_of_a_target()
    {
        var one = Assert.Single(Find(Node("alpha", Fault("alpha-kubelet.crt", "It is old.")),
            Node("omega", Fault("omega-kubelet.crt", "It is old."))));
        Assert.Equal("…-kubelet.crt", one.Target);
        // One that all have is shown as it is.
        Assert.Equal("kubelet-client-2021-09-01-13-21-24",
            Assert.Single(Find(Node("a1", Fault("kubelet-client-2021-09-01-13-21-24", "It is old.")),
                Node("b1", Fault("kubelet-client-2021-09-01-13-21-24", "It is old.")))).Target);
    }

    [Theory]
    [InlineData("ca", "apiserver")]
    [InlineData("front-proxy-client.crt", "apiserver.crt")]
    public void Different_targets_stay_apart(string one, string other) =>
        Assert.Equal(2, Find(Node("a1", Fault(one, "It is old.")), Node("b1", Fault(other, "It is old."))).Count);

    [Fact]
    public void Another_message_remedy_or_consequence_is_another_fault()
    {
        var fault = Fault("kubelet", "The certificate expired at 2020-07-27T06:24:58Z, 400 days ago.");
        var others = new[]
        {
            fault with { Message = "The certificate is not valid until 2021-09-01T05:11:39Z, 2 h 11 min from now." },
            fault with { Why = "kubelet waits." },
            fault with { Remedy = "Set the clock." },
            fault with { SeverityLevel = FindingSeverity.Warning },
        };
        Assert.All(others, other => Assert.Equal([201, 1],
            Find([Node("odd", other), .. Enumerable.Range(0, 201).Select(i => Node($"w{i}", fault))]).Select(found => found.NodeCount)
                .OrderDescending()));
    }

    [Fact]
    public void Amounts_that_differ_are_a_range()
    {
        var found = Find(Node("w1", Fault("clock", "The clock was ahead by 1734 days, in 12 files. It ended at 2021-09-01T05:11:39Z.")),
            Node("w2", Fault("clock", "The clock was ahead by 3 days, in 2 files. It ended at 2020-07-27T06:24:58Z.")),
            Node("w3", Fault("clock", "The clock was ahead by 40 days, in 9 files. It ended at 2021-01-01T00:00:00Z.")));
        Assert.Equal("The clock was ahead by 3 to 1734 days, in 2 to 12 files. It ended at 2020-07-27T06:24:58Z (the first) to "
            + "2021-09-01T05:11:39Z (the last).", Assert.Single(found).Message);
    }

    [Theory]
    [InlineData("It expired 17 h 35 min ago.", "It expired 400 days ago.", "It expired 17 h 35 min to 400 days ago.")]
    [InlineData("It names 10.0.0.1.", "It names 10.0.0.2.", "It names 10.0.0.….")]
    [InlineData("It is of /etc/a1.pem.", "It is of /etc/b1.pem.", "It is of /etc/…1.pem.")]
    [InlineData("It is of host7.", "It is of 9th.", "It is of host7 and others.")]
    [InlineData("It is of /etc/ssl/ca.pem.", "It is of /var/lib/rancher/ca.pem.", "It is of /etc/ssl/ca.pem and others.")]
    public void Values_of_each_kind_have_a_common_form(string one, string other, string common) =>
        Assert.Equal(common, Assert.Single(Find(Node("n1", Fault("apiserver", one)), Node("n2", Fault("apiserver", other)))).Message);

    [Fact]
    public void The_message_is_that_of_most_nodes()
    {
        var few = Fault("apiserver", "It is valid for a1.example.com and b2.example.com.");
        var most = Fault("apiserver", "It is valid for a1.example.com.");
        var one = Assert.Single(Find(Node("n1", few), Node("n2", most), Node("n3", most)));
        Assert.Equal("It is valid for a1.example.com. What is listed differs: see the proof.", one.Message);
        Assert.Contains($"n1: {few.Message}", one.Proof);
    }

    [Fact]
    public void A_root_with_blanks_makes_no_other_fault()
    {
        var one = Fault("apiserver", "It is old.") with { Remedy = "kubepki repair --root '/srv/a b/one' --yes" };
        var other = one with { Remedy = "kubepki repair --root /srv/two --yes" };
        Assert.Single(Find(Node("n1", one) with { Root = "/srv/a b/one" }, Node("n2", other) with { Root = "/srv/two" }));
    }

    private static List<KubePkiFleetFinding> Find(params NodeSummary[] nodes) =>
        [.. FleetDiagnosis.Compare(nodes).Where(finding => finding.Check == "Check")];

    private static KubePkiFinding Fault(string target, string message) => new()
    {
        Check = "Check", SeverityLevel = FindingSeverity.Error, Target = target, Message = message,
        Why = "It stops.", Remedy = "Look at it.",
    };

    private static DateTimeOffset AsOf => new(2022, 8, 20, 0, 0, 0, TimeSpan.Zero);

    private static NodeSummary Node(string name, params KubePkiFinding[] findings) => new()
    {
        Root = $"/srv/{name}", Name = name, AsOf = AsOf, Forecast = new ForecastNode(new NodePki { Root = "/", AsOf = AsOf }),
        Faults = [.. findings.Select(finding => new FleetFault(finding, null))], OwnNames = new HashSet<string> { name },
    };
}
