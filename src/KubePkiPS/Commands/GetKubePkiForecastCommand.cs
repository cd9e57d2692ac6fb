using System.Management.Automation;
using KubePki.Cluster.Client;
using KubePki.Cluster.Trust;
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
/// 70 to 90 % of the lifetime, if the configuration lets it and somebody signs; one that has missed that time is told as overdue. Several
/// nodes with the same CA are one cluster: what one of them does for all stops with the last. Nothing is written. With -Cluster,
/// -Kubeconfig or -Context the cluster itself is asked, too, as Test-KubeClusterTrust does: what its API servers, webhooks, API services
/// and kubelets serve, TLS Secrets, CA bundles, bootstrap tokens, and whether the signer runs. Without -Root, a path or input only the
/// cluster is asked.
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
/// <example>
/// <para>Show what stops in a cluster, with what its nodes' files do not tell: webhooks, API services, Secrets, tokens, kubelets.</para>
/// <code>Get-KubePkiForecast -Cluster -Days 90</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubePkiForecast", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Get-KubePkiForecast.md")]
[OutputType(typeof(KubePkiForecastEvent))]
public sealed class GetKubePkiForecastCommand : WholeNodeCommand
{
    private readonly List<NodePki> _nodes = [];
    private readonly ForecastInput _input = new();

    /// <summary>How many days to look ahead, from 1 to 36500. The default is 400.</summary>
    [Parameter]
    [ValidateRange(1, Forecaster.MostDays)]
    public int Days { get; set; } = Forecaster.UsualDays;

    /// <summary>
    /// Asks the cluster of the current kubeconfig context, too. -Kubeconfig and -Context imply it.
    /// </summary>
    [Parameter]
    public SwitchParameter Cluster { get; set; }

    /// <summary>The path to the kubeconfig of the cluster to ask. Several kubeconfigs are merged as kubectl does.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Kubeconfig { get; set; }

    /// <summary>The kubeconfig context of the cluster to ask. The default is the current context.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public string? Context { get; set; }

    /// <summary>The timeout in seconds for one call to the API server, retries and all pages of a list included. The default is
    /// 30.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 30;

    private bool OfCluster => Cluster || Kubeconfig is not null || Context is not null;

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.IsEmpty)
            return;
        if (OfCluster)
            _nodes.Add(snapshot);
        else
            Stoppable(() => _input.Add(snapshot, Cancellation));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!OfCluster || Root is not null)
            base.EndProcessing();
        if (!OfCluster && _input.Count == 0)
            return;
        ForecastResult? forecast = null;
        Stoppable(() => forecast = OfCluster ? AskCluster() : Forecaster.Run(_input, Days, Cancellation));
        var head = string.Concat(ForecastReport.Headline(forecast!).Select(line => $"   {Printable.Text(line)}\n")).TrimEnd('\n');
        if (forecast!.Events.Count == 0)
            WriteVerbose(head.Trim());
        WriteRows(forecast.Events, Page.Fit(Host, head));
    }

    private static void Stoppable(Action work)
    {
        try
        {
            work();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    // What the files of the nodes tell does not depend on the cluster.
    private ForecastResult AskCluster()
    {
        var talk = new ClusterTalk(this, Cancellation);
        async Task<(ForecastResult Forecast, TrustReport Report)?> Ask(CancellationToken stop)
        {
            using var client = ClusterClient.Open(ClusterArguments.Options(this, Kubeconfig, Context, null, TimeoutSec, talk.Keep), stop);
            var options = new TrustOptions { AsOf = AsOf.ToUniversalTime() };
            return await ClusterForecast.RunAsync(client, options, _nodes, Days, stop).ConfigureAwait(false);
        }
        if ((_nodes.Count > 0 ? talk.WaitOrFail(Ask) : talk.Wait(Ask)) is not { } answer)
            return Forecaster.Run(_nodes, Days, Cancellation);
        foreach (var gap in answer.Report.Gaps)
            WriteError(Errors.FromGap(gap, gap == answer.Report.Gaps[^1] ? answer.Report.Role : null));
        return answer.Forecast;
    }
}
