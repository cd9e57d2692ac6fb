using System.CommandLine;
using KubePki.Cluster.Client;
using KubePki.Cluster.Trust;
using KubePki.Model;
using KubePki.Node.Forecast;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki forecast</c>: what stops when, if nobody does anything.</summary>
internal sealed class ForecastCommand
{
    private readonly SharedOptions _shared = new();

    private readonly ClusterOptionSet _cluster = new();

    private readonly Option<bool> _ofCluster = new("--cluster")
    {
        Description = "Ask the cluster of the current kubeconfig context, too: webhooks, API services, Secrets, tokens, kubelets. "
            + "--kubeconfig and --context imply it. Without --root, only the cluster is asked.",
    };

    private readonly Option<int> _days = new("--days")
    {
        Description = $"How many days to look ahead, up to {Forecaster.MostDays}.",
        HelpName = "DAYS",
        DefaultValueFactory = _ => Forecaster.UsualDays,
    };

    private readonly OutputOption _output = new();

    public static Command Create()
    {
        var forecast = new ForecastCommand();
        var command = new Command("forecast",
            "Simulates the time ahead: what stops first, what that stops next, what heals by itself, and the last calm day to renew.")
        {
            forecast._shared.Roots, forecast._shared.AsOf, forecast._days, forecast._ofCluster,
        };
        forecast._cluster.AddTo(command);
        SharedOptions.Range(forecast._days, 1, Forecaster.MostDays);
        forecast._output.AddTo(command);
        command.SetAction(forecast.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var ofCluster = parsed.GetValue(_ofCluster) || _cluster.IsNamed(parsed);
        var hasGaps = false;
        if (!ofCluster)
        {
            var input = new ForecastInput();
            foreach (var node in Nodes())
                input.Add(node, cancellation);
            return input.Count == 0 ? ExitCodes.Failed
                : Code(Write(Forecaster.Run(input, parsed.GetValue(_days), cancellation), parsed));
        }
        NodePki[] nodes = parsed.GetResult(_shared.Roots) is null or { Implicit: true } ? [] : [.. Nodes()];
        try
        {
            using var client = _cluster.Open(parsed, cancellation);
            var options = new TrustOptions { AsOf = _shared.Moment(parsed) };
            var (forecast, report) = await ClusterForecast.RunAsync(client, options, nodes, parsed.GetValue(_days), cancellation);
            ClusterCommand.Tell(report, parsed.InvocationConfiguration.Error);
            hasGaps |= report.Gaps.Count > 0;
            return Code(Write(forecast, parsed));
        }
        catch (ClusterException) when (nodes.Length > 0)
        {
            // What the files of the nodes tell does not depend on the cluster.
            Write(Forecaster.Run(nodes, parsed.GetValue(_days), cancellation), parsed);
            throw;
        }

        int Code(int written) => hasGaps ? ExitCodes.Failed : written;

        IEnumerable<NodePki> Nodes()
        {
            foreach (var node in _shared.EachRoot(parsed, cancellation))
            {
                hasGaps |= node.Gaps.Count > 0;
                if (!node.IsEmpty)
                    yield return node;
            }
        }
    }

    private int Write(ForecastResult forecast, ParseResult parsed)
    {
        _output.Write(parsed, () => ForecastReport.Write(forecast), json =>
        {
            foreach (var item in forecast.Events)
                json.Write(item);
        }, () => forecast.Events.Select(item => item.Part).Distinct());
        return ExitCodes.Ok;
    }
}
