using KubePki.Attacks.Files;
using KubePki.Changes.ExternalCa;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;
using KubePki.Tests;
using KubePki.Tests.Changes.ExternalCa;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Trust;

/// <summary>Whatever file gets a private key, by whichever command: then nobody reads it but its owner, who is in our hands.</summary>
public sealed class SecretTests
{
    private const string Night = "2020-07-28T00:00:00Z";
    private const string Admin = "/etc/kubernetes/admin.conf";

    [RootTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Renewed_keys_are_taken_from_their_owners(bool keepKey)
    {
        using var node = new RepairCase("expired-2020", Night);
        var secrets = GiveAway(node);
        node.Apply(RepairPlanner.Renew(node.Read(), new RenewalScope(), new RepairOptions { KeepKey = keepKey }));
        AssertClosed(node, secrets);
    }

    [RootFact]
    public void So_are_those_of_a_repair_of_one_check()
    {
        using var node = new RepairCase("expired-2020", Night);
        var secrets = GiveAway(node);
        var found = Diagnosis.Run(node.Read()).Where(finding => finding.Check == "CertificateExpired").ToList();
        node.Apply(RepairPlanner.Plan(node.Read(), found, new RepairOptions()));
        AssertClosed(node, secrets.Where(path => path.EndsWith(".key", StringComparison.Ordinal)));
    }

    [RootTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void So_are_those_for_which_certificates_came_back(bool keepKey)
    {
        using var node = NodeTree.Unpack("healthy");
        using var authority = new ExternalAuthority(node);
        var options = new ReadOptions { Root = node.Root, AsOf = ExternalAuthority.Today };
        var rows = RequestRun.Write(RequestPlanner.Plan(options, node.Path("/requests"), [],
            new RepairOptions { KeepKey = keepKey, KeyKind = KeyKind.Find("P256") }, null));
        foreach (var row in rows)
            node.Write($"/requests/{row.Role}.crt", Pem.Write("CERTIFICATE", authority.Sign(row.Path)));
        var secrets = GiveAway(node.Path);
        var import = ImportPlanner.Plan(options, [node.Path("/requests")], null);
        Assert.All(RepairRun.Apply(import.Repair, options), receipt => Assert.True(receipt.Result == "Done", receipt.ToString()));
        Assert.All(secrets, path => Assert.Equal($"{path} 0:0 600", $"{path} {Stat(node.Path(path))}"));
    }

    [RootFact]
    public void So_is_that_of_kubelets_serving_certificate()
    {
        using var node = new RepairCase();
        var key = KubeletKeyOf(node);
        Shell.Do($"chown 12345:12345 '{node.Tree.Path(key)}'; chmod 644 '{node.Tree.Path(key)}'");
        node.Apply(node.Kubelet(new RepairOptions { Serving = KubeletServing.Issue, AddNames = ["10.9.8.7"] }));
        Assert.Equal("0:0 600", Stat(node.Tree.Path(key)));
    }

    [RootFact]
    public void What_is_made_in_a_directory_that_is_taken_from_somebody_is_not_that_ones()
    {
        using var node = new RepairCase();
        var pki = node.Tree.Path("/etc/kubernetes/pki");
        File.Delete($"{pki}/apiserver.key");
        File.Delete($"{pki}/apiserver.crt");
        Shell.Do($"chown 12345:12345 '{pki}'");
        RepairRun.Apply(node.Whole(), node.Options);
        foreach (var file in Directory.GetFiles(pki, "apiserver.*"))
            Assert.StartsWith("0:0 ", Stat(file), StringComparison.Ordinal);
    }

    [RootFact]
    public void A_kubeconfig_that_a_person_names_stays_that_persons()
    {
        const string Config = "/home/jane/.kube/config";
        using var node = new RepairCase("expired-2020", Night);
        node.Tree.Copy(Admin, Config);
        Shell.Do($"chown -R 12345:12345 '{node.Tree.Path("/home/jane")}'; chmod 644 '{node.Tree.Path(Config)}'");
        node.Apply(node.Kubeconfigs(null, Admin, Config), Admin, Config);
        Assert.Equal("12345:12345 600", Stat(node.Tree.Path(Config)));
    }

    // kubeadm's tree has none: the one that kubelet makes for itself.
    private static string KubeletKeyOf(RepairCase node)
    {
        var repair = node.Kubelet(new RepairOptions { Serving = KubeletServing.Issue, AddNames = ["10.9.8.7"] });
        var key = repair.Plan.Steps.SelectMany(step => step.Changes).Select(change => change.NodePath)
            .First(path => path.EndsWith(".key", StringComparison.Ordinal));
        if (!File.Exists(node.Tree.Path(key)))
            node.Tree.Write(key, "");
        return key;
    }

    private static List<string> GiveAway(RepairCase node) => GiveAway(node.Tree.Path);

    private static List<string> GiveAway(Func<string, string> pathOf)
    {
        var kubernetes = pathOf("/etc/kubernetes");
        string[] kept = ["ca.key", "front-proxy-ca.key", "sa.key", "kubelet.conf", "bootstrap-kubelet.conf"];
        var secrets = Directory.GetFiles($"{kubernetes}/pki", "*.key", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(kubernetes, "*.conf")).Where(path => !kept.Contains(Path.GetFileName(path)))
            .ToList();
        Assert.NotEmpty(secrets);
        foreach (var path in secrets)
            Shell.Do($"chown 12345:12345 '{path}'; chmod 644 '{path}'");
        return [.. secrets.Select(path => "/etc/kubernetes" + path[kubernetes.Length..])];
    }

    private static void AssertClosed(RepairCase node, IEnumerable<string> secrets) =>
        Assert.All(secrets, path => Assert.Equal($"{path} 0:0 600", $"{path} {Stat(node.Tree.Path(path))}"));

    private static string Stat(string path) => Shell.Run($"stat -c '%u:%g %a' '{path}'").Output.Trim();
}
