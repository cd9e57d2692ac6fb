using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubePki.Attacks.Files;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading.Files;
using KubePki.Reports;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Sizes;

/// <summary>
/// What people and network plugins write may name a hundred CAs for each certificate, and a thousand links for each path. It costs what one
/// file may cost, it is told of that file, and the rest of the node is read as if it were not there.
/// </summary>
[Collection(nameof(Measured))]
public sealed class CostlySourceTests
{
    private const string Alice = "/home/alice/.kube/config";
    private const string Bob = "/home/bob/.kube/config";
    private const string NoSigner = "verifying who signed";

    [Fact]
    public void A_hundred_CAs_of_the_same_name_and_many_certificates_of_that_issuer()
    {
        using var node = new RepairCase();
        using var signer = TestPki.Authority("kubernetes");
        var authorities = string.Concat(Enumerable.Range(0, 100).Select(_ => TestPki.Authority("kubernetes",
            ECDsa.Create(ECCurve.NamedCurves.nistP521)).ExportCertificatePem() + "\n"));
        var leaves = string.Concat(Leaves(signer, 300).Select(leaf => leaf + "\n"));
        node.Tree.Write(Alice, Kubeconfig("https://a:6443", authorities, leaves));
        node.Tree.Copy("/etc/kubernetes/admin.conf", Bob);
        var pki = node.Read();
        Assert.Equal([Alice], pki.Problems.Where(problem => problem.Reason.StartsWith(NoSigner, StringComparison.Ordinal))
            .Select(problem => problem.NodePath));
        foreach (var path in new[] { "/etc/kubernetes/admin.conf", Bob })
            Assert.Equal("ca", pki.Kubeconfigs.Single(kubeconfig => kubeconfig.NodePath == path).Certificate!.Authority);
    }

    [Fact]
    public void What_was_asked_once_is_not_asked_again()
    {
        using var node = new RepairCase();
        using var signer = TestPki.Authority("kubernetes");
        var authorities = string.Concat(Enumerable.Range(0, 100)
            .Select(_ => TestPki.Authority("kubernetes").ExportCertificatePem() + "\n"));
        // 2,000 times 100 signatures would be five times what a file may cost.
        var leaves = string.Concat(Enumerable.Repeat(Leaves(signer, 1).Single() + "\n", 2000));
        node.Tree.Write(Alice, Kubeconfig("https://a:6443", authorities, leaves));
        // That its user has no key is true, and has no cost.
        Assert.DoesNotContain(node.Read().Problems,
            problem => problem.NodePath == Alice && problem.Id != PkiProblemId.UnusableKubeconfig);
    }

    [Fact]
    public void The_CA_of_one_person_says_nothing_of_the_certificate_of_another()
    {
        using var node = new RepairCase();
        using var authority = TestPki.Authority("elsewhere");
        var leaf = TestPki.Leaf(authority, "CN=bob").ExportCertificatePem();
        node.Tree.Write(Alice, Kubeconfig("https://a:6443", authority.ExportCertificatePem(), leaf));
        node.Tree.Write(Bob, Kubeconfig("https://a:6443", null, leaf));
        var pki = node.Read();
        Assert.Equal("config:ca", pki.Kubeconfigs.Single(kubeconfig => kubeconfig.NodePath == Alice).Certificate!.Authority);
        Assert.Null(pki.Kubeconfigs.Single(kubeconfig => kubeconfig.NodePath == Bob).Certificate!.Authority);
    }

    [Fact]
    public void A_machine_with_the_kubeconfigs_of_three_hundred_clusters_of_one_name()
    {
        using var node = new RepairCase();
        var text = new StringBuilder("kind: Config\ncurrent-context: x1\nclusters:\n");
        var users = new StringBuilder("users:\n");
        for (var i = 0; i < 300; i++)
        {
            using var authority = TestPki.Authority("kubernetes");
            using var leaf = TestPki.Leaf(authority, "O=system:masters, CN=kubernetes-admin");
            text.Append(CultureInfo.InvariantCulture,
                $"- {{name: c{i}, cluster: {{server: 'https://c{i}:6443', certificate-authority-data: "
                    + $"{TestPki.Base64(authority.ExportCertificatePem())}}}}}\n");
            users.Append(CultureInfo.InvariantCulture,
                $"- {{name: u{i}, user: {{client-certificate-data: {TestPki.Base64(leaf.ExportCertificatePem())}, "
                    + $"client-key-data: {TestPki.Base64(TestPki.KeyPem(leaf))}}}}}\n");
        }
        node.Tree.Write("/root/.kube/config", $"{text}{users}contexts:\n- {{name: x1, context: {{cluster: c1, user: u1}}}}\n");
        Assert.DoesNotContain(node.Read().Problems, problem => problem.NodePath == "/root/.kube/config");
    }

    [LinuxFact]
    public void A_maze_of_links()
    {
        using var node = new RepairCase();
        Maze(node.Tree, "/home/alice/m");
        var file = new NodeFiles(node.Tree.Root).At("/home/alice/m/l0/file");
        Assert.Equal(PkiProblemId.LinkLoop, file.ProblemId);
        Assert.InRange(file.LookUps, 1, 5000);
    }

    [LinuxFact]
    public void Many_paths_that_lead_into_mazes()
    {
        using var node = new RepairCase();
        Maze(node.Tree, "/home/alice/m");
        // In directories of their own: none is known from the one before.
        node.Tree.Write(Alice, $"kind: Config\nclusters:\n{string.Concat(Enumerable.Range(0, 1000).Select(i =>
            $"- {{name: c{i}, cluster: {{certificate-authority: /home/alice/m/l0/{i}/ca.crt}}}}\n"))}contexts: []\nusers: []\n");
        var problems = node.Read().Problems.Where(problem => problem.NodePath == Alice).ToList();
        Assert.Contains(problems, problem => problem.Id == PkiProblemId.FileTooLarge);
        Assert.InRange(problems.Count, 2, 20);
    }

    [LinuxFact]
    public void A_network_that_names_more_than_any_network_does()
    {
        using var node = new RepairCase();
        node.Tree.Write("/etc/cni/net.d/zz.conflist",
            "{\"name\":\"a\",\"plugins\":["
                + $"{string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"{{\"type\":\"t\",\"kubeconfig\":\"/x/{i}/k\"}}"))}]}}");
        var pki = node.Read();
        Assert.Contains(pki.Problems, problem => problem is { Id: PkiProblemId.FileTooLarge, NodePath: "/etc/cni/net.d/zz.conflist" });
        Assert.Equal(100, pki.Networks.Single(network => network.Name == "a").Kubeconfigs.Count);
    }

    [LinuxFact]
    public void More_networks_than_any_node_has()
    {
        using var node = new RepairCase();
        for (var i = 0; i < 1200; i++)
            node.Tree.Write($"/etc/cni/net.d/zz{i}.conflist", "{\"name\":\"a\",\"plugins\":[{\"type\":\"t\"}]}");
        var pki = node.Read();
        Assert.Contains(pki.Problems, problem => problem is { Id: PkiProblemId.FileTooLarge, NodePath: "/etc/cni/net.d" });
        Assert.Equal(1000, pki.Networks.Count);
    }

    [Fact]
    public void Ten_thousand_users_are_not_searched_through_for_each_of_them()
    {
        using var node = new RepairCase();
        using var authority = TestPki.Authority("kubernetes");
        var users = string.Concat(Leaves(authority, 10_000).Select((leaf, i) =>
            $"- {{name: u{i}, user: {{client-certificate-data: {TestPki.Base64(leaf)}}}}}\n"));
        node.Tree.Write(Alice,
            $"kind: Config\nclusters:\n- {{name: c, cluster: {{server: 'https://a:6443'}}}}\ncontexts: []\nusers:\n{users}");
        var pki = node.Read();
        Assert.True(pki.Certificates.Count > 10_000);
        var since = Environment.CpuUsage.TotalTime;
        Assert.NotEmpty(FindingTable.Write(Diagnosis.Run(pki)).ToString());
        var took = Environment.CpuUsage.TotalTime - since;
        Assert.True(took < TimeSpan.FromSeconds(15), $"{took}");
    }

    [Fact]
    public void One_cell_of_a_megabyte_does_not_make_all_rows_as_wide()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        KubePkiFinding Finding(string target) => new() { Check = "X", SeverityLevel = FindingSeverity.Error, Target = target,
            Message = target,
            Why = "w", Remedy = "r", Path = "/p" };
        var text = FindingTable.Write([.. Enumerable.Repeat(Finding("t"), 1000).Append(Finding(new string('x', 1_000_000)))]).ToString();
        Assert.InRange(text.Length, 1_000_000, 3_000_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    private static string Kubeconfig(string server, string? authorities, string leaves) =>
        "kind: Config\ncurrent-context: x\nclusters:\n- name: c\n"
            + "  cluster: {server: "
            + $"'{server}'{(authorities is null ? "" : $", certificate-authority-data: {TestPki.Base64(authorities)}")}}}\n"
            + "contexts:\n- {name: x, context: {cluster: c, user: u}}\nusers:\n"
            + $"- {{name: u, user: {{client-certificate-data: {TestPki.Base64(leaves)}}}}}\n";

    private static IEnumerable<string> Leaves(X509Certificate2 authority, int count)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = X509SignatureGenerator.CreateForECDsa(authority.GetECDsaPrivateKey()!);
        for (var i = 0; i < count; i++)
        {
            var request = new CertificateRequest($"CN=u{i}", key, HashAlgorithmName.SHA256);
            using var leaf = request.Create(authority.SubjectName, signer,
                TestPki.Start, TestPki.Start.AddDays(1), BitConverter.GetBytes(i + 1));
            yield return leaf.ExportCertificatePem();
        }
    }

    // 38 links of 4,000 characters, each of which goes in and out of a directory until it comes to the next.
    private static void Maze(NodeTree tree, string directory)
    {
        Directory.CreateDirectory(tree.Path(directory + "/d"));
        for (var i = 0; i < 38; i++)
            tree.Link($"{directory}/l{i}", $"{string.Concat(Enumerable.Repeat("d/../", 800))}l{i + 1}");
        tree.Link($"{directory}/l38", "d");
    }
}
