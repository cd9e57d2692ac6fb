using System.Text;
using KubePki.Attacks.Bytes;
using KubePki.Fuzz.Inputs;
using KubePki.Logs;
using KubePki.Tests;

namespace KubePki.Attacks.Sizes;

/// <summary>
/// Very many of something: where time grew with the square of it, or a tally without end, these would take minutes or gigabytes.
/// </summary>
[Collection(nameof(Measured))]
public sealed class LargeInputTests
{
    private const int Many = 100_000;
    private const string AsOf = "2026-11-20T00:00:00Z";

    [Fact]
    public void A_log_with_a_name_of_its_own_in_each_line()
    {
        using var tree = NodeTree.Empty();
        var path = tree.Write("/kubelet.log", Lines(40_000, i =>
            $"E0101 00:00:00.000000 1 a.go:1] Get \"https://api-{i}.example.org:6443/\": x509: "
                + $"certificate is valid for a{i}.example.org, not api-{i}.example.org\n"));
        var why = Watched.WhyNot(["logs", path, "--as-of", AsOf]);
        Assert.True(why is null, why);
    }

    [Fact]
    public void What_is_beyond_the_tally_is_counted_and_what_is_known_keeps_its_count()
    {
        var reader = new LogReader(new LogOptions { AsOf = FuzzPlace.AsOf });
        string Line(int i) => $"x509: certificate is valid for a.example.org, not api-{i}.example.org";
        foreach (var i in Enumerable.Range(0, 5000).Append(0).Append(0))
            reader.AddLine(Line(i));
        var findings = reader.Finish(null);
        Assert.Equal(5002, findings.Sum(finding => finding.Count));
        Assert.Equal(3, Assert.Single(findings, finding => finding.Line == Line(0)).Count);
        Assert.Single(findings, finding => finding.Count == 4000);
    }

    [Fact]
    public void A_kubeconfig_with_ten_thousand_contexts()
    {
        using var tree = NodeTree.Empty();
        const int Contexts = 10_000;
        var text = $"kind: Config\ncurrent-context: x{Contexts - 1}\nclusters:\n"
            + $"{Lines(Contexts, i => $"- {{name: c{i}, cluster: {{server: 'https://a{i}:6443'}}}}\n")}"
            + $"users:\n{Lines(Contexts, i => $"- {{name: u{i}, user: {{client-certificate-data: QQ==}}}}\n")}contexts:\n"
            + $"{Lines(Contexts, i => $"- {{name: x{i}, context: {{cluster: c{i}, user: u{i}}}}}\n")}";
        Assert.Null(Watched.WhyNot(["kubeconfigs", "--path", tree.Write("/admin.conf", text), "--as-of", AsOf]));
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN A-----\nQQ==\n-----END A-----\n")]
    [InlineData("-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nQQ==\n-----END RSA PRIVATE KEY-----\n")]
    public void A_hundred_thousand_blocks(string block)
    {
        using var tree = NodeTree.Empty();
        Assert.Null(Watched.WhyNot(["get", "--path", tree.Write("/ca.crt", Lines(Many, _ => block)), "--as-of", AsOf]));
    }

    [Theory]
    [InlineData("/var/lib/kubelet/config.yaml")]
    [InlineData("/etc/kubernetes/manifests/kube-apiserver.yaml")]
    [InlineData("/etc/cni/net.d/10-net.conflist")]
    public void A_hundred_thousand_keys(string nodePath)
    {
        using var place = new FuzzPlace();
        place.Put(nodePath, Encoding.UTF8.GetBytes($"kind: Pod\n{Lines(Many, i => $"key{i}: {i}\n")}"));
        Assert.Null(Watched.WhyNot(["test", "--root", place.Root, "--as-of", AsOf]));
    }

    [Fact]
    public void Ten_thousand_plugins_and_flags()
    {
        using var place = new FuzzPlace();
        place.Put("/etc/cni/net.d/10-net.conflist",
            Encoding.UTF8.GetBytes(
            "{\"name\":\"a\",\"plugins\":["
                + $"{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"{{\"type\":\"t{i}\",\"kubeconfig\":\"/etc/k{i}\"}}"))}]"
                + "}"));
        place.Put("/var/lib/kubelet/kubeadm-flags.env",
            Encoding.UTF8.GetBytes($"KUBELET_KUBEADM_ARGS=\"{Lines(10_000, i => $"--flag{i}=v ")}\""));
        Assert.Null(Watched.WhyNot(["repair", "--root", place.Root, "--as-of", AsOf, "--what-if"]));
    }

    [Fact]
    public void Requests_of_one_key_and_an_inventory_of_a_hundred_thousand()
    {
        using var tree = NodeTree.Empty();
        var sample = File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "samples", "requests", "csrs.json"));
        using var document = System.Text.Json.JsonDocument.Parse(sample);
        var first = document.RootElement.GetProperty("items")[0].GetRawText();
        var items = Enumerable.Range(0, 2000).Select(i => first.Replace("csr-8xk2p", $"csr-{i}", StringComparison.Ordinal));
        var path = tree.Write("/csrs.json", $"{{\"kind\":\"List\",\"items\":[{string.Join(',', items)}]}}");
        var inventory = tree.Write("/nodes.csv",
            $"name,addresses\n{Lines(Many, i => $"worker-{i},10.{i >> 16}.{(i >> 8) & 255}.{i & 255}\n")}");
        Assert.Null(Watched.WhyNot(["csr", "approve", "--file", path, "--inventory", inventory, "--as-of", "2026-07-01T12:00:00Z",
            "--what-if"]));
    }

    private static string Lines(int count, Func<int, string> line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(line(i));
        return text.ToString();
    }
}
