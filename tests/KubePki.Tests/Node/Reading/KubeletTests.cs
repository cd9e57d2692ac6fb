using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Reading;

public sealed class KubeletTests : IDisposable
{
    private readonly NodeTree _tree = NodeTree.Empty();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Units_drop_ins_and_environment_files_make_the_command_line()
    {
        _tree.Write("/usr/lib/systemd/system/kubelet.service", "[Service]\nExecStart=/usr/bin/kubelet\n");
        const string Kubeconfigs =
            "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf";
        _tree.Write("/etc/systemd/system/kubelet.service.d/10-kubeadm.conf", $"""
            [Service]
            Environment="KUBELET_KUBECONFIG_ARGS={Kubeconfigs}"
            Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
            EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
            EnvironmentFile=-/etc/default/kubelet
            ExecStart=
            ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS \
              $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
            """);
        _tree.Write("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"--hostname-override=n1 --node-ip=10.0.0.7\"\n");
        _tree.Write("/etc/default/kubelet", "# ours\nKUBELET_EXTRA_ARGS=--cert-dir=/data/kubelet --rotate-server-certificates\n");
        _tree.Write("/var/lib/kubelet/config.yaml",
            "rotateCertificates: yes\nserverTLSBootstrap: false\ntlsCertFile: /data/serve.crt\nstaticPodPath: /data/pods\n");

        var kubelet = Read().Kubelet!;
        Assert.Equal(("n1", "10.0.0.7", "/data/kubelet"), (kubelet.HostnameOverride, kubelet.NodeIP, kubelet.CertificateDirectory));
        Assert.Equal(("/etc/kubernetes/kubelet.conf", "/etc/kubernetes/bootstrap-kubelet.conf"),
            (kubelet.Kubeconfig, kubelet.BootstrapKubeconfig));
        Assert.Equal(("/data/serve.crt", "/data/pods"), (kubelet.TlsCertFile, kubelet.StaticPodPath));
        Assert.True(kubelet.RotateCertificates);
        // A flag wins over the file.
        Assert.True(kubelet.ServerTlsBootstrap);
        var setting = Assert.Single(kubelet.Settings, setting => setting.Name == "cert-dir");
        Assert.Equal(("/data/kubelet", "/etc/default/kubelet", 2), (setting.Value, setting.Path, setting.Line));
    }

    [Fact]
    public void Drop_ins_of_the_configuration_win_over_it()
    {
        _tree.Write("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=--config-dir=/etc/kubelet.d\n");
        _tree.Write("/var/lib/kubelet/config.yaml", "serverTLSBootstrap: false\n");
        _tree.Write("/etc/kubelet.d/20-tls.conf", "# on\nserverTLSBootstrap: true\n");
        _tree.Write("/etc/kubelet.d/ignored.txt", "serverTLSBootstrap: false\n");
        Assert.True(Read().Kubelet!.ServerTlsBootstrap);
    }

    [Fact]
    public void A_certificate_directory_of_its_own_is_read()
    {
        using var authority = TestPki.Authority("kubernetes");
        var leaf = TestPki.Leaf(authority, "CN=system:node:n1, O=system:nodes");
        _tree.Write("/etc/kubernetes/pki/ca.crt", authority.ExportCertificatePem());
        _tree.Write("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=--cert-dir=/data/kubelet\n");
        _tree.Write("/data/kubelet/kubelet-client-2026-01-01-00-00-00.pem", leaf.ExportCertificatePem() + "\n" + TestPki.KeyPem(leaf));
        _tree.Link("/data/kubelet/kubelet-client-current.pem", "/data/kubelet/kubelet-client-2026-01-01-00-00-00.pem");
        var pki = Read();
        var current = Assert.Single(pki.Certificates, certificate => certificate.Name == "kubelet-client-current");
        Assert.Equal((true, "ca"), (current.KeyMatches, current.Authority));
        Assert.True(Assert.Single(pki.Kubelet!.Links).TargetExists);
    }

    [Fact]
    public void Links_that_are_files_or_lead_nowhere_are_told_apart()
    {
        _tree.Write("/var/lib/kubelet/pki/kubelet-server-current.pem", "x");
        _tree.Link("/var/lib/kubelet/pki/kubelet-client-current.pem", "/var/lib/kubelet/pki/gone.pem");
        var pki = Read();
        Assert.Equal([(true, false), (false, true)], pki.Kubelet!.Links.Select(link => (link.IsLink, link.TargetExists)));
        Assert.Contains(pki.Problems, problem =>
            problem.Id == PkiProblemId.DanglingLink && problem.NodePath.EndsWith("kubelet-client-current.pem", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_trace_there_is_no_kubelet()
    {
        TestPki.Put(_tree, "/etc/kubernetes/pki/ca", TestPki.Authority("kubernetes"));
        Assert.Null(Read().Kubelet);
    }

    private NodePki Read() => new NodeReader(new ReadOptions { Root = _tree.Root, AsOf = TestPki.AsOf }).ReadNode();
}
