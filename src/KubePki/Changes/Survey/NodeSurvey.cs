using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Reports.Report;

namespace KubePki.Changes.Survey;

/// <summary>
/// All that can be said of a node at once: what is wrong, who trusts whom, and what a repair would do. It changes nothing.
/// </summary>
public static class NodeSurvey
{
    /// <summary>What a report shows of a node.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="skin">How the report speaks.</param>
    /// <param name="cancellation">Stops the diagnosis.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ReportNode Of(NodePki node, ReportSkin skin, CancellationToken cancellation = default)
    {
        var findings = Diagnosis.Run(node, cancellation);
        var plan = RepairPlanner.Plan(node, [.. findings.Where(finding => finding.SeverityLevel >= FindingSeverity.Warning)],
            new RepairOptions());
        return ReportBuilder.Of(node, findings, plan.Plan, skin);
    }
}
