using KubePki.Changes.Repair;
using KubePki.Fleet;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Reports.Report;

namespace KubePki.Changes.Survey;

/// <summary>
/// All that can be said of a node at once: what is wrong, who trusts whom, and what a repair would do. It changes nothing.
/// </summary>
public static class NodeSurvey
{
    /// <summary>Reads nodes, several at once, and gives what a report shows of them in their order. No snapshot is kept.</summary>
    /// <param name="nodes">How each node is read.</param>
    /// <param name="command">The command that repairs.</param>
    /// <param name="skin">How the report speaks.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IEnumerable<SurveyedNode> Each(
        IReadOnlyList<ReadOptions> nodes, RepairCommandLine command, ReportSkin skin, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        // Of many, each is read by one thread.
        var threads = nodes.Count == 1 ? 1 : Environment.ProcessorCount;
        return OrderedParallel.Select(nodes, options =>
        {
            var node = new NodeReader(nodes.Count == 1 ? options : options with { Threads = 1 }, cancellation).ReadNode();
            var gaps = node.Gaps;
            List<PkiProblem> problems =
                [.. gaps, .. node.Problems.Except(gaps).Where(problem => PkiProblemId.IsAboutPassphrase(problem.Id))];
            if (node.IsEmpty)
                return new SurveyedNode(node.NodeName, null, problems) { Root = node.Root, HasGaps = gaps.Count > 0 };
            var (report, findings) = Survey(node, command, skin, cancellation);
            return new SurveyedNode(node.NodeName, report, problems)
            {
                Root = node.Root,
                HasGaps = gaps.Count > 0,
                Summary = NodeSummary.Of(node, findings),
            };
        }, threads);
    }

    /// <summary>The report of nodes and clusters, with what only all of them together show; null when there is nothing to report.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="version">The version of this tool.</param>
    /// <param name="skin">How the report speaks.</param>
    /// <param name="clusters">What is shown of clusters beside the nodes; null for nothing.</param>
    public static PkiReport? Report(
        IEnumerable<SurveyedNode> nodes, string version, ReportSkin skin, IReadOnlyList<ReportNode>? clusters = null)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(skin);
        var reports = new List<ReportNode>();
        var summaries = new List<NodeSummary>();
        var unread = new List<UnreadRoot>();
        foreach (var node in nodes)
        {
            if (node.Report is null)
            {
                // The root stands beside it.
                unread.Add(new UnreadRoot(node.Root, TextList.From(ProblemSummary.Of(node.Problems).Select(problem =>
                    skin.Words(problem.Path == node.Root ? Printable.Text(problem.Reason) : problem.ToString())))));
                continue;
            }
            reports.Add(node.Report);
            summaries.Add(node.Summary!);
        }
        reports.AddRange(clusters ?? []);
        IReadOnlyList<KubePkiFleetFinding> InWords(IEnumerable<KubePkiFleetFinding> findings) =>
            [.. findings.Select(finding => finding with { Remedy = skin.Words(finding.Remedy) })];
        return reports.Count == 0 ? null : PkiReport.Of(reports, version, InWords(FleetDiagnosis.Together(summaries)),
            reports.Count == 1 ? null : InWords(FleetDiagnosis.Each(summaries)), unread);
    }

    /// <summary>What a report shows of a node.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="command">The command that repairs.</param>
    /// <param name="skin">How the report speaks.</param>
    /// <param name="cancellation">Stops the diagnosis.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ReportNode Of(NodePki node, RepairCommandLine command, ReportSkin skin, CancellationToken cancellation = default) =>
        Survey(node, command, skin, cancellation).Report;

    private static (ReportNode Report, IReadOnlyList<KubePkiFinding> Findings) Survey(
        NodePki node, RepairCommandLine command, ReportSkin skin, CancellationToken cancellation)
    {
        var (findings, plan) = RepairOutlook.Planned(node, Diagnosis.Run(node, cancellation), command);
        return (ReportBuilder.Of(node, findings, plan ?? RepairPlanner.Plan(node, [], new RepairOptions()).Plan, skin), findings);
    }
}
