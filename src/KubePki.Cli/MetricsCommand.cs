using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KubePki.Changes.Transactions;
using KubePki.Cluster.Serving;
using KubePki.Model;
using KubePki.Reports.Metrics;

namespace KubePki.Cli;

/// <summary><c>kubepki metrics</c>: metrics for Prometheus, as a file or served.</summary>
internal sealed class MetricsCommand
{
    private readonly FileOutputOptions _file = new(
        "File to write, such as /var/lib/prometheus/node-exporter/kubepki.prom (default: standard output).");

    private readonly Option<bool> _relative = new("--relative")
    {
        Description = "Also write the seconds to the end and since the beginning of each certificate.",
    };

    private readonly Option<IPEndPoint?> _listen = new("--listen")
    {
        Description = "Serve /metrics and /healthz at this address and port until stopped; a port alone means 127.0.0.1.",
        HelpName = "ADDRESS:PORT",
        CustomParser = result =>
        {
            if (Endpoint(result.Tokens[0].Value) is { } endpoint)
                return endpoint;
            result.AddError($"'{result.Tokens[0].Value}' is not an address and a port. Use 9793, 127.0.0.1:9793 or [::]:9793.");
            return null;
        },
    };

    public static Command Create()
    {
        var metrics = new MetricsCommand();
        var command = new Command("metrics",
            "Writes metrics for Prometheus: certificates, findings, kubelet's credential, clock, backups and forecast.");
        metrics._file.AddTo(command);
        command.Options.Add(metrics._relative);
        command.Options.Add(metrics._listen);
        command.Validators.Add(result =>
        {
            if (result.GetResult(metrics._listen) is not null && result.GetValue(metrics._file.OutFile) is not null)
                result.AddError("--listen and --out-file cannot be used together.");
        });
        command.SetAction(metrics.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_listen) is { } endpoint)
            return await ServeAsync(endpoint, parsed, cancellation);
        var nodes = _file.Read(parsed, cancellation);
        _file.Write(parsed, Metrics(nodes, parsed, cancellation), MetricReport.Mark);
        return nodes.Any(node => node.Gaps.Count > 0) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private async Task<int> ServeAsync(IPEndPoint endpoint, ParseResult parsed, CancellationToken cancellation)
    {
        var error = parsed.InvocationConfiguration.Error;
        using var server = new MetricServer(stop => Metrics(_file.Read(parsed, stop), parsed, stop), new MetricServerOptions
        {
            MediaType = MetricReport.MediaType,
            Failed = e => error.WriteLine(Printable.Text($"{ProgramName.Text}: {e.Message}")),
        });
        try
        {
            Progress.Stop();
            await server.ServeAsync(endpoint, at => error.WriteLine($"{ProgramName.Text}: serving http://{at}/metrics"), cancellation);
            return ExitCodes.Ok;
        }
        catch (SocketException e)
        {
            error.WriteLine(Printable.Text($"{ProgramName.Text}: cannot listen at {endpoint}: {e.Message}"));
            return ExitCodes.Failed;
        }
    }

    private byte[] Metrics(IReadOnlyList<NodePki> nodes, ParseResult parsed, CancellationToken cancellation) =>
        MetricReport.Write(nodes, new MetricOptions
        {
            Version = ToolVersion.Text,
            Now = _file.Moment(parsed),
            Backups = BackupStore.List,
            IsRelative = parsed.GetValue(_relative),
        }, cancellation);

    private static IPEndPoint? Endpoint(string text)
    {
        if (int.TryParse(text.TrimStart(':'), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return port is >= 0 and <= IPEndPoint.MaxPort ? new IPEndPoint(IPAddress.Loopback, port) : null;
        var named = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + text["localhost".Length..] : text;
        // An address alone would listen at a port that nobody knows.
        return named.LastIndexOf(':') > named.LastIndexOf(']') && (named.StartsWith('[') || named.Count(letter => letter == ':') == 1)
            && IPEndPoint.TryParse(named, out var endpoint) ? endpoint : null;
    }
}
