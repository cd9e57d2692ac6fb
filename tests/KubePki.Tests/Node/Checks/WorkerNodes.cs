namespace KubePki.Tests.Node.Checks;

/// <summary>Workers: of kubeadm, of clouds, of Windows, of OpenShift and of Docker Desktop.</summary>
internal static class WorkerNodes
{
    private const string Pem = "kubelet-client-2026-01-01-00-00-00.pem";

    public static MadeNode[] Rows =>
    [
        Worker("worker of kubeadm", null, "/etc/kubernetes/kubelet.conf", "/etc/kubernetes/pki/ca.crt",
            ("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"\"\n")),
        Worker("AKS", "aks", "/var/lib/kubelet/kubeconfig", "/etc/kubernetes/certs/ca.crt", ("/opt/azure/containers/provision.sh", ""),
            ("/etc/default/kubelet", "KUBELET_FLAGS=--client-ca-file=/etc/kubernetes/certs/ca.crt "
                + "--tls-cert-file=/etc/kubernetes/certs/kubeletserver.crt "
                + "--tls-private-key-file=/etc/kubernetes/certs/kubeletserver.key\n"),
            ("/etc/systemd/system/kubelet.service", "[Service]\nEnvironmentFile=/etc/default/kubelet\n"
                + "ExecStart=/usr/local/bin/kubelet --kubeconfig /var/lib/kubelet/kubeconfig "
                + "--bootstrap-kubeconfig /var/lib/kubelet/bootstrap-kubeconfig $KUBELET_FLAGS\n")) with
        {
            Leaves =
            [
                Client("/var/lib/kubelet/pki"),
                new("/etc/kubernetes/certs/kubeletserver.crt", "serving", $"CN={MadeNode.Host}", "server", MadeNode.Host)
                {
                    End = TestPki.Start.AddYears(9),
                },
            ],
        },
        Exec("EKS", "eks", "/etc/kubernetes/pki/ca.crt", ("/etc/eks/bootstrap.sh", "")),
        Exec("GKE", "gke", "/etc/srv/kubernetes/pki/ca-certificates.crt", ("/home/kubernetes/kube-env", "")),
        OpenShift(),
        new("Windows worker")
        {
            Authorities = [new("ca", "CN=kubernetes", "/etc/kubernetes/pki/ca.crt", null)],
            Leaves = [Client("/var/lib/kubelet/pki")],
            Confs =
            [
                new("/k/config", $"https://{MadeNode.Address}:6443", "ca")
                {
                    Certificate = @"C:\var\lib\kubelet\pki\kubelet-client-current.pem",
                    Key = @"C:\var\lib\kubelet\pki\kubelet-client-current.pem",
                },
            ],
            Links = [("/var/lib/kubelet/pki/kubelet-client-current.pem", Pem)],
        },
    ];

    private static MadeNode.Leaf Client(string directory) =>
        new($"{directory}/{Pem}", "ca", $"CN=system:node:{MadeNode.Host}, O=system:nodes") { Key = $"{directory}/{Pem}" };

    private static MadeNode OpenShift()
    {
        var node = Worker("OpenShift", "openshift", "/var/lib/kubelet/kubeconfig", "/etc/kubernetes/kubelet-ca.crt",
            ("/etc/machine-config-daemon/currentconfig", "{}"),
            ("/etc/kubernetes/kubelet.conf", "kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\n"
                + "authentication:\n  x509:\n    clientCAFile: /etc/kubernetes/kubelet-ca.crt\nrotateCertificates: true\n"
                + "serverTLSBootstrap: true\n"),
            ("/etc/systemd/system/kubelet.service", "[Service]\nExecStart=/usr/local/bin/kubenswrapper /usr/bin/kubelet "
                + "--config=/etc/kubernetes/kubelet.conf --bootstrap-kubeconfig=/etc/kubernetes/kubeconfig "
                + "--kubeconfig=/var/lib/kubelet/kubeconfig\n"));
        return node with
        {
            Confs = [.. node.Confs, new("/etc/kubernetes/kubeconfig", $"https://{MadeNode.Address}:6443", "ca") { Token = "abc" }],
            Leaves =
            [
                Client("/var/lib/kubelet/pki"),
                new("/var/lib/kubelet/pki/kubelet-server-2026-01-01-00-00-00.pem", "ca",
                    $"CN=system:node:{MadeNode.Host}, O=system:nodes", "server", $"{MadeNode.Host},{MadeNode.Address}")
                {
                    Key = "/var/lib/kubelet/pki/kubelet-server-2026-01-01-00-00-00.pem",
                },
            ],
            Links =
            [
                ("/var/lib/kubelet/pki/kubelet-client-current.pem", $"/var/lib/kubelet/pki/{Pem}"),
                ("/var/lib/kubelet/pki/kubelet-server-current.pem", "/var/lib/kubelet/pki/kubelet-server-2026-01-01-00-00-00.pem"),
            ],
        };
    }

    private static MadeNode Worker(string name, string? distribution, string kubeconfig, string authority,
        params (string, string)[] texts) => new(name)
    {
        Distribution = distribution,
        Authorities =
        [
            new("ca", "CN=kubernetes", authority, null),
            new("serving", $"CN={MadeNode.Host}", "/opt/serving-ca.pem", null),
        ],
        Leaves = [Client("/var/lib/kubelet/pki")],
        Confs =
        [
            new(kubeconfig, $"https://{MadeNode.Address}:6443", "ca")
            {
                Certificate = "/var/lib/kubelet/pki/kubelet-client-current.pem",
                Key = "/var/lib/kubelet/pki/kubelet-client-current.pem",
            },
        ],
        Links = [("/var/lib/kubelet/pki/kubelet-client-current.pem", $"/var/lib/kubelet/pki/{Pem}")],
        Texts = texts,
    };

    // A command of the cloud logs in, and kubelet asks for its serving certificate.
    private static MadeNode Exec(string name, string distribution, string authority, params (string, string)[] texts) => new(name)
    {
        Distribution = distribution,
        Authorities = [new("ca", "CN=kubernetes", authority, null)],
        Leaves =
        [
            new("/var/lib/kubelet/pki/kubelet-server-2026-01-01-00-00-00.pem", "ca", $"CN=system:node:{MadeNode.Host}, O=system:nodes",
                "server", $"{MadeNode.Host},{MadeNode.Address}")
            {
                Key = "/var/lib/kubelet/pki/kubelet-server-2026-01-01-00-00-00.pem",
            },
        ],
        Confs = [new("/var/lib/kubelet/kubeconfig", "https://abc.example.org", "ca") { AuthorityFile = authority }],
        Links = [("/var/lib/kubelet/pki/kubelet-server-current.pem", "/var/lib/kubelet/pki/kubelet-server-2026-01-01-00-00-00.pem")],
        Texts = texts,
    };
}
