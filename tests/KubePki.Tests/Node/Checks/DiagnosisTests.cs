using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Tests.Node.Checks;

/// <summary>How checks are asked, whatever they ask.</summary>
public sealed class DiagnosisTests
{
    private static readonly NodePki Node = new() { Root = "/", AsOf = TestPki.AsOf };

    [Fact]
    public void A_check_that_breaks_is_a_finding_and_the_others_go_on()
    {
        var findings = Diagnosis.Run(Node, [new Breaking(), new Finding("A", FindingSeverity.Critical)],
            FindingSeverity.Information, default);
        Assert.Equal(["A", nameof(CheckFailed)], findings.Select(finding => finding.Check));
        Assert.Equal((nameof(Breaking), FindingSeverity.Warning), (findings[1].Target, findings[1].SeverityLevel));
        Assert.Contains("the reason", findings[1].Proof.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Being_stopped_is_no_finding()
    {
        Assert.Throws<OperationCanceledException>(() => Diagnosis.Run(Node, [new Stopped()], FindingSeverity.Information, default));
        Assert.Throws<OperationCanceledException>(() => Diagnosis.Run(Node, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_worst_comes_first_and_then_the_order_of_the_catalogue()
    {
        NodeCheck[] checks =
        [
            new Finding("A", FindingSeverity.Information), new Finding("B", FindingSeverity.Error),
            new Finding("C", FindingSeverity.Critical), new Finding("D", FindingSeverity.Error),
        ];
        Assert.Equal(["C", "B", "D", "A"],
            Diagnosis.Run(Node, checks, FindingSeverity.Information, default).Select(finding => finding.Check));
        Assert.Equal(["C", "B", "D"], Diagnosis.Run(Node, checks, FindingSeverity.Error, default).Select(finding => finding.Check));
    }

    [Fact]
    public void Control_characters_of_files_reach_no_text()
    {
        var finding = Assert.Single(
            Diagnosis.Run(Node, [new Finding("A\u001b[2J", FindingSeverity.Error)], FindingSeverity.Information, default));
        Assert.Equal("A?[2J", finding.Message);
    }

    [Theory]
    [InlineData(new[] { "Certificate*" }, new string[0],
        "CertificateExpired CertificateNotYetValid CertificateMissing CertificateExpiring")]
    [InlineData(new[] { "certificateexpir???" }, new string[0], "CertificateExpiring")]
    [InlineData(new[] { "Certificate*" }, new[] { "*Expir*" }, "CertificateNotYetValid CertificateMissing")]
    [InlineData(new[] { "WeakKey", "WrongOwner" }, new string[0], "WeakKey WrongOwner")]
    [InlineData(new[] { "WeakKey" }, new[] { "*" }, "")]
    public void Names_are_taken_with_wildcards_and_left_out(string[] checks, string[] excluded, string expected)
    {
        var options = new DiagnosisOptions { Checks = checks, ExcludedChecks = excluded };
        Assert.Equal(expected,
            string.Join(' ', CheckCatalogue.All.Select(check => check.Name).Where(name => Diagnosis.IsAsked(name, options))));
        Assert.Null(DiagnosisOptions.Unknown(options));
    }

    [Fact]
    public void A_name_that_fits_no_check_is_told()
    {
        Assert.Equal("Nope*", DiagnosisOptions.Unknown(new DiagnosisOptions { Checks = ["WeakKey", "Nope*"] }));
        Assert.Equal("Nope", DiagnosisOptions.Unknown(new DiagnosisOptions { ExcludedChecks = ["Nope"] }));
    }

    [Fact]
    public void Severity_and_names_work_together_on_a_node()
    {
        using var tree = NodeTree.Unpack("healthy");
        var node = new KubePki.Node.Reading.NodeReader(new() { Root = tree.Root, AsOf = TestPki.AsOf }).ReadNode();
        Assert.Equal(["KubeletServingWithoutAddress"],
            Diagnosis.Run(node, new DiagnosisOptions { Severity = FindingSeverity.Warning }).Select(finding => finding.Check));
        Assert.Equal(["ServerTlsBootstrapOff"],
            Diagnosis.Run(node, new DiagnosisOptions { ExcludedChecks = ["KubeletServing*"] }).Select(finding => finding.Check));
    }

    private static CheckResult Something(string text) => new("target", text, "why", $"remedy") { Proof = ["proof"] };

    private sealed class Breaking : NodeCheck
    {
        public override KubePkiCheck About { get; } = new(nameof(Breaking), "Test",
            FindingSeverity.Critical, "It breaks.", "https://example.org/");

        public override IEnumerable<CheckResult> Evaluate(NodeView node)
        {
            yield return Something("lost with the rest");
            throw new InvalidOperationException("the reason");
        }
    }

    private sealed class Stopped : NodeCheck
    {
        public override KubePkiCheck About { get; } = new(nameof(Stopped), "Test",
            FindingSeverity.Critical, "It is stopped.", "https://example.org/");

        public override IEnumerable<CheckResult> Evaluate(NodeView node) => throw new OperationCanceledException();
    }

    private sealed class Finding(string name, FindingSeverity severity) : NodeCheck
    {
        public override KubePkiCheck About { get; } = new(name, "Test", severity, "It finds.", "https://example.org/");

        public override IEnumerable<CheckResult> Evaluate(NodeView node) => [Something(name)];
    }
}
