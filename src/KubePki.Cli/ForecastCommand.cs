using System.CommandLine;
using KubePki.Node.Forecast;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki forecast</c>: what stops when, if nobody does anything.</summary>
internal sealed class ForecastCommand
{
    private readonly SharedOptions _shared = new();

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
            forecast._shared.Roots, forecast._shared.AsOf, forecast._days,
        };
        SharedOptions.Range(forecast._days, 1, Forecaster.MostDays);
        forecast._output.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(forecast.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var nodes = _shared.ReadRoots(parsed, cancellation).Where(node => !node.IsEmpty).ToList();
        if (nodes.Count == 0)
            return ExitCodes.Failed;
        var forecast = Forecaster.Run(nodes, parsed.GetValue(_days), cancellation);
        _output.Write(parsed, () => ForecastReport.Write(forecast), json =>
        {
            foreach (var item in forecast.Events)
                json.Write(item);
        }, () => forecast.Events.Select(item => item.Part).Distinct());
        return ExitCodes.Ok;
    }
}
