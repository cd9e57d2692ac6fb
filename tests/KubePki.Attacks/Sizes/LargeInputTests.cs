using System.Formats.Tar;
using System.IO.Compression;
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
    public void A_network_that_no_one_has_is_told()
    {
        using var place = new FuzzPlace();
        string Network(int count) => $$"""{"name":"a","plugins":[{{string.Join(',', Enumerable.Range(0, count).Select(i =>
            $"{{\"type\":\"t{i}\"}}"))}}]}""";
        place.Put("/etc/cni/net.d/10-many.conflist", Encoding.UTF8.GetBytes(Network(2000)));
        place.Put("/etc/cni/net.d/20-large.conflist", Encoding.UTF8.GetBytes(Network(500_000)));
        for (var i = 0; i < 9; i++)
            place.Put($"/etc/cni/net.d/3{i}-large.conflist", Encoding.UTF8.GetBytes(Network(500_000)));
        string[] command = ["test", "--root", place.Root, "--as-of", AsOf];
        Assert.Null(Watched.WhyNot(command));
        var (_, output, error) = InProcess.Run("get", "--root", place.Root, "--as-of", AsOf);
        var text = output + error;
        Assert.Contains("10-many.conflist: it has more than 1000 plugins; the rest was skipped", text, StringComparison.Ordinal);
        Assert.Contains("20-large.conflist: the file is larger than 4 MiB", text, StringComparison.Ordinal);
        Assert.Contains("the networks have more than 8 MiB together", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tar.gz")]
    [InlineData("zip")]
    public void An_archive_of_very_many_empty_files(string form)
    {
        using var tree = NodeTree.Empty();
        var path = tree.Path("/node." + form);
        if (form == "zip")
            WriteZip(path, Many + 20_000);
        else
            WriteTar(path, Many + 20_000);
        var time = Environment.CpuUsage.TotalTime;
        var (code, output, error) = InProcess.Run("get", "--root", path, "--as-of", AsOf);
        Assert.Equal(1, code);
        Assert.Contains("the archive has more than 110000 entries; the rest was not read", output + error, StringComparison.Ordinal);
        Assert.Contains("the directory has more than 20000 files; the rest was skipped", output + error, StringComparison.Ordinal);
        Assert.InRange(Environment.CpuUsage.TotalTime - time, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_log_that_is_one_line()
    {
        using var tree = NodeTree.Empty();
        var text = string.Concat(Enumerable.Repeat("x509: certificate signed by unknown authority ", 500_000));
        var path = tree.Write("/kubelet.log",
            $"{text}\nE0101 00:00:00.000000 1 a.go:1] x509: certificate has expired or is not yet valid\n");
        Assert.Null(Watched.WhyNot(["logs", path, "--as-of", AsOf]));
        var (_, output, error) = InProcess.Run("logs", path, "--as-of", AsOf);
        Assert.Contains("kubelet.log:1: the line is longer than 2 MiB; the rest of it was skipped", error, StringComparison.Ordinal);
        // The line behind it is read, and has its number.
        Assert.Contains("kubelet.log:2", output, StringComparison.Ordinal);
    }

    [Fact]
    public void More_requests_than_any_cluster_has()
    {
        var items = Lines(50_001, i => $"{(i == 0 ? "" : ",")}{{\"metadata\":{{\"name\":\"csr-{i}\"}},\"spec\":{{}}}}");
        var reading = KubePki.Cluster.Csr.Policy.CsrFile.Read(
            Encoding.UTF8.GetBytes($"{{\"kind\":\"List\",\"items\":[{items}]}}"), "csrs.json", FuzzPlace.AsOf);
        Assert.Empty(reading.Requests);
        Assert.Contains("more than 50,000 requests", Assert.Single(reading.Problems).Reason, StringComparison.Ordinal);
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

    private static void WriteTar(string path, int count)
    {
        using var file = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var archive = new TarWriter(file, TarEntryFormat.Ustar);
        for (var i = 0; i < count; i++)
            archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"etc/kubernetes/pki/f{i}.crt"));
    }

    private static void WriteZip(string path, int count)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        for (var i = 0; i < count; i++)
            archive.CreateEntry($"etc/kubernetes/pki/f{i}.crt", CompressionLevel.NoCompression);
    }

    private static string Lines(int count, Func<int, string> line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(line(i));
        return text.ToString();
    }
}
