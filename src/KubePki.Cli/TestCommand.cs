using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki test</c>: what is wrong with a node.</summary>
internal sealed class TestCommand
{
    private readonly SharedOptions _shared = new();

    private readonly FindingOptionSet _findings = new(isOfCluster: false);

    private readonly OutputOption _output = new("list", "sarif");

    public static Command Create()
    {
        var test = new TestCommand();
        var command = new Command("test", "Diagnoses a node: findings with evidence and remedy, most severe first.");
        test._shared.AddTo(command, takesMany: true);
        command.Options.Add(test._shared.ExpiresWithin);
        test._findings.AddChecksTo(command);
        test._findings.AddFindingsTo(command);
        test._output.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(test.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var options = _findings.Asked(parsed);
        var problems = new ProblemReport(failOn: null);
        var nodes = _shared.ReadNodes(parsed, problems, cancellation).Select(pair => pair.Node).ToList();
        if (nodes.Count == 0)
            return ExitCodes.Failed;
        var repairing = _shared.Repairing(parsed);
        var found = nodes.ConvertAll(node => (Node: node, Findings: RepairOutlook.Diagnose(node, options, repairing, cancellation)));
        List<KubePkiFinding> Of(IEnumerable<NodePki> these) => [.. found.Where(pair => these.Contains(pair.Node))
            .SelectMany(pair => pair.Findings).OrderByDescending(finding => finding.SeverityLevel)];
        var findings = Of(nodes);
        Write(findings, nodes, Of, parsed);
        return _findings.Fails(parsed, findings) ? ExitCodes.Findings : problems.After(ExitCodes.Ok);
    }

    private void Write(
        List<KubePkiFinding> findings, List<NodePki> nodes, Func<IEnumerable<NodePki>, List<KubePkiFinding>> of, ParseResult parsed)
    {
        // Nobody has looked at what could not be read.
        ReportText Found(IReadOnlyList<NodePki> these, Func<IReadOnlyList<KubePkiFinding>, ReportText> write) =>
            of(these) is { Count: > 0 } some ? write(some)
            : these.Any(node => node.Gaps.Count > 0) ? "No problems found in what could be read.\n" : write([]);

        if (_output.Is(parsed, "sarif"))
        {
            using var stream = StandardOutput.Open(parsed.InvocationConfiguration.Output);
            Sarif.Write(findings, CheckCatalogue.All, ToolVersion.Text, stream);
            return;
        }
        _output.Write(parsed, () => NodeSections.Write(nodes, these => _output.Is(parsed, "list") ? FindingTable.WriteDetails(of(these))
                : Found([.. these], _findings.IsDetailed(parsed) ? FindingTable.WriteDetailed : FindingTable.Write)),
            json => findings.ForEach(json.Write), () => findings.Select(finding => finding.Check));
    }
}
