using KubePki.Changes.Repair;
using KubePki.Model;

namespace KubePki.Tests.Changes.Repair;

/// <summary>How long a renewed certificate is valid: as long as the old one, where somebody chose that.</summary>
public sealed class LifetimeTests
{
    private static readonly DateTimeOffset Start = TestPki.AsOf.AddDays(-10);

    [Theory]
    [InlineData(90, 90)]
    [InlineData(365, 365)]
    [InlineData(366, 365)]
    [InlineData(3000, 3000)]
    [InlineData(0.5, 365)]
    public void What_was_not_a_year_is_kept(double days, int kept)
    {
        using var node = new RepairCase();
        Issue(node, Start, Start.AddDays(days));
        node.Apply(node.Renew("front-proxy-client"));
        var made = node.Read().Certificates.Single(certificate => certificate.Role == "front-proxy-client");
        Assert.Equal(kept, Math.Round((made.NotAfter - made.NotBefore).TotalDays));
    }

    [Fact]
    public void It_is_told()
    {
        using var node = new RepairCase();
        Issue(node, Start, Start.AddDays(90));
        Assert.Contains(node.Renew("front-proxy-client").Plan.Steps[0].Changes.SelectMany(change => change.Details),
            detail => detail.Contains("90 days, as long as the old one, not a year", StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_begins_with_its_CA_tells_nothing()
    {
        using var node = new RepairCase();
        var authority = node.Read().Certificates.Single(certificate => certificate.Role == "front-proxy-ca");
        Issue(node, authority.NotBefore, authority.NotBefore.AddDays(800));
        node.Apply(node.Renew("front-proxy-client"));
        var made = node.Read().Certificates.Single(certificate => certificate.Role == "front-proxy-client");
        Assert.Equal(365, Math.Round((made.NotAfter - made.NotBefore).TotalDays));
    }

    [Fact]
    public void What_is_asked_for_wins()
    {
        using var node = new RepairCase();
        Issue(node, Start, Start.AddDays(90));
        var plan = RepairPlanner.Renew(node.Read(), new RenewalScope { Roles = ["front-proxy-client"] },
            new RepairOptions { Force = true, ValidFor = RepairOptions.Year });
        node.Apply(plan);
        Assert.True(node.Read().Certificates.Single(certificate => certificate.Role == "front-proxy-client").Remaining.TotalDays > 364);
    }

    private static void Issue(RepairCase node, DateTimeOffset start, DateTimeOffset end) => node.Tree.Issue("front-proxy-client",
        new TestCertificate("CN=front-proxy-client") { Start = start, End = end }, "front-proxy-ca");
}
