using System.CommandLine;
using KubePki.Checks;
using KubePki.Model;
using KubePki.Reading;
using KubePki.Repair;

namespace KubePki.Cli;

/// <summary><c>kubepki repair</c>: cures what <c>kubepki test</c> finds, in one transaction.</summary>
internal sealed class RepairCommand
{
    private readonly SharedOptions _shared = new();
    private readonly RepairOptionSet _repair;
    private readonly string[] _checks;

    private readonly Option<string[]> _check = new("--check") { Description = "Cure only what these checks find; wildcards are taken.", HelpName = "CHECK", AllowMultipleArgumentsPerToken = true };

    private RepairCommand(params string[] checks)
    {
        _checks = checks;
        _repair = new RepairOptionSet(_shared);
    }

    public static Command Create()
    {
        var command = new RepairCommand().Build("repair", "Cures what is wrong with a node, in one transaction: previewed, backed up, verified.");
        command.Subcommands.Add(new RepairCommand("Kubeconfig*", "StaleKubeconfigCopy", "AuthorityTwin").Build("kubeconfig", "Cures kubeconfigs: credentials, CAs, copies."));
        command.Subcommands.Add(new RepairCommand("KubeletCredentialUnusable", "KubeletLinkBroken", "BootstrapFileMissing").Build("kubelet", "Brings kubelet's credential back: its best pem, else a new one from the CA's key."));
        return command;
    }

    private Command Build(string name, string description)
    {
        var command = new Command(name, description);
        _repair.AddTo(command);
        if (_checks.Length == 0)
            command.Options.Add(_check);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var options = new DiagnosisOptions { Checks = _checks.Length > 0 ? _checks : parsed.GetValue(_check) ?? [], Severity = FindingSeverity.Warning };
        if (DiagnosisOptions.Unknown(options) is { } unknown)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"kubepki: there is no check {unknown}; kubepki checks lists them.");
            return ExitCodes.Usage;
        }
        // The moment of the repair is one, from reading to verifying.
        var read = _shared.ReadOptions(parsed);
        var node = new NodeReader(read, cancellation).ReadNode();
        if (node.IsEmpty)
        {
            new Tally(failOn: null).Report(node.Problems, parsed.InvocationConfiguration.Error);
            return ExitCodes.Failed;
        }
        node = _repair.WithoutCutOffRun(parsed, read, node, cancellation);
        return _repair.Run(parsed, read, RepairPlanner.Plan(node, Diagnosis.Run(node, options, cancellation), _repair.Options(parsed)), cancellation);
    }
}
