using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Forecast;
using KubePki.Reports;
using KubePkiPS.Views;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Simulates the time ahead: what stops first, what that stops next, what heals by itself, and the last calm day to renew.</para>
/// <para>
/// It goes from the end of one certificate to the next and asks how every part of the node fares then: etcd and its quorum, the API server,
/// the controller manager, which signs for kubelets, the scheduler, kubelet, kubeconfigs, aggregated APIs. kubelet renews its credential at
/// 70 to 90 % of the lifetime, if the configuration lets it and somebody signs. Several nodes with the same CA are one cluster. Nothing is
/// written.
/// </para>
/// </summary>
/// <example>
/// <para>Show what stops first, and when.</para>
/// <code>Get-KubePkiForecast -Root ./samples/expired-2020 -AsOf 2020-06-27</code>
/// </example>
/// <example>
/// <para>Show only what stops within 90 days.</para>
/// <code>Get-KubePkiForecast -Root ./samples/expired-2020 -AsOf 2020-06-27 -Days 90 | Where-Object Change -eq Stops</code>
/// </example>
/// <example>
/// <para>Find the last calm day for many nodes.</para>
/// <code>
/// Get-ChildItem ./samples -Directory -Filter expired-* | Get-KubePkiForecast -AsOf 2020-06-27 | Where-Object CalmUntil |
///     Sort-Object CalmUntil | Select-Object -First 1 NodeName, Part, CalmUntil
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubePkiForecast", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Get-KubePkiForecast.md")]
[OutputType(typeof(KubePkiForecastEvent))]
public sealed class GetKubePkiForecastCommand : WholeNodeCommand
{
    private readonly List<NodePki> _nodes = [];

    /// <summary>How many days to look ahead, from 1 to 36500. The default is 400.</summary>
    [Parameter]
    [ValidateRange(1, Forecaster.MostDays)]
    public int Days { get; set; } = Forecaster.UsualDays;

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (!snapshot.IsEmpty)
            _nodes.Add(snapshot);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_nodes.Count == 0)
            return;
        var forecast = Foretell();
        var head = string.Concat(ForecastReport.Headline(forecast).Select(line => $"   {Printable.Text(line)}\n")).TrimEnd('\n');
        if (forecast.Events.Count == 0)
            WriteVerbose(head.Trim());
        WriteRows(forecast.Events, Page.Fit(Host, head));
    }

    private ForecastResult Foretell()
    {
        try
        {
            return Forecaster.Run(_nodes, Days, Cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
