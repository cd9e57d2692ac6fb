using System.Globalization;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Kubelet;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Checks;

/// <summary>What must be said of the five trees.</summary>
public sealed class IncidentTreeTests
{
    private static readonly Dictionary<string, DateTimeOffset> Times = new()
    {
        ["healthy"] = TestPki.AsOf,
        ["power-loss"] = KubeletFixtures.BeforeItHeals,
        ["cni-leftover"] = new(2020, 6, 21, 0, 0, 0, TimeSpan.Zero),
        ["expired-2020"] = new(2020, 7, 28, 0, 0, 0, TimeSpan.Zero),
        ["outage-2019"] = new(2019, 9, 9, 0, 0, 0, TimeSpan.Zero),
    };

    public static TheoryData<string> Trees => [.. Times.Keys];

    [Fact]
    public void Healthy_lacks_only_a_serving_certificate_that_others_trust()
    {
        var findings = Diagnosis.Run(Read("healthy"));
        Assert.Equal(["KubeletServingWithoutAddress", "ServerTlsBootstrapOff"], findings.Select(finding => finding.Check));
        Assert.Equal([FindingSeverity.Warning, FindingSeverity.Information], findings.Select(finding => finding.SeverityLevel));
        Assert.Contains("cannot validate certificate for 10.2.1.151 because it doesn't contain any IP SANs",
            findings[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Power_loss_waits_or_takes_the_older_pem()
    {
        var node = Read("power-loss");
        var verdict = KubeletJudge.Judge(node, SpecBuilder.Build(node));
        Assert.False(verdict.Usable);
        Assert.Equal(KubeletFixtures.WhenItHeals, verdict.HealsAt);
        Assert.False(verdict.RestartHelps);
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-2020-11-06-02-48-49.pem", verdict.BestAlternative!.NodePath);
        Assert.Equal("+08:00", verdict.Clock.Zone);
        Assert.False(verdict.NameMatches);
        var first = Diagnosis.Run(node)[0];
        Assert.Equal(("KubeletCredentialUnusable", FindingSeverity.Critical), (first.Check, first.SeverityLevel));
        Assert.Contains("2 h 11 min", first.Message, StringComparison.Ordinal);
        Assert.Contains("Restarting kubelet does not help.", first.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Power_loss_heals_by_itself()
    {
        var node = Read("power-loss", new DateTimeOffset(2021, 9, 1, 6, 0, 0, TimeSpan.Zero));
        Assert.True(KubeletJudge.Judge(node, SpecBuilder.Build(node)).Usable);
        Assert.DoesNotContain(Diagnosis.Run(node), finding => finding.SeverityLevel == FindingSeverity.Critical);
    }

    [Fact]
    public void Cni_leftover_is_a_twin_by_key_and_nothing_of_the_cluster_is_at_fault()
    {
        var node = Read("cni-leftover");
        var findings = Diagnosis.Run(node);
        var first = findings[0];
        Assert.Equal(("AuthorityTwin", FindingSeverity.Critical), (first.Check, first.SeverityLevel));
        foreach (var path in new[] { "/etc/cni/net.d/calico-kubeconfig", "/etc/kubernetes/pki/ca.crt" })
        {
            var key = node.Certificates.First(certificate => certificate.NodePath == path).PublicKeyHash;
            Assert.Contains(first.Proof,
                fact => fact.StartsWith(path, StringComparison.Ordinal) && fact.EndsWith("sha256:" + key, StringComparison.Ordinal));
        }
        Assert.Contains(first.Proof, fact => fact.StartsWith("The cluster's own files are fine", StringComparison.Ordinal));
        Assert.Contains("Do not reissue anything", first.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(findings, finding => finding.SeverityLevel >= FindingSeverity.Warning
            && finding.NodePath?.StartsWith("/etc/kubernetes", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("expired-2020")]
    [InlineData("outage-2019")]
    public void Every_expired_credential_is_told_and_what_kubeadm_leaves_out(string tree)
    {
        var node = Read(tree);
        var findings = Diagnosis.Run(node);
        var expired = node.Certificates.Where(certificate => certificate.Expired)
            .Select(certificate => certificate.NodePath).Distinct().ToList();
        Assert.Contains("/etc/kubernetes/kubelet.conf", expired);
        Assert.True(expired.Count >= 11);
        var told = findings
            .Where(finding => finding.Check is "CertificateExpired" or "KubeconfigCredentialExpired" or "KubeletCredentialUnusable")
            .Select(finding => finding.NodePath!).ToList();
        // Each, and none that is good; kubelet.conf by what it is, and by what it means for kubelet.
        Assert.Equal(expired.Append("/etc/kubernetes/kubelet.conf").Order(), told.Order());
        var kubelet = Assert.Single(findings, finding => finding.Check == "KubeletCredentialUnusable");
        Assert.Equal(FindingSeverity.Critical, kubelet.SeverityLevel);
        Assert.Contains(kubelet.Proof, fact => fact.Contains(
            "\"kubeadm certs renew all\" renews ten certificates and kubeconfigs, but not kubelet.conf", StringComparison.Ordinal));
        Assert.Contains("part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired",
            kubelet.Why, StringComparison.Ordinal);
        Assert.Contains(findings, finding =>
            finding.Remedy.StartsWith("kubeadm certs renew all; this does not renew kubelet.conf, so also run: ",
                StringComparison.Ordinal));
        Assert.Contains(findings[0].Proof,
            fact => fact.StartsWith("/etc/kubernetes/pki/ca.crt: its CA is valid until", StringComparison.Ordinal));
        Assert.Equal(tree == "outage-2019", findings.Any(finding => finding.Check == "SharedAuthority"));
    }

    [Fact]
    public void An_address_that_the_api_server_is_not_good_for_is_told_in_the_words_of_Go()
    {
        using var tree = NodeTree.Unpack("healthy");
        tree.Copy("/etc/kubernetes/admin.conf", "/root/.kube/config");
        tree.Set("/root/.kube/config", "server", "https://10.9.9.9:6443");
        var finding = Assert.Single(Diagnosis.Run(Read(tree, TestPki.AsOf)), finding => finding.Check == "KubeconfigServerNotCovered");
        Assert.Equal("/root/.kube/config", finding.NodePath);
        Assert.Contains(finding.Proof, fact => fact.StartsWith(
            "Go: x509: certificate is valid for 10.96.0.1, 10.2.1.151, 10.2.1.139, 10.2.0.100, not 10.9.9.9", StringComparison.Ordinal));
        Assert.Contains("--apiserver-cert-extra-sans 10.2.1.139,10.2.0.100,10.9.9.9", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_that_is_not_covered_is_told_by_one_check_only()
    {
        using var tree = NodeTree.Unpack("healthy");
        tree.Set("/etc/kubernetes/admin.conf", "server", "https://10.9.9.9:6443");
        Assert.Single(Diagnosis.Run(Read(tree, TestPki.AsOf)), finding => finding.SeverityLevel >= FindingSeverity.Error);
    }

    [Fact]
    public void An_empty_pem_is_told_as_that_file_and_not_as_its_kubeconfig()
    {
        using var tree = NodeTree.Unpack("healthy");
        tree.Write("/var/lib/kubelet/pki/kubelet-client-2026-06-01-08-01-00.pem", "");
        var findings = Diagnosis.Run(Read(tree, TestPki.AsOf));
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-2026-06-01-08-01-00.pem",
            Assert.Single(findings, finding => finding.Check == "EmptyFile").NodePath);
        Assert.Equal("KubeletCredentialUnusable",
            Assert.Single(findings, finding => finding.SeverityLevel == FindingSeverity.Critical).Check);
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void The_machines_culture_changes_nothing(string name)
    {
        var before = CultureInfo.CurrentCulture;
        var expected = Texts(Read(name));
        try
        {
            foreach (var culture in Cultures())
            {
                CultureInfo.CurrentCulture = culture;
                using var tree = NodeTree.Unpack(name);
                Assert.Equal(expected, Texts(Read(tree, Times[name])));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void A_copy_whose_files_are_all_new_is_judged_the_same(string name)
    {
        using var tree = NodeTree.Unpack(name);
        foreach (var file in Directory.GetFiles(tree.Root, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).LinkTarget is null))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
        var (expected, actual) = (Diagnosis.Run(Read(name)), Diagnosis.Run(Read(tree, Times[name])));
        Assert.Equal(expected.Select(finding => (finding.Check, finding.SeverityLevel, finding.NodePath, finding.Remedy)),
            actual.Select(finding => (finding.Check, finding.SeverityLevel, finding.NodePath, finding.Remedy)));
    }

    // A machine without ICU has one culture only: an invented one has commas for points and other signs there, too.
    private static IEnumerable<CultureInfo> Cultures()
    {
        var invented = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        invented.NumberFormat.NumberDecimalSeparator = ",";
        invented.NumberFormat.NegativeSign = "~";
        invented.DateTimeFormat.TimeSeparator = ".";
        invented.DateTimeFormat.DateSeparator = ".";
        yield return invented;
        foreach (var name in new[] { "de-DE", "tr-TR", "ar-SA" }.Where(Exists))
            yield return CultureInfo.GetCultureInfo(name);
    }

    private static bool Exists(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name).Name == name;
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    private static List<string> Texts(NodePki node) =>
        [.. Diagnosis.Run(node).SelectMany(finding => finding.Proof.Concat([finding.ToString(), finding.Why, finding.Remedy]))];

    private static NodePki Read(string name, DateTimeOffset? asOf = null)
    {
        using var tree = NodeTree.Unpack(name);
        return Read(tree, asOf ?? Times[name]);
    }

    private static NodePki Read(NodeTree tree, DateTimeOffset asOf) =>
        new NodeReader(new ReadOptions { Root = tree.Root, AsOf = asOf }).ReadNode();
}
