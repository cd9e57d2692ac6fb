using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Changes.Repair;

/// <summary>What is renewed on request: by role, by path, by certificate.</summary>
public sealed class RenewalScopeTests : IDisposable
{
    private static readonly RepairOptions Forced = new() { Force = true };

    private readonly NodeTree _tree = NodeTree.Unpack("healthy");

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void All_of_the_control_plane_but_no_CA()
    {
        Assert.Equal(
            [
                "apiserver", "apiserver-etcd-client", "apiserver-kubelet-client",
                "etcd-healthcheck-client", "etcd-peer", "etcd-server", "front-proxy-client",
                "admin.conf", "controller-manager.conf", "scheduler.conf",
            ], Targets(new RenewalScope(), Forced));
    }

    [Fact]
    public void What_is_good_for_long_is_told_and_left()
    {
        var plan = RepairPlanner.Renew(Node, new RenewalScope { Roles = ["apiserver"] }, new RepairOptions()).Plan;
        Assert.Empty(plan.Steps);
        Assert.StartsWith("valid for another 335 days. Use -Force", Assert.Single(plan.LeftAlone).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/kubernetes/pki/apiserver.crt", "apiserver")]
    [InlineData("/etc/kubernetes/pki/etcd", "etcd-healthcheck-client,etcd-peer,etcd-server")]
    [InlineData("/etc/kubernetes/pki/etcd/", "etcd-healthcheck-client,etcd-peer,etcd-server")]
    [InlineData("/etc/kubernetes/admin.conf", "admin.conf")]
    [InlineData("/etc/kubernetes/pki/api", "")]
    public void By_path_of_the_node_or_of_this_machine(string path, string targets)
    {
        Assert.Equal(targets, string.Join(',', Targets(new RenewalScope { Paths = [path] }, Forced)));
        Assert.Equal(targets, string.Join(',', Targets(new RenewalScope { Paths = [_tree.Path(path)] }, Forced)));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_known_by_its_place()
    {
        _tree.Write("/etc/kubernetes/pki/apiserver.crt", "-----BEGIN CERTIFICATE-----\nMIIB\n");
        Assert.Equal("apiserver",
            Assert.Single(Targets(new RenewalScope { Paths = ["/etc/kubernetes/pki/apiserver.crt"] }, new RepairOptions())));
    }

    [Fact]
    public void A_role_whose_file_is_gone_is_made_anew_from_what_the_node_tells()
    {
        File.Delete(_tree.Path("/etc/kubernetes/pki/apiserver.crt"));
        File.Delete(_tree.Path("/etc/kubernetes/pki/apiserver.key"));
        Assert.Equal("Done", Assert.Single(
            RepairRun.Apply(RepairPlanner.Renew(Node, new RenewalScope { Roles = ["apiserver"] }, new RepairOptions()), Options)).Result);
        var made = Node.Certificates.Single(certificate => certificate.Role == "apiserver");
        Assert.Equal(("CN=kube-apiserver", "ca", true), (made.Subject, made.Authority, made.KeyMatches));
        Assert.Superset(new HashSet<string> { "cp1", "kubernetes", "kubernetes.default.svc.cluster.local" }, made.DnsNames.ToHashSet());
        Assert.Superset(new HashSet<string> { "10.96.0.1", "10.2.1.151" }, made.IPAddresses.ToHashSet());
    }

    [Theory]
    [InlineData("etcd-server", "etcd-server")]
    [InlineData("etcd-*", "etcd-peer,etcd-server")]
    [InlineData("apiserver,front-proxy-client", "apiserver")]
    [InlineData("", "apiserver")]
    public void Names_go_to_the_serving_certificates_that_were_named_else_to_the_API_server(string roles, string named)
    {
        var scope = new RenewalScope { Roles = roles.Split(',', StringSplitOptions.RemoveEmptyEntries) };
        RepairRun.Apply(RepairPlanner.Renew(Node, scope, Forced with { AddNames = ["10.9.9.9", "extra.example.org"] }), Options);
        Assert.Equal(named,
            string.Join(',',
                Node.Certificates.Where(certificate =>
                    certificate.IPAddresses.Contains("10.9.9.9") && certificate.DnsNames.Contains("extra.example.org"))
                    .Select(certificate => certificate.Role).Order()));
    }

    private NodePki Node => new NodeReader(Options).ReadNode();

    private ReadOptions Options => new() { Root = _tree.Root, AsOf = new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero) };

    private IEnumerable<string> Targets(RenewalScope scope, RepairOptions options) =>
        RepairPlanner.Renew(Node, scope, options).Plan.Steps.Select(step => step.Target);
}
