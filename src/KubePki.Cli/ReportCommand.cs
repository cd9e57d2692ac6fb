using System.CommandLine;
using KubePki.Changes.Survey;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Reports.Report;

namespace KubePki.Cli;

/// <summary><c>kubepki report</c>: all of a node, or of many, on one page.</summary>
internal sealed class ReportCommand
{
    private const string ToOutput = "-";

    private readonly SharedOptions _shared = new();

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "File to write: .html, .md or .json; - for the standard output.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<ReportFormat?> _format = new("--format")
    {
        Description = "html, markdown or json (default: by the file's extension).",
        HelpName = "FORMAT",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace the file if it exists." };

    public static Command Create()
    {
        var report = new ReportCommand();
        var command = new Command("report",
            "Writes a report on nodes to look at: findings, timeline, trust graph, repair plan and inventory on one page.")
        {
            report._shared.Roots, report._shared.AsOf, report._output, report._format, report._force,
        };
        report._shared.Passphrase.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(report._output) is { } file && result.GetValue(report._format) is null && ReportFile.FormatOf(file) is null)
                result.AddError($"'{file}' does not tell the format. Use .html, .md or .json, or add --format.");
        });
        command.SetAction((parsed, cancellation) => Task.FromResult(report.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var file = parsed.GetValue(_output)!;
        // That is told before hours of reading, not after.
        if (file != ToOutput)
            ReplacedFile.Demand(file, mark: null, parsed.GetValue(_force));
        if (NodeSurvey.Report(Nodes(parsed, cancellation), ToolVersion.Text, ReportSkin.Program) is not { } report)
            return ExitCodes.Failed;
        var format = parsed.GetValue(_format) ?? ReportFile.FormatOf(file)!.Value;
        if (file == ToOutput)
        {
            using var stream = StandardOutput.Open(parsed.InvocationConfiguration.Output);
            ReportFile.Write(report, format, stream);
            return ExitCodes.Ok;
        }
        using var content = new MemoryStream();
        ReportFile.Write(report, format, content);
        ReplacedFile.Write(file, content.GetBuffer().AsMemory(0, (int)content.Length), mark: null, parsed.GetValue(_force));
        parsed.InvocationConfiguration.Error.WriteLine(Printable.Text($"{ProgramName.Text}: wrote {file}: {report.Headline}"));
        return ExitCodes.Ok;
    }

    private IEnumerable<SurveyedNode> Nodes(ParseResult parsed, CancellationToken cancellation)
    {
        var problems = new ProblemReport(failOn: null);
        var read = _shared.ReadOptions(parsed);
        var each = _shared.RootsOf(parsed).Select(root => read with { Root = root });
        foreach (var node in NodeSurvey.Each([.. each], _shared.Repairing(parsed), ReportSkin.Program, cancellation))
        {
            problems.Report(node.Problems, parsed.InvocationConfiguration.Error);
            yield return node;
        }
    }
}
