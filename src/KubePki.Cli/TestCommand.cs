using System.CommandLine;
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

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Output format.",
        DefaultValueFactory = _ => "table",
    };

    public static Command Create()
    {
        var test = new TestCommand();
        var command = new Command("test", "Diagnoses a node: findings with evidence and remedy, most severe first.");
        test._shared.AddTo(command);
        command.Options.Add(test._check);
        command.Options.Add(test._exclude);
        command.Options.Add(test._severity);
        command.Options.Add(test._failOn);
        command.Options.Add(test._output);
        test._output.AcceptOnlyFromAmong("table", "list", "json", "sarif");
        command.SetAction((parsed, cancellation) => Task.FromResult(test.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var options = new DiagnosisOptions
        {
            Checks = parsed.GetValue(_check) ?? [],
            ExcludedChecks = parsed.GetValue(_exclude) ?? [],
            Severity = parsed.GetValue(_severity),
        };
        if (DiagnosisOptions.Unknown(options) is { } unknown)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                $"kubepki: {KnownNames.Sentence("check", unknown, CheckCatalogue.All.Select(check => check.Name))} "
                + "Run kubepki checks to list all checks.");
            return ExitCodes.Usage;
        }
        var nodes = _shared.ReadNodes(parsed, new ProblemReport(failOn: null), cancellation).Select(pair => pair.Node).ToList();
        if (nodes.Count == 0)
            return ExitCodes.Failed;
        var findings = nodes.SelectMany(node => Diagnosis.Run(node, options, cancellation))
            .OrderByDescending(finding => finding.SeverityLevel).ToList();
        Write(findings, parsed);
        return findings.Exists(finding => finding.SeverityLevel >= parsed.GetValue(_failOn)) ? ExitCodes.Findings : ExitCodes.Ok;
    }

    private void Write(List<KubePkiFinding> findings, ParseResult parsed)
    {
        var output = parsed.InvocationConfiguration.Output;
        switch (parsed.GetValue(_output))
        {
            case "json":
                using (var stream = StandardOutput.Open(output))
                using (var json = new JsonObjects(stream))
                    findings.ForEach(json.Write);
                break;
            case "sarif":
                using (var stream = StandardOutput.Open(output))
                    Sarif.Write(findings, CheckCatalogue.All, ToolVersion.Text, stream);
                break;
            case "list":
                output.Write(FindingTable.WriteDetails(findings));
                break;
            default:
                output.Write(FindingTable.Write(findings));
                break;
        }
    }
}
