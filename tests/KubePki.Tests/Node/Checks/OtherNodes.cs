namespace KubePki.Tests.Node.Checks;

/// <summary>Control planes that other installers make.</summary>
internal static class OtherNodes
{
    private const string Pki = "/etc/kubernetes/pki";
    private static readonly DateTimeOffset Ten = TestPki.Start.AddYears(10).AddDays(-1);

    public static MadeNode[] Rows => [Kubeadm(), LongLived(), Kubespray(), Minikube(), DockerDesktop(), MicroK8s(), K0s(), Kops(), Talos()];

    private static MadeNode.Leaf[] Kubeadm(string directory, string apiServer = "CN=kube-apiserver", string usages = "server",
        string more = "") =>
    [
        new($"{directory}/apiserver.crt", "ca", apiServer, usages, MadeNode.ApiNames + ",10.96.0.1" + more),
        new($"{directory}/apiserver-kubelet-client.crt", "ca", "CN=kube-apiserver-kubelet-client, O=system:masters"),
        new($"{directory}/front-proxy-client.crt", "front-proxy-ca", "CN=front-proxy-client"),
    ];

    private static MadeNode.Leaf[] Etcd(string directory) =>
    [
        new($"{directory}/apiserver-etcd-client.crt", "etcd-ca", "CN=kube-apiserver-etcd-client"),
        .. new[] { "server", "peer" }.Select(name => new MadeNode.Leaf($"{directory}/etcd/{name}.crt", "etcd-ca", $"CN={MadeNode.Host}",
            "both", $"{MadeNode.Host},localhost,127.0.0.1,::1,{MadeNode.Address}")),
        new($"{directory}/etcd/healthcheck-client.crt", "etcd-ca", "CN=kube-etcd-healthcheck-client"),
    ];

    private static MadeNode.Conf[] KubeadmConfs(string server) =>
    [
        .. new[] { ("admin", "CN=kubernetes-admin, O=kubeadm:cluster-admins"),
            ("super-admin", "CN=kubernetes-super-admin, O=system:masters"),
            ("controller-manager", "CN=system:kube-controller-manager"), ("scheduler", "CN=system:kube-scheduler") }
            .Select(pair => new MadeNode.Conf($"/etc/kubernetes/{pair.Item1}.conf", server, "ca") { Embedded = new("", "ca", pair.Item2) }),
        new("/etc/kubernetes/kubelet.conf", server, "ca")
        {
            Certificate = "/var/lib/kubelet/pki/kubelet-client-current.pem",
            Key = "/var/lib/kubelet/pki/kubelet-client-current.pem",
        },
    ];

    private static MadeNode.Leaf KubeletPem { get; } =
        new("/var/lib/kubelet/pki/kubelet-client-2026-01-01-00-00-00.pem", "ca", $"CN=system:node:{MadeNode.Host}, O=system:nodes")
        {
            Key = "/var/lib/kubelet/pki/kubelet-client-2026-01-01-00-00-00.pem",
        };

    // What rotation leaves behind.
    private static MadeNode.Leaf LeftPem(string directory) =>
        new($"{directory}/kubelet-client-2025-03-01-00-00-00.pem", "ca", $"CN=system:node:{MadeNode.Host}, O=system:nodes")
        {
            Key = $"{directory}/kubelet-client-2025-03-01-00-00-00.pem",
            Start = TestPki.Start.AddMonths(-10),
            End = TestPki.Start.AddMonths(2),
        };

    private static (string, string) KubeletLink { get; } = ("/var/lib/kubelet/pki/kubelet-client-current.pem",
        "/var/lib/kubelet/pki/kubelet-client-2026-01-01-00-00-00.pem");

    private static string ApiServer(string pki, string etcd, params string[] more) => MadeNode.Manifest("kube-apiserver",
    [
        $"advertise-address={MadeNode.Address}", $"client-ca-file={pki}/ca.crt", $"tls-cert-file={pki}/apiserver.crt",
        $"tls-private-key-file={pki}/apiserver.key", $"kubelet-client-certificate={pki}/apiserver-kubelet-client.crt",
        $"kubelet-client-key={pki}/apiserver-kubelet-client.key", $"proxy-client-cert-file={pki}/front-proxy-client.crt",
        $"proxy-client-key-file={pki}/front-proxy-client.key", $"requestheader-client-ca-file={pki}/front-proxy-ca.crt",
        "requestheader-allowed-names=front-proxy-client", "service-cluster-ip-range=10.96.0.0/12",
        $"service-account-key-file={pki}/sa.pub", $"service-account-signing-key-file={pki}/sa.key", $"etcd-servers={etcd}", .. more,
    ]);

    public static MadeNode Kubeadm() => new("kubeadm")
    {
        Distribution = "kubeadm",
        Authorities =
        [
            new("ca", "CN=kubernetes", $"{Pki}/ca.crt"), new("front-proxy-ca", "CN=front-proxy-ca", $"{Pki}/front-proxy-ca.crt"),
            new("etcd-ca", "CN=etcd-ca", $"{Pki}/etcd/ca.crt"),
        ],
        Leaves = [.. Kubeadm(Pki), .. Etcd(Pki), KubeletPem, LeftPem("/var/lib/kubelet/pki")],
        KeyPairs = [($"{Pki}/sa.key", $"{Pki}/sa.pub")],
        Confs = KubeadmConfs($"https://{MadeNode.Address}:6443"),
        Links = [KubeletLink],
        Texts =
        [
            ("/etc/kubernetes/manifests/kube-apiserver.yaml", ApiServer(Pki, "https://127.0.0.1:2379", $"etcd-cafile={Pki}/etcd/ca.crt",
                $"etcd-certfile={Pki}/apiserver-etcd-client.crt", $"etcd-keyfile={Pki}/apiserver-etcd-client.key")),
            ("/etc/kubernetes/manifests/etcd.yaml", MadeNode.Manifest("etcd", $"name={MadeNode.Host}",
                $"advertise-client-urls=https://{MadeNode.Address}:2379", $"cert-file={Pki}/etcd/server.crt",
                $"key-file={Pki}/etcd/server.key", $"peer-cert-file={Pki}/etcd/peer.crt", $"peer-key-file={Pki}/etcd/peer.key",
                $"trusted-ca-file={Pki}/etcd/ca.crt", $"peer-trusted-ca-file={Pki}/etcd/ca.crt")),
            ("/var/lib/kubelet/config.yaml", "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
                + "staticPodPath: /etc/kubernetes/manifests\nrotateCertificates: true\nauthentication:\n  x509:\n"
                + $"    clientCAFile: {Pki}/ca.crt\n"),
            ("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"\"\n"),
        ],
    };

    // A kubeadm that was built to issue for a hundred years.
    private static MadeNode LongLived() => Kubeadm().Dated(leaf => !leaf.Path.Contains("kubelet-client-2", StringComparison.Ordinal),
        TestPki.Start, Ten) with { Name = "kubeadm that issues for as long as its CA" };

    // roles/etcd of kubespray: a hundred years, all three in one directory, etcd a unit of systemd.
    public static MadeNode Kubespray()
    {
        const string Etcd = "/etc/ssl/etcd/ssl";
        var names = $"localhost,{MadeNode.Host},127.0.0.1,{MadeNode.Address},etcd.kube-system.svc";
        var end = TestPki.Start.AddYears(10).AddDays(-1);
        return new("kubespray")
        {
            Authorities =
            [
                new("ca", "CN=kubernetes", "/etc/kubernetes/ssl/ca.crt"),
                new("front-proxy-ca", "CN=front-proxy-ca", "/etc/kubernetes/ssl/front-proxy-ca.crt"),
                new("etcd-ca", "CN=etcd-ca", $"{Etcd}/ca.pem"),
            ],
            Leaves =
            [
                .. Kubeadm("/etc/kubernetes/ssl"), KubeletPem,
                .. new[] { "member", "admin", "node" }.Select(kind => new MadeNode.Leaf($"{Etcd}/{kind}-{MadeNode.Host}.pem", "etcd-ca",
                    $"CN=etcd-{kind}-{MadeNode.Host}", "both", names) { End = end }),
            ],
            KeyPairs = [("/etc/kubernetes/ssl/sa.key", "/etc/kubernetes/ssl/sa.pub")],
            Confs = KubeadmConfs("https://127.0.0.1:6443"),
            Links = [("/etc/kubernetes/pki", "/etc/kubernetes/ssl"), KubeletLink],
            Texts =
            [
                ("/etc/kubernetes/manifests/kube-apiserver.yaml", ApiServer("/etc/kubernetes/ssl", $"https://{MadeNode.Address}:2379",
                    $"etcd-cafile={Etcd}/ca.pem", $"etcd-certfile={Etcd}/node-{MadeNode.Host}.pem",
                    $"etcd-keyfile={Etcd}/node-{MadeNode.Host}-key.pem")),
                ("/etc/systemd/system/etcd.service", "[Service]\nEnvironmentFile=-/etc/etcd.env\nExecStart=/usr/local/bin/etcd\n"),
                ("/etc/etcd.env", $"""
                    ETCD_NAME=etcd1
                    ETCD_ADVERTISE_CLIENT_URLS=https://{MadeNode.Address}:2379
                    ETCD_INITIAL_ADVERTISE_PEER_URLS=https://{MadeNode.Address}:2380
                    ETCD_LISTEN_CLIENT_URLS=https://{MadeNode.Address}:2379,https://127.0.0.1:2379
                    ETCD_TRUSTED_CA_FILE={Etcd}/ca.pem
                    ETCD_CERT_FILE={Etcd}/member-{MadeNode.Host}.pem
                    ETCD_KEY_FILE={Etcd}/member-{MadeNode.Host}-key.pem
                    ETCD_CLIENT_CERT_AUTH=true
                    ETCD_PEER_TRUSTED_CA_FILE={Etcd}/ca.pem
                    ETCD_PEER_CERT_FILE={Etcd}/member-{MadeNode.Host}.pem
                    ETCD_PEER_KEY_FILE={Etcd}/member-{MadeNode.Host}-key.pem
                    ETCD_PEER_CLIENT_CERT_AUTH=true
                    """),
                ("/etc/systemd/system/kubelet.service", "[Service]\nEnvironmentFile=-/etc/kubernetes/kubelet.env\n"
                    + "ExecStart=/usr/local/bin/kubelet $KUBE_LOG_LEVEL $KUBELET_ADDRESS $KUBELET_HOSTNAME $KUBELET_ARGS\n"),
                ("/etc/kubernetes/kubelet.env", $"KUBELET_ADDRESS=\"--node-ip={MadeNode.Address}\"\n"
                    + $"KUBELET_HOSTNAME=\"--hostname-override={MadeNode.Host}\"\n"
                    + "KUBELET_ARGS=\"--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf "
                    + "--config=/etc/kubernetes/kubelet-config.yaml --kubeconfig=/etc/kubernetes/kubelet.conf\"\n"),
                ("/etc/kubernetes/kubelet-config.yaml", "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
                    + "staticPodPath: /etc/kubernetes/manifests\nrotateCertificates: true\nauthentication:\n  x509:\n"
                    + "    clientCAFile: /etc/kubernetes/ssl/ca.crt\n"),
            ],
        };
    }

    // pkg/minikube/bootstrapper/certs.go: the API server's certificate is minikube's own, and its credential, too.
    public static MadeNode Minikube()
    {
        const string Certs = "/var/lib/minikube/certs";
        return new("minikube")
        {
            Distribution = "minikube",
            Authorities =
            [
                new("ca", "CN=minikubeCA", $"{Certs}/ca.crt"),
                new("proxy-ca", "CN=proxyClientCA", $"{Certs}/proxy-client-ca.crt"),
                new("front-proxy-ca", "CN=front-proxy-ca", $"{Certs}/front-proxy-ca.crt"),
                new("etcd-ca", "CN=etcd-ca", $"{Certs}/etcd/ca.crt"),
            ],
            Leaves =
            [
                .. Kubeadm(Certs, "CN=minikube, O=system:masters", "both", ",control-plane.minikube.internal"), .. Etcd(Certs), KubeletPem,
                new($"{Certs}/proxy-client.crt", "proxy-ca", "CN=aggregator"),
            ],
            KeyPairs = [($"{Certs}/sa.key", $"{Certs}/sa.pub")],
            Confs =
            [
                .. KubeadmConfs("https://control-plane.minikube.internal:8443"),
                new("/var/lib/minikube/kubeconfig", "https://control-plane.minikube.internal:8443", "ca")
                {
                    Certificate = $"{Certs}/apiserver.crt", AuthorityFile = $"{Certs}/ca.crt",
                },
            ],
            Links = [KubeletLink],
            Texts =
            [
                ("/etc/kubernetes/manifests/kube-apiserver.yaml", ApiServer(Certs, "https://127.0.0.1:2379", "secure-port=8443",
                    $"etcd-cafile={Certs}/etcd/ca.crt", $"etcd-certfile={Certs}/apiserver-etcd-client.crt",
                    $"etcd-keyfile={Certs}/apiserver-etcd-client.key")),
                ("/var/lib/kubelet/config.yaml", "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
                    + $"staticPodPath: /etc/kubernetes/manifests\nrotateCertificates: true\nauthentication:\n  x509:\n"
                    + $"    clientCAFile: {Certs}/ca.crt\n"),
            ],
        };
    }

    // The virtual machine of Docker Desktop, as its manifests and ConfigMaps are published: kubeadm with its certificates in
    // /run/config/pki, and names of its own for the API server. With kind instead it runs nodes of kubeadm.
    public static MadeNode DockerDesktop()
    {
        const string Run = "/run/config/pki";
        static string Mounted(string manifest) => manifest.Replace("/srv", "/run", StringComparison.Ordinal);
        return new("Docker Desktop")
        {
            Distribution = "docker-desktop",
            Authorities =
            [
                new("ca", "CN=kubernetes", $"{Run}/ca.crt"), new("front-proxy-ca", "CN=front-proxy-ca", $"{Run}/front-proxy-ca.crt"),
                new("etcd-ca", "CN=etcd-ca", $"{Run}/etcd/ca.crt"),
            ],
            Leaves =
            [
                .. Kubeadm(Run, more: ",docker-desktop,docker-for-desktop,kubernetes.docker.internal,vm.docker.internal"), .. Etcd(Run),
                KubeletPem,
            ],
            KeyPairs = [($"{Run}/sa.key", $"{Run}/sa.pub")],
            Confs = KubeadmConfs("https://vm.docker.internal:6443"),
            Links = [KubeletLink],
            Texts =
            [
                ("/etc/kubernetes/manifests/kube-apiserver.yaml", Mounted(ApiServer(Run, "https://127.0.0.1:2379",
                    $"etcd-cafile={Run}/etcd/ca.crt", $"etcd-certfile={Run}/apiserver-etcd-client.crt",
                    $"etcd-keyfile={Run}/apiserver-etcd-client.key"))),
                ("/etc/kubernetes/manifests/etcd.yaml", Mounted(MadeNode.Manifest("etcd", $"name={MadeNode.Host}",
                    $"advertise-client-urls=https://{MadeNode.Address}:2379", $"cert-file={Run}/etcd/server.crt",
                    $"key-file={Run}/etcd/server.key", $"peer-cert-file={Run}/etcd/peer.crt", $"peer-key-file={Run}/etcd/peer.key",
                    $"trusted-ca-file={Run}/etcd/ca.crt", $"peer-trusted-ca-file={Run}/etcd/ca.crt"))),
                .. new[] { "kube-controller-manager", "kube-scheduler" }.Select(name => ($"/etc/kubernetes/manifests/{name}.yaml",
                    Mounted(MadeNode.Manifest(name, $"kubeconfig=/etc/kubernetes/{name["kube-".Length..]}.conf")))),
                ("/var/lib/kubelet/config.yaml", "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
                    + "staticPodPath: /etc/kubernetes/manifests\nrotateCertificates: true\nauthentication:\n  x509:\n"
                    + $"    clientCAFile: {Run}/ca.crt\n"),
                ("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"\"\n"),
            ],
        };
    }

    // microk8s-resources/actions/common/utils.sh: kubelet serves with the certificate with which it logs in.
    public static MadeNode MicroK8s()
    {
        const string Home = "/var/snap/microk8s/current";
        return new("MicroK8s")
        {
            Distribution = "microk8s",
            SecretMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            Authorities =
            [
                new("ca", "CN=10.152.183.1", $"{Home}/certs/ca.crt"),
                new("front-proxy-ca", "CN=front-proxy-ca", $"{Home}/certs/front-proxy-ca.crt"),
            ],
            Leaves =
            [
                new($"{Home}/certs/server.crt", "ca", "CN=127.0.0.1, OU=Canonical, O=Canonical, C=GB", "both",
                    $"kubernetes,kubernetes.default,kubernetes.default.svc,kubernetes.default.svc.cluster,"
                        + $"kubernetes.default.svc.cluster.local,127.0.0.1,10.152.183.1,{MadeNode.Address}"),
                new($"{Home}/certs/front-proxy-client.crt", "front-proxy-ca", "CN=front-proxy-client"),
                new($"{Home}/certs/kubelet.crt", "ca", $"CN=system:node:{MadeNode.Host}, O=system:nodes", "both",
                    $"{MadeNode.Host},{MadeNode.Address}") { End = Ten },
                new($"{Home}/certs/client.crt", "ca", "CN=admin, O=system:masters") { End = Ten },
                new($"{Home}/certs/proxy.crt", "ca", "CN=system:kube-proxy") { End = Ten },
                new($"{Home}/certs/scheduler.crt", "ca", "CN=system:kube-scheduler") { End = Ten },
                new($"{Home}/certs/controller.crt", "ca", "CN=system:kube-controller-manager") { End = Ten },
                new($"{Home}/certs/apiserver-kubelet-client.crt", "ca", "CN=kube-apiserver-kubelet-client, O=system:masters") { End = Ten },
            ],
            KeyPairs = [($"{Home}/certs/serviceaccount.key", null)],
            Confs = [.. new[] { "client", "controller", "scheduler", "proxy", "kubelet" }.Select(name =>
                new MadeNode.Conf($"{Home}/credentials/{name}.config", "https://127.0.0.1:16443", "ca")
                {
                    Certificate = $"{Home}/certs/{name}.crt",
                })],
            Texts =
            [
                ($"{Home}/args/kube-apiserver", """
                    --cert-dir=${SNAP_DATA}/certs
                    --service-cluster-ip-range=10.152.183.0/24
                    --client-ca-file=${SNAP_DATA}/certs/ca.crt
                    --tls-cert-file=${SNAP_DATA}/certs/server.crt
                    --tls-private-key-file=${SNAP_DATA}/certs/server.key
                    --kubelet-client-certificate=${SNAP_DATA}/certs/apiserver-kubelet-client.crt
                    --kubelet-client-key=${SNAP_DATA}/certs/apiserver-kubelet-client.key
                    --kubelet-certificate-authority=${SNAP_DATA}/certs/ca.crt
                    --service-account-key-file=${SNAP_DATA}/certs/serviceaccount.key
                    --service-account-signing-key-file=${SNAP_DATA}/certs/serviceaccount.key
                    --secure-port=16443
                    --etcd-servers="unix://${SNAP_DATA}/var/kubernetes/backend/kine.sock:12379"
                    --requestheader-client-ca-file=${SNAP_DATA}/certs/front-proxy-ca.crt
                    --requestheader-allowed-names=front-proxy-client
                    --proxy-client-cert-file=${SNAP_DATA}/certs/front-proxy-client.crt
                    --proxy-client-key-file=${SNAP_DATA}/certs/front-proxy-client.key
                    """),
                ($"{Home}/args/kubelet", """
                    --kubeconfig=${SNAP_DATA}/credentials/kubelet.config
                    --cert-dir=${SNAP_DATA}/certs
                    --client-ca-file=${SNAP_DATA}/certs/ca.crt
                    --anonymous-auth=false
                    --root-dir=${SNAP_COMMON}/var/lib/kubelet
                    --rotate-certificates=false
                    """),
            ],
        };
    }

    // cmd/controller/certificates.go of k0s.
    public static MadeNode K0s()
    {
        const string Home = "/var/lib/k0s";
        return new("k0s controller and worker")
        {
            Distribution = "k0s",
            SecretMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
            Authorities =
            [
                new("ca", "CN=kubernetes-ca", $"{Home}/pki/ca.crt"),
                new("front-proxy-ca", "CN=kubernetes-front-proxy-ca", $"{Home}/pki/front-proxy-ca.crt"),
                new("etcd-ca", "CN=etcd-ca", $"{Home}/pki/etcd/ca.crt"),
            ],
            Leaves =
            [
                new($"{Home}/pki/server.crt", "ca", "CN=kubernetes, O=kubernetes", "both", MadeNode.ApiNames + ",10.96.0.1"),
                new($"{Home}/pki/k0s-api.crt", "ca", "CN=k0s-api, O=kubernetes", "both", MadeNode.ApiNames),
                new($"{Home}/pki/admin.crt", "ca", "CN=kubernetes-admin, O=system:masters", "both"),
                new($"{Home}/pki/ccm.crt", "ca", "CN=system:kube-controller-manager, O=system:kube-controller-manager", "both"),
                new($"{Home}/pki/scheduler.crt", "ca", "CN=system:kube-scheduler, O=system:kube-scheduler", "both"),
                new($"{Home}/pki/konnectivity.crt", "ca", "CN=kubernetes-konnectivity, O=system:masters", "both", "localhost,127.0.0.1"),
                new($"{Home}/pki/apiserver-kubelet-client.crt", "ca", "CN=apiserver-kubelet-client, O=system:masters", "both"),
                new($"{Home}/pki/front-proxy-client.crt", "front-proxy-ca", "CN=front-proxy-client, O=front-proxy-client", "both"),
                new($"{Home}/pki/apiserver-etcd-client.crt", "etcd-ca", "CN=apiserver-etcd-client, O=apiserver-etcd-client", "both",
                    "127.0.0.1,localhost"),
                new($"{Home}/pki/etcd/server.crt", "etcd-ca", "CN=etcd-server, O=etcd-server", "both", "127.0.0.1,localhost"),
                new($"{Home}/pki/etcd/peer.crt", "etcd-ca", $"CN={MadeNode.Host}, O=etcd-peer", "both", MadeNode.Address),
                new($"{Home}/kubelet/pki/kubelet-client-2026-01-01-00-00-00.pem", "ca",
                    $"CN=system:node:{MadeNode.Host}, O=system:nodes")
                {
                    Key = $"{Home}/kubelet/pki/kubelet-client-2026-01-01-00-00-00.pem",
                },
                LeftPem($"{Home}/kubelet/pki"),
            ],
            KeyPairs = [($"{Home}/pki/sa.key", $"{Home}/pki/sa.pub")],
            Confs =
            [
                .. new[] { ("admin", "CN=kubernetes-admin, O=system:masters"), ("ccm", "CN=system:kube-controller-manager"),
                    ("scheduler", "CN=system:kube-scheduler"), ("konnectivity", "CN=kubernetes-konnectivity, O=system:masters") }
                    .Select(pair => new MadeNode.Conf($"{Home}/pki/{pair.Item1}.conf", "https://localhost:6443", "ca")
                    {
                        Embedded = new("", "ca", pair.Item2),
                    }),
                new($"{Home}/kubelet.conf", $"https://{MadeNode.Address}:6443", "ca")
                {
                    Certificate = $"{Home}/kubelet/pki/kubelet-client-current.pem", Key = $"{Home}/kubelet/pki/kubelet-client-current.pem",
                },
            ],
            Links = [($"{Home}/kubelet/pki/kubelet-client-current.pem", $"{Home}/kubelet/pki/kubelet-client-2026-01-01-00-00-00.pem")],
            Texts = [("/etc/systemd/system/k0scontroller.service",
                "[Service]\nExecStart=/usr/local/bin/k0s controller --config=/etc/k0s/k0s.yaml --enable-worker\n")],
        };
    }

    // nodeup/pkg/model of kops.
    public static MadeNode Kops()
    {
        const string Srv = "/srv/kubernetes/kube-apiserver";
        return new("kops")
        {
            Distribution = "kops",
            Authorities =
            [
                new("ca", "CN=kubernetes-ca", "/srv/kubernetes/ca.crt", null),
                new("front-proxy-ca", "CN=apiserver-aggregator-ca", $"{Srv}/apiserver-aggregator-ca.crt", null),
                new("etcd-ca", "CN=etcd-clients-ca", $"{Srv}/etcd-ca.crt", null),
                new("kube-controller-ca", "CN=kubernetes-ca", "/srv/kubernetes/kube-controller-manager/ca.crt",
                    "/srv/kubernetes/kube-controller-manager/ca.key"),
            ],
            Leaves =
            [
                new($"{Srv}/server.crt", "ca", "CN=kubernetes-master", "server", MadeNode.ApiNames + ",100.64.0.1,api.example.org"),
                new($"{Srv}/kubelet-api.crt", "ca", "CN=kubelet-api"),
                new($"{Srv}/apiserver-aggregator.crt", "front-proxy-ca", "CN=aggregator"),
                new($"{Srv}/etcd-client.crt", "etcd-ca", "CN=kube-apiserver"),
                new("/srv/kubernetes/kubelet-server.crt", "ca", $"CN={MadeNode.Host}", "server", $"{MadeNode.Host},{MadeNode.Address}"),
            ],
            KeyPairs = [($"{Srv}/service-account.key", $"{Srv}/service-account.pub")],
            Confs =
            [
                .. new[] { ("kubelet", $"CN=system:node:{MadeNode.Host}, O=system:nodes"), ("kube-proxy", "CN=system:kube-proxy"),
                    ("kube-scheduler", "CN=system:kube-scheduler"), ("kube-controller-manager", "CN=system:kube-controller-manager") }
                    .Select(pair => new MadeNode.Conf($"/var/lib/{pair.Item1}/kubeconfig", "https://127.0.0.1", "ca")
                    {
                        Embedded = new("", "ca", pair.Item2),
                    }),
            ],
            Texts =
            [
                ("/etc/kubernetes/manifests/kube-apiserver.manifest", MadeNode.Manifest("kube-apiserver",
                    $"client-ca-file=/srv/kubernetes/ca.crt", $"tls-cert-file={Srv}/server.crt", $"tls-private-key-file={Srv}/server.key",
                    $"kubelet-client-certificate={Srv}/kubelet-api.crt", $"kubelet-client-key={Srv}/kubelet-api.key",
                    $"proxy-client-cert-file={Srv}/apiserver-aggregator.crt", $"proxy-client-key-file={Srv}/apiserver-aggregator.key",
                    $"requestheader-client-ca-file={Srv}/apiserver-aggregator-ca.crt", "requestheader-allowed-names=aggregator",
                    $"etcd-cafile={Srv}/etcd-ca.crt", $"etcd-certfile={Srv}/etcd-client.crt", $"etcd-keyfile={Srv}/etcd-client.key",
                    "etcd-servers=https://127.0.0.1:4001", "secure-port=443", "service-cluster-ip-range=100.64.0.0/13",
                    $"service-account-key-file={Srv}/service-account.pub", $"service-account-signing-key-file={Srv}/service-account.key")),
                .. new[] { "kube-controller-manager", "kube-scheduler", "kube-proxy" }.Select(name =>
                    ($"/etc/kubernetes/manifests/{name}.manifest", MadeNode.Manifest(name, $"kubeconfig=/var/lib/{name}/kubeconfig"))),
                ("/etc/systemd/system/kubelet.service", "[Service]\nEnvironmentFile=/etc/sysconfig/kubelet\n"
                    + "ExecStart=/opt/kubernetes/bin/kubelet \"$DAEMON_ARGS\"\n"),
                ("/etc/sysconfig/kubelet", "DAEMON_ARGS=\"--config=/var/lib/kubelet/kubelet.conf --kubeconfig=/var/lib/kubelet/kubeconfig"
                    + " --tls-cert-file=/srv/kubernetes/kubelet-server.crt --tls-private-key-file=/srv/kubernetes/kubelet-server.key\"\n"),
                ("/var/lib/kubelet/kubelet.conf", "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
                    + "staticPodPath: /etc/kubernetes/manifests\nauthentication:\n  x509:\n    clientCAFile: /srv/kubernetes/ca.crt\n"),
                ("/opt/kops/conf/kube_env.yaml", "{}\n"),
            ],
        };
    }

    public static MadeNode Talos()
    {
        const string Secrets = "/system/secrets/kubernetes/kube-apiserver";
        return new("Talos")
        {
            Distribution = "talos",
            Authorities =
            [
                new("ca", "O=kubernetes", $"{Secrets}/ca.crt"),
                new("front-proxy-ca", "CN=aggregator", $"{Secrets}/aggregator-ca.crt", null),
                new("etcd-ca", "O=etcd", "/system/secrets/etcd/ca.crt", null),
            ],
            Leaves =
            [
                new($"{Secrets}/apiserver.crt", "ca", "CN=kube-apiserver, O=kube-master", "server", MadeNode.ApiNames + ",10.96.0.1"),
                new($"{Secrets}/apiserver-kubelet-client.crt", "ca", "CN=apiserver-kubelet-client, O=system:masters"),
                new($"{Secrets}/front-proxy-client.crt", "front-proxy-ca", "CN=front-proxy-client"),
                new($"{Secrets}/etcd-client.crt", "etcd-ca", "CN=kube-apiserver"),
                new("/system/secrets/etcd/server.crt", "etcd-ca", $"CN={MadeNode.Host}", "both",
                    $"{MadeNode.Host},localhost,127.0.0.1,{MadeNode.Address}"),
                new("/system/secrets/etcd/peer.crt", "etcd-ca", $"CN={MadeNode.Host}", "both", $"{MadeNode.Host},{MadeNode.Address}"),
                new("/system/secrets/etcd/admin.crt", "etcd-ca", "CN=talos-etcd-admin"),
                KubeletPem,
            ],
            Confs =
            [
                new("/etc/kubernetes/kubeconfig-kubelet", "https://127.0.0.1:7445", "ca")
                {
                    Certificate = "/var/lib/kubelet/pki/kubelet-client-current.pem",
                    Key = "/var/lib/kubelet/pki/kubelet-client-current.pem",
                },
                new("/etc/kubernetes/bootstrap-kubeconfig", "https://127.0.0.1:7445", "ca") { Token = "abcdef.0123456789abcdef" },
            ],
            Links = [KubeletLink],
        };
    }
}
