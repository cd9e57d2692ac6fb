using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Reading;

/// <summary>Programs that are no static pods: what units, snaps and containers start, and with which flags.</summary>
public sealed class ServiceTests : IDisposable
{
    private const string Units = "/etc/systemd/system/";

    private readonly NodeTree _tree = NodeTree.Empty();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void A_unit_with_drop_ins_variables_and_quotes_is_a_component()
    {
        _tree.Write("/usr/lib/systemd/system/kube-apiserver.service", "[Service]\nExecStart=/usr/bin/kube-apiserver --secure-port=1\n");
        _tree.Write(Units + "kube-apiserver.service", """
            [Service]
            EnvironmentFile=-/etc/kubernetes/apiserver
            Environment="TLS=--tls-cert-file=/srv/tls.pem --tls-private-key-file=/srv/tls-key.pem"
            ExecStart=/usr/bin/kube-apiserver \
              # --secure-port=2 \
              --client-ca-file=${DIR}/ca.pem \
              --service-cluster-ip-range '10.0.0.0/24' \
              $TLS $MISSING --etcd-cafile="${DIR}/etcd ca.pem"
            """);
        _tree.Write("/etc/kubernetes/apiserver", "# ours\nexport DIR=\"/srv\"\n");
        _tree.Write("/run/systemd/system/kube-apiserver.service.d/50-more.conf", "[Service]\nEnvironment=DIR=/data\n");
        _tree.Write(Units + "kube-apiserver.service.d/10-less.conf", "[Service]\nEnvironment=DIR=/never\n");

        var server = Assert.Single(Read().Components);
        Assert.Equal(("kube-apiserver", "kube-apiserver.service", false), (server.Name, server.Unit, server.IsStaticPod));
        Assert.Equal(["client-ca-file=/data/ca.pem", "service-cluster-ip-range=10.0.0.0/24", "tls-cert-file=/srv/tls.pem",
            "tls-private-key-file=/srv/tls-key.pem", "etcd-cafile=/data/etcd ca.pem"], server.Flags.Select(flag => flag.ToString()));
    }

    [Theory]
    [InlineData("master.service", "/opt/hyperkube apiserver --secure-port=7", "kube-apiserver")]
    [InlineData("kube.service", "/bin/sh -c \"exec /usr/bin/kube-scheduler --secure-port=7\"", "kube-scheduler")]
    [InlineData("k8s.service", "-/usr/bin/docker run --name etcd -v /x:/x img etcd --secure-port=7", "etcd")]
    [InlineData("k8s.service", "/k/kube-proxy.exe --secure-port=7", "kube-proxy")]
    public void A_program_is_known_however_it_is_wrapped(string unit, string command, string component)
    {
        _tree.Write(Units + unit, $"[Service]\nExecStart={command}\n");
        var found = Assert.Single(Read().Components);
        Assert.Equal((component, "7"), (found.Name, found.Flag("secure-port")));
    }

    [Fact]
    public void A_manifest_counts_more_than_a_unit_that_was_left()
    {
        _tree.Write(Units + "kube-scheduler.service", "[Service]\nExecStart=/usr/bin/kube-scheduler --secure-port=1\n");
        _tree.Write("/etc/kubernetes/manifests/kube-scheduler.yaml",
            "kind: Pod\nspec:\n  containers:\n  - command: [kube-scheduler, --secure-port=2]\n");
        var found = Assert.Single(Read().Components);
        Assert.Equal(("2", true), (found.Flag("secure-port"), found.IsStaticPod));
    }

    [Fact]
    public void Configuration_files_and_variables_stand_for_flags()
    {
        _tree.Write(Units + "kube-scheduler.service", "[Service]\nExecStart=/usr/bin/kube-scheduler --config=/srv/scheduler.yaml\n");
        _tree.Write("/srv/scheduler.yaml", "kind: KubeSchedulerConfiguration\nclientConnection:\n  kubeconfig: /srv/scheduler.any\n");
        _tree.Write("/srv/scheduler.any", "apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\n");
        _tree.Write(Units + "etcd.service", """
            [Service]
            Environment=ETCD_CERT_FILE=/srv/old.pem
            Environment=ETCD_PEER_CERT_FILE=/srv/peer.pem
            ExecStart=/usr/bin/etcd --config-file /srv/etcd.yaml --name m1
            """);
        _tree.Write("/srv/etcd.yaml", "name: m0\nclient-transport-security:\n  trusted-ca-file: /srv/ca.pem\n");
        var pki = Read();
        Assert.Equal("scheduler.conf", Assert.Single(pki.Kubeconfigs).Role);
        var etcd = Assert.Single(pki.Components, component => component.Name == "etcd");
        Assert.Equal(("/srv/old.pem", "/srv/peer.pem", "/srv/ca.pem", "m1"),
            (etcd.Flag("cert-file"), etcd.Flag("peer-cert-file"), etcd.Flag("trusted-ca-file"), etcd.Flag("name")));
    }

    [Fact]
    public void A_container_of_Docker_is_a_component_and_one_of_a_pod_is_none()
    {
        Container("a", "/kube-apiserver",
            "\"/opt/entrypoint.sh\", \"kube-apiserver\", \"--client-ca-file=/etc/kubernetes/ssl/kube-ca.pem\"");
        Container("b", "/k8s_kube-scheduler_kube-scheduler-x", "\"kube-scheduler\", \"--secure-port=1\"");
        Container("c", "/web", "\"serve\", \"--etcd\"");
        var server = Assert.Single(Read().Components);
        Assert.Equal(("kube-apiserver", "/etc/kubernetes/ssl/kube-ca.pem", "img:v1.17.4"),
            (server.Container, server.Flag("client-ca-file"), server.Image));
    }

    [Fact]
    public void Arguments_of_a_snap_are_flags_and_its_variables_are_known()
    {
        _tree.Write("/var/snap/microk8s/current/args/kube-apiserver",
            "# ours\n--tls-cert-file=${SNAP_DATA}/certs/other.crt\n--secure-port 16443\n");
        var server = Assert.Single(Read().Components);
        Assert.Equal(("/var/snap/microk8s/current/certs/other.crt", "16443", "snap.microk8s.daemon-kubelite.service"),
            (server.Flag("tls-cert-file"), server.Flag("secure-port"), server.Unit));
    }

    [Fact]
    public void Paths_of_Windows_are_those_below_the_drive()
    {
        _tree.Write("/var/lib/kubelet/kubeadm-flags.env",
            "KUBELET_KUBEADM_ARGS=\"--kubeconfig=C:\\k\\config --cert-dir=c:/var/lib/kubelet/pki --bootstrap-kubeconfig=\\k\\first\"\n");
        _tree.Write("/k/config", "apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\n");
        var pki = Read();
        Assert.Equal(("/k/config", "/var/lib/kubelet/pki", "/k/first"),
            (pki.Kubelet!.Kubeconfig, pki.Kubelet.CertificateDirectory, pki.Kubelet.BootstrapKubeconfig));
        Assert.Equal("kubelet.conf", Assert.Single(pki.Kubeconfigs).Role);
    }

    [Theory]
    [InlineData("StartKubelet.ps1", "$cmd = \"C:\\k\\kubelet.exe $global:KubeletArgs --cert-dir=$env:SYSTEMDRIVE\\data\\pki "
        + "--bootstrap-kubeconfig=C:\\k\\first --kubeconfig=C:\\data\\conf --hostname-override=$(hostname)\"")]
    [InlineData("kubeletstart.ps1", "$KubeletArgList = @(\"--cert-dir=c:\\data\\pki\", '--kubeconfig', 'c:\\data\\conf',\n"
        + "\"--bootstrap-kubeconfig=c:\\k\\first\")\n$cmd = \"c:\\k\\kubelet.exe \" + ($KubeletArgList -join \" \")")]
    [InlineData("install.cmd", "nssm install kubelet C:\\k\\kubelet.exe\r\nnssm set kubelet AppParameters --kubeconfig=C:\\data\\conf "
        + "--bootstrap-kubeconfig=C:\\k\\first --cert-dir=%SYSTEMDRIVE%\\data\\pki\r\n")]
    public void The_scripts_of_a_Windows_node_tell_its_flags(string name, string script)
    {
        _tree.Write($"/k/{name}", script);
        _tree.Write("/k/notes.txt", "kubelet --kubeconfig=C:\\elsewhere");
        _tree.Write("/data/conf", "apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\n");
        var kubelet = Read().Kubelet!;
        Assert.Equal(("/data/conf", "/data/pki", "/k/first", null),
            (kubelet.Kubeconfig, kubelet.CertificateDirectory, kubelet.BootstrapKubeconfig, kubelet.HostnameOverride));
    }

    [Fact]
    public void A_script_in_UTF_16_is_read()
    {
        _tree.Write("/k/StartKubelet.ps1",
            [0xff, 0xfe, .. System.Text.Encoding.Unicode.GetBytes("C:\\k\\kubelet.exe --kubeconfig=C:\\k\\conf")]);
        Assert.Equal("/k/conf", Read().Kubelet!.Kubeconfig);
    }

    [Fact]
    public void A_kubeconfig_of_Windows_names_files_below_the_drive()
    {
        using var authority = TestPki.Authority("kubernetes");
        using var leaf = TestPki.Leaf(authority, "CN=system:node:w1, O=system:nodes");
        _tree.Write("/k/ca.crt", authority.ExportCertificatePem());
        _tree.Write("/var/lib/kubelet/pki/kubelet-client-current.pem", leaf.ExportCertificatePem() + "\n" + TestPki.KeyPem(leaf));
        _tree.Write("/k/config", """
            apiVersion: v1
            kind: Config
            clusters:
            - name: c
              cluster: {server: "https://x:443", certificate-authority: 'C:\k\ca.crt'}
            users:
            - name: u
              user:
                client-certificate: C:\var\lib\kubelet\pki\kubelet-client-current.pem
                client-key: C:\var\lib\kubelet\pki\kubelet-client-current.pem
            contexts:
            - name: x
              context: {cluster: c, user: u}
            current-context: x
            """);
        var pki = Read();
        Assert.Empty(pki.Problems);
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-current.pem", Assert.Single(pki.Kubeconfigs).Users[0].CertificatePath);
    }

    [Fact]
    public void A_variable_that_stands_for_much_is_told_and_ends()
    {
        var much = string.Concat(Enumerable.Repeat("--x=" + new string('y', 1000) + " ", 100));
        var often = string.Concat(Enumerable.Repeat("$A ${B}${B} ", 5000));
        _tree.Write(Units + "kubelet.service", $"[Service]\nEnvironment=\"A={much}\"\nEnvironment=B={new string('z', 1000)}\n"
            + $"ExecStart=/usr/bin/kubelet {often}\n");
        Assert.Contains(Read().Problems, problem => problem.Id == PkiProblemId.MalformedConfiguration
            && problem.Reason.Contains("longer than 2 MiB", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_of_any_name_is_read_when_a_flag_names_it()
    {
        using var authority = TestPki.Authority("any");
        _tree.Write("/etc/kubernetes/pki/cluster.authority", authority.ExportCertificatePem());
        _tree.Write("/etc/kubernetes/pki/cluster.secret", TestPki.KeyPem(authority));
        _tree.Write(Units + "kube-controller-manager.service", "[Service]\nExecStart=/usr/bin/kube-controller-manager "
            + "--cluster-signing-cert-file=/etc/kubernetes/pki/cluster.authority "
            + "--cluster-signing-key-file=/etc/kubernetes/pki/cluster.secret\n");
        var certificate = Assert.Single(Read().Certificates);
        Assert.Equal(("ca", true), (certificate.Role, certificate.KeyMatches));
    }

    private void Container(string id, string name, string words) => _tree.Write($"/var/lib/docker/containers/{id}/config.v2.json",
        "{\"Path\":\"/usr/bin/tini\",\"Args\":[\"--\"," + words + "],\"Name\":\"" + name
            + "\",\"Config\":{\"Image\":\"img:v1.17.4\",\"Env\":[\"A=b\"]}}");

    private NodePki Read() => new NodeReader(new ReadOptions { Root = _tree.Root, AsOf = TestPki.AsOf }).ReadNode();
}
