using System.Text;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Kubelet;
using KubePki.Node.Reading;
using static KubePki.Tests.TreeEdits;

namespace KubePki.Tests.Node.Checks;

/// <summary>Nodes on which all is broken at once: no check breaks, and nothing of them reaches a terminal.</summary>
public sealed class HostileNodeTests
{
    private const string Garbage = "\u001b[2J\u0007: [}{\n\t- &a *a\n? !!binary x\n\u0000";

    public static TheoryData<string> Cases => [.. Nodes.Keys];

    private static Dictionary<string, Action<NodeTree>> Nodes { get; } = new()
    {
        ["nothing at all"] = _ => { },
        ["every file empty"] = tree => Everywhere(tree, "healthy", ""),
        ["every file garbage"] = tree => Everywhere(tree, "healthy", Garbage),
        ["every file of the left-over cut in the middle"] = tree => Everywhere(tree, "cni-leftover", null),
        ["every kubeconfig without anything"] = tree => Kubeconfigs(tree, "apiVersion: v1\nkind: Config\n"),
        ["every kubeconfig of empty lists"] = tree =>
            Kubeconfigs(tree, "clusters: []\nusers: [{}]\ncontexts: [{name: a}]\ncurrent-context: a\n"),
        ["kubeconfigs that name themselves"] = tree =>
            Kubeconfigs(tree, "clusters: [{name: a, cluster: {server: 'https://a', certificate-authority: admin.conf}}]\n"
                + "users: [{name: a, user: {client-certificate: admin.conf, client-key: kubelet.conf}}]\n"
                + "contexts: [{name: a, context: {cluster: a, user: a}}]\ncurrent-context: a\n"),
        ["kubeconfigs of others' names"] = tree => Kubeconfigs(tree,
            "clusters: [{name: \"\\e[1m\", cluster: {server: \"https://\\e[2J/\"}}]\nusers: [{name: \"\\b\", user: {token: x}}]\n"
                + "contexts: [{name: \"\\a\", context: {cluster: \"\\e[1m\", user: \"\\0\"}}]\ncurrent-context: \"\\a\"\n"),
        ["links in circles"] = Circles,
        ["certificates with control characters"] = Controls,
        ["two thousand certificates"] = Many,
        ["flags without values"] = Flags,
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_check_breaks_and_no_text_has_a_control_character(string name)
    {
        using var tree = NodeTree.Empty();
        Nodes[name](tree);
        var node = new NodeReader(new ReadOptions { Root = tree.Root, AsOf = TestPki.AsOf }).ReadNode();
        var findings = Diagnosis.Run(node);
        Assert.DoesNotContain(findings, finding => finding.Check == nameof(CheckFailed));
        foreach (var text in findings.SelectMany(finding =>
            finding.Proof.Concat([finding.Target, finding.Message, finding.Why, finding.Remedy, finding.ToString()])))
            Assert.DoesNotContain(text, char.IsControl);
        var verdict = KubeletJudge.Judge(node, SpecBuilder.Build(node));
        Assert.False(string.IsNullOrEmpty(verdict.Reason) || string.IsNullOrEmpty(verdict.Remedy));
    }

    // Null for the first half of what is there.
    private static void Everywhere(NodeTree tree, string from, string? text)
    {
        using var source = NodeTree.Unpack(from);
        foreach (var file in Directory.GetFiles(source.Root, "*", SearchOption.AllDirectories))
        {
            var path = file[source.Root.Length..];
            if (new FileInfo(file).LinkTarget is { } target)
                tree.Link(path, target);
            else
                tree.Write(path, text ?? Half(file));
        }
    }

    private static string Half(string file)
    {
        var text = File.ReadAllText(file);
        return text[..(text.Length / 2)];
    }

    private static void Kubeconfigs(NodeTree tree, string text)
    {
        Everywhere(tree, "healthy", null);
        foreach (var name in new[]
        {
            "admin.conf", "kubelet.conf", "scheduler.conf", "controller-manager.conf", "bootstrap-kubelet.conf", "super-admin.conf",
        })
            tree.Write($"/etc/kubernetes/{name}", text);
        tree.Write("/root/.kube/config", text);
        tree.Write("/etc/cni/net.d/calico-kubeconfig", text);
    }

    private static void Circles(NodeTree tree)
    {
        tree.Link("/etc/kubernetes/pki", "/etc/kubernetes/ssl");
        tree.Link("/etc/kubernetes/ssl", "/etc/kubernetes/pki");
        tree.Link("/etc/kubernetes/admin.conf", "admin.conf");
        tree.Link("/var/lib/kubelet/config.yaml", "/var/lib/kubelet/pki/kubelet-client-current.pem");
        tree.Link(KubeletPki + "kubelet-client-current.pem", KubeletPki + "kubelet-client-updated.pem");
        tree.Link(KubeletPki + "kubelet-client-updated.pem", KubeletPki + "kubelet-client-current.pem");
        tree.Link(KubeletPki + "kubelet-server-current.pem", "/../../../../../../etc/passwd");
        tree.Write("/etc/kubernetes/kubelet.conf", "users: [{name: a, user: {client-certificate: "
            + "/var/lib/kubelet/pki/kubelet-client-current.pem}}]\ncontexts: [{name: a, context: {user: a}}]\ncurrent-context: a\n");
    }

    private static void Controls(NodeTree tree)
    {
        using var authority = TestPki.Authority("\u001b[31mkubernetes\u0007");
        var subject = "CN=\"system:node:\u001b]0;title\u0007\", O=\"system:nodes\u0000\u0085\"";
        TestPki.Put(tree, PkiDirectory + "ca", authority);
        TestPki.Put(tree, PkiDirectory + "front-proxy-ca", TestPki.Authority("\u001b[31mkubernetes\u0007"));
        foreach (var name in new[] { "apiserver", "apiserver-kubelet-client", "front-proxy-client", "etcd/server" })
            TestPki.Put(tree, PkiDirectory + name, new TestCertificate(subject) { End = TestPki.AsOf.AddDays(-1) }.SignedBy(authority));
        tree.IssuePem("kubelet-client-2026-01-01-00-00-00.pem", new TestCertificate(subject) { Start = TestPki.AsOf.AddDays(1) });
        tree.Link(KubeletPki + "kubelet-client-current.pem", KubeletPki + "kubelet-client-2026-01-01-00-00-00.pem");
        tree.Write("/etc/hostname", "h\u001b[2J\n");
        tree.Write("/etc/cni/net.d/10-\u001bx.conflist",
            "{\"name\": \"\\u001b\", \"plugins\": [{\"type\": \"\\u0007\", \"kubernetes\": {\"kubeconfig\": \"/\\u001b\"}}]}");
        tree.Write("/etc/cni/net.d/20-y.conflist", "{\"name\": \"y\", \"plugins\": []}");
    }

    private static void Many(NodeTree tree)
    {
        using var authority = TestPki.Authority("kubernetes");
        using var other = TestPki.Authority("kubernetes");
        var one = authority.ExportCertificatePem() + "\n";
        tree.Write(PkiDirectory + "ca.crt", new StringBuilder().Insert(0, other.ExportCertificatePem() + "\n" + one, 1000).ToString());
        TestPki.Put(tree, PkiDirectory + "apiserver", TestPki.Leaf(authority, "CN=kube-apiserver"));
        tree.Write("/root/.kube/config",
            $"clusters: [{{name: a, cluster: {{certificate-authority-data: {TestPki.Base64(tree.Read(PkiDirectory + "ca.crt"))}}}}}]\n");
    }

    private static void Flags(NodeTree tree)
    {
        Everywhere(tree, "healthy", null);
        foreach (var name in new[] { "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd" })
        {
            tree.Write($"/etc/kubernetes/manifests/{name}.yaml", $"spec:\n  containers:\n  - name: {name}\n    image: ':'\n"
                + $"    command: [{name}, --client-ca-file=, --tls-cert-file=/, --etcd-cafile=//, "
                + "--service-cluster-ip-range=/, --advertise-address=, --data-dir=, --secure-port=x, --kubeconfig=/etc, "
                + "--etcd-servers=',,', --requestheader-allowed-names=',', --cluster-signing-cert-file=/..]\n");
        }
        tree.Write("/var/lib/kubelet/kubeadm-flags.env",
            "KUBELET_KUBEADM_ARGS=\"--hostname-override= --node-ip=, --cert-dir=/ --kubeconfig=/ --bootstrap-kubeconfig=/\"\n");
    }
}
