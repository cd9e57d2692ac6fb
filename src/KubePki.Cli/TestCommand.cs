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
        var nodes = _shared.ReadNodes(parsed, new ProblemReport(failOn: null), cancellation).Select(pair => pair.Node).ToList();
        if (nodes.Count == 0)
            return ExitCodes.Failed;
        var repairing = _shared.Repairing(parsed);
        var found = nodes.ConvertAll(node => (Node: node, Findings: RepairOutlook.Diagnose(node, options, repairing, cancellation)));
        List<KubePkiFinding> Of(IEnumerable<NodePki> these) => [.. found.Where(pair => these.Contains(pair.Node))
            .SelectMany(pair => pair.Findings).OrderByDescending(finding => finding.SeverityLevel)];
        var findings = Of(nodes);
        Write(findings, nodes, Of, parsed);
        return _findings.Fails(parsed, findings) ? ExitCodes.Findings : ExitCodes.Ok;
    }

    private void Write(
        List<KubePkiFinding> findings, List<NodePki> nodes, Func<IEnumerable<NodePki>, List<KubePkiFinding>> of, ParseResult parsed)
    {
        if (_output.Is(parsed, "sarif"))
        {
            using var stream = StandardOutput.Open(parsed.InvocationConfiguration.Output);
            Sarif.Write(findings, CheckCatalogue.All, ToolVersion.Text, stream);
            return;
        }
        _output.Write(parsed, () => NodeSections.Write(nodes, these => _output.Is(parsed, "list") ? FindingTable.WriteDetails(of(these))
                : _findings.IsDetailed(parsed) ? FindingTable.WriteDetailed(of(these)) : FindingTable.Write(of(these))),
            json => findings.ForEach(json.Write), () => findings.Select(finding => finding.Check));
    }
}
