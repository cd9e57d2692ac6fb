using KubePki.Model;

namespace KubePki.Tests.Node.Checks;

/// <summary>A CA that lies among kubeadm's under a name that neither kubeadm nor a flag knows: it is read, and trusted by nobody.</summary>
public sealed class UnnamedAuthorityTests
{
    private const string Path = "/etc/kubernetes/pki/company-root.crt";

    [Fact]
    public void It_is_listed_and_nothing_is_said_of_it()
    {
        using var tree = With(OtherNodes.Kubeadm()).Build();
        var stranger = Assert.Single(MadeNode.Read(tree).Certificates, certificate => certificate.NodePath == Path);
        Assert.Equal((null, true, true, CertificateSource.File),
            (stranger.Role, stranger.IsAuthority, stranger.HasKey, stranger.Source));
        Assert.DoesNotContain(MadeNode.Findings(tree), finding => finding.SeverityLevel > FindingSeverity.Information);
    }

    [Theory]
    [InlineData("/etc/kubernetes/pki/apiserver.crt", "apiserver", "/etc/kubernetes/pki/ca.crt")]
    [InlineData("/etc/kubernetes/pki/etcd/server.crt", "etcd-server", "/etc/kubernetes/pki/etcd/ca.crt")]
    public void What_it_signed_is_not_trusted_for_that(string signed, string target, string trusted)
    {
        var node = With(OtherNodes.Kubeadm());
        using var tree = (node with
        {
            Leaves = [.. node.Leaves.Select(leaf => leaf.Path == signed ? leaf with { Signer = "stranger" } : leaf)],
        }).Build();
        var finding = Assert.Single(MadeNode.Findings(tree), finding => finding.Check == "SignedByUnknownAuthority");
        Assert.Equal((FindingSeverity.Critical, target), (finding.SeverityLevel, finding.Target));
        Assert.Contains($"It was not signed by {trusted}", finding.Message, StringComparison.Ordinal);
        Assert.Contains("company", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_end_is_told_without_a_command_that_would_replace_it()
    {
        var node = With(OtherNodes.Kubeadm());
        using var tree = (node with
        {
            Authorities = [.. node.Authorities.Select(authority => authority.Id == "stranger"
                ? authority with { Start = TestPki.AsOf.AddYears(-1), End = TestPki.AsOf.AddDays(-1) } : authority)],
        }).Build();
        var finding = Assert.Single(MadeNode.Findings(tree), finding => finding.SeverityLevel > FindingSeverity.Information);
        Assert.Equal((FindingSeverity.Warning, "CertificateExpired", Path), (finding.SeverityLevel, finding.Check, finding.NodePath));
        Assert.Equal($"Have {Path} reissued by its issuer.", finding.Remedy);
    }

    private static MadeNode With(MadeNode node) => node with
    {
        Authorities = [.. node.Authorities, new("stranger", "CN=company root", Path)],
    };
}
