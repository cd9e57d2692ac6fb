using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Node.Kubelet;
using KubePki.Node.Reading;
using static KubePki.Tests.TreeEdits;

namespace KubePki.Tests.Node.Kubelet;

/// <summary>Whether kubelet gets in, whatever became of its files.</summary>
public sealed class KubeletJudgeTests : IDisposable
{
    private const string Link = KubeletPki + "kubelet-client-current.pem";
    private const string Pem = KubeletPki + "kubelet-client-2026-06-01-08-01-00.pem";
    private const string Conf = "/etc/kubernetes/kubelet.conf";

    private static readonly TestCertificate OfNode = new("O=system:nodes, CN=system:node:cp1");

    private readonly NodeTree _tree = NodeTree.Unpack("healthy");

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void A_pem_behind_a_link_is_followed()
    {
        var verdict = Judge();
        Assert.True(verdict.Usable);
        Assert.Equal((CredentialKinds.CertificateFile, Link, Pem), (verdict.CredentialKind, verdict.CredentialPath, verdict.LinkTarget));
        Assert.Equal(("cp1", true), (verdict.NodeName, verdict.NameMatches));
        Assert.Null(verdict.GoError);
        Assert.Equal("No action is needed.", verdict.Remedy);
        Assert.True(verdict.RotationFrom < verdict.RotationUntil && verdict.RotationUntil < verdict.Certificate!.NotAfter);
    }

    [Theory]
    [InlineData("2020-07-27T06:24:58Z", true)]
    [InlineData("2020-07-27T06:24:59Z", false)]
    public void An_embedded_certificate_is_good_to_its_last_second(string asOf, bool usable)
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var verdict = Judge(tree, DateTimeOffset.Parse(asOf, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((usable, CredentialKinds.EmbeddedCertificate, Conf), (verdict.Usable, verdict.CredentialKind, verdict.CredentialPath));
        Assert.False(verdict.RestartHelps);
        Assert.Equal(!usable, verdict.AtStart.Contains("is expired: 2020-07-27 06:24:58 +0000 UTC", StringComparison.Ordinal));
    }

    [Fact]
    public void An_embedded_certificate_gives_way_to_a_pem_and_is_not_overwritten()
    {
        Embed(new("O=system:nodes, CN=system:node:cp1") { End = TestPki.AsOf.AddDays(-1) });
        var verdict = Judge();
        Assert.Equal((false, Pem), (verdict.Usable, verdict.BestAlternative?.NodePath));
        Assert.Contains($"kubectl config set-credentials system:node:cp1 --kubeconfig {Conf} "
            + $"--client-certificate {Link} --client-key {Link}", verdict.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain($"{Pem} {Conf}", verdict.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_nowhere_counts_as_absent()
    {
        _tree.Delete(Pem);
        var verdict = Judge();
        Assert.Equal((false, false), (verdict.Usable, verdict.RestartHelps));
        Assert.Equal((Link, Pem), (verdict.CredentialPath, verdict.LinkTarget));
        Assert.Contains("unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            verdict.AtStart, StringComparison.Ordinal);
        _tree.WriteBootstrap();
        Assert.Equal((false, true, "systemctl restart kubelet"), (Judge().Usable, Judge().RestartHelps, Judge().Remedy));
    }

    [Fact]
    public void A_link_that_became_a_file_is_used()
    {
        var text = _tree.Read(Pem);
        _tree.Delete(Link);
        _tree.Write(Link, text);
        var verdict = Judge();
        Assert.True(verdict.Usable);
        Assert.Null(verdict.LinkTarget);
    }

    [Fact]
    public void A_switch_that_was_cut_off_is_ended_by_a_restart()
    {
        _tree.Delete(Link);
        _tree.Link(KubeletPki + "kubelet-client-updated.pem", Pem);
        var verdict = Judge();
        Assert.Equal((false, true), (verdict.Usable, verdict.RestartHelps));
        Assert.Contains("renames it", verdict.AtStart, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_pem_is_told_in_the_words_of_Go_and_an_older_one_taken()
    {
        _tree.IssuePem("kubelet-client-2026-01-01-08-00-00.pem", OfNode);
        _tree.Write(Pem, "");
        var verdict = Judge();
        Assert.False(verdict.Usable);
        Assert.Equal("tls: failed to find any PEM data in certificate input", verdict.GoError);
        Assert.Equal(KubeletPki + "kubelet-client-2026-01-01-08-00-00.pem", verdict.BestAlternative!.NodePath);
        Assert.StartsWith($"ln -sfn {verdict.BestAlternative.NodePath} {KubeletPki}kubelet-client-updated.pem && mv -T ",
            verdict.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_certificate_cannot_be_loaded()
    {
        using var other = TestPki.Authority("other");
        _tree.IssuePem(Path.GetFileName(Pem), OfNode, keyOf: other);
        var verdict = Judge();
        Assert.Equal((false, false), (verdict.Usable, verdict.RestartHelps));
        Assert.Equal("tls: private key does not match public key", verdict.GoError);
        Assert.StartsWith("kubelet exits", verdict.AtStart, StringComparison.Ordinal);
        _tree.WriteBootstrap();
        Assert.True(Judge().RestartHelps);
    }

    [Fact]
    public void A_certificate_of_another_CA_is_refused_and_no_restart_helps()
    {
        TestPki.Put(_tree, PkiDirectory + "ca", TestPki.Authority("kubernetes"));
        var verdict = Judge();
        Assert.Equal((false, false), (verdict.Usable, verdict.RestartHelps));
        Assert.StartsWith("x509: certificate signed by unknown authority (possibly because of ", verdict.GoError, StringComparison.Ordinal);
        Assert.Contains("401 Unauthorized", verdict.AtStart, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_for_servers_alone_is_refused()
    {
        _tree.IssuePem(Path.GetFileName(Pem), OfNode with { Usages = ["serverAuth"] });
        Assert.Equal("x509: certificate specifies an incompatible key usage", Judge().GoError);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_kubeconfig_all_hangs_on_the_bootstrap_file(bool hasBootstrap)
    {
        _tree.Delete(Conf);
        _tree.Delete(Link);
        _tree.Delete(Pem);
        if (hasBootstrap)
            _tree.WriteBootstrap();
        var verdict = Judge();
        Assert.Equal((false, hasBootstrap), (verdict.Usable, verdict.RestartHelps));
        Assert.Null(verdict.Certificate);
        // There is nothing to move away.
        Assert.DoesNotContain($"mv {Conf}", verdict.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_kubeconfig_kubelet_does_not_look_at_its_pems()
    {
        _tree.Delete(Conf);
        var verdict = Judge();
        Assert.Equal((false, false, Conf), (verdict.Usable, verdict.RestartHelps, verdict.CredentialPath));
        Assert.Equal(Pem, verdict.BestAlternative!.NodePath);
        // A pem is no kubeconfig.
        Assert.StartsWith("kubeadm init phase kubeconfig kubelet --node-name cp1", verdict.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_bootstrap_kubeconfig_kubelet_does_not_look_at_NotAfter()
    {
        _tree.Replace("/var/lib/kubelet/kubeadm-flags.env", "--network-plugin=cni", $"--network-plugin=cni --kubeconfig={Conf}");
        _tree.IssuePem(Path.GetFileName(Pem), OfNode with { End = TestPki.AsOf.AddDays(-1) });
        var verdict = Judge();
        Assert.False(verdict.Usable);
        Assert.StartsWith("kubelet starts without a check, since --bootstrap-kubeconfig is not set", verdict.AtStart,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_given_wins()
    {
        var node = Read(_tree, TestPki.AsOf);
        var verdict = KubeletJudge.Judge(node, SpecBuilder.Build(node), "another");
        Assert.Equal(("another", "as given", false, true), (verdict.NodeName, verdict.NodeNameSource, verdict.NameMatches, verdict.Usable));
    }

    [Fact]
    public void A_directory_alone_is_judged_without_a_CA()
    {
        using var copy = NodeTree.Empty();
        copy.Write("/pki/" + Path.GetFileName(Pem), _tree.Read(Pem));
        copy.Link("/pki/kubelet-client-current.pem", Path.GetFileName(Pem));
        var node = new NodeReader(new ReadOptions { AsOf = TestPki.AsOf }).ReadPath(copy.Path("/pki")).Single();
        var verdict = KubeletJudge.Judge(node, SpecBuilder.Build(node));
        Assert.True(verdict.Usable);
        Assert.Null(Assert.Single(verdict.Candidates).IsSigned);
        Assert.Contains("no CA was found", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_pem_alone_is_judged()
    {
        var at = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var node = new NodeReader(new ReadOptions { AsOf = at }).ReadPath(_tree.Path(Pem)).Single();
        var verdict = KubeletJudge.Judge(node, SpecBuilder.Build(node));
        Assert.False(verdict.Usable);
        Assert.Equal(verdict.Certificate!.NotBefore, verdict.HealsAt);
    }

    private void Embed(TestCertificate certificate)
    {
        _tree.Set(Conf, "client-certificate", "X");
        _tree.Set(Conf, "client-key", "X");
        _tree.Replace(Conf, "client-certificate:", "client-certificate-data:");
        _tree.Replace(Conf, "client-key:", "client-key-data:");
        _tree.IssueConf("kubelet.conf", certificate);
    }

    private KubeletClientVerdict Judge() => Judge(_tree, TestPki.AsOf);

    private static KubeletClientVerdict Judge(NodeTree tree, DateTimeOffset asOf)
    {
        var node = Read(tree, asOf);
        return KubeletJudge.Judge(node, SpecBuilder.Build(node));
    }

    private static NodePki Read(NodeTree tree, DateTimeOffset asOf) =>
        new NodeReader(new ReadOptions { Root = tree.Root, AsOf = asOf }).ReadNode();
}
