using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Reports.Metrics;

namespace KubePki.Tests.Reports.Metrics;

/// <summary>Metrics in Prometheus' text format, with the names and labels of x509-certificate-exporter.</summary>
public sealed partial class MetricTests
{
    private static readonly string[] Trees = ["healthy", "expired-2020", "outage-2019", "power-loss", "cni-leftover"];

    // The schema of pkg/registry/labels.go for files and kubeconfigs.
    private static readonly string[] Labels =
    [
        "filename", "filepath", "embedded_kind", "embedded_key", "serial_number",
        "issuer_C", "issuer_ST", "issuer_L", "issuer_O", "issuer_OU", "issuer_CN",
        "subject_C", "subject_ST", "subject_L", "subject_O", "subject_OU", "subject_CN", "discriminator",
    ];

    [Fact]
    public void A_certificate_has_the_labels_of_the_exporter()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var node = Read(tree);
        var series = Series(Text(node));
        var certificate = node.Certificates.Single(certificate => certificate.Name == "apiserver");
        var own = series.Single(item => item.Name == "x509_cert_not_after"
            && item.Labels.Contains(("filepath", "/etc/kubernetes/pki/apiserver.crt")));
        Assert.Equal(Labels, own.Labels.Select(label => label.Name));
        Assert.Equal(certificate.NotAfter.ToUnixTimeSeconds(), own.Value);
        var serial = BigInteger.Parse("0" + certificate.SerialNumber, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        Assert.Contains(("serial_number", serial.ToString(CultureInfo.InvariantCulture)), own.Labels);
        Assert.Contains(("subject_CN", "kube-apiserver"), own.Labels);
        Assert.Contains(("issuer_CN", "kubernetes"), own.Labels);
        var user = series.Single(item => item.Name == "x509_cert_expired"
            && item.Labels.Contains(("filepath", "/etc/kubernetes/admin.conf")) && item.Labels.Contains(("embedded_kind", "user")));
        Assert.Contains(("embedded_key", "kubernetes-admin"), user.Labels);
        Assert.Contains(("subject_O", "system:masters"), user.Labels);
        Assert.Equal(1, user.Value);
        Assert.DoesNotContain(series, item => item.Name.EndsWith("_seconds", StringComparison.Ordinal)
            && item.Name.StartsWith("x509_cert_", StringComparison.Ordinal));
        Assert.Contains(Series(Text(node, isRelative: true)), item => item.Name == "x509_cert_expires_in_seconds" && item.Value < 0);
    }

    [Fact]
    public void What_no_exporter_knows_is_beside_it()
    {
        using var tree = NodeTree.Unpack("power-loss");
        BackupStore.Create(tree.Root, ["/etc/kubernetes"], TestPki.AsOf, "a test");
        var series = Series(Text(Read(tree, "2021-09-01T03:00:00Z")));
        Assert.Equal(0, One(series, "kubepki_kubelet_credential_usable").Value);
        Assert.Equal(1, One(series, "kubepki_clock_suspect").Value);
        Assert.True(One(series, "kubepki_clock_ahead_seconds").Value > 7800);
        Assert.Equal(TestPki.AsOf.ToUnixTimeSeconds(), One(series, "kubepki_backup_last_timestamp_seconds").Value);
        Assert.Equal(1, One(series, "kubepki_backups").Value);
        Assert.Contains(series, item => item.Name == "kubepki_findings" && item.Labels.Contains(("check", "KubeletCredentialUnusable")));
        Assert.Contains(series, item => item.Name == "kubepki_findings_by_severity" && item.Labels.Contains(("severity", "Critical")));
    }

    [Fact]
    public void The_calm_time_is_there_when_what_stops_first_only_follows()
    {
        using var tree = NodeTree.Unpack("healthy");
        tree.Issue("etcd/server", new TestCertificate("CN=cp1") { Usages = ["serverAuth"] }, "etcd/ca");
        var series = Series(Text(Read(tree)));
        Assert.Equal(TestPki.Start.AddYears(1).AddDays(-30).ToUnixTimeSeconds(),
            One(series, "kubepki_forecast_calm_until_timestamp_seconds").Value);
    }

    [Fact]
    public void A_stranger_among_the_signers_is_told()
    {
        using var tree = NodeTree.Unpack("healthy");
        using var stranger = TestPki.Authority("kubernetes");
        TestPki.Put(tree, TreeEdits.PkiDirectory + "apiserver-kubelet-client",
            TestPki.Leaf(stranger, "CN=kube-apiserver-kubelet-client"));
        var bad = Series(Text(Read(tree))).Where(item => item.Name == "kubepki_certificate_signer_mismatch" && item.Value == 1);
        Assert.Equal(["/etc/kubernetes/pki/apiserver-kubelet-client.crt"],
            bad.Select(item => item.Labels.Single(label => label.Name == "filepath").Value));
    }

    [Fact]
    public void Hostile_names_stay_in_their_labels_and_no_series_comes_twice()
    {
        var series = Series(Text(Hostile()));
        var hostile = series.First(item => item.Name == "x509_cert_not_after"
            && item.Labels.Any(label => label.Value.EndsWith("/strange.crt", StringComparison.Ordinal)));
        Assert.Contains(("subject_CN", "a\"} 1?x509_cert_not_after{b=\"\\?[2J"), hostile.Labels);
        var twice = series.Where(item => item.Name == "x509_cert_not_after"
            && item.Labels.Contains(("filepath", "/etc/kubernetes/pki/ca.crt"))).ToList();
        Assert.Equal(2, twice.Count);
        Assert.All(twice, item => Assert.Equal(8, item.Labels.Single(label => label.Name == "discriminator").Value.Length));
    }

    [Fact]
    public void A_run_that_reads_nothing_says_so()
    {
        using var tree = NodeTree.Empty();
        var series = Series(Text(Read(tree)));
        Assert.Equal(0, One(series, "kubepki_run_success").Value);
        Assert.DoesNotContain(series, item => item.Name == "x509_cert_not_after");
        Assert.Equal(0, One(Series(Encoding.UTF8.GetString(MetricReport.Write([], Options()))), "kubepki_run_success").Value);
    }

    [Fact]
    public void Of_several_nodes_each_series_says_whose_it_is()
    {
        using var first = NodeTree.Unpack("healthy");
        using var second = NodeTree.Unpack("healthy");
        var series = Series(Encoding.UTF8.GetString(MetricReport.Write([Read(first), Read(second)], Options())));
        Assert.Equal(2, series.Count(item => item.Name == "kubepki_kubelet_credential_usable"));
        Assert.All(series.Where(item => item.Name.StartsWith("x509_", StringComparison.Ordinal)), item =>
            Assert.Equal(["node", "root"], item.Labels.Take(2).Select(label => label.Name)));
    }

    [PromtoolFact]
    public void Promtool_has_nothing_to_say()
    {
        foreach (var name in Trees)
        {
            using var tree = NodeTree.Unpack(name);
            Assert.Equal((0, ""), Promtool.Run(["check", "metrics"], Encoding.UTF8.GetBytes(Text(Read(tree), isRelative: true))));
        }
        Assert.Equal((0, ""), Promtool.Run(["check", "metrics"], Encoding.UTF8.GetBytes(Text(Hostile()))));
    }

    [PromtoolFact]
    public void Promtool_accepts_the_rules_and_their_tests()
    {
        var directory = Path.Combine(Fixtures.RepositoryRoot, "samples", "prometheus");
        Assert.Equal(0, Promtool.Run(["check", "rules", "kubepki.rules.yaml"], directory: directory).Code);
        var (code, said) = Promtool.Run(["test", "rules", "kubepki.rules.test.yaml"], directory: directory);
        Assert.True(code == 0, said);
    }

    [Fact]
    public void Rules_name_metrics_that_there_are_and_the_page_lists_them_all()
    {
        using var tree = NodeTree.Unpack("healthy");
        BackupStore.Create(tree.Root, ["/etc/kubernetes"], TestPki.AsOf, "a test");
        tree.Write("/etc/kubernetes/pki/broken.crt", "-----BEGIN CERTIFICATE-----\nMIIC\n");
        var known = Series(Text(Read(tree), isRelative: true)).Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        var rules = File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "samples", "prometheus", "kubepki.rules.yaml"));
        Assert.All(Expression().Matches(rules).SelectMany(rule => MetricName().Matches(rule.Value)),
            name => Assert.Contains(name.Value, known));
        var page = File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "docs", "metrics.md"));
        Assert.All(known, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    private static NodePki Hostile()
    {
        using var tree = NodeTree.Unpack("healthy");
        tree.Issue("strange", new TestCertificate("CN=\"a\"\"} 1\nx509_cert_not_after{b=\"\"\\\u001b[2J\""));
        tree.Write("/etc/kubernetes/pki/ca.crt", tree.Read("/etc/kubernetes/pki/ca.crt") + tree.Read("/etc/kubernetes/pki/ca.crt"));
        return Read(tree);
    }

    private static MetricOptions Options(bool isRelative = false) =>
        new() { Version = "0.0.0", Now = TestPki.AsOf, Backups = BackupStore.List, IsRelative = isRelative };

    private static string Text(NodePki node, bool isRelative = false) =>
        Encoding.UTF8.GetString(MetricReport.Write([node], Options(isRelative)));

    private static NodePki Read(NodeTree tree, string? asOf = null) => new NodeReader(new ReadOptions
    {
        Root = tree.Root,
        AsOf = asOf is null ? TestPki.AsOf : DateTimeOffset.Parse(asOf, CultureInfo.InvariantCulture),
    }).ReadNode();

    private static Sample One(List<Sample> series, string name) => Assert.Single(series, item => item.Name == name);

    // A parser of its own: every line is a comment or a sample, and none comes twice.
    private static List<Sample> Series(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var samples = new List<Sample>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n').Where(line => !line.StartsWith('#')))
        {
            var match = Line().Match(line);
            Assert.True(match.Success, line);
            Assert.True(known.Add(line[..line.LastIndexOf(' ')]), line);
            samples.Add(new(match.Groups[1].Value, [.. Label().Matches(match.Groups[2].Value)
                .Select(label => (label.Groups[1].Value, Regex.Unescape(label.Groups[2].Value)))],
                double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)));
        }
        return samples;
    }

    private sealed record Sample(string Name, IReadOnlyList<(string Name, string Value)> Labels, double Value);

    [GeneratedRegex("""^([a-z_0-9]+)(?:\{((?:[a-zA-Z_]+="(?:[^"\\]|\\[\\n"])*",?)*)\})? (-?[0-9.E+]+)$""")]
    private static partial Regex Line();

    [GeneratedRegex("""([a-zA-Z_]+)="((?:[^"\\]|\\[\\n"])*)"(?:,|$)""")]
    private static partial Regex Label();

    [GeneratedRegex("(?m)^ +expr: .*$")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\b(?:kubepki|x509)_\w+")]
    private static partial Regex MetricName();
}
