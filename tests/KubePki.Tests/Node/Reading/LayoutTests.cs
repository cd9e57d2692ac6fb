using System.Security.Cryptography.X509Certificates;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Reading;

/// <summary>Who keeps what where, and how flags beat names.</summary>
public sealed class LayoutTests : IDisposable
{
    private readonly NodeTree _tree = NodeTree.Empty();
    private readonly X509Certificate2 _authority = TestPki.Authority("kubernetes");

    public void Dispose()
    {
        _authority.Dispose();
        _tree.Dispose();
    }

    [Theory]
    [InlineData("/var/lib/minikube/certs/ca", "/var/lib/minikube/certs/apiserver", "ca", "apiserver")]
    [InlineData("/var/lib/k0s/pki/ca", "/var/lib/k0s/pki/server", "ca", "apiserver")]
    [InlineData("/var/lib/k0s/pki/etcd/ca", "/var/lib/k0s/pki/etcd/peer", "etcd-ca", "etcd-peer")]
    [InlineData("/var/lib/rancher/k3s/server/tls/client-ca", "/var/lib/rancher/k3s/server/tls/client-admin", "client-ca", "admin")]
    [InlineData("/var/lib/rancher/rke2/server/tls/etcd/peer-ca",
        "/var/lib/rancher/rke2/server/tls/etcd/peer-server-client", "etcd-peer-ca", "etcd-peer")]
    [InlineData("/var/lib/rancher/k3s/server/tls/request-header-ca",
        "/var/lib/rancher/k3s/server/tls/client-auth-proxy", "front-proxy-ca", "front-proxy-client")]
    [InlineData("/etc/kubernetes/ssl/ca", "/etc/kubernetes/ssl/apiserver-kubelet-client", "ca", "apiserver-kubelet-client")]
    [InlineData("/var/snap/microk8s/current/certs/ca", "/var/snap/microk8s/current/certs/server", "ca", "apiserver")]
    [InlineData("/system/secrets/etcd/ca", "/system/secrets/etcd/peer", "etcd-ca", "etcd-peer")]
    public void Each_distribution_is_understood(string authority, string leaf, string authorityRole, string leafRole)
    {
        TestPki.Put(_tree, authority, _authority);
        TestPki.Put(_tree, leaf, TestPki.Leaf(_authority, "CN=x"));
        var pki = ReadNode();
        Assert.Empty(pki.Problems);
        Assert.Equal(authorityRole, Assert.Single(pki.Certificates, certificate => certificate.NodePath == authority + ".crt").Role);
        var certificate = Assert.Single(pki.Certificates, certificate => certificate.NodePath == leaf + ".crt");
        Assert.Equal((leafRole, leafRole, authorityRole), (certificate.Role, certificate.Name, certificate.Authority));
        Assert.True(certificate.KeyMatches);
    }

    [Theory]
    [InlineData("/etc/rancher/k3s/k3s.yaml", "admin.conf")]
    [InlineData("/etc/rancher/rke2/rke2.yaml", "admin.conf")]
    [InlineData("/var/lib/rancher/k3s/server/cred/scheduler.kubeconfig", "scheduler.conf")]
    [InlineData("/var/lib/rancher/rke2/agent/kubelet.kubeconfig", "kubelet.conf")]
    [InlineData("/var/lib/k0s/pki/ccm.conf", "controller-manager.conf")]
    [InlineData("/var/lib/rancher/k3s/agent/k3scontroller.kubeconfig", "kubeconfig-client")]
    [InlineData("/etc/kubernetes/ssl/kubecfg-kube-scheduler.yaml", "scheduler.conf")]
    [InlineData("/etc/kubernetes/ssl/kubecfg-kube-proxy.yaml", "kubeconfig-client")]
    [InlineData("/var/snap/microk8s/current/credentials/client.config", "admin.conf")]
    [InlineData("/var/lib/kubelet/kubeconfig", "kubelet.conf")]
    [InlineData("/var/lib/kubelet/bootstrap-kubeconfig", "bootstrap-kubelet.conf")]
    [InlineData("/k/config", "kubelet.conf")]
    public void Each_distributions_kubeconfigs_are_read(string path, string role)
    {
        _tree.Write(path, "apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\n");
        Assert.Equal(role, Assert.Single(ReadNode().Kubeconfigs, kubeconfig => kubeconfig.NodePath == path).Role);
    }

    [Fact]
    public void A_distribution_with_ways_of_its_own_can_be_told() => Assert.All(Distributions.All, distribution =>
        Assert.True(distribution.Marks.Count + distribution.ServingNames.Count > 0
            || PkiLayouts.All.Any(layout => layout.Distribution == distribution.Name), distribution.Name));

    [Fact]
    public void A_distribution_of_a_layout_has_ways_or_does_as_kubeadm_does() => Assert.All(
        PkiLayouts.All.Select(layout => layout.Distribution).Distinct(), name => Assert.True(
            name is "kubeadm" or "kubespray" or "kubelet" or "binaries" || Distributions.Find(name) is { IsSelfManaged: true }, name));

    [Theory]
    [InlineData("/var/lib/rancher/k3s/server/tls/client-admin.crt", "systemctl restart k3s ")]
    [InlineData("/var/lib/rancher/rke2/server/tls/client-admin.crt", "systemctl restart rke2-server ")]
    [InlineData("/var/lib/rancher/k3s/agent/client-kubelet.crt", "systemctl restart k3s-agent ")]
    [InlineData("/var/lib/rancher/rke2/agent/serving-kubelet.crt", "systemctl restart rke2-agent ")]
    [InlineData("/var/lib/k0s/pki/server.crt", "systemctl restart k0scontroller ")]
    [InlineData("/var/lib/k0s/kubelet/pki/kubelet-client-current.pem", "systemctl restart k0sworker ")]
    [InlineData("/var/lib/minikube/certs/apiserver.crt", "minikube start ")]
    [InlineData("/etc/kubernetes/ssl/kube-apiserver.pem", "rke cert rotate ")]
    [InlineData("/etc/kubernetes/ssl/kube-apiserver-key.pem", "rke cert rotate ")]
    [InlineData("/var/snap/microk8s/current/certs/server.crt", "microk8s refresh-certs -e server.crt ")]
    [InlineData("/system/secrets/etcd/server.crt", "Talos renews ")]
    [InlineData("/srv/kubernetes/kube-apiserver/server.crt", "kops issues ")]
    public void A_distribution_renews_in_its_own_way(string path, string command) => Assert.StartsWith(command,
        NodeView.Of(ReadNode()).Guidance.Renew("apiserver", path).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Kubesprays_etcd_members_keep_their_file_names_and_their_keys()
    {
        _tree.Write("/etc/ssl/etcd/ssl/ca.pem", _authority.ExportCertificatePem());
        _tree.Write("/etc/ssl/etcd/ssl/ca-key.pem", TestPki.KeyPem(_authority));
        var member = TestPki.Leaf(_authority, "CN=etcd-node1");
        _tree.Write("/etc/ssl/etcd/ssl/member-node1.pem", member.ExportCertificatePem());
        _tree.Write("/etc/ssl/etcd/ssl/member-node1-key.pem", TestPki.KeyPem(member));
        var certificate = Assert.Single(ReadNode().Certificates, certificate => certificate.Role == "etcd-server");
        Assert.Equal(("member-node1", "etcd-ca"), (certificate.Name, certificate.Authority));
        Assert.True(certificate.KeyMatches);
        Assert.Equal(_tree.Path("/etc/ssl/etcd/ssl/member-node1-key.pem"), certificate.KeyPath);
    }

    [Fact]
    public void Flags_beat_names_and_mounts_are_followed()
    {
        TestPki.Put(_tree, "/opt/pki/wurzel", _authority);
        TestPki.Put(_tree, "/opt/pki/dienst", TestPki.Leaf(_authority, "CN=kube-apiserver"));
        _tree.Write("/opt/pki/anderer.key", TestPki.KeyPem(TestPki.Leaf(_authority, "CN=other")));
        _tree.Write("/etc/kubernetes/manifests/kube-apiserver.yaml", """
            apiVersion: v1
            kind: Pod
            spec:
              containers:
              - command: [/usr/local/bin/kube-apiserver, --client-ca-file=/certs/wurzel.crt, --tls-cert-file, /certs/dienst.crt]
                args: ["--tls-private-key-file=/certs/anderer.key"]
                image: registry/kube-apiserver:v1.30.1
                volumeMounts: [{name: c, mountPath: /certs}]
              volumes: [{name: c, hostPath: {path: /opt/pki}}]
            """);
        var pki = ReadNode();
        var component = Assert.Single(pki.Components);
        Assert.Equal(("kube-apiserver", "/opt/pki/dienst.crt"), (component.Name, component.Flag("tls-cert-file")));
        Assert.Equal(5, component.Flags[1].Line);
        Assert.Equal("ca", Assert.Single(pki.Certificates, certificate => certificate.NodePath == "/opt/pki/wurzel.crt").Name);
        var serving = Assert.Single(pki.Certificates, certificate => certificate.Role == "apiserver");
        Assert.Equal(("apiserver", "ca", _tree.Path("/opt/pki/anderer.key")), (serving.Name, serving.Authority, serving.KeyPath));
        // The flags pair it with a key that is not its own.
        Assert.False(serving.KeyMatches);
    }

    [Fact]
    public void A_copy_of_kubeadms_directory_is_known_wherever_it_lies()
    {
        TestPki.Put(_tree, "/home/me/backup/ca", _authority);
        using var proxy = TestPki.Authority("front-proxy-ca");
        using var etcd = TestPki.Authority("etcd-ca");
        TestPki.Put(_tree, "/home/me/backup/front-proxy-ca", proxy);
        TestPki.Put(_tree, "/home/me/backup/etcd/ca", etcd);
        TestPki.Put(_tree, "/home/me/backup/etcd/server", TestPki.Leaf(etcd, "CN=cp1"));
        TestPki.Put(_tree, "/home/me/backup/apiserver-etcd-client", TestPki.Leaf(etcd, "CN=kube-apiserver-etcd-client"));
        var reader = new NodeReader(new ReadOptions { AsOf = TestPki.AsOf });
        var certificates = reader.ReadPath(_tree.Path("/home/me/backup")).Single().Certificates;
        Assert.Equal(["apiserver-etcd-client", "ca", "front-proxy-ca", "etcd-ca", "etcd-server"],
            certificates.Select(certificate => certificate.Role));
        Assert.Equal("etcd-ca", certificates[0].Authority);
        // One file of it, alone.
        var alone = new NodeReader(new ReadOptions { AsOf = TestPki.AsOf }).ReadPath(_tree.Path("/home/me/backup/etcd/server.crt"))
            .Single().Certificates;
        Assert.Equal(("etcd-server", "etcd-ca"), (alone.Single().Role, alone.Single().Authority));
    }

    [Fact]
    public void A_twin_with_the_same_name_signed_nothing()
    {
        using var twin = TestPki.Authority("kubernetes");
        TestPki.Put(_tree, "/etc/kubernetes/pki/ca", twin);
        TestPki.Put(_tree, "/etc/kubernetes/pki/apiserver", TestPki.Leaf(_authority, "CN=kube-apiserver"));
        var certificate = Assert.Single(ReadNode().Certificates, certificate => certificate.Role == "apiserver");
        Assert.Null(certificate.Authority);
        Assert.True(certificate.ExternallyManaged);
    }

    [Fact]
    public void Every_certificate_of_a_bundle_is_listed_and_any_of_them_may_have_signed()
    {
        using var old = TestPki.Authority("kubernetes");
        _tree.Write("/etc/kubernetes/pki/ca.crt",
            "old one\n" + old.ExportCertificatePem() + "\nnew one\n" + _authority.ExportCertificatePem());
        _tree.Write("/etc/kubernetes/pki/ca.key", TestPki.KeyPem(_authority));
        TestPki.Put(_tree, "/etc/kubernetes/pki/apiserver", TestPki.Leaf(_authority, "CN=kube-apiserver"));
        var pki = ReadNode();
        Assert.Equal([0, 1], pki.Certificates.Where(certificate => certificate.Role == "ca").Select(certificate => certificate.Index));
        Assert.Equal([false, true],
            pki.Certificates.Where(certificate => certificate.Role == "ca").Select(certificate => certificate.KeyMatches));
        Assert.Equal(("ca", false), pki.Certificates.Where(certificate => certificate.Role == "apiserver")
            .Select(certificate => (certificate.Authority, certificate.ExternallyManaged)).Single());
    }

    [Fact]
    public void Directories_are_read_once_and_in_order_with_all_below_when_asked()
    {
        foreach (var name in new[] { "b", "a", "a/etcd", "a/deep/er" })
            TestPki.Put(_tree, $"/x/{name}/{System.IO.Path.GetFileName(name)}1", TestPki.Leaf(_authority, $"CN={name}"));
        foreach (var threads in new[] { 1, 2 })
        {
            var reader = new NodeReader(new ReadOptions { AsOf = TestPki.AsOf, Recurse = true, Threads = threads });
            var names = reader.ReadPath(_tree.Path("/x")).SelectMany(snapshot => snapshot.Certificates)
                .Select(certificate => certificate.CommonName);
            Assert.Equal(["a", "a/etcd", "a/deep/er", "b"], names);
            // Get-ChildItem -Recurse would name its files, too.
            Assert.Empty(reader.ReadPath(_tree.Path("/x/a/a1.crt")));
        }
    }

    [Fact]
    public void Cni_configurations_and_their_kubeconfigs_are_found()
    {
        using var node = NodeTree.Unpack("cni-leftover");
        var pki = new NodeReader(new ReadOptions { Root = node.Root, AsOf = new DateTimeOffset(2020, 6, 21, 0, 0, 0, TimeSpan.Zero) })
            .ReadNode();
        Assert.Equal(["k8s-pod-network", "cbr0"], pki.Networks.Select(network => network.Name));
        Assert.Equal(["calico", "portmap"], pki.Networks[0].Plugins);
        Assert.Equal(["/etc/cni/net.d/calico-kubeconfig"], pki.Networks[0].Kubeconfigs);
        var calico = Assert.Single(pki.Kubeconfigs, kubeconfig => kubeconfig.Role == "cni");
        var twin = Assert.Single(calico.Authorities);
        var ca = Assert.Single(pki.Certificates, certificate => certificate.Name == "ca");
        Assert.Equal(ca.Subject, twin.Subject);
        Assert.NotEqual(ca.PublicKeyHash, twin.PublicKeyHash);
        Assert.Equal("calico-kubeconfig:ca", twin.Authority);
    }

    private NodePki ReadNode() => new NodeReader(new ReadOptions { Root = _tree.Root, AsOf = TestPki.AsOf }).ReadNode();
}
