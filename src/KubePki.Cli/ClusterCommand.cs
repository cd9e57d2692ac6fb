using System.CommandLine;
using KubePki.Cluster.Trust;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki cluster</c>: what is wrong with the trust of a cluster.</summary>
internal sealed class ClusterCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "cluster";

    private readonly SharedOptions _shared = new();

    private readonly ClusterOptionSet _cluster = new();

    private readonly Option<string[]> _namespace = new("--namespace", "-n")
    {
        Description = "Check only what is in these namespaces, and what belongs to none (default: all).",
        HelpName = "NAMESPACE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _root = new("--root")
    {
        Description = "Root directory, archive or snapshot of a control plane node of this cluster, to compare its files, such as sa.pub.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _noDial = new("--no-dial")
    {
        Description = "Connect to the API server only, not to webhooks, aggregated API servers and kubelets.",
    };

    private readonly Option<bool> _noPortForward = new("--no-port-forward")
    {
        Description = "Do not connect to pods through the API server to see their certificates.",
    };

    private readonly FindingOptionSet _findings = new(isOfCluster: true);

    private readonly Option<bool> _showRole = new("--show-cluster-role")
    {
        Description = "Print the ClusterRole with the rights that are needed, and do nothing else.",
    };

    private readonly OutputOption _output = new("list", "sarif");

    public static Command Create()
    {
        var cluster = new ClusterCommand();
        var command = new Command(Name,
            "Diagnoses the trust of a cluster: TLS Secrets, CA bundles of webhooks and API services against what is served, and more.");
        cluster._cluster.AddTo(command);
        cluster._shared.ExpiresWithin.Description = "Time within which an expiration is a finding: 30d, 12h, or 20% of the lifetime "
            + "(default: less than 30 days and less than a fifth of the lifetime).";
        foreach (var option in (Option[])[cluster._namespace, cluster._root, cluster._shared.AsOf, cluster._shared.ExpiresWithin])
            command.Options.Add(option);
        cluster._findings.AddChecksTo(command);
        command.Options.Add(cluster._noDial);
        command.Options.Add(cluster._noPortForward);
        cluster._findings.AddFindingsTo(command);
        command.Options.Add(cluster._showRole);
        cluster._output.AddTo(command);
        // What would be ignored is refused.
        command.Validators.Add(result =>
        {
            if (result.GetValue(cluster._showRole) && command.Options.FirstOrDefault(option =>
                option != cluster._showRole && result.GetResult(option) is { Implicit: false }) is { } other)
                result.AddError($"{cluster._showRole.Name} and {other.Name} cannot be used together.");
        });
        command.SetAction(cluster.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_showRole))
        {
            Progress.Stop();
            await parsed.InvocationConfiguration.Output.WriteAsync(TrustCatalogue.Role);
            return ExitCodes.Ok;
        }
        using var client = _cluster.Open(parsed, cancellation);
        var report = await TrustSession.RunAsync(client, Options(parsed, cancellation), cancellation);
        Write(report, parsed);
        Tell(report, parsed.InvocationConfiguration.Error);
        return _findings.Fails(parsed, report.Findings) ? ExitCodes.Findings
            : report.Gaps.Count > 0 ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private TrustOptions Options(ParseResult parsed, CancellationToken cancellation) => new()
    {
        AsOf = _shared.Moment(parsed),
        ExpiresWithin = parsed.GetValue(_shared.ExpiresWithin),
        Namespaces = SharedOptions.Names(parsed.GetValue(_namespace)),
        Node = parsed.GetValue(_root) is { } root ? ReadNode(root, parsed, cancellation) : null,
        MayDial = !parsed.GetValue(_noDial),
        MayForward = !parsed.GetValue(_noPortForward),
        Asked = _findings.Asked(parsed),
    };

    private NodePki ReadNode(string root, ParseResult parsed, CancellationToken cancellation)
    {
        var node = new NodeReader(new ReadOptions { Root = root, AsOf = _shared.Moment(parsed) }, cancellation).ReadNode();
        if (node.IsEmpty && node.Problems.Count > 0)
            throw new PkiProblemException(node.Problems[0]);
        new ProblemReport(failOn: null).Report(
            node.Gaps, parsed.InvocationConfiguration.Error);
        return node;
    }

    private void Write(TrustReport report, ParseResult parsed)
    {
        if (_output.Is(parsed, "sarif"))
        {
            Progress.Stop();
            using var stream = StandardOutput.Open(parsed.InvocationConfiguration.Output);
            Sarif.Write(report.Findings, TrustCatalogue.All, ToolVersion.Text, stream);
            return;
        }
        _output.Write(parsed, () => _output.Is(parsed, "list") ? FindingTable.WriteDetails(report.Findings)
                : FindingTable.WriteCluster(report.Headline, report.Findings, TrustCatalogue.All, _findings.IsDetailed(parsed)),
            json =>
            {
                foreach (var finding in report.Findings)
                    json.Write(finding);
            }, () => report.Findings.Select(finding => finding.Check));
    }

    /// <summary>Says what could not be looked at, and which rights are enough.</summary>
    internal static void Tell(TrustReport report, TextWriter error)
    {
        foreach (var line in TrustGap.Lines(report.Gaps))
            error.WriteLine($"{ProgramName.Text}: {line}");
        if (report.Role is { } role)
            error.Write($"{ProgramName.Text}: {TrustReport.RoleAdvice}\n{role}");
    }
}
