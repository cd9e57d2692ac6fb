using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Changes.Repair;

/// <summary>A certificate that is named by its file, and belongs to no node: the CA beside it renews it.</summary>
public sealed class NamedFileRenewalTests : IDisposable
{
    private readonly NodeTree _tree = NodeTree.Empty();

    private readonly ReadOptions _options = new() { AsOf = TestPki.AsOf };

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void It_keeps_what_it_said_and_gets_a_new_key()
    {
        Put(TestPki.AsOf.AddDays(-1));
        var before = Read().Single(certificate => certificate.Name == "web");
        var plan = Plan(_tree.Path("/web.crt"));
        Assert.Equal("renew web", Assert.Single(plan.Plan.Steps).Title);
        Assert.Contains("It expired at", plan.Plan.Steps[0].Reason, StringComparison.Ordinal);
        Apply(plan);
        var after = Read().Single(certificate => certificate.Name == "web");
        Assert.Equal((before.Subject, before.DnsNames.ToString(), before.Usages.ToString(), true, "ca"),
            (after.Subject, after.DnsNames.ToString(), after.Usages.ToString(), after.KeyMatches, after.Authority));
        Assert.NotEqual(before.PublicKeyHash, after.PublicKeyHash);
        Assert.False(after.Expired);
    }

    [Fact]
    public void Of_a_directory_what_is_due_is_renewed()
    {
        Put(TestPki.AsOf.AddDays(-1));
        using var authority = TestPki.Authority("other");
        TestPki.Put(_tree, "/fresh", TestPki.Leaf(authority, "CN=fresh"));
        var plan = Plan(_tree.Root).Plan;
        Assert.Equal(["web"], plan.Steps.Select(step => step.Target));
        Assert.Contains(plan.LeftAlone, note => note.Reason == "The CA that signed it is not beside it.");
    }

    [Fact]
    public void One_that_is_good_for_long_waits_for_force()
    {
        Put(TestPki.Start.AddYears(1));
        Assert.Contains("valid for another", Assert.Single(Plan(_tree.Path("/web.crt")).Plan.LeftAlone).Reason, StringComparison.Ordinal);
        Assert.Single(Plan(_tree.Path("/web.crt"), new RepairOptions { Force = true }).Plan.Steps);
        var names = Plan(_tree.Path("/web.crt"), new RepairOptions { AddNames = ["more.example.org"] }).Plan;
        Assert.Contains(Assert.Single(names.Steps).Changes.SelectMany(change => change.Details),
            detail => detail.Contains("added more.example.org", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_key_of_the_CA_or_its_own_it_stays()
    {
        Put(TestPki.AsOf.AddDays(-1));
        File.Delete(_tree.Path("/ca.key"));
        Assert.Equal("The key of its CA, " + _tree.Path("/ca.crt") + ", is not beside it.",
            Assert.Single(Plan(_tree.Path("/web.crt")).Plan.LeftAlone).Reason);
        Put(TestPki.AsOf.AddDays(-1));
        File.Delete(_tree.Path("/web.key"));
        Assert.Equal("Its key is not beside it.", Assert.Single(Plan(_tree.Path("/web.crt")).Plan.LeftAlone).Reason);
    }

    private void Put(DateTimeOffset end)
    {
        using var authority = TestPki.Authority("mine");
        TestPki.Put(_tree, "/ca", authority);
        TestPki.Put(_tree, "/web", new TestCertificate("CN=web")
        {
            Usages = ["serverAuth"],
            Names = ["web.example.org", "10.0.0.7"],
            End = end,
        }.SignedBy(authority));
    }

    private IReadOnlyList<KubeCertificate> Read() =>
        [.. new NodeReader(_options).ReadPath(_tree.Root).SelectMany(part => part.Certificates)];

    private PreparedRepair Plan(string path, RepairOptions? options = null) => RepairPlanner.Renew(
        new NodeReader(_options).ReadNodeAround(path, withNeighbours: true).Single(), new RenewalScope { Paths = [path] },
        options ?? new RepairOptions());

    // The backup goes below the root: in a test that is not this machine's.
    private void Apply(PreparedRepair plan)
    {
        var inside = RepairPlanner.Renew(
            new NodeReader(_options with { Root = _tree.Root }).ReadNodeAround("/web.crt", withNeighbours: true).Single(),
            new RenewalScope { Paths = ["/web.crt"] }, new RepairOptions());
        Assert.Equal(plan.Plan.Steps.Count, inside.Plan.Steps.Count);
        Assert.All(RepairRun.Apply(inside, _options with { Root = _tree.Root }),
            receipt => Assert.True(receipt.Result == RepairResult.Done, receipt.ToString()));
    }
}
