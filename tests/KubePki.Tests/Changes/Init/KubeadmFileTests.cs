using System.Text;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Changes.Init;

/// <summary>kubeadm's configuration files, of each version that is in use, and broken ones.</summary>
public sealed class KubeadmFileTests
{
    [Theory]
    [InlineData("v1beta2")]
    [InlineData("v1beta3")]
    [InlineData("v1beta4")]
    public void Every_version_says_the_same(string version)
    {
        var settings = Read($"""
            # in any order, and with documents of others between
            apiVersion: kubeadm.k8s.io/{version}
            kind: ClusterConfiguration
            kubernetesVersion: v1.31.2
            clusterName: prod
            certificatesDir: /etc/kubernetes/ssl
            controlPlaneEndpoint: "k8s.example.org:8443"
            networking: {"{"} serviceSubnet: "10.100.0.0/16,fd00:1::/108", dnsDomain: corp.local {"}"}
            apiServer:
              certSANs:
              - api.example.org
              - 203.0.113.9
            etcd:
              local:
                serverCertSANs: [etcd.example.org]
                peerCertSANs: [10.9.9.9]
            ---
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            ---
            apiVersion: kubeadm.k8s.io/{version}
            kind: InitConfiguration
            localAPIEndpoint:
              advertiseAddress: 10.2.1.7
              bindPort: 6444
            nodeRegistration:
              name: CP7
            """);
        Assert.Equal(("CP7", "10.2.1.7", "6444", "k8s.example.org:8443"),
            (settings.NodeName!.Value, settings.AdvertiseAddress!.Value, settings.BindPort!.Value, settings.ControlPlaneEndpoint!.Value));
        Assert.Equal(("v1.31.2", "prod", "/etc/kubernetes/ssl", "corp.local"), (settings.KubernetesVersion!.Value,
            settings.ClusterName!.Value, settings.CertificatesDirectory!.Value, settings.DnsDomain!.Value));
        Assert.Equal("10.100.0.0/16,fd00:1::/108", settings.ServiceSubnet!.Value);
        Assert.Equal(["api.example.org", "203.0.113.9"], settings.ApiServerNames.Select(name => name.Value));
        Assert.Equal(("etcd.example.org", "10.9.9.9"), (settings.EtcdServerNames.Single().Value, settings.EtcdPeerNames.Single().Value));
        Assert.Null(settings.ExternalEtcd);
    }

    [Fact]
    public void What_came_with_v1beta4_is_read()
    {
        var settings = Read("apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nencryptionAlgorithm: ECDSA-P256\n"
            + "certificateValidityPeriod: 4380h30m0s\ncaCertificateValidityPeriod: 43800h\n"
            + "etcd: {external: {endpoints: ['https://e1:2379']}}\n");
        Assert.Equal("ECDSA-P256", settings.EncryptionAlgorithm!.Value);
        Assert.Equal((TimeSpan.FromHours(4380.5), TimeSpan.FromHours(43800)), (settings.CertificateValidity, settings.AuthorityValidity));
        Assert.Equal("https://e1:2379", Assert.Single(settings.ExternalEtcd!).Value);
        // Without a version the format tells the oldest that it can be.
        Assert.StartsWith("v1.31", settings.KubernetesVersion!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stable-1.29", "v1.29")]
    [InlineData("1.28.3", "v1.28.3")]
    [InlineData("ci/latest-1.30", "v1.30")]
    [InlineData("stable", null)]
    public void A_version_may_be_a_label(string written, string? release) =>
        Assert.Equal(release, Read(
            $"apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nkubernetesVersion: {written}\n").KubernetesVersion?.Value);

    [Fact]
    public void Old_gates_of_ecdsa_count() =>
        Assert.Equal("ECDSA-P256",
            Read("apiVersion: kubeadm.k8s.io/v1beta3\n"
                + "kind: ClusterConfiguration\nfeatureGates: {PublicKeysECDSA: true}\n").EncryptionAlgorithm!.Value);

    [Theory]
    [InlineData("", "EmptyFile", 0)]
    [InlineData("kind: Pod\n", "MalformedConfiguration", 1)]
    [InlineData("a: [\n", "MalformedYaml", 2)]
    [InlineData("apiVersion: kubeadm.k8s.io/v1beta1\nkind: ClusterConfiguration\n", "MalformedConfiguration", 1)]
    [InlineData("apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n\nclusterName: [a]\n", "MalformedConfiguration", 4)]
    [InlineData("apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  certSANs: one\n",
        "MalformedConfiguration", 4)]
    [InlineData("apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\ncertificateValidityPeriod: soon\n",
        "MalformedConfiguration", 3)]
    public void What_is_broken_is_named_with_its_line(string text, string id, int line)
    {
        var problem = Assert.Throws<PkiProblemException>(() => Read(text)).Problem;
        Assert.Equal((id, line), (problem.Id, problem.Line));
    }

    [Fact]
    public void Crlf_and_a_byte_order_mark_do_no_harm()
    {
        const string Text = "apiVersion: kubeadm.k8s.io/v1beta3\r\nkind: ClusterConfiguration\r\nclusterName: prod\r\n";
        Assert.Equal("prod", Read(Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)).ClusterName!.Value);
    }

    private static ClusterSettings Read(string text, Encoding? encoding = null)
    {
        using var tree = NodeTree.Empty();
        var path = tree.Path("/kubeadm.yaml");
        File.WriteAllText(path, text, encoding ?? new UTF8Encoding(false));
        return KubeadmFile.Read(path);
    }
}
