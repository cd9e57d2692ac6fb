namespace KubePki.Tests.Node.Checks;

/// <summary>Nodes that strangers reported in public, made again as data: what is right of each stands beside it.</summary>
internal sealed record ReportedNode(string Name, MadeNode Node)
{
    private static readonly DateTimeOffset Past = TestPki.AsOf.AddDays(-400);
    private static readonly DateTimeOffset Yesterday = TestPki.AsOf.AddDays(-1);
    private static readonly string HasExpired = "x509: certificate has expired or is not yet valid: current time "
        + $"{TestPki.AsOf:yyyy-MM-ddTHH:mm:ssZ} is after {Yesterday:yyyy-MM-ddTHH:mm:ssZ}";

    /// <summary>What else was done to it.</summary>
    public Action<NodeTree> Change { get; init; } = _ => { };

    /// <summary>The first finding: severity, check and target.</summary>
    public required string First { get; init; }

    /// <summary>What its remedy says.</summary>
    public required string Remedy { get; init; }

    /// <summary>What its remedy must not say: it would do harm.</summary>
    public string Never { get; init; } = "rm -";

    /// <summary>A line of its log, and the file to which it is tied; empty when no file of the node is to blame.</summary>
    public (string Line, string Check, string File)? Log { get; init; }

    public override string ToString() => Name;

    public static ReportedNode[] Rows =>
    [
        new("etcd alone has expired", Ended(OtherNodes.Kubeadm(), "/etcd/"))
        {
            First = "Critical CertificateExpired etcd-server",
            Remedy = "kubeadm certs renew",
            Log = ($"{TestPki.AsOf:yyyy-MM-dd}T07:35:01.426019865+01:00 stderr F }}. Err: connection error: desc = \"transport: "
                + $"authentication handshake failed: {HasExpired}\"", "CertificateExpired",
                "/etc/kubernetes/pki/etcd/"),
        },
        new("only kubelet's pem has expired", Ended(OtherNodes.Kubeadm(), "kubelet-client-2"))
        {
            First = "Critical KubeletCredentialUnusable kubelet",
            Remedy = "kubeadm init phase kubeconfig kubelet",
            Never = "certs renew all",
            Log = ("E1111 00:15:53.851634   66610 transport.go:113] The currently active client certificate has expired, but the server "
                + "is not responsive. A restart may be necessary to retrieve new initial credentials.", "ActiveCertificateExpired",
                "/var/lib/kubelet/pki/kubelet-client-current.pem"),
        },
        new("files are new, a client's certificate is old", OtherNodes.Kubeadm())
        {
            First = "",
            Remedy = "",
            Log = ($"E0925 22:45:43.610253       1 authentication.go:53] Unable to authenticate the request due to an error: x509: "
                + $"certificate has expired or is not yet valid: current time {TestPki.AsOf:yyyy-MM-ddTHH:mm:ssZ} is after "
                + "2026-05-25T12:10:16Z", "ClientCertificateRejected", ""),
        },
        new("kops keeps etcd's client where etcd-manager left it", KopsOfOld())
        {
            First = "Critical CertificateExpired apiserver-etcd-client",
            Remedy = "kops",
            Never = "kubeadm",
        },
        new("a full disk has emptied the certificate of MicroK8s", OtherNodes.MicroK8s())
        {
            Change = tree => tree.Write("/var/snap/microk8s/current/certs/server.crt", ""),
            First = "Critical EmptyFile apiserver",
            Remedy = "microk8s refresh-certs -e server.crt",
            Never = "ca.crt  #",
            Log = ("Nov 09 18:31:12 nuc microk8s.daemon-kubelite[1529577]: E1109 18:31:12.884589 1529577 dynamic_serving_content.go:218] "
                + "key failed with : missing content for serving cert \"serving-cert::/var/snap/microk8s/current/certs/server.crt::"
                + "/var/snap/microk8s/current/certs/server.key\"", "PairContentMissing", "/var/snap/microk8s/current/certs/server.crt"),
        },
        new("kubelet of MicroK8s serves what it made itself", MicroK8sOfOld())
        {
            First = "Warning KubeletServingNeverRenewed kubelet",
            Remedy = "snap restart microk8s.daemon-kubelite",
            Never = "refresh-certs",
            Log = ("Error from server: Get \"https://10.2.1.151:10250/containerLogs/web/web/web\": tls: failed to verify certificate: "
                + HasExpired, "BackendRefused", "/var/snap/microk8s/current/certs/kubelet.crt"),
        },
        new("rke does not renew what kubelet made itself", RancherNodes.Docker() with
        {
            Leaves = [.. RancherNodes.Docker().Leaves.Select(leaf => leaf.Path.StartsWith("/var", StringComparison.Ordinal)
                ? leaf with { Start = Past, End = Yesterday } : leaf)],
        })
        {
            First = "Warning KubeletServingNeverRenewed kubelet",
            Remedy = "docker restart kubelet",
            Never = "rke cert rotate",
            Log = ("E0223 02:47:56.385022       1 scraper.go:140] \"Failed to scrape node\" err=\"Get \\\"https://10.2.1.151:10250/metrics/"
                + $"resource\\\": {HasExpired}\" node=\"node1\"", "KubeletServingRefused",
                "/var/lib/kubelet/pki/kubelet.crt"),
        },
        new("a key of etcd's client is missing", RancherNodes.Server("rke2"))
        {
            Change = tree => tree.Delete("/var/lib/rancher/rke2/server/tls/etcd/client.key"),
            First = "Critical KeyMissing apiserver-etcd-client",
            Remedy = "systemctl restart rke2-server",
            Log = ("FATA[0000] Failed to reconcile with temporary etcd: open /var/lib/rancher/rke2/server/tls/etcd/client.key: no such "
                + "file or directory", "FileMissing", "/var/lib/rancher/rke2/server/tls/etcd/client.crt"),
        },
        new("an agent was not restarted for a year", Ended(RancherNodes.Agent("k3s"), "/agent/"))
        {
            First = "Critical CertificateExpired client-kubelet",
            Remedy = "systemctl restart k3s-agent  # it renews expired and expiring certificates on start; servers first, which issue them",
            Never = "restart k3s ",
        },
        new("minikube was left for a year", Ended(OtherNodes.Minikube(), "client.crt", "/etcd/"))
        {
            First = "Critical CertificateExpired apiserver-etcd-client",
            Remedy = "minikube start",
            Log = ("error execution phase certs/apiserver-kubelet-client: [certs] certificate apiserver-kubelet-client not signed by CA "
                + $"certificate ca: {HasExpired}", "CertificateExpired",
                "/var/lib/minikube/certs/apiserver-kubelet-client.crt"),
        },
        new("a node of OpenShift was off for a day", Ended(WorkerNodes.Rows.Single(row => row.Name == "OpenShift"), "/kubelet-"))
        {
            First = "Error KubeletCredentialUnusable kubelet",
            Remedy = "systemctl restart kubelet; if the node stays NotReady: OpenShift's operators renew it",
            Never = "kubeadm",
        },
        new("kubeasz: the API server's certificate has expired", Ended(UnitNodes.Kubeasz(), "/kubernetes.pem"))
        {
            First = "Critical CertificateExpired apiserver",
            Remedy = "kubepki renew --role apiserver",
            Never = "kubeadm",
        },
        new("k3s: all but the listener was renewed", Ended(RancherNodes.Server("k3s"), "dynamic-cert"))
        {
            First = "Critical CertificateExpired supervisor-server",
            Remedy = "Delete the Secret k3s-serving",
            Log = ($"Unable to connect to the server: {HasExpired}", "CertificateExpired",
                "/var/lib/rancher/k3s/server/tls/dynamic-cert.json"),
        },
        new("k0s was off for a year", Ended(OtherNodes.K0s(), "/pki/"))
        {
            First = "Critical CertificateExpired apiserver",
            Remedy = "systemctl restart k0scontroller",
            Never = "kubeadm",
        },
        new("a worker of k0s was off for a year", Ended(K0sWorker(), "/pki/"))
        {
            First = "Critical KubeletCredentialUnusable kubelet",
            Remedy = "On a controller: k0s token create --role=worker; here: write the token to the file that --token-file of k0sworker "
                + "names",
            Never = "kubeadm",
        },
        new("Talos: kubelet's credential has expired", Ended(OtherNodes.Talos(), "kubelet-client-2"))
        {
            First = "Error KubeletCredentialUnusable kubelet",
            Remedy = "talosctl service kubelet restart",
            Never = "kubeadm",
        },
        new("AKS: kubelet's credential has expired", Ended(WorkerNodes.Rows.Single(row => row.Name == "AKS"), "kubelet-client-2"))
        {
            First = "Critical KubeletCredentialUnusable kubelet",
            Remedy = "Azure renews it",
            Never = "kubeadm",
        },
        new("a CA of k3s has expired: its files are not what counts", AuthorityEnded(RancherNodes.Server("k3s"), "server-ca"))
        {
            First = "Critical CertificateExpired server-ca",
            Remedy = "k3s certificate rotate-ca --path=/var/lib/rancher/k3s/server/rotate-ca",
            Never = "openssl",
        },
        new("a CA of RKE2 has expired", AuthorityEnded(RancherNodes.Server("rke2"), "server-ca"))
        {
            First = "Critical CertificateExpired server-ca",
            Remedy = "PRODUCT=rke2 bash - && rke2 certificate rotate-ca",
            Never = "openssl",
        },
        new("the CA of RKE1 has expired", AuthorityEnded(RancherNodes.Docker(), "kube-ca"))
        {
            First = "Critical CertificateExpired ca",
            Remedy = "rke cert rotate --rotate-ca --config cluster.yml",
            Never = "openssl",
        },
        new("the CA of MicroK8s has expired", AuthorityEnded(OtherNodes.MicroK8s(), "ca"))
        {
            First = "Critical CertificateExpired ca",
            Remedy = "microk8s refresh-certs -e ca.crt",
            Never = "openssl",
        },
        new("the CA of kubeadm has expired and its key is there", AuthorityEnded(OtherNodes.Kubeadm(), "ca"))
        {
            First = "Critical CertificateExpired ca",
            Remedy = "CAs are renewed on request only: kubepki repair --authority --force",
            Never = "The key of ca is not on this node",
        },
        new("RKE2 lost a certificate whose key is there", RancherNodes.Server("rke2"))
        {
            Change = tree => tree.Delete("/var/lib/rancher/rke2/server/tls/etcd/client.crt"),
            First = "Critical CertificateMissing apiserver-etcd-client",
            Remedy = "systemctl restart rke2-server  # it creates missing files",
            Never = "client.key.$(date",
        },
        new("k3s lost the API server's certificate", RancherNodes.Server("k3s"))
        {
            Change = tree => tree.Delete("/var/lib/rancher/k3s/server/tls/serving-kube-apiserver.crt"),
            First = "Critical CertificateMissing apiserver",
            Remedy = "systemctl restart k3s  # it creates missing files",
        },
        new("k3s keeps a pair whose halves are not each other's", RancherNodes.Server("k3s"))
        {
            Change = tree => File.Copy(tree.Path("/var/lib/rancher/k3s/server/tls/client-admin.key"),
                tree.Path("/var/lib/rancher/k3s/server/tls/client-scheduler.key"), overwrite: true),
            First = "Error KeyMismatch scheduler",
            Remedy = "mv /var/lib/rancher/k3s/server/tls/client-scheduler.crt",
        },
        new("the address of a MicroK8s node has changed", Renamed(OtherNodes.MicroK8s() with
        {
            Confs = [.. OtherNodes.MicroK8s().Confs, new("/root/.kube/config", $"https://{MadeNode.Address}:16443", "ca")
            {
                Embedded = new("", "ca", "CN=admin, O=system:masters"),
            }],
        }, "/server.crt"))
        {
            First = "Warning KubeconfigServerNotCovered config",
            Remedy = "microk8s refresh-certs --cert server.crt",
            Never = "reissued by its issuer",
        },
        new("k3s signed what kubelet serves with the CA of clients", RancherNodes.Server("k3s") with
        {
            Leaves = [.. RancherNodes.Server("k3s").Leaves.Select(leaf =>
                leaf.Path.EndsWith("/serving-kubelet.crt", StringComparison.Ordinal) ? leaf with { Signer = "client-ca" } : leaf)],
        })
        {
            First = "Warning SignedByUnknownAuthority serving-kubelet",
            Remedy = "systemctl restart k3s",
            Never = "Restore the CA",
        },
        new("etcd's certificates came from another master", Renamed(OtherNodes.Kubeadm(), "/etcd/peer.crt", "/etcd/server.crt"))
        {
            First = "Error MissingSubjectAltName etcd-server",
            Remedy = "kubeadm init phase certs etcd-server --config",
        },
    ];

    /// <summary>A node of which a CA, and with it all that it signed, has ended yesterday.</summary>
    public static MadeNode AuthorityEnded(MadeNode node, string id) => node with
    {
        Authorities = [.. node.Authorities.Select(authority => authority.Id == id
            ? authority with { Start = Past.AddYears(-9), End = Yesterday } : authority)],
        Leaves = [.. node.Leaves.Select(leaf => leaf.Signer == id ? leaf with { Start = Past, End = Yesterday } : leaf)],
        Confs = [.. node.Confs.Select(conf => conf is { Embedded: { } embedded } && embedded.Signer == id
            ? conf with { Embedded = embedded with { Start = Past, End = Yesterday } } : conf)],
    };

    // Of another machine, or of the time before its address changed.
    private static MadeNode Renamed(MadeNode node, params string[] parts) => node with
    {
        Leaves = [.. node.Leaves.Select(leaf => parts.Any(part => leaf.Path.EndsWith(part, StringComparison.Ordinal))
            ? leaf with { Names = leaf.Names.Replace(MadeNode.Address, "10.2.1.199", StringComparison.Ordinal) } : leaf)],
    };

    private static MadeNode Ended(MadeNode node, params string[] parts) =>
        node.Dated(leaf => parts.Any(part => leaf.Path.Contains(part, StringComparison.Ordinal)), Past, Yesterday);

    private static MadeNode KopsOfOld()
    {
        const string Old = "/etc/kubernetes/pki/kube-apiserver";
        var node = OtherNodes.Kops();
        return Ended(node with
        {
            Authorities = [.. node.Authorities.Select(authority => authority.Id == "etcd-ca"
                ? authority with { Path = $"{Old}/etcd-ca.crt" } : authority)],
            Leaves = [.. node.Leaves.Select(leaf => leaf.Signer == "etcd-ca" ? leaf with { Path = $"{Old}/etcd-client.crt" } : leaf)],
            Texts = [.. node.Texts.Select(text => (text.Path,
                text.Text.Replace("/srv/kubernetes/kube-apiserver/etcd", $"{Old}/etcd", StringComparison.Ordinal)))],
        }, "/etcd-client.crt");
    }

    private static MadeNode K0sWorker()
    {
        var node = OtherNodes.K0s();
        return node with
        {
            Authorities = [new("ca", "CN=kubernetes-ca", "/var/lib/k0s/pki/ca.crt", null)],
            Leaves = [.. node.Leaves.Where(leaf => leaf.Path.Contains("/kubelet/", StringComparison.Ordinal))],
            KeyPairs = [],
            Confs = [.. node.Confs.Where(conf => conf.Path.EndsWith("/kubelet.conf", StringComparison.Ordinal))],
            Texts = [("/etc/systemd/system/k0sworker.service",
                "[Service]\nExecStart=/usr/local/bin/k0s worker --token-file=/etc/k0s/token\n")],
        };
    }

    // Before 1.28 its kubelet logged in with a token, and made its serving certificate itself.
    private static MadeNode MicroK8sOfOld()
    {
        const string Kubelet = "/var/snap/microk8s/current/certs/kubelet.crt";
        var node = OtherNodes.MicroK8s();
        return node with
        {
            Authorities = [.. node.Authorities, new("serving", $"CN={MadeNode.Host}-ca@1700000000", "/opt/serving-ca.crt", null)],
            Leaves = [.. node.Leaves.Where(leaf => leaf.Path != Kubelet),
                new(Kubelet, "serving", $"CN={MadeNode.Host}@1700000000", "server", MadeNode.Host) { Start = Past, End = Yesterday }],
            Confs = [.. node.Confs.Select(conf => conf.Path.EndsWith("kubelet.config", StringComparison.Ordinal)
                ? conf with { Certificate = null, Token = "abcdef0123456789" } : conf)],
        };
    }
}
