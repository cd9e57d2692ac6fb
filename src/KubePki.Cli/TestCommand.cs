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

    private readonly Option<string[]> _check = new("--check")
    {
        Description = "Run only these checks. Wildcards are supported.",
        HelpName = "CHECK",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _exclude = new("--exclude-check")
    {
        Description = "Skip these checks. Wildcards are supported.",
        HelpName = "CHECK",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<FindingSeverity> _severity = new("--severity")
    {
        Description = "Lowest severity to report.",
        HelpName = "SEVERITY",
    };

    private readonly Option<FindingSeverity> _failOn = new("--fail-on")
    {
        Description = "Exit with code 2 if a finding has at least this severity.",
        HelpName = "SEVERITY",
        DefaultValueFactory = _ => FindingSeverity.Error,
    };

    private readonly Option<bool> _detailed = new("--detailed")
    {
        Description = "Show each finding by itself, with its proof and remedy, instead of one line for findings of one cause.",
    };

    private readonly OutputOption _output = new("list", "sarif");

    public static Command Create()
    {
        var test = new TestCommand();
        var command = new Command("test", "Diagnoses a node: findings with evidence and remedy, most severe first.");
        test._shared.AddTo(command, takesMany: true);
        command.Options.Add(test._shared.ExpiresWithin);
        command.Options.Add(test._check);
        command.Options.Add(test._exclude);
        SharedOptions.Known(test._check, "check", CheckCatalogue.All.Select(check => check.Name));
        SharedOptions.Known(test._exclude, "check", CheckCatalogue.All.Select(check => check.Name));
        command.Options.Add(test._severity);
        command.Options.Add(test._failOn);
        command.Options.Add(test._detailed);
        test._output.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(test.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var options = new DiagnosisOptions
        {
            Checks = SharedOptions.Names(parsed.GetValue(_check)),
            ExcludedChecks = SharedOptions.Names(parsed.GetValue(_exclude)),
            Severity = parsed.GetValue(_severity),
        };
        var nodes = _shared.ReadNodes(parsed, new ProblemReport(failOn: null), cancellation).Select(pair => pair.Node).ToList();
        if (nodes.Count == 0)
            return ExitCodes.Failed;
        var repairing = _shared.Repairing(parsed);
        var found = nodes.ConvertAll(node => (Node: node, Findings: RepairOutlook.Diagnose(node, options, repairing, cancellation)));
        List<KubePkiFinding> Of(IEnumerable<NodePki> these) => [.. found.Where(pair => these.Contains(pair.Node))
            .SelectMany(pair => pair.Findings).OrderByDescending(finding => finding.SeverityLevel)];
        var findings = Of(nodes);
        Write(findings, nodes, Of, parsed);
        return findings.Exists(finding => finding.SeverityLevel >= parsed.GetValue(_failOn)) ? ExitCodes.Findings : ExitCodes.Ok;
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
                : parsed.GetValue(_detailed) ? FindingTable.WriteDetailed(of(these)) : FindingTable.Write(of(these))),
            json => findings.ForEach(json.Write), () => findings.Select(finding => finding.Check));
    }
}
