namespace KubePki.Tests.Node.Checks;

/// <summary>Nodes of k3s, RKE2 and RKE1 (pkg/daemons/control/deps of k3s, pki of rke).</summary>
internal static class RancherNodes
{
    public static MadeNode[] Rows => [Server("k3s"), Agent("k3s"), Server("rke2"), Agent("rke2"), Docker()];

    /// <summary>A server, which is an agent of its own, too.</summary>
    public static MadeNode Server(string product)
    {
        var (home, tls) = ($"/var/lib/rancher/{product}", $"/var/lib/rancher/{product}/server/tls");
        return new($"{product} server")
        {
            Distribution = product,
            CarriesChain = true,
            Authorities =
            [
                new("client-ca", $"CN={product}-client-ca@1767225600", $"{tls}/client-ca.crt"),
                new("server-ca", $"CN={product}-server-ca@1767225600", $"{tls}/server-ca.crt"),
                new("request-header-ca", $"CN={product}-request-header-ca@1767225600", $"{tls}/request-header-ca.crt"),
                new("etcd-server-ca", "CN=etcd-server-ca@1767225600", $"{tls}/etcd/server-ca.crt"),
                new("etcd-peer-ca", "CN=etcd-peer-ca@1767225600", $"{tls}/etcd/peer-ca.crt"),
            ],
            Leaves =
            [
                new($"{tls}/client-admin.crt", "client-ca", "CN=system:admin, O=system:masters"),
                new($"{tls}/client-supervisor.crt", "client-ca", $"CN=system:{product}-supervisor, O=system:masters"),
                new($"{tls}/client-controller.crt", "client-ca", "CN=system:kube-controller-manager"),
                new($"{tls}/client-scheduler.crt", "client-ca", "CN=system:kube-scheduler"),
                new($"{tls}/client-kube-apiserver.crt", "client-ca", "CN=system:apiserver, O=system:masters"),
                new($"{tls}/client-kube-proxy.crt", "client-ca", "CN=system:kube-proxy"),
                new($"{tls}/client-{product}-controller.crt", "client-ca", $"CN=system:{product}-controller"),
                new($"{tls}/client-{product}-cloud-controller.crt", "client-ca", $"CN={product}-cloud-controller-manager"),
                new($"{tls}/client-auth-proxy.crt", "request-header-ca", "CN=system:auth-proxy"),
                new($"{tls}/serving-kube-apiserver.crt", "server-ca", "CN=kube-apiserver", "server", MadeNode.ApiNames + ",10.43.0.1"),
                new($"{tls}/dynamic-cert.json", "server-ca", $"CN={product}, O={product}", "server", MadeNode.ApiNames + ",10.43.0.1"),
                new($"{tls}/etcd/server-client.crt", "etcd-server-ca", "CN=etcd-server", "both",
                    $"etcd-server,localhost,{MadeNode.Host},127.0.0.1,{MadeNode.Address}"),
                new($"{tls}/etcd/peer-server-client.crt", "etcd-peer-ca", "CN=etcd-peer", "both",
                    $"etcd-peer,localhost,{MadeNode.Host},127.0.0.1,{MadeNode.Address}"),
                new($"{tls}/etcd/client.crt", "etcd-server-ca", "CN=etcd-client"),
                new($"{tls}/kube-scheduler/kube-scheduler.crt", "server-ca", "CN=kube-scheduler", "server", "localhost,127.0.0.1"),
                .. AgentLeaves(product),
            ],
            KeyPairs =
            [
                ($"{tls}/service.key", null),
                // The keys of which agents get certificates.
                ($"{tls}/client-kubelet.key", null),
                ($"{tls}/serving-kubelet.key", null),
            ],
            Confs =
            [
                .. AgentConfs(product),
                .. new[] { ("admin", "admin"), ("controller", "controller"), ("scheduler", "scheduler"),
                    ("cloud-controller", $"{product}-cloud-controller"), ("supervisor", "supervisor"), ("api-server", "kube-apiserver") }
                    .Select(pair => new MadeNode.Conf($"{home}/server/cred/{pair.Item1}.kubeconfig", "https://127.0.0.1:6443", "server-ca")
                    {
                        Certificate = $"{tls}/client-{pair.Item2}.crt",
                        AuthorityFile = $"{tls}/server-ca.crt",
                    }),
                new($"/etc/rancher/{product}/{product}.yaml", "https://127.0.0.1:6443", "server-ca")
                {
                    Certificate = $"{tls}/client-admin.crt",
                },
            ],
            Texts = [($"/etc/systemd/system/{Unit(product, "server")}.service", $"[Service]\nExecStart=/usr/local/bin/{product} server\n")],
            Links =
            [
                ($"{home}/agent/client-ca.crt", $"{tls}/client-ca.crt"),
                ($"{home}/agent/server-ca.crt", $"{tls}/server-ca.crt"),
            ],
        };
    }

    /// <summary>A worker.</summary>
    public static MadeNode Agent(string product) => new($"{product} agent")
    {
        Distribution = product,
        CarriesChain = true,
        Authorities =
        [
            new("client-ca", $"CN={product}-client-ca@1767225600", $"/var/lib/rancher/{product}/agent/client-ca.crt", null),
            new("server-ca", $"CN={product}-server-ca@1767225600", $"/var/lib/rancher/{product}/agent/server-ca.crt", null),
        ],
        Leaves = AgentLeaves(product),
        Confs = AgentConfs(product),
        Texts = [($"/etc/systemd/system/{product}-agent.service", $"[Service]\nExecStart=/usr/local/bin/{product} agent\n")],
    };

    private static MadeNode.Leaf[] AgentLeaves(string product)
    {
        var agent = $"/var/lib/rancher/{product}/agent";
        return
        [
            new($"{agent}/client-kubelet.crt", "client-ca", $"CN=system:node:{MadeNode.Host}, O=system:nodes"),
            new($"{agent}/client-kube-proxy.crt", "client-ca", "CN=system:kube-proxy"),
            new($"{agent}/client-{product}-controller.crt", "client-ca", $"CN=system:{product}-controller"),
            new($"{agent}/serving-kubelet.crt", "server-ca", $"CN={MadeNode.Host}", "server",
                $"{MadeNode.Host},localhost,127.0.0.1,{MadeNode.Address}"),
        ];
    }

    private static MadeNode.Conf[] AgentConfs(string product)
    {
        var agent = $"/var/lib/rancher/{product}/agent";
        return [.. new[] { ("kubelet", "kubelet"), ("kubeproxy", "kube-proxy"), ($"{product}controller", $"{product}-controller") }
            .Select(pair => new MadeNode.Conf($"{agent}/{pair.Item1}.kubeconfig", "https://127.0.0.1:6443", "server-ca")
            {
                Certificate = $"{agent}/client-{pair.Item2}.crt",
                AuthorityFile = $"{agent}/server-ca.crt",
            })];
    }

    private static string Unit(string product, string what) => product == "k3s" ? product : $"{product}-{what}";

    /// <summary>RKE1, whose programs are containers of Docker.</summary>
    public static MadeNode Docker()
    {
        const string Ssl = "/etc/kubernetes/ssl";
        var ten = TestPki.Start.AddYears(10).AddDays(-1);
        return new("RKE1")
        {
            Distribution = "rke1",
            Authorities =
            [
                new("kube-ca", "CN=kube-ca", $"{Ssl}/kube-ca.pem"),
                new("header-ca", "CN=kube-apiserver-requestheader-ca", $"{Ssl}/kube-apiserver-requestheader-ca.pem"),
                new("serving-ca", $"CN={MadeNode.Address}-ca@1767225600", "/opt/serving-ca.pem", null),
            ],
            Leaves =
            [
                new($"{Ssl}/kube-apiserver.pem", "kube-ca", "CN=kube-apiserver", "both", MadeNode.ApiNames + ",10.43.0.1") { End = ten },
                new($"{Ssl}/kube-apiserver-proxy-client.pem", "header-ca", "CN=kube-apiserver-proxy-client", "both") { End = ten },
                new($"{Ssl}/kube-etcd-10-2-1-151.pem", "kube-ca", "CN=kube-etcd", "both", MadeNode.ApiNames + ",10.43.0.1") { End = ten },
                new($"{Ssl}/kube-node.pem", "kube-ca", "CN=system:node, O=system:nodes") { End = ten },
                new($"{Ssl}/kube-controller-manager.pem", "kube-ca", "CN=system:kube-controller-manager") { End = ten },
                new($"{Ssl}/kube-scheduler.pem", "kube-ca", "CN=system:kube-scheduler") { End = ten },
                new($"{Ssl}/kube-proxy.pem", "kube-ca", "CN=system:kube-proxy") { End = ten },
                new($"{Ssl}/kube-service-account-token.pem", "kube-ca", "CN=kube-service-account-token", "both") { End = ten },
                new("/var/lib/kubelet/pki/kubelet.crt", "serving-ca", $"CN={MadeNode.Address}@1767225600", "server", MadeNode.Address),
            ],
            Confs = [.. new[] { "node", "controller-manager", "scheduler", "proxy" }
                .Select(name => new MadeNode.Conf($"{Ssl}/kubecfg-kube-{name}.yaml", "https://127.0.0.1:6443", "kube-ca")
                {
                    Certificate = $"{Ssl}/kube-{name}.pem",
                    AuthorityFile = $"{Ssl}/kube-ca.pem",
                })],
        };
    }
}
