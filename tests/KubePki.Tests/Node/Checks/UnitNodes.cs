namespace KubePki.Tests.Node.Checks;

/// <summary>Control planes that units of systemd run: what guides and installers of single binaries make.</summary>
internal static class UnitNodes
{
    public static MadeNode[] Rows => [Kubeasz(), HardWay()];

    // roles of kubeasz: cfssl, one CA for all in /etc/kubernetes/ssl, units of systemd.
    public static MadeNode Kubeasz()
    {
        const string Ssl = "/etc/kubernetes/ssl";
        const string Rest = "OU=System, O=k8s, L=XS, ST=HangZhou, C=CN";
        return new("kubeasz")
        {
            Authorities = [new("ca", $"CN=kubernetes-ca, {Rest}", $"{Ssl}/ca.pem")],
            Leaves =
            [
                new($"{Ssl}/kubernetes.pem", "ca", $"CN=kubernetes, {Rest}", "both", MadeNode.ApiNames + ",10.68.0.1"),
                new($"{Ssl}/aggregator-proxy.pem", "ca", $"CN=aggregator, {Rest}", "both"),
                new($"{Ssl}/etcd.pem", "ca", $"CN=etcd, {Rest}", "both", $"127.0.0.1,{MadeNode.Address}"),
                new($"{Ssl}/kubelet.pem", "ca", $"CN=system:node:{MadeNode.Host}, OU=System, O=system:nodes, L=XS, ST=HangZhou, C=CN",
                    "both", $"{MadeNode.Host},127.0.0.1,{MadeNode.Address}"),
            ],
            Confs =
            [
                new("/etc/kubernetes/kubelet.kubeconfig", "https://127.0.0.1:6443", "ca")
                {
                    Embedded = new("", "ca", $"CN=system:node:{MadeNode.Host}, O=system:nodes"),
                },
                .. new[] { "kube-controller-manager", "kube-scheduler", "kube-proxy" }.Select(name =>
                    new MadeNode.Conf($"/etc/kubernetes/{name}.kubeconfig", "https://127.0.0.1:6443", "ca")
                    {
                        Embedded = new("", "ca", $"CN=system:{name}"),
                    }),
            ],
            Texts =
            [
                Unit("kube-apiserver", $"--client-ca-file={Ssl}/ca.pem", $"--etcd-cafile={Ssl}/ca.pem",
                    $"--etcd-certfile={Ssl}/kubernetes.pem", $"--etcd-keyfile={Ssl}/kubernetes-key.pem",
                    $"--etcd-servers=https://{MadeNode.Address}:2379", $"--kubelet-certificate-authority={Ssl}/ca.pem",
                    $"--kubelet-client-certificate={Ssl}/kubernetes.pem", $"--kubelet-client-key={Ssl}/kubernetes-key.pem",
                    $"--service-account-signing-key-file={Ssl}/ca-key.pem", $"--service-account-key-file={Ssl}/ca.pem",
                    $"--tls-cert-file={Ssl}/kubernetes.pem", $"--tls-private-key-file={Ssl}/kubernetes-key.pem",
                    $"--requestheader-client-ca-file={Ssl}/ca.pem", "--requestheader-allowed-names=",
                    $"--proxy-client-cert-file={Ssl}/aggregator-proxy.pem", $"--proxy-client-key-file={Ssl}/aggregator-proxy-key.pem",
                    "--service-cluster-ip-range=10.68.0.0/16"),
                Unit("kube-controller-manager", $"--cluster-signing-cert-file={Ssl}/ca.pem", $"--cluster-signing-key-file={Ssl}/ca-key.pem",
                    "--kubeconfig=/etc/kubernetes/kube-controller-manager.kubeconfig", $"--root-ca-file={Ssl}/ca.pem",
                    $"--service-account-private-key-file={Ssl}/ca-key.pem"),
                Unit("kube-scheduler", "--kubeconfig=/etc/kubernetes/kube-scheduler.kubeconfig"),
                Unit("kube-proxy", "--kubeconfig=/etc/kubernetes/kube-proxy.kubeconfig"),
                Unit("etcd", "--name=etcd1", $"--cert-file={Ssl}/etcd.pem", $"--key-file={Ssl}/etcd-key.pem",
                    $"--peer-cert-file={Ssl}/etcd.pem", $"--peer-key-file={Ssl}/etcd-key.pem", $"--trusted-ca-file={Ssl}/ca.pem",
                    $"--peer-trusted-ca-file={Ssl}/ca.pem", $"--initial-advertise-peer-urls=https://{MadeNode.Address}:2380",
                    $"--advertise-client-urls=https://{MadeNode.Address}:2379"),
                Unit("kubelet", "--config=/var/lib/kubelet/config.yaml", "--kubeconfig=/etc/kubernetes/kubelet.kubeconfig",
                    $"--hostname-override={MadeNode.Host}"),
                ("/var/lib/kubelet/config.yaml", "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
                    + $"authentication:\n  x509:\n    clientCAFile: {Ssl}/ca.pem\ntlsCertFile: {Ssl}/kubelet.pem\n"
                    + $"tlsPrivateKeyFile: {Ssl}/kubelet-key.pem\n"),
            ],
            // Each is true, and what kubeasz has chosen.
            Argued =
            [
                "WrongSubject front-proxy-client: aggregated APIs of old take an empty list for one that allows nobody",
                "SharedAuthority ca: whoever the cluster's CA signs is a client of etcd",
                "SharedAuthority ca: and of aggregated APIs",
                "ServingCertificateIsClientCredential apiserver: one profile of cfssl for all",
                "ServingCertificateIsClientCredential kubelet: the same",
                "KubeletServingNeverRenewed kubelet: nothing renews it but kubeasz, when somebody runs it",
                "RotationOff kubelet: the same",
            ],
        };
    }

    private static (string, string) Unit(string name, params string[] flags) =>
        ($"/etc/systemd/system/{name}.service", $"[Service]\nExecStart=/opt/kube/bin/{name} \\\n  {string.Join(" \\\n  ", flags)}\n");

    // Kubernetes the hard way, of today: one CA for all, units of systemd.
    public static MadeNode HardWay()
    {
        const string Lib = "/var/lib/kubernetes";
        return new("the hard way")
        {
            Authorities = [new("ca", "CN=CA, L=Seattle, ST=Washington, C=US", $"{Lib}/ca.crt")],
            Leaves =
            [
                new($"{Lib}/kube-api-server.crt", "ca", "CN=kubernetes, L=Seattle, ST=Washington, C=US", "both",
                    MadeNode.ApiNames + ",10.32.0.1"),
                new($"{Lib}/service-accounts.crt", "ca", "CN=service-accounts"),
            ],
            Confs =
            [
                .. new[] { "kube-controller-manager", "kube-scheduler" }.Select(name =>
                    new MadeNode.Conf($"{Lib}/{name}.kubeconfig", "https://127.0.0.1:6443", "ca")
                    {
                        Embedded = new("", "ca", $"CN=system:{name}, O=system:{name}"),
                    }),
                new("/root/admin.kubeconfig", "https://127.0.0.1:6443", "ca") { Embedded = new("", "ca", "CN=admin, O=system:masters") },
            ],
            Texts =
            [
                ("/etc/systemd/system/kube-apiserver.service", $"""
                    [Service]
                    ExecStart=/usr/local/bin/kube-apiserver \
                      --client-ca-file={Lib}/ca.crt \
                      --etcd-servers=http://127.0.0.1:2379 \
                      --kubelet-certificate-authority={Lib}/ca.crt \
                      --kubelet-client-certificate={Lib}/kube-api-server.crt \
                      --kubelet-client-key={Lib}/kube-api-server.key \
                      --service-account-key-file={Lib}/service-accounts.crt \
                      --service-account-signing-key-file={Lib}/service-accounts.key \
                      --service-cluster-ip-range=10.32.0.0/24 \
                      --tls-cert-file={Lib}/kube-api-server.crt \
                      --tls-private-key-file={Lib}/kube-api-server.key
                    """),
                ("/etc/systemd/system/kube-controller-manager.service", $"""
                    [Service]
                    ExecStart=/usr/local/bin/kube-controller-manager \
                      --cluster-signing-cert-file={Lib}/ca.crt \
                      --cluster-signing-key-file={Lib}/ca.key \
                      --kubeconfig={Lib}/kube-controller-manager.kubeconfig \
                      --root-ca-file={Lib}/ca.crt \
                      --service-account-private-key-file={Lib}/service-accounts.key
                    """),
                ("/etc/systemd/system/etcd.service", "[Service]\nExecStart=/usr/local/bin/etcd --name controller "
                    + "--listen-client-urls http://127.0.0.1:2379\n"),
            ],
            Argued = ["PrivilegedGroup admin.kubeconfig: the guide gives its only administrator what nobody can take back"],
        };
    }
}
