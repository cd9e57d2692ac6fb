using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Cluster.Probing;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki probe</c>: what endpoints really serve.</summary>
internal sealed class ProbeCommand
{
    private readonly SharedOptions _shared = new();

    private readonly Argument<string[]> _endpoints = new("endpoint")
    {
        Description = "Endpoints as host:port or URL (default: all endpoints that the node in --root should serve).",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _kubeconfig = new("--kubeconfig")
    {
        Description = "Probe the servers in these kubeconfigs.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _serverName = new("--server-name")
    {
        Description = "Name or address that the certificates must be valid for (default: the host).",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _authority = new("--certificate-authority", "--authority", "--ca")
    {
        Description = "Files with the CAs to trust (default: those of the node or kubeconfig, else the machine's).",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _certificate = new("--certificate", "--cert")
    {
        Description = "Client certificate to present.",
        HelpName = "FILE",
    };

    private readonly Option<string> _key = new("--key")
    {
        Description = "Key of the client certificate (default: the certificate's file).",
        HelpName = "FILE",
    };

    private readonly Option<int> _timeout = new("--timeout-sec")
    {
        Description = "Timeout in seconds for each connection.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<int> _throttle = new("--throttle-limit", "--throttle")
    {
        Description = "Number of endpoints to probe in parallel.",
        HelpName = "N",
        DefaultValueFactory = _ => 8,
    };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "Without endpoints: connect to the addresses in the files of --root, even if it is the tree of another machine.",
    };

    private readonly GoVersionOption _go = new();

    private readonly Option<FindingSeverity> _failOn = new("--fail-on")
    {
        Description = "Exit with code 2 if a finding has at least this severity.",
        HelpName = "SEVERITY",
        DefaultValueFactory = _ => FindingSeverity.Error,
    };

    private readonly OutputOption _output = new();

    public static Command Create()
    {
        var probe = new ProbeCommand();
        var command = new Command("probe",
            "Shows which certificates endpoints serve, whether clients accept them, and whether they match the files on disk.");
        command.Arguments.Add(probe._endpoints);
        command.Options.Add(probe._kubeconfig);
        command.Options.Add(probe._shared.Root);
        command.Options.Add(probe._serverName);
        command.Options.Add(probe._authority);
        command.Options.Add(probe._certificate);
        command.Options.Add(probe._key);
        command.Options.Add(probe._timeout);
        command.Options.Add(probe._throttle);
        command.Options.Add(probe._force);
        command.Options.Add(probe._shared.AsOf);
        probe._go.AddTo(command);
        command.Options.Add(probe._failOn);
        probe._output.AddTo(command);
        SharedOptions.Range(probe._timeout, 1, 3600);
        SharedOptions.Range(probe._throttle, 1, 1000);
        command.Validators.Add(probe.Check);
        command.SetAction(probe.RunAsync);
        return command;
    }

    private void Check(System.CommandLine.Parsing.CommandResult result)
    {
        foreach (var endpoint in result.GetValue(_endpoints) ?? [])
        {
            if (!ProbeTarget.TryParse(endpoint, out _))
                result.AddError($"'{endpoint}' is not a valid endpoint. Use host:port, [address]:port or a URL.");
        }
        if (result.GetValue(_key) is not null && result.GetValue(_certificate) is null)
            result.AddError("--key requires --cert.");
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var problems = new ProblemReport(failOn: null);
        var reading = _shared.ReadOptions(parsed);
        var node = new NodeReader(reading with { Kubeconfigs = [] }, cancellation).ReadNode();
        var options = new ProbeOptions
        {
            AsOf = reading.AsOf,
            Go = _go.Of(parsed),
            ServerName = parsed.GetValue(_serverName),
            Authorities = parsed.GetValue(_authority) is { Length: > 0 } files
                ? [.. Read(files, reading, problems, parsed, cancellation).SelectMany(snapshot => snapshot.Certificates)]
                : null,
            CertificateFile = parsed.GetValue(_certificate),
            KeyFile = parsed.GetValue(_key),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
            Throttle = parsed.GetValue(_throttle),
            Node = node,
            Diagnose = read => RepairOutlook.Diagnose(read, DiagnosisOptions.Everything, _shared.Repairing(parsed), cancellation),
        };
        var targets = Targets(parsed, reading, node, problems, cancellation);
        if (!AreNamed(parsed) && targets.Count > 0 && !parsed.GetValue(_force) && NodeTargets.Objection(node) is { } objection)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"{ProgramName.Text}: {Skin.Console(objection)}");
            return ExitCodes.Usage;
        }
        if (targets.Count == 0)
        {
            problems.ReportGaps(node, parsed.InvocationConfiguration.Error);
            parsed.InvocationConfiguration.Error
                .WriteLine($"{ProgramName.Text}: no file in {reading.Root} shows what this node serves. Specify an endpoint.");
            return ExitCodes.Failed;
        }
        var verdicts = new List<KubeEndpointVerdict>();
        await foreach (var verdict in Prober.ProbeAsync(targets, options, cancellation))
            verdicts.Add(verdict);
        Write(verdicts, parsed);
        return verdicts.Exists(verdict => verdict.Findings.Any(finding => finding.SeverityLevel >= parsed.GetValue(_failOn)))
            ? ExitCodes.Findings
            : problems.ExitCode == ExitCodes.Failed ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private bool AreNamed(ParseResult parsed) =>
        parsed.GetValue(_endpoints) is { Length: > 0 } || parsed.GetValue(_kubeconfig) is { Length: > 0 };

    private List<ProbeTarget> Targets(
        ParseResult parsed, ReadOptions reading, NodePki node, ProblemReport problems, CancellationToken cancellation)
    {
        var targets = (parsed.GetValue(_endpoints) ?? []).Select(text => ProbeTarget.TryParse(text, out var target) ? target : null)
            .OfType<ProbeTarget>().ToList();
        var kubeconfigs = parsed.GetValue(_kubeconfig) ?? [];
        targets.AddRange(Read(kubeconfigs, reading, problems, parsed, cancellation).SelectMany(snapshot => snapshot.Kubeconfigs)
            .SelectMany(KubeconfigTargets.Of));
        return AreNamed(parsed) ? targets : [.. NodeTargets.Of(node)];
    }

    private static List<NodePki> Read(
        string[] files, ReadOptions reading, ProblemReport problems, ParseResult parsed, CancellationToken cancellation)
    {
        var reader = new NodeReader(reading with { Root = "/", Kubeconfigs = [] }, cancellation);
        var snapshots = files.SelectMany(file => reader.ReadPath(Path.GetFullPath(file))).ToList();
        foreach (var snapshot in snapshots)
            problems.Report(snapshot.Problems, parsed.InvocationConfiguration.Error);
        return snapshots;
    }

    private void Write(List<KubeEndpointVerdict> verdicts, ParseResult parsed) => _output.Write(parsed, () => EndpointTable.Write(verdicts),
        json => verdicts.ForEach(json.Write), () => verdicts.Select(verdict => verdict.Endpoint));
}
