using System.Globalization;
using KubePki.Changes.Repair;
using KubePki.Cluster.Probing;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Tests.Cluster.Client;

namespace KubePki.Tests.Cluster.Probing;

/// <summary>What a node should serve, and what it serves instead.</summary>
public sealed class NodeProbeTests
{
    [Fact]
    public void A_control_plane_serves_what_its_manifests_say()
    {
        using var tree = NodeTree.Unpack("healthy");
        var targets = NodeTargets.Of(Read(tree));
        Assert.Contains(targets,
            target => target is { Component: "kube-apiserver", Port: 6443, Role: "apiserver", File: "/etc/kubernetes/pki/apiserver.crt" });
        Assert.Contains(targets,
            target => target is { Component: "etcd", Host: "127.0.0.1", Port: 2379, File: "/etc/kubernetes/pki/etcd/server.crt" });
        Assert.Contains(targets, target => target is { Component: "etcd", Port: 2380, File: "/etc/kubernetes/pki/etcd/peer.crt" });
        Assert.Contains(targets,
            target => target is { Component: "kube-controller-manager", Host: "127.0.0.1", Port: 10257, IsInMemory: true });
        Assert.Contains(targets, target => target is { Component: "kube-scheduler", Host: "127.0.0.1", Port: 10259, IsInMemory: true });
        Assert.Contains(targets, target => target is { Component: "kubelet", Port: 10250, ServerName: not null });
        Assert.All(targets, target => Assert.NotNull(target.Origin));
    }

    [Fact]
    public void Other_ports_and_addresses_are_those_that_are_set()
    {
        using var tree = NodeTree.Unpack("healthy");
        Replace(tree, "/etc/kubernetes/manifests/kube-apiserver.yaml", "--secure-port=6443", "--secure-port=7443");
        Replace(tree, "/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration",
            "kind: KubeletConfiguration\naddress: 10.9.8.7\nport: 11250");
        var targets = NodeTargets.Of(Read(tree));
        Assert.Contains(targets, target => target is { Component: "kube-apiserver", Port: 7443 });
        Assert.Contains(targets, target => target is { Component: "kubelet", Host: "10.9.8.7", Port: 11250 });
    }

    [Theory]
    [InlineData("", "/var/lib/kubelet/pki/kubelet.crt")]
    [InlineData("tlsCertFile: /etc/kubernetes/pki/apiserver.crt", "/etc/kubernetes/pki/apiserver.crt")]
    [InlineData("serverTLSBootstrap: true", "/var/lib/kubelet/pki/kubelet-server-current.pem")]
    public void What_kubelet_serves_is_decided_once(string setting, string file)
    {
        using var tree = NodeTree.Unpack("healthy");
        Replace(tree, "/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration", $"kind: KubeletConfiguration\n{setting}");
        foreach (var name in new[] { "kubelet.crt", "kubelet-server-2026-07-01-00-00-00.pem" })
            tree.Copy("/etc/kubernetes/pki/apiserver.crt", $"/var/lib/kubelet/pki/{name}");
        tree.Link("/var/lib/kubelet/pki/kubelet-server-current.pem", "/var/lib/kubelet/pki/kubelet-server-2026-07-01-00-00-00.pem");
        var node = Read(tree);
        Assert.Equal(file, NodeTargets.Of(node).Single(target => target.Component == "kubelet").File);
        if (setting.Length == 0 || setting.StartsWith("server", StringComparison.Ordinal))
            Assert.Equal(file, KubePki.Node.Kubelet.ServingCertificate.Of(node)?.NodePath);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_another_machines_is_not_called_renewed(bool isOfSameAuthority)
    {
        using var tree = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        TestPki.Put(tree, "/etc/kubernetes/pki/ca", authority);
        await using var server = await StubServer.StartAsync(ProbeTests.Answer(200),
            StubCluster.Certificate(isOfSameAuthority ? authority : TestPki.Authority("kubernetes")));
        // The server has a name that this one has not, and the other way round, as two nodes of a control plane do.
        TestPki.Put(tree, "/etc/kubernetes/pki/apiserver", new TestCertificate("CN=kube-apiserver")
        {
            Usages = ["serverAuth"],
            Names = ["127.0.0.1", "cp-2"],
            End = TestPki.Start.AddYears(2),
        }.SignedBy(authority));
        Manifest(tree, server.Address.Port);
        var finding = (await Probe(tree)).Findings.Single(item => item.Check == "EndpointStale");
        Assert.Contains("is not an earlier version of /etc/kubernetes/pki/apiserver.crt", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("renewed", finding.Message, StringComparison.Ordinal);
        Assert.StartsWith("Find out which machine", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_renewed_and_not_loaded_is_told_with_the_way_to_load_it()
    {
        using var tree = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        TestPki.Put(tree, "/etc/kubernetes/pki/ca", authority);
        using var old = StubCluster.Certificate(authority);
        await using var server = await StubServer.StartAsync(ProbeTests.Answer(200), old);
        TestPki.Put(tree, "/etc/kubernetes/pki/apiserver", old);
        Manifest(tree, server.Address.Port);

        Assert.Equal((EndpointState.Ok, EndpointDisk.Same, "/etc/kubernetes/pki/apiserver.crt"), await StateOf(tree));

        TestPki.Put(tree, "/etc/kubernetes/pki/apiserver", new TestCertificate("CN=kube-apiserver")
        {
            Usages = ["serverAuth"],
            Names = ["127.0.0.1"],
            End = TestPki.Start.AddYears(2),
        }.SignedBy(authority));
        Assert.Equal((EndpointState.Stale, EndpointDisk.Differs, "/etc/kubernetes/pki/apiserver.crt"), await StateOf(tree));
        var finding = Assert.Single((await Probe(tree)).Findings);
        Assert.Equal("EndpointStale", finding.Check);
        Assert.Contains("which was renewed but not reloaded", finding.Message, StringComparison.Ordinal);
        Assert.Contains("reloads it automatically within a minute", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("mv /etc/kubernetes/manifests/kube-apiserver.yaml /etc/kubernetes/kube-apiserver.yaml ", finding.Remedy,
            StringComparison.Ordinal);

        // After the end of the old one the fix is still to load the new one, not to make another.
        var expired = await Probe(tree, TestPki.Start.AddMonths(18));
        Assert.Equal(EndpointState.Expired, expired.State);
        Assert.Contains("mv /etc/kubernetes/manifests", expired.Findings[0].Remedy, StringComparison.Ordinal);

        // What it serves lies elsewhere.
        tree.Write("/etc/kubernetes/pki/old.crt", old.ExportCertificatePem());
        Assert.Equal(EndpointDisk.OtherFile, (await Probe(tree)).OnDisk);

        File.Delete(tree.Path("/etc/kubernetes/pki/apiserver.crt"));
        File.Delete(tree.Path("/etc/kubernetes/pki/apiserver.key"));
        var missing = await Probe(tree);
        Assert.Equal(EndpointDisk.Missing, missing.OnDisk);
        Assert.Contains(missing.Findings, item =>
            item.Check == "EndpointFileMissing" && item.Remedy.Contains("kubeadm init phase certs apiserver", StringComparison.Ordinal));
    }

    /// <summary>What a repair of the file does leads; what it does not, or is no file of this node's, stays with the manual way.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_repair_of_the_file_leads_where_the_plan_does_it(bool hasKey)
    {
        using var tree = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        TestPki.Put(tree, "/etc/kubernetes/pki/ca", authority);
        if (!hasKey)
            File.Delete(tree.Path("/etc/kubernetes/pki/ca.key"));
        var served = new TestCertificate("CN=kube-apiserver") { Usages = ["serverAuth"], Names = ["cp-2"] }.SignedBy(authority);
        TestPki.Put(tree, "/etc/kubernetes/pki/apiserver", served);
        await using var server = await StubServer.StartAsync(ProbeTests.Answer(200), served);
        Manifest(tree, server.Address.Port);

        var name = (await Probe(tree)).Findings.Single(finding => finding.Check == "EndpointWrongName");
        Assert.Equal(hasKey,
            name.Remedy.StartsWith("kubepki renew --role apiserver --add-san 127.0.0.1 --root ", StringComparison.Ordinal));
        Assert.Contains("kubeadm init phase certs apiserver", name.Remedy, StringComparison.Ordinal);

        var later = await Probe(tree, TestPki.Start.AddMonths(18));
        var expired = later.Findings.Single(finding => finding.Check == "EndpointExpired");
        Assert.Equal(hasKey, expired.Remedy.StartsWith($"kubepki repair --root {tree.Root} --yes (preview: --what-if). By hand: ",
            StringComparison.Ordinal));
        Assert.Contains(hasKey ? "kubeadm certs renew" : "have the requests signed", expired.Remedy, StringComparison.Ordinal);

        // Of a server that is none of the node's nothing is known that could be repaired here.
        var stranger = new TestCertificate("CN=elsewhere") { Usages = ["serverAuth"], Names = ["other"] }.SignedBy(TestPki.Authority("x"));
        await using var other = await StubServer.StartAsync(ProbeTests.Answer(200), stranger);
        var node = Read(tree, TestPki.Start.AddMonths(18));
        var verdict = await ProbeTests.Probe(new ProbeTarget("127.0.0.1", other.Address.Port), Options(node));
        Assert.NotEmpty(verdict.Findings);
        Assert.All(verdict.Findings, finding => Assert.DoesNotContain("kubepki repair", finding.Remedy, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_kubelet_that_trusts_itself_is_told()
    {
        using var tree = NodeTree.Empty();
        var own = TestPki.Authority("node1-ca@1600000000");
        using var served = new TestCertificate("CN=node1@1600000000") { Usages = ["serverAuth"], Names = ["node1"] }.SignedBy(own);
        await using var server = await StubServer.StartAsync(ProbeTests.Answer(401), served, [own]);
        TestPki.Put(tree, "/etc/kubernetes/pki/ca", TestPki.Authority("kubernetes"));
        tree.Write("/var/lib/kubelet/pki/kubelet.crt", served.ExportCertificatePem() + "\n" + own.ExportCertificatePem());
        tree.Write("/var/lib/kubelet/config.yaml", $"kind: KubeletConfiguration\naddress: 127.0.0.1\nport: {server.Address.Port}\n");
        var verdict = await Probe(tree);
        Assert.Equal((EndpointState.SelfSigned, EndpointDisk.Same, "kubelet"), (verdict.State, verdict.OnDisk, verdict.Component));
        var finding = Assert.Single(verdict.Findings);
        Assert.Equal(("EndpointSelfSigned", FindingSeverity.Warning), (finding.Check, finding.SeverityLevel));
        Assert.Contains("serverTLSBootstrap: true", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost-ca@1600000000", EndpointState.SelfSigned, true)]
    [InlineData("stranger", EndpointState.WrongAuthority, false)]
    public async Task What_a_scheduler_makes_for_itself_is_no_fault_but_a_stranger_is(string issuer, string expected, bool isOk)
    {
        using var tree = NodeTree.Empty();
        using var served = new TestCertificate($"CN={issuer}") { Usages = ["serverAuth"], Names = ["127.0.0.1"], IsAuthority = true }
            .SignedBy(null);
        await using var server = await StubServer.StartAsync(ProbeTests.Answer(200), served);
        TestPki.Put(tree, "/etc/kubernetes/pki/ca", TestPki.Authority("kubernetes"));
        Pod(tree, "kube-scheduler", "--bind-address=127.0.0.1", $"--secure-port={server.Address.Port}");
        var verdict = await Probe(tree);
        Assert.Equal((expected, EndpointDisk.InMemory, isOk), (verdict.State, verdict.OnDisk, verdict.Ok));
    }

    [Fact]
    public void Kubeconfigs_lead_to_their_servers()
    {
        using var tree = NodeTree.Unpack("healthy");
        var targets = Read(tree).Kubeconfigs.SelectMany(KubeconfigTargets.Of).ToList();
        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.Equal(("kube-apiserver", true), (target.Component, target.Authorities?.Count > 0)));
    }

    private static async Task<(string State, string? OnDisk, string? Path)> StateOf(NodeTree tree)
    {
        var verdict = await Probe(tree);
        return (verdict.State, verdict.OnDisk, verdict.DiskPath);
    }

    private static async Task<KubeEndpointVerdict> Probe(NodeTree tree, DateTimeOffset? asOf = null)
    {
        var node = Read(tree, asOf);
        return await ProbeTests.Probe(Assert.Single(NodeTargets.Of(node)), Options(node));
    }

    private static ProbeOptions Options(NodePki node) => new()
    {
        AsOf = node.AsOf,
        Node = node,
        Diagnose = read => RepairOutlook.Diagnose(read, DiagnosisOptions.Everything, new RepairCommandLine()),
    };

    private static NodePki Read(NodeTree tree, DateTimeOffset? asOf = null) =>
        new NodeReader(new ReadOptions { Root = tree.Root, AsOf = asOf ?? TestPki.AsOf }).ReadNode();

    private static void Manifest(NodeTree tree, int port) => Pod(tree,
        "kube-apiserver", "--advertise-address=127.0.0.1", $"--secure-port={port}",
        "--tls-cert-file=/etc/kubernetes/pki/apiserver.crt",
        "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key", "--client-ca-file=/etc/kubernetes/pki/ca.crt");

    private static void Pod(NodeTree tree, string name, params string[] flags) => tree.Write(
        $"/etc/kubernetes/manifests/{name}.yaml",
        string.Create(CultureInfo.InvariantCulture,
            $"kind: Pod\nspec:\n  containers:\n  - name: {name}\n    image: k8s.gcr.io/{name}:v1.20.2\n    command:\n    - {name}\n")
            + string.Concat(flags.Select(flag => $"    - {flag}\n")));

    private static void Replace(NodeTree tree, string path, string old, string @new)
    {
        var text = File.ReadAllText(tree.Path(path));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(tree.Path(path), text.Replace(old, @new, StringComparison.Ordinal));
    }
}
