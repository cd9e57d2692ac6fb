using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Pki.Issuing;

namespace KubePki.Tests.Changes.Repair;

/// <summary>Names and lifetimes that people ask for: none is lost, and none is taken in silence.</summary>
public sealed class AskedNamesTests : IDisposable
{
    private readonly RepairCase _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void A_name_that_is_asked_for_is_added_to_a_good_certificate_once()
    {
        var options = new RepairOptions { AddNames = ["LB.example.org", "10.9.9.9"] };
        Assert.Equal("apiserver", Assert.Single(Repair(options).Plan.Steps).Target);
        _node.Apply(Repair(options));
        Assert.Empty(Repair(options).Plan.Steps);
        var renewal = Renew(options, "apiserver").Plan;
        Assert.Empty(renewal.Steps);
        Assert.Contains("valid for another", Assert.Single(renewal.LeftAlone).Reason, StringComparison.Ordinal);
        Assert.Single(Repair(new RepairOptions { RemoveNames = ["lb.example.org"] }).Plan.Steps);
    }

    [Fact]
    public void That_kubeadm_adds_no_name_is_said_only_where_one_is_added()
    {
        Assert.DoesNotContain(Assert.Single(Renew(new RepairOptions { Force = true }, "apiserver").Plan.Steps).WouldNotHelp,
            line => line.Contains("never adds names", StringComparison.Ordinal));
        Assert.Contains(Assert.Single(Renew(new RepairOptions { AddNames = ["lb.example.org"] }, "apiserver").Plan.Steps).WouldNotHelp,
            line => line.Contains("never adds names", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_that_all_go_away_are_told()
    {
        var serving = _node.Read().Certificates.Single(certificate => certificate.Role == "apiserver");
        var plan = Renew(new RepairOptions { RemoveNames = [.. serving.DnsNames, .. serving.IPAddresses] }, "apiserver").Plan;
        var names = Assert.Single(Assert.Single(plan.Steps).Changes.SelectMany(change => change.Details),
            detail => detail.StartsWith("names ", StringComparison.Ordinal));
        Assert.StartsWith("names none; removed ", names, StringComparison.Ordinal);
        Assert.Contains("10.96.0.1", names, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api-server")]
    [InlineData("etcd-x*")]
    public void A_role_that_does_not_exist_is_a_problem(string role)
    {
        var repair = Renew(new RepairOptions { AddNames = ["lb.example.org"] }, role);
        Assert.Empty(repair.Plan.Steps);
        Assert.Equal((PkiProblemId.TargetNotFound, role), (Assert.Single(repair.Problems).Id, repair.Problems[0].Path));
    }

    [Fact]
    public void Names_for_a_certificate_that_serves_nobody_are_left_and_told()
    {
        var plan = Renew(new RepairOptions { AddNames = ["lb.example.org"] }, "front-proxy-client").Plan;
        Assert.Empty(plan.Steps);
        Assert.Contains(plan.LeftAlone,
            note => note.Reason.StartsWith("Names apply to serving certificates only", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("k8s.example.org", true)]
    [InlineData("*.example.org", true)]
    [InlineData("a_b.svc", true)]
    [InlineData("10.2.1.139", true)]
    [InlineData("::1", true)]
    [InlineData("[fd00::1]", true)]
    [InlineData("", false)]
    [InlineData("-", false)]
    [InlineData("10.2.1", false)]
    [InlineData("010.2.1.139", false)]
    [InlineData("10.2.1.139/24", false)]
    [InlineData("10.2.1.139:6443", false)]
    [InlineData("fe80::1%eth0", false)]
    [InlineData("https://lb", false)]
    [InlineData("lb example", false)]
    [InlineData("a..b", false)]
    [InlineData("lb.example.org.", false)]
    [InlineData("é.org", false)]
    public void A_name_is_one_that_a_client_could_ask_for(string name, bool isOne) =>
        Assert.Equal(isOne, ServerNames.ValidationError(name) is null);

    [Fact]
    public void A_server_that_no_certificate_can_name_breaks_nothing()
    {
        const string Scheduler = "/etc/kubernetes/scheduler.conf";
        _node.Tree.Write(Scheduler, _node.Tree.Read(Scheduler).Replace("10.2.1.151", "é.example.org", StringComparison.Ordinal));
        _node.Apply(Renew(new RepairOptions { Force = true, RemoveNames = ["é"] }, "apiserver"));
    }

    [Fact]
    public void A_lifetime_ends_with_the_calendar_at_the_latest()
    {
        var options = new RepairOptions
        {
            Force = true,
            Authority = true,
            ValidFor = TimeSpan.MaxValue,
            AuthorityValidFor = TimeSpan.MaxValue,
        };
        _node.Apply(Renew(options, "ca", "apiserver"));
        Assert.All(_node.Read().Certificates.Where(certificate =>
            certificate.Role is "ca" or "apiserver" && certificate.NodePath.EndsWith(".crt", StringComparison.Ordinal)),
            certificate => Assert.Equal(new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero), certificate.NotAfter));
    }

    private PreparedRepair Repair(RepairOptions options) => _node.Read() is var node
        ? RepairPlanner.Plan(node, Diagnosis.Run(node, new DiagnosisOptions { Severity = FindingSeverity.Error }), options)
        : null!;

    private PreparedRepair Renew(RepairOptions options, params string[] roles) =>
        RepairPlanner.Renew(_node.Read(), new RenewalScope { Roles = roles }, options);
}
