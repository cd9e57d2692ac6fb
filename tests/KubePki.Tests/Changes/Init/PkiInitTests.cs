using KubePki.Changes.Init;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;

namespace KubePki.Tests.Changes.Init;

/// <summary>New PKIs: whole ones, single pieces, and what is there already.</summary>
public sealed class PkiInitTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ClusterSettings Settings = new()
    {
        NodeName = new("cp1", "test"),
        AdvertiseAddress = new("10.2.1.7", "test"),
        KubernetesVersion = new("1.31", "test"),
        ControlPlaneEndpoint = new("k8s.example.org", "test"),
    };

    [Theory]
    [InlineData("RSA2048", "RSA", 2048)]
    [InlineData("P256", "ECDSA", 256)]
    [InlineData("P384", "ECDSA", 384)]
    public void A_new_pki_is_whole_and_nothing_is_wrong_with_it(string kind, string algorithm, int size)
    {
        using var tree = NodeTree.Empty();
        Assert.All(Make(tree, Settings, new InitOptions { KeyKind = KeyKind.Find(kind) }),
            receipt => Assert.True(receipt.Result == "Done", receipt.ToString()));
        var node = Read(tree);
        Assert.DoesNotContain(Diagnosis.Run(node), finding => finding.SeverityLevel >= FindingSeverity.Warning);
        Assert.All(node.Certificates, certificate => Assert.Equal((algorithm, size), (certificate.KeyAlgorithm, certificate.KeySize)));
        Assert.All(node.Certificates.Where(certificate => certificate.Source != CertificateSource.KubeconfigCluster),
            certificate => Assert.True(certificate.KeyMatches));
        foreach (var leaf in node.Certificates.Where(certificate => !certificate.IsAuthority))
            Assert.Equal(PkiRoles.AuthorityOf(leaf.Role), leaf.Authority);
        Assert.Equal(["kubeadm:cluster-admins"],
            node.Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "admin.conf").Certificate!.Organization);
        Assert.Equal(["system:masters"],
            node.Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "super-admin.conf").Certificate!.Organization);
        Assert.Equal("https://10.2.1.7:6443", node.Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "scheduler.conf").Server);
        Assert.Equal("https://k8s.example.org:6443", node.Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "kubelet.conf").Server);
        Assert.Equal(["serverAuth", "clientAuth"], node.Certificates.Single(certificate => certificate.Role == "etcd-server").Usages);
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in Directory.GetFiles(tree.Path("/etc"), "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".crt", StringComparison.Ordinal)))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Twice_is_once_and_nothing_is_written_over()
    {
        using var tree = NodeTree.Empty();
        Make(tree, Settings);
        var before = Contents(tree);
        var again = Plan(tree, Settings);
        Assert.Empty(again.Plan.Steps);
        Assert.Equal(InitRoles.All.Order(), again.Plan.LeftAlone.Select(note => note.Target).Order());
        Assert.Equal(before, Contents(tree));
    }

    [Fact]
    public void Single_pieces_are_made_by_the_cas_that_are_there()
    {
        using var tree = NodeTree.Unpack("healthy");
        foreach (var name in (string[])["apiserver.crt", "apiserver.key", "etcd/peer.crt", "sa.pub"])
            File.Delete(tree.Path($"/etc/kubernetes/pki/{name}"));
        var before = Contents(tree);
        var peerKey = Read(tree).Keys.Single(key => key.Role == "etcd-peer").PublicKeyHash;
        var receipts = Make(tree, new ClusterSettings(), new InitOptions { Roles = ["apiserver", "etcd-*", "sa"] });
        Assert.Equal(["create sa", "create apiserver", "create etcd-peer"], receipts.Select(receipt => receipt.Step));
        var node = Read(tree);
        var apiserver = node.Certificates.Single(certificate => certificate.Role == "apiserver");
        // What is on the disk tells the names.
        Assert.Equal(("ca", true), (apiserver.Authority, apiserver.KeyMatches));
        Assert.Superset(new HashSet<string> { "cp1", "k8s.example.internal", "kubernetes" }, apiserver.DnsNames.ToHashSet());
        Assert.Contains("10.96.0.1", apiserver.IPAddresses);
        // A key that waits for its certificate is kept, and so is sa.key.
        Assert.Equal(peerKey, node.Certificates.Single(certificate => certificate.Role == "etcd-peer").PublicKeyHash);
        Assert.Single(node.Keys.Where(key => key.Role == "sa").Select(key => key.PublicKeyHash).Distinct());
        Assert.All(before, file => Assert.Equal(file.Value, Contents(tree)[file.Key]));
    }

    [Fact]
    public void A_leaf_without_its_ca_is_left_and_told()
    {
        using var tree = NodeTree.Empty();
        Assert.Contains("Its CA does not exist", Note(tree, "apiserver"), StringComparison.Ordinal);
        Make(tree, Settings, new InitOptions { Roles = ["ca", "sa"] });
        File.Delete(tree.Path("/etc/kubernetes/pki/ca.key"));
        Assert.Contains("New-KubeCertificateRequest", Note(tree, "apiserver"), StringComparison.Ordinal);
        Assert.Contains("never replaced", Note(tree, "ca"), StringComparison.Ordinal);
        File.Move(tree.Path("/etc/kubernetes/pki/sa.key"), tree.Path("/etc/kubernetes/pki/ca.key"));
        Assert.Contains("do not match", Note(tree, "apiserver"), StringComparison.Ordinal);
        Assert.Contains("copy the key", Note(tree, "sa"), StringComparison.Ordinal);
        File.Delete(tree.Path("/etc/kubernetes/pki/ca.crt"));
        Assert.Contains("without", Note(tree, "ca"), StringComparison.Ordinal);
    }

    [Fact]
    public void With_an_external_etcd_nothing_of_etcd_is_made()
    {
        using var tree = NodeTree.Empty();
        var settings = Settings with { ExternalEtcd = [new("https://e1:2379", "test")] };
        Assert.DoesNotContain(Make(tree, settings), receipt => receipt.Target.Contains("etcd", StringComparison.Ordinal));
        Assert.Contains(Plan(tree, settings).Plan.LeftAlone, note => note.Target == "etcd");
    }

    [Fact]
    public void Dates_are_as_asked_and_no_certificate_outlives_its_ca()
    {
        using var tree = NodeTree.Empty();
        var start = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Make(tree, Settings, new InitOptions
        {
            NotBefore = start,
            ValidFor = TimeSpan.FromDays(4000),
            AuthorityValidFor = TimeSpan.FromDays(3000),
            Roles = ["ca", "apiserver"],
        });
        Assert.All(Read(tree).Certificates,
            certificate => Assert.Equal((start, start.AddDays(3000)), (certificate.NotBefore, certificate.NotAfter)));
        Assert.Contains("before the certificate becomes valid", Plan(tree, Settings, new InitOptions
        {
            Roles = ["scheduler.conf"],
            NotBefore = start.AddDays(3001),
        }).Plan.LeftAlone.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Dual_stack_and_a_directory_of_ones_own()
    {
        using var tree = NodeTree.Empty();
        var settings = Settings with
        {
            ServiceSubnet = new("fd00:1::/108,10.100.0.0/16", "test"),
            CertificatesDirectory = new("/opt/pki/", "test"),
            AdvertiseAddress = new("fd00:2::7", "test"),
            ControlPlaneEndpoint = null,
        };
        Assert.All(Make(tree, settings), receipt => Assert.True(receipt.Result == "Done", receipt.ToString()));
        var serving = new NodeReader(new ReadOptions { Root = tree.Root, AsOf = Now }).ReadPath("/opt/pki")
            .SelectMany(part => part.Certificates).Single(certificate => certificate.CommonName == "kube-apiserver");
        Assert.Superset(new HashSet<string> { "fd00:1::1", "fd00:2::7" }, serving.IPAddresses.ToHashSet());
        Assert.Equal("https://[fd00:2::7]:6443", Read(tree).Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "admin.conf").Server);
        Assert.Empty(Plan(tree, settings).Plan.Steps);
    }

    // Held field by field against what kubeadm 1.36.2 makes.
    [Theory]
    [InlineData("v1.20.2", "system:masters", false, false, true)]
    [InlineData("v1.31.0", "kubeadm:cluster-admins", true, false, true)]
    [InlineData("v1.35.1", "kubeadm:cluster-admins", true, true, true)]
    [InlineData("v1.36.2", null, true, true, false)]
    public void Each_release_writes_what_it_writes(string release, string? group, bool areNamed, bool isLocal, bool hasPreferences)
    {
        using var tree = NodeTree.Empty();
        Make(tree, Settings with { KubernetesVersion = new(release, "test") });
        var node = Read(tree);
        Assert.Equal(group is null ? [] : [group],
            node.Certificates.Single(certificate => certificate.Role == "apiserver-kubelet-client").Organization);
        foreach (var authority in node.Certificates.Where(certificate =>
            certificate is { IsAuthority: true, Source: CertificateSource.File }))
            Assert.Equal(areNamed ? [authority.CommonName] : [], authority.DnsNames);
        Assert.Equal(isLocal ? "https://10.2.1.7:6443" : "https://k8s.example.org:6443",
            node.Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "kubelet.conf").Server);
        Assert.Equal(hasPreferences, tree.Read("/etc/kubernetes/admin.conf").Contains("preferences", StringComparison.Ordinal));
        Assert.DoesNotContain(Diagnosis.Run(node), finding => finding.SeverityLevel >= FindingSeverity.Warning);
    }

    [Fact]
    public void Before_1_29_there_is_no_super_admin()
    {
        using var tree = NodeTree.Empty();
        Assert.DoesNotContain(Plan(tree, Settings with { KubernetesVersion = new("v1.28.0", "test") }).Plan.Steps,
            step => step.Target == "super-admin.conf");
        Assert.Contains(Plan(tree, Settings with { KubernetesVersion = null }).Plan.LeftAlone, note => note.Target == "super-admin.conf");
    }

    [Theory]
    [InlineData("cp 1", "10.0.0.1", "k8s", "10.96.0.0/12", "is not a valid node name")]
    [InlineData("cp1", "cp1.example.org", "k8s", "10.96.0.0/12", "is not a valid API server address")]
    [InlineData("cp1", "10.1", "k8s", "10.96.0.0/12", "is not a valid API server address")]
    [InlineData("cp1", "0.0.0.0", "k8s", "10.96.0.0/12", "is not a valid API server address")]
    [InlineData("cp1", "10.0.0.1", "k8s:99999", "10.96.0.0/12", "is not a valid endpoint")]
    [InlineData("cp1", "10.0.0.1", "a\nb: c", "10.96.0.0/12", "is not a valid endpoint")]
    [InlineData("cp1", "10.0.0.1", "k8s", "10.96.0.0", "is not a valid address range")]
    [InlineData(null, "10.0.0.1", "k8s", "10.96.0.0/12", "the node name is not known")]
    [InlineData("cp1", null, "k8s", "10.96.0.0/12", "the address of this node's API server is not known")]
    public void What_makes_no_sense_is_refused(string? name, string? address, string endpoint, string services, string reason)
    {
        using var tree = NodeTree.Empty();
        var settings = new ClusterSettings
        {
            NodeName = name is null ? null : new(name, "test"),
            AdvertiseAddress = address is null ? null : new(address, "test"),
            ControlPlaneEndpoint = new(endpoint, "test"),
            ServiceSubnet = new(services, "test"),
        };
        Assert.Contains(reason, Assert.Throws<PkiProblemException>(() => Plan(tree, settings)).Problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_step_lacks_takes_all_back()
    {
        using var tree = NodeTree.Empty();
        var plan = Plan(tree, Settings);
        // The CA was declined, and what it was to sign was not.
        var receipts = RepairRun.Apply(plan.Only([.. plan.Plan.Steps.Where(step => step.Target != "ca")]),
            new ReadOptions { Root = tree.Root, AsOf = Now });
        Assert.All(receipts, receipt => Assert.Equal("Refused", receipt.Result));
        Assert.Empty(Directory.GetFileSystemEntries(tree.Root));
    }

    private static string Note(NodeTree tree, string role)
    {
        var plan = Plan(tree, Settings, new InitOptions { Roles = [role] }).Plan;
        Assert.Empty(plan.Steps);
        return plan.LeftAlone.Single().Reason;
    }

    private static PreparedRepair Plan(NodeTree tree, ClusterSettings settings, InitOptions? options = null) => PkiInit.Plan(
        new ReadOptions { Root = tree.Root, AsOf = Now }, settings,
        options is { KeyKind: not null } ? options : (options ?? new InitOptions()) with { KeyKind = KeyKind.Find("P256") });

    private static IReadOnlyList<RepairReceipt> Make(NodeTree tree, ClusterSettings settings, InitOptions? options = null) =>
        RepairRun.Apply(Plan(tree, settings, options), new ReadOptions { Root = tree.Root, AsOf = Now });

    private static NodePki Read(NodeTree tree) => new NodeReader(new ReadOptions { Root = tree.Root, AsOf = Now }).ReadNode();

    private static Dictionary<string, string> Contents(NodeTree tree) => Directory.GetFiles(tree.Path("/etc"), "*",
        SearchOption.AllDirectories).ToDictionary(path => path, path => Convert.ToHexString(File.ReadAllBytes(path)));
}
