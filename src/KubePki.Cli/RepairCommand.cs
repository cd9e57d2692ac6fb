using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;

namespace KubePki.Cli;

/// <summary><c>kubepki repair</c>: fixes what <c>kubepki test</c> finds, in one transaction.</summary>
internal sealed class RepairCommand
{
    private readonly SharedOptions _shared = new();
    private readonly RepairOptionSet _repair;

    private readonly Option<string[]> _check = new("--check")
    {
        Description = "Repair only what these checks find. Wildcards are supported.",
        HelpName = "CHECK",
        AllowMultipleArgumentsPerToken = true,
    };

    private RepairCommand() => _repair = new RepairOptionSet(_shared, RepairScope.Everything);

    public static Command Create()
    {
        var command = new RepairCommand()
            .Build("repair", "Repairs a node in one transaction: previewed, backed up, verified.");
        command.Subcommands.Add(RepairKubeconfigCommand.Create());
        command.Subcommands.Add(RepairKubeletCommand.Create());
        return command;
    }

    private Command Build(string name, string description)
    {
        var command = new Command(name, description);
        _repair.AddTo(command);
        command.Options.Add(_check);
        SharedOptions.KnownCheck(_check, isOfCluster: false);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var options = new DiagnosisOptions { Checks = SharedOptions.Names(parsed.GetValue(_check)), Severity = FindingSeverity.Warning };
        // The moment of the repair is one, from reading to verifying.
        var read = _shared.ReadOptions(parsed);
        var node = new NodeReader(read, cancellation).ReadNode();
        if (node.IsEmpty || node.IsUnread)
        {
            new ProblemReport(failOn: null).Report(node.Problems, parsed.InvocationConfiguration.Error);
            return ExitCodes.Failed;
        }
        node = _repair.WithoutCutOffRun(parsed, read, node, cancellation);
        var plan = RepairPlanner.Plan(node, Diagnosis.Run(node, options, cancellation), _repair.Options(parsed));
        return _repair.Run(parsed, read, options.Checks.Count == 0 ? plan : plan.On(node), cancellation);
    }
}
