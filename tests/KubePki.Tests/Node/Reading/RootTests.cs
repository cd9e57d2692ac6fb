using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Reading;

/// <summary>A root behaves like a chroot.</summary>
public sealed class RootTests
{
    [Fact]
    public void Absolute_links_resolve_inside_the_root()
    {
        using var node = NodeTree.Unpack("power-loss");
        var pki = Read(node, new DateTimeOffset(2021, 9, 1, 3, 0, 0, TimeSpan.Zero));
        var current = Assert.Single(pki.Certificates, certificate => certificate.Name == "kubelet-client-current");
        Assert.Equal(CertificateStatus.NotYetValid, current.Status);
        Assert.Equal("kubelet-client", current.Role);
        Assert.Equal("ca", current.Authority);
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-current.pem", current.NodePath);
        Assert.Equal(node.Path("/var/lib/kubelet/pki/kubelet-client-current.pem"), current.Path);
        Assert.True(current.KeyMatches);
        var older = Assert.Single(pki.Certificates, certificate => certificate.Name == "kubelet-client-2020-11-06-02-48-49");
        Assert.Equal(CertificateStatus.Valid, older.Status);
        var link = Assert.Single(pki.Kubelet!.Links);
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-2021-09-01-13-21-24.pem", link.Target);
        Assert.True(link.IsLink && link.TargetExists);
        Assert.Equal("node30", pki.Kubelet.HostnameOverride);
        Assert.True(pki.Kubelet.RotateCertificates);
        Assert.Null(pki.Kubelet.ServerTlsBootstrap);
        Assert.Equal("/etc/kubernetes/pki/ca.crt", pki.Kubelet.ClientCAFile);
        Assert.Equal(older.Issuer, pki.Kubeconfigs.Single().Certificate!.Issuer);
        Assert.Equal(current.Fingerprint, pki.Kubeconfigs.Single().Certificate!.Fingerprint);
    }

    [Fact]
    public void A_link_that_leaves_the_root_is_a_problem_and_not_a_read()
    {
        using var outside = NodeTree.Empty();
        using var node = NodeTree.Empty();
        using var authority = TestPki.Authority("kubernetes");
        TestPki.Put(node, "/etc/kubernetes/pki/ca", authority);
        var secret = outside.Write("/secret.crt", authority.ExportCertificatePem());
        node.Link("/etc/kubernetes/pki/apiserver.crt", "../../../../../../../../../../.." + secret);
        var pki = Read(node, TestPki.AsOf);
        var problem = Assert.Single(pki.Problems);
        Assert.Equal(PkiProblemId.LinkLeavesRoot, problem.Id);
        Assert.Equal("/etc/kubernetes/pki/apiserver.crt", problem.NodePath);
        Assert.DoesNotContain(pki.Certificates, certificate => certificate.Role == "apiserver");
    }

    [Fact]
    public void An_absolute_link_to_a_file_of_this_machine_leads_nowhere_inside_the_root()
    {
        using var outside = NodeTree.Empty();
        using var node = NodeTree.Empty();
        using var authority = TestPki.Authority("kubernetes");
        TestPki.Put(node, "/etc/kubernetes/pki/ca", authority);
        node.Link("/etc/kubernetes/pki/apiserver.crt", outside.Write("/secret.crt", authority.ExportCertificatePem()));
        Assert.Equal(PkiProblemId.DanglingLink, Assert.Single(Read(node, TestPki.AsOf).Problems).Id);
    }

    [Fact]
    public void A_linked_directory_is_read_once()
    {
        // kubespray: /etc/kubernetes/pki -> /etc/kubernetes/ssl.
        using var node = NodeTree.Empty();
        using var authority = TestPki.Authority("kubernetes");
        TestPki.Put(node, "/etc/kubernetes/ssl/ca", authority);
        node.Link("/etc/kubernetes/pki", "/etc/kubernetes/ssl");
        var certificate = Assert.Single(Read(node, TestPki.AsOf).Certificates);
        Assert.Equal("ca", certificate.Role);
    }

    [Fact]
    public void A_path_below_the_root_and_a_path_of_the_node_are_the_same()
    {
        using var node = NodeTree.Unpack("healthy");
        var reader = () => new NodeReader(new ReadOptions { Root = node.Root, AsOf = TestPki.AsOf });
        var byNode = reader().ReadPath("/etc/kubernetes/pki").Single().Certificates;
        var byHost = reader().ReadPath(node.Path("/etc/kubernetes/pki")).Single().Certificates;
        Assert.Equal(10, byNode.Count);
        Assert.Equal(byNode.Select(certificate => certificate.Path), byHost.Select(certificate => certificate.Path));
    }

    [Fact]
    public void Without_a_node_there_is_one_problem_that_says_so()
    {
        using var node = NodeTree.Empty();
        Assert.Equal(PkiProblemId.NodeNotFound, Assert.Single(Read(node, TestPki.AsOf).Problems).Id);
    }

    [Fact]
    public void A_root_that_is_not_there_is_told()
    {
        var pki = new NodeReader(new ReadOptions { Root = "/no/such/root", AsOf = TestPki.AsOf }).ReadNode();
        Assert.Equal(PkiProblemId.PathNotFound, Assert.Single(pki.Problems).Id);
    }

    [Fact]
    public void The_top_of_a_tree_that_is_named_as_a_path_is_told_apart_from_a_directory_of_certificates()
    {
        using var node = NodeTree.Unpack("healthy");
        var options = new ReadOptions { AsOf = TestPki.AsOf };
        Assert.Equal(PkiProblemId.NodeNotFound, Assert.Single(new NodeReader(options).ReadPath(node.Root).Single().Problems).Id);
        // With all below it, each directory is known for what it is.
        var certificates = new NodeReader(options with { Recurse = true }).ReadPath(node.Root)
            .SelectMany(snapshot => snapshot.Certificates).ToList();
        Assert.Equal("ca", Assert.Single(certificates, certificate => certificate.Name == "admin.conf").Authority);
        Assert.Equal("ca", Assert.Single(certificates, certificate => certificate.Name == "kubelet-client-current").Authority);
    }

    private static NodePki Read(NodeTree node, DateTimeOffset asOf) =>
        new NodeReader(new ReadOptions { Root = node.Root, AsOf = asOf }).ReadNode();
}
