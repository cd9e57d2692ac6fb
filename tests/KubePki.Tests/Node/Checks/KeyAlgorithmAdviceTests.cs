using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Node.Guidance;
using KubePki.Reports;

namespace KubePki.Tests.Node.Checks;

/// <summary>kubeadm makes RSA keys unless its configuration says otherwise: where a cluster has others, advice has it read one.</summary>
public sealed class KeyAlgorithmAdviceTests
{
    private const string Certificate = "/etc/kubernetes/pki/apiserver.crt";

    [Theory]
    [InlineData("kubeadm-1.36-ecdsa", "ECDSA-P256")]
    [InlineData("kubeadm-1.36-rsa", null)]
    public void What_is_missing_is_made_with_the_algorithm_of_the_others(string name, string? algorithm)
    {
        using var tree = NodeTree.Unpack(name);
        File.Delete(tree.Path(Certificate));
        var finding = Of(tree, "CertificateMissing", "apiserver");
        Assert.Contains("kubeadm init phase certs apiserver", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(algorithm is not null, finding.Remedy.Contains(
            "spec=/root/kubepki-spec.$(date +%s).yaml && (set -C; kubepki spec -o kubeadm > \"$spec\") && ", StringComparison.Ordinal));
        Assert.Equal(algorithm is not null,
            finding.Remedy.Contains("apiserver --config \"$spec\"", StringComparison.Ordinal));
        // kubeadm refuses other options beside a configuration.
        if (algorithm is not null)
            Assert.DoesNotContain(" --kubernetes-version", finding.Remedy, StringComparison.Ordinal);
        var spec = SpecBuilder.Build(MadeNode.Read(tree, AsOf));
        Assert.Equal(algorithm, spec.EncryptionAlgorithm?.Value);
        Assert.Equal(algorithm is not null, KubeadmConfiguration.Write(spec)
            .Contains($"encryptionAlgorithm: {algorithm}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kubeadm-1.36-ecdsa", true)]
    [InlineData("kubeadm-1.36-rsa", false)]
    public void What_has_ended_is_renewed_with_its_algorithm(string name, bool byConfiguration)
    {
        using var tree = NodeTree.Unpack(name);
        var finding = MadeNode.Findings(tree, AsOf.AddYears(1)).First(finding => finding.Check == "CertificateExpired");
        Assert.Contains($"kubeadm certs renew all{(byConfiguration ? " --config \"$spec\"" : "")}; this does not renew",
            finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(byConfiguration,
            finding.Remedy.Contains("--node-name cp1 --config \"$spec\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_are_added_in_an_editor_and_nothing_goes_on_after_a_step_that_failed()
    {
        using var tree = NodeTree.Unpack("kubeadm-1.36-ecdsa");
        var node = MadeNode.Read(tree, AsOf);
        var remedy = new NodeGuidance(node, SpecBuilder.Build(node)).AddNames(Certificate, "a.example.com", "10.1.2.3").ToString();
        Assert.StartsWith("Add a.example.com, 10.1.2.3 to apiServer.certSANs in the editor that opens: spec=/root/kubepki-spec.$(date +%s)"
            + ".yaml && (set -C; kubepki spec -o kubeadm > \"$spec\") && ${EDITOR:-vi} \"$spec\" && mv ", remedy, StringComparison.Ordinal);
        Assert.Contains(" && kubeadm init phase certs apiserver --config \"$spec\"", remedy, StringComparison.Ordinal);
        var commands = KubePki.Reports.RemedyText.Lines(remedy).TakeWhile(line => !line.Contains('#', StringComparison.Ordinal));
        Assert.All(commands, line => Assert.EndsWith(" &&", line, StringComparison.Ordinal));
    }

    // Before v1beta4 a feature gate did it, for P-256 alone.
    [Theory]
    [InlineData("v1.31.4", true)]
    [InlineData("v1.30.4", true)]
    [InlineData("v1.18.20", false)]
    public void Releases_before_had_a_gate(string version, bool canKeep)
    {
        using var tree = NodeTree.Unpack("kubeadm-1.36-ecdsa");
        foreach (var manifest in Directory.GetFiles(tree.Path("/etc/kubernetes/manifests")))
            File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("v1.36.2", version, StringComparison.Ordinal));
        File.Delete(tree.Path(Certificate));
        Assert.Equal(canKeep, Of(tree, "CertificateMissing", "apiserver").Remedy.Contains("--config", StringComparison.Ordinal));
        var text = KubeadmConfiguration.Write(SpecBuilder.Build(MadeNode.Read(tree, AsOf)));
        Assert.Equal(version == "v1.31.4", text.Contains("encryptionAlgorithm: ECDSA-P256", StringComparison.Ordinal));
        Assert.Equal(version == "v1.30.4", text.Contains("featureGates:\n  PublicKeysECDSA: true", StringComparison.Ordinal));
    }

    private static DateTimeOffset AsOf { get; } = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private static KubePkiFinding Of(NodeTree tree, string check, string target) =>
        Assert.Single(MadeNode.Findings(tree, AsOf), finding => finding.Check == check && finding.Target == target);
}
