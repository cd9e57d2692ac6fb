using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Changes.Repair;

/// <summary>
/// What a repair would do about findings. It is asked of the plan itself, so that whoever diagnoses and whoever repairs say the same.
/// </summary>
public static class RepairOutlook
{
    private const string ByHand = ". By hand: ";
    private const string OnlyThis = ". Only this: ";

    /// <summary>What is wrong with a node, the worst first, each with what a repair would do about it.</summary>
    /// <param name="node">The snapshot of the node.</param>
    /// <param name="options">Which checks are asked, and what is told.</param>
    /// <param name="command">The command that repairs.</param>
    /// <param name="cancellation">Stops the asking.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<KubePkiFinding> Diagnose(
        NodePki node, DiagnosisOptions options, RepairCommandLine command, CancellationToken cancellation = default) =>
        Of(node, Diagnosis.Run(node, options, cancellation), command);

    /// <summary>
    /// The findings, each with whether a repair does away with it; the remedies of those begin with the command that does.
    /// </summary>
    /// <param name="node">The snapshot of the node.</param>
    /// <param name="findings">What was found in it.</param>
    /// <param name="command">The command that repairs.</param>
    public static IReadOnlyList<KubePkiFinding> Of(NodePki node, IReadOnlyList<KubePkiFinding> findings, RepairCommandLine command)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(command);
        return Planned(node, findings, command).Findings;
    }

    /// <summary>The same with the plan that was asked; it is null for what is no whole node, and not what a repair reads.</summary>
    internal static (IReadOnlyList<KubePkiFinding> Findings, RepairPlan? Plan) Planned(
        NodePki node, IReadOnlyList<KubePkiFinding> findings, RepairCommandLine command)
    {
        if (node.Scan is not null || node.Files.Count == 0)
            return (findings, null);
        var repair = RepairPlanner.Plan(node, AsRepairFinds(node, findings), new RepairOptions());
        var (cure, preview) = (command.For(node), command.PreviewFor(node));
        return ([.. findings.Select(finding => repair.Answered.Contains(finding)
            ? finding with { CanRepair = true, Cure = cure, Preview = preview, Remedy = Led(cure, finding.Remedy) }
            : finding with { CanRepair = false, Remedy = ManualOf(finding.Remedy) ?? finding.Remedy })], repair.Plan);
    }

    // It leaves what is only good to know, and does not take the threshold of whoever looks ahead.
    private static List<KubePkiFinding> AsRepairFinds(NodePki node, IReadOnlyList<KubePkiFinding> findings)
    {
        var asked = findings.Where(finding => finding.SeverityLevel >= FindingSeverity.Warning).ToList();
        if (node.ExpiresWithin is null)
            return asked;
        var usual = Diagnosis.Run(node with { ExpiresWithin = null }).Select(KeyOf).ToHashSet();
        return asked.FindAll(finding => usual.Contains(KeyOf(finding)));
    }

    private static (string, string, string?) KeyOf(KubePkiFinding finding) => (finding.Check, finding.Target, finding.NodePath);

    private static string Led(string cure, string remedy)
    {
        // What stands there of ours is this command without the options, or one for this alone.
        if (ManualOf(remedy) is { } manual)
            return cure + ByHand + manual;
        return cure + (remedy.StartsWith("kubepki ", StringComparison.Ordinal) ? OnlyThis : ByHand) + remedy;
    }

    private static string? ManualOf(string remedy) => remedy.StartsWith(RepairCommandLine.Program, StringComparison.Ordinal)
        && remedy.IndexOf(ByHand, StringComparison.Ordinal) is > 0 and var at ? remedy[(at + ByHand.Length)..] : null;
}
