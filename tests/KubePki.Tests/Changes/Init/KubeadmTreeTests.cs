using System.Text.Json.Nodes;
using KubePki.Changes.Init;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Tests.Changes.Init;

/// <summary>Held against the trees that kubeadm 1.36.2 wrote from the same configuration, RSA and ECDSA.</summary>
public sealed class KubeadmTreeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public void A_new_pki_is_what_kubeadm_made_but_for_keys_and_moments(string kind)
    {
        using var kubeadms = Unpack(kind);
        using var ours = NodeTree.Empty();
        var settings = KubeadmFile.Read(Path.Combine(Fixtures.Directory, "nodes", $"kubeadm-1.36-{kind}.yaml"));
        var made = RepairRun.Apply(PkiInit.Plan(Options(ours), settings, new InitOptions()), Options(ours));
        Assert.All(made, receipt => Assert.True(receipt.Result == RepairResult.Done, receipt.ToString()));
        var (their, our) = (Read(kubeadms), Read(ours));
        Assert.Equal(Described(their), Described(our));
        Assert.Equal(their.Kubeconfigs.Select(Described), our.Kubeconfigs.Select(Described));
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public void Kubeadms_own_is_healthy(string kind)
    {
        using var tree = Unpack(kind);
        Assert.DoesNotContain(Diagnosis.Run(Read(tree)), finding => finding.SeverityLevel > FindingSeverity.Information);
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public void Near_its_end_all_of_it_is_renewed_for_as_long_as_before(string kind)
    {
        using var tree = Unpack(kind);
        var options = Options(tree) with { AsOf = new DateTimeOffset(2027, 5, 10, 0, 0, 0, TimeSpan.Zero) };
        var before = new NodeReader(options).ReadNode();
        var receipts = RepairRun.Apply(RepairPlanner.Plan(before, Diagnosis.Run(before), new RepairOptions()), options);
        Assert.Equal(12, receipts.Count);
        Assert.All(receipts, receipt => Assert.True(receipt.Result == RepairResult.Done, receipt.ToString()));
        var after = new NodeReader(options).ReadNode();
        Assert.DoesNotContain(Diagnosis.Run(after), finding => finding.SeverityLevel > FindingSeverity.Information);
        var serving = after.Certificates.Single(certificate => certificate.Role == "apiserver");
        Assert.Equal(4000, Math.Round((serving.NotAfter - serving.NotBefore).TotalHours));
        Assert.Equal(before.Certificates.Single(certificate => certificate.Role == "apiserver").KeyAlgorithm, serving.KeyAlgorithm);
    }

    [Fact]
    public void The_list_of_expirations_is_kubeadms()
    {
        using var tree = Unpack("rsa");
        var expected = File.ReadAllText(Path.Combine(Fixtures.Directory, "nodes", "kubeadm-1.36-rsa.check-expiration.json"));
        Assert.Equal(Rows(expected), Rows(Expiration(Read(tree))));
    }

    [Fact]
    public void A_missing_super_admin_is_listed_as_missing()
    {
        using var tree = Unpack("rsa");
        File.Delete(tree.Path("/etc/kubernetes/super-admin.conf"));
        var node = Read(tree);
        Assert.Null(KubeadmExpiration.Refusal(node.Certificates, node.Problems));
        var row = JsonNode.Parse(Expiration(node))!["certificates"]!.AsArray()
            .Single(row => row!["name"]!.GetValue<string>() == "super-admin.conf")!;
        Assert.Equal((true, null, 0L),
            (row["missing"]!.GetValue<bool>(), row["expirationDate"]?.GetValue<string>(), row["residualTime"]!.GetValue<long>()));
    }

    [Theory]
    [InlineData("/etc/kubernetes/pki/ca.crt", null)]
    [InlineData("/etc/kubernetes/pki/front-proxy-ca.crt", null)]
    [InlineData("/etc/kubernetes/pki/apiserver.crt", "junk")]
    [InlineData("/etc/kubernetes/admin.conf", "junk: [")]
    public void Where_kubeadm_fails_so_does_the_list(string file, string? content)
    {
        using var tree = Unpack("rsa");
        File.Delete(tree.Path(file));
        if (content is not null)
            tree.Write(file, content);
        var node = Read(tree);
        Assert.NotNull(KubeadmExpiration.Refusal(node.Certificates, node.Problems));
    }

    // Modes of directories are not unpacked; kubeadm's are these.
    private static NodeTree Unpack(string kind)
    {
        var tree = NodeTree.Unpack($"kubeadm-1.36-{kind}");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tree.Path("/var/lib/etcd"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return tree;
    }

    private static ReadOptions Options(NodeTree tree) => new() { Root = tree.Root, AsOf = Now };

    private static NodePki Read(NodeTree tree) => new NodeReader(Options(tree)).ReadNode();

    // kubelet's credential: kubeadm embeds it until kubelet has made a PEM file of it.
    private static IEnumerable<string> Described(NodePki node) => node.Certificates
        .Where(certificate => certificate.Role is not ("kubelet.conf" or "kubelet-client"))
        .Select(made => string.Join(", ", $"{made.NodePath} {made.Entry} {made.Role}: {made.Subject} by {made.Issuer}", made.Authority,
            string.Join(' ', made.DnsNames.Concat(made.IPAddresses).Order(StringComparer.Ordinal)), made.Usages, made.KeyUsages,
            $"CA {made.IsAuthority}", made.KeyAlgorithm, made.KeySize, made.SignatureAlgorithm,
            Math.Round((made.NotAfter - made.NotBefore).TotalHours)))
        .Order(StringComparer.Ordinal);

    private static string Described(Kubeconfig kubeconfig) =>
        $"{kubeconfig.NodePath} {kubeconfig.Context} {kubeconfig.Cluster} {kubeconfig.Server} {kubeconfig.User}";

    private static string Expiration(NodePki node)
    {
        using var output = new MemoryStream();
        KubeadmExpiration.Write([.. node.Certificates], output);
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    private static IEnumerable<string> Rows(string document) => new[] { "certificates", "certificateAuthorities" }
        .SelectMany(list => JsonNode.Parse(document)![list]!.AsArray()).Select(row =>
        {
            row!.AsObject().Remove("residualTime");
            return row.ToJsonString();
        });
}
