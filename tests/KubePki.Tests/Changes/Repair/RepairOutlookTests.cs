using System.Globalization;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;

namespace KubePki.Tests.Changes.Repair;

/// <summary>Whoever diagnoses and whoever repairs say the same, on every tree that there is.</summary>
public sealed class RepairOutlookTests
{
    public static TheoryData<string, string, string> Trees => new()
    {
        { "nodes", "healthy", "2026-07-01T00:00:00Z" },
        { "nodes", "healthy", "2027-05-20T00:00:00Z" },
        { "nodes", "healthy", "2027-07-01T00:00:00Z" },
        { "nodes", "healthy", "2037-01-01T00:00:00Z" },
        { "nodes", "healthy", "2020-01-01T00:00:00Z" },
        { "nodes", "expired-2020", "2020-07-28T00:00:00Z" },
        { "nodes", "outage-2019", "2019-09-09T00:00:00Z" },
        { "nodes", "power-loss", "2021-09-01T03:00:00Z" },
        { "nodes", "cni-leftover", "2020-06-21T00:00:00Z" },
        { "field", "cfssl-aggregator", "2026-07-01T00:00:00Z" },
        { "field", "hardway-expired", "2022-10-02T00:00:00Z" },
        { "field", "k3s-dynamic-cert", "2023-11-02T10:00:00Z" },
        { "field", "k3s-services", "2026-11-29T03:30:00Z" },
        { "field", "kops-aggregator-mismatch", "2026-11-29T03:30:00Z" },
        { "field", "kubespray-expired", "2021-01-25T00:00:00Z" },
        { "field", "microk8s-frontproxy", "2026-07-01T00:00:00Z" },
        { "field", "rke1-expired", "2020-04-01T02:15:00Z" },
        { "field", "worker-zero-bytes", "2026-11-29T03:30:00Z" },
    };

    [Theory]
    [MemberData(nameof(Trees))]
    public void The_diagnosis_promises_what_the_plan_does_and_nothing_else(string kind, string name, string asOf)
    {
        using var tree = Unpack(kind, name);
        var node = Read(tree, asOf);
        var command = $"kubepki repair --root {node.Root} --yes (preview: --what-if)";
        var found = RepairOutlook.Of(node, Diagnosis.Run(node), new RepairCommandLine());
        var plan = RepairPlanner.Plan(node,
            Diagnosis.Run(node, new DiagnosisOptions { Severity = FindingSeverity.Warning }), new RepairOptions()).Plan;
        foreach (var finding in found)
        {
            var isCured = plan.Steps.Any(step => step.Cures.Contains(finding.Check) && IsAbout(step, finding));
            Assert.True(finding.CanRepair == isCured, $"{finding}: CanRepair {finding.CanRepair}, cured {isCured}");
            Assert.Equal(finding.CanRepair, finding.Remedy.StartsWith("kubepki repair", StringComparison.Ordinal)
                && !finding.Remedy.StartsWith("kubepki repair kubeconfig --path", StringComparison.Ordinal));
            Assert.Equal(finding.CanRepair ? command : null, finding.Cure);
            // What the remedy does not lead to is told by the plan, too.
            Assert.True(finding.CanRepair || finding.SeverityLevel < FindingSeverity.Warning
                || plan.LeftAlone.Any(note => note.Findings.Any(left => left.Check == finding.Check && left.Target == finding.Target)),
                $"{finding}: neither done nor left");
        }
        Assert.Equal(found.Any(finding => finding.CanRepair), plan.Steps.Count > 0);
    }

    [Theory]
    [InlineData("nodes", "expired-2020", "2020-07-28T00:00:00Z")]
    [InlineData("nodes", "power-loss", "2021-09-01T03:00:00Z")]
    [InlineData("nodes", "cni-leftover", "2020-06-21T00:00:00Z")]
    [InlineData("field", "hardway-expired", "2022-10-02T00:00:00Z")]
    public void What_is_promised_is_gone_afterwards_and_the_rest_is_still_there(string kind, string name, string asOf)
    {
        using var tree = Unpack(kind, name);
        var node = Read(tree, asOf);
        var before = RepairOutlook.Of(node, Diagnosis.Run(node), new RepairCommandLine());
        var repair = RepairPlanner.Plan(node, before, new RepairOptions());
        Assert.All(RepairRun.Apply(repair, Options(tree, asOf)), receipt => Assert.Equal(RepairResult.Done, receipt.Result));
        var after = Diagnosis.Run(Read(tree, asOf)).Select(finding => (finding.Check, finding.Target)).ToList();
        Assert.DoesNotContain(before, finding => finding.CanRepair && after.Contains((finding.Check, finding.Target)));
        Assert.All(before.Where(finding => !finding.CanRepair && finding.SeverityLevel >= FindingSeverity.Warning),
            finding => Assert.Contains(finding.Check, after.Select(left => left.Check)));
    }

    [Fact]
    public void A_threshold_that_a_repair_does_not_have_promises_nothing()
    {
        using var tree = NodeTree.Unpack("healthy");
        var options = Options(tree, "2026-07-01T00:00:00Z") with { ExpiresWithin = ExpiryThreshold.FromSpan(TimeSpan.FromDays(400)) };
        var node = new NodeReader(options).ReadNode();
        var expiring = RepairOutlook.Of(node, Diagnosis.Run(node), new RepairCommandLine())
            .Where(finding => finding.Check == "CertificateExpiring").ToList();
        Assert.NotEmpty(expiring);
        Assert.DoesNotContain(expiring, finding => finding.CanRepair);
    }

    [Fact]
    public void The_command_has_the_options_of_the_diagnosis_quoted()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var node = Read(tree, "2020-07-28T00:00:00Z");
        var command = new RepairCommandLine { KeyPassphraseFile = "a b", AsOf = node.AsOf };
        var finding = RepairOutlook.Of(node, Diagnosis.Run(node), command)[0];
        var options = $"kubepki repair --root {node.Root} --key-passphrase-file 'a b'";
        Assert.Equal($"{options} --yes (preview: --what-if)", finding.Cure);
        Assert.Equal($"{options} --as-of 2020-07-28T00:00:00Z --what-if", finding.Preview);
    }

    [Fact]
    public void A_plan_for_a_part_tells_what_else_is_wrong_and_is_helpless()
    {
        using var tree = NodeTree.Unpack("healthy");
        tree.SwapDates("apiserver");
        var plan = KubeletRepair.Plan(Read(tree, "2026-07-01T00:00:00Z"), new RepairOptions());
        Assert.Empty(plan.Plan.Steps);
        Assert.True(plan.IsHelpless);
        Assert.Contains(plan.Plan.Uncured, error => error.Contains("NeverValid apiserver", StringComparison.Ordinal));
        var text = KubePki.Reports.RepairReport.Write(plan.Plan);
        Assert.StartsWith("Nothing to do. But this node has other problems:\n  Critical NeverValid apiserver: ", text,
            StringComparison.Ordinal);
        Assert.Contains($"run kubepki repair --root {tree.Root} --what-if", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_that_broke_is_no_success_and_the_rest_stands()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var node = Read(tree, "2020-07-28T00:00:00Z");
        var findings = Diagnosis.Run(node);
        Assert.False(RepairPlanner.Plan(node, findings, new RepairOptions()).IsBroken);
        // A fix that no planner expects.
        var broken = RepairPlanner.Plan(node, [.. findings, findings[0] with { Fix = new Fix.RemoveNetwork(null!) }], new RepairOptions());
        Assert.True(broken.IsBroken);
        Assert.NotEmpty(broken.Plan.Steps);
        Assert.Contains(broken.Plan.LeftAlone, note => note.Reason.StartsWith(RepairPlanner.Broken, StringComparison.Ordinal));
    }

    // A step is about a file; that of kubelet's credential is about all that kubelet has.
    private static bool IsAbout(RepairStep step, KubePkiFinding finding) =>
        step.Changes.Any(change => change.NodePath == finding.NodePath) || step.Target == finding.Target
            || (step.Target == "kubelet" && finding.Target.StartsWith("kubelet", StringComparison.Ordinal));

    private static NodeTree Unpack(string kind, string name) => kind == "field" ? NodeTree.UnpackField(name) : NodeTree.Unpack(name);

    private static ReadOptions Options(NodeTree tree, string asOf) => new()
    {
        Root = Directory.Exists(tree.Path("/root/etc")) ? tree.Path("/root") : tree.Root,
        AsOf = DateTimeOffset.Parse(asOf, CultureInfo.InvariantCulture),
    };

    private static NodePki Read(NodeTree tree, string asOf) => new NodeReader(Options(tree, asOf)).ReadNode();
}
