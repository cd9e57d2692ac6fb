using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Logs;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki logs</c>: what logs say about PKI.</summary>
internal sealed class LogsCommand
{
    private const string StandardInput = "-";

    private readonly SharedOptions _shared = new();

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Log files to read, also gzipped. Use - or no file for standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    // Unlike elsewhere there is no node to speak of unless one is named: logs are often read on another machine.
    private readonly Option<string?> _root = new("--root")
    {
        Description = "Root directory of the node that wrote the logs, "
            + "or / for this machine. Findings are linked to its files.",
        HelpName = "DIR",
    };

    private readonly Option<FindingSeverity> _severity = new("--severity")
    {
        Description = "Lowest severity to report.",
        HelpName = "SEVERITY",
    };

    private readonly OutputOption _output = new("list");

    private readonly Option<FindingSeverity?> _failOn = new("--fail-on")
    {
        Description = "Exit with code 2 if a finding has at least this severity.",
        HelpName = "SEVERITY",
    };

    public static Command Create()
    {
        var logs = new LogsCommand();
        var command = new Command("logs",
            "Explains log lines about certificates and links them to the files of a node that caused them.");
        command.Arguments.Add(logs._files);
        command.Options.Add(logs._root);
        command.Options.Add(logs._shared.AsOf);
        command.Options.Add(logs._severity);
        logs._output.AddTo(command);
        command.Options.Add(logs._failOn);
        command.SetAction((parsed, cancellation) => Task.FromResult(logs.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var problems = new ProblemReport(failOn: null);
        var reader = new LogReader(new LogOptions { AsOf = _shared.Moment(parsed) }, cancellation);
        foreach (var file in parsed.GetValue(_files) is { Length: > 0 } files ? files : [StandardInput])
            Read(reader, file);
        problems.Report(reader.Problems, parsed.InvocationConfiguration.Error);
        var repairing = _shared.Repairing(parsed);
        var found = reader.Finish(Node(parsed, problems, cancellation),
                node => RepairOutlook.Diagnose(node, DiagnosisOptions.Everything, repairing, cancellation))
            .Where(finding => finding.SeverityLevel >= parsed.GetValue(_severity)).ToList();
        if (found.Count > 0)
            problems.Count();
        Write(found, parsed);
        return found.Exists(finding => finding.SeverityLevel >= parsed.GetValue(_failOn)) ? ExitCodes.Findings : problems.ExitCode;
    }

    private static void Read(LogReader reader, string file)
    {
        if (file != StandardInput)
        {
            reader.ReadFile(file);
            return;
        }
        using var input = StandardStreams.OpenInput();
        reader.Read(input, StandardInput);
    }

    private NodePki? Node(ParseResult parsed, ProblemReport problems, CancellationToken cancellation)
    {
        if (parsed.GetValue(_root) is not { } root)
            return null;
        var node = new NodeReader(_shared.ReadOptions(parsed) with { Root = root }, cancellation).ReadNode();
        problems.Report(node.Problems, parsed.InvocationConfiguration.Error);
        return node;
    }

    private void Write(List<KubePkiLogFinding> found, ParseResult parsed) => _output.Write(parsed,
        () => _output.Is(parsed, "list") ? LogTable.WriteDetails(found) : LogTable.Write(found), json => found.ForEach(json.Write),
        () => found.Select(finding => finding.Check));
}
