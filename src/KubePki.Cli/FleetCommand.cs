using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Fleet;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki fleet</c>: what many nodes together show.</summary>
internal sealed class FleetCommand
{
    private readonly SharedOptions _shared = new();

    private readonly Argument<string[]> _roots = new("ROOT")
    {
        Description = "Snapshots, archives and root directories of nodes.",
        Arity = ArgumentArity.OneOrMore,
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

    private readonly OutputOption _output = new("list");

    public static Command Create()
    {
        var fleet = new FleetCommand();
        var command = new Command("fleet",
            "Diagnoses many nodes together: each fault once, what differs between nodes of a cluster, and what ends first.")
        {
            fleet._roots, fleet._shared.AsOf, fleet._shared.ExpiresWithin, fleet._severity, fleet._failOn,
        };
        fleet._output.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(fleet.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var error = parsed.InvocationConfiguration.Error;
        var count = 0;
        var options = new Node.Reading.ReadOptions
        {
            AsOf = _shared.Moment(parsed),
            ExpiresWithin = parsed.GetValue(_shared.ExpiresWithin),
        };
        var roots = parsed.GetValue(_roots)!;
        var repairing = new RepairCommandLine { AsOf = parsed.GetValue(_shared.AsOf) };
        var verdict = FleetDiagnosis.Run(roots, options,
            node => RepairOutlook.Diagnose(node, DiagnosisOptions.Everything, repairing, cancellation), problems =>
        {
            count++;
            new ProblemReport(failOn: null).Report(problems, error);
        }, cancellation);
        if (verdict.Note is { } note)
            error.WriteLine($"{ProgramName.Text}: {note}");
        if (verdict.NodeCount == 0)
            error.WriteLine($"{ProgramName.Text}: nothing was checked: no node was read");
        var found = verdict.Findings.Where(finding => finding.SeverityLevel >= parsed.GetValue(_severity)).ToList();
        _output.Write(parsed, () => verdict.NodeCount == 0 ? "" : Text(parsed, verdict.NodeCount, found),
            json => found.ForEach(json.Write),
            () => found.Select(finding => finding.Check));
        return found.Exists(finding => finding.SeverityLevel >= parsed.GetValue(_failOn)) ? ExitCodes.Findings
            : count > 0 ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private ReportText Text(ParseResult parsed, int nodes, IReadOnlyList<KubePkiFleetFinding> found) =>
        _output.Is(parsed, "list") ? FleetTable.WriteDetails(nodes, found) : FleetTable.Write(nodes, found);
}
