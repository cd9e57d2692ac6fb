using System.CommandLine;
using KubePki.Changes.Survey;
using KubePki.Changes.Transactions;
using KubePki.Cluster.Trust;
using KubePki.Model;
using KubePki.Reports.Report;

namespace KubePki.Cli;

/// <summary><c>kubepki report</c>: all of a node, of many, or of a cluster, on one page.</summary>
internal sealed class ReportCommand
{
    private const string ToOutput = "-";

    private readonly SharedOptions _shared = new();

    private readonly ClusterOptionSet _cluster = new();

    private readonly Option<bool> _ofCluster = new("--cluster")
    {
        Description = "Report on the trust of the cluster of the current kubeconfig context, too, as kubepki cluster finds it. "
            + "--kubeconfig and --context imply it. Without --root, only the cluster is reported.",
    };

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
            "Writes a report on nodes or a cluster to look at: findings, timeline, trust graph, repair plan and inventory on one page.")
        {
            report._shared.Roots, report._shared.AsOf, report._ofCluster, report._output, report._format, report._force,
        };
        report._cluster.AddTo(command);
        report._shared.Passphrase.AddTo(command);
        command.Validators.Add(result =>
        {
            // Whether a format is one is another question.
            if (result.GetValue(report._output) is { } file && result.GetResult(report._format) is null
                && ReportFile.FormatOf(file) is null)
                result.AddError($"'{file}' does not tell the format. Use .html, .md or .json, or add --format.");
        });
        command.SetAction(report.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var file = parsed.GetValue(_output)!;
        // That is told before hours of reading, not after.
        if (file != ToOutput)
            ReplacedFile.Demand(file, mark: null, parsed.GetValue(_force));
        var cluster = parsed.GetValue(_ofCluster) || _cluster.IsNamed(parsed) ? await LookAsync(parsed, cancellation) : null;
        var problems = new ProblemReport(failOn: null);
        var nodes = cluster is not null && parsed.GetResult(_shared.Roots) is null or { Implicit: true }
            ? [] : Nodes(parsed, problems, cancellation);
        var clusters = cluster is null ? Array.Empty<ReportNode>()
            : [ReportBuilder.OfCluster(cluster.Outlook, cluster.Summary, TrustGap.Lines(cluster.Gaps), ReportSkin.Program)];
        if (NodeSurvey.Report(nodes, ToolVersion.Text, ReportSkin.Program, clusters) is not { } report)
            return ExitCodes.Failed;
        Write(report, file, parsed);
        return cluster?.Gaps.Count > 0 ? ExitCodes.Failed : problems.After(ExitCodes.Ok);
    }

    private async Task<TrustReport> LookAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var client = _cluster.Open(parsed, cancellation);
        var found = await TrustSession.RunAsync(client, new TrustOptions { AsOf = _shared.Moment(parsed) }, cancellation);
        ClusterCommand.Tell(found, parsed.InvocationConfiguration.Error);
        return found;
    }

    private void Write(PkiReport report, string file, ParseResult parsed)
    {
        var format = parsed.GetValue(_format) ?? ReportFile.FormatOf(file)!.Value;
        if (file == ToOutput)
        {
            using var stream = StandardOutput.Open(parsed.InvocationConfiguration.Output);
            ReportFile.Write(report, format, stream);
            return;
        }
        using var content = new MemoryStream();
        ReportFile.Write(report, format, content);
        ReplacedFile.Write(file, content.GetBuffer().AsMemory(0, (int)content.Length), mark: null, parsed.GetValue(_force));
        parsed.InvocationConfiguration.Error.WriteLine(Printable.Text($"{ProgramName.Text}: wrote {file}: {report.Headline}"));
    }

    private IEnumerable<SurveyedNode> Nodes(ParseResult parsed, ProblemReport problems, CancellationToken cancellation)
    {
        var read = _shared.ReadOptions(parsed);
        var each = _shared.RootsOf(parsed).Select(root => read with { Root = root });
        foreach (var node in NodeSurvey.Each([.. each], _shared.Repairing(parsed), ReportSkin.Program, cancellation))
        {
            if (node.HasGaps)
                problems.Miss(node.Problems);
            problems.Report(node.Problems, parsed.InvocationConfiguration.Error);
            yield return node;
        }
    }
}
