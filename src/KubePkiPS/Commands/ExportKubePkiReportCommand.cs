using System.Diagnostics;
using System.Management.Automation;
using System.Security;
using KubePki.Changes.Repair;
using KubePki.Changes.Survey;
using KubePki.Changes.Transactions;
using KubePki.Cluster.Client;
using KubePki.Cluster.Trust;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Reports;
using KubePki.Reports.Report;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Writes a report on nodes or clusters to look at: findings, timeline, trust graph, repair plan and inventory on one page.</para>
/// <para>
/// The nodes are those of -Root, or those that objects of the pipeline come from: findings, certificates and other objects of this module,
/// rows with a property Root, and root directories. Each node is read once more, as of the moment of its objects. The HTML page is one
/// file that loads nothing and works offline; Markdown and JSON have the same content. Of several nodes, it also shows what only all of
/// them together show. Findings of Test-KubeClusterTrust are reported as they are; -Cluster also shows the
/// certificates that nothing is wrong with. A report holds no private key and no token.
/// </para>
/// </summary>
/// <example>
/// <para>Write a report on a failed control plane, and get the file.</para>
/// <code>Export-KubePkiReport ./report.html -Root ./samples/expired-2020 -AsOf 2020-07-28 -Force -PassThru</code>
/// </example>
/// <example>
/// <para>One report on all nodes that have errors.</para>
/// <code>Get-Item ./samples/expired-2020 | Test-KubePki -Severity Error | Export-KubePkiReport ./errors.html -Force</code>
/// </example>
/// <example>
/// <para>One report on the nodes of a fleet, with what differs between them.</para>
/// <code>Get-ChildItem ./samples -Directory -Filter expired-* | Test-KubePkiFleet | Export-KubePkiReport ./fleet.html -Force</code>
/// </example>
/// <example>
/// <para>One report on the cluster of the current kubeconfig context.</para>
/// <code>Export-KubePkiReport ./cluster.html -Cluster</code>
/// </example>
/// <example>
/// <para>The same as Markdown, for a ticket.</para>
/// <code>Export-KubePkiReport ./report.md -Root ./samples/expired-2020 -Force</code>
/// </example>
[Cmdlet(VerbsData.Export, "KubePkiReport", SupportsShouldProcess = true, HelpUri = HelpPages.Base + "Export-KubePkiReport.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportKubePkiReportCommand : StoppableCommand
{
    // In the order in which they came; a node is read once for each moment.
    private readonly List<Asked> _asked = [];
    private readonly ReportSkin _skin = new(Skin.PowerShell);
    private readonly Dictionary<long, RootSet> _roots = [];

    // What is wrong with clusters, by the URL of the API server: these cannot be read once more.
    private readonly Dictionary<string, List<KubePkiFinding>> _clusters = new(StringComparer.Ordinal);

    /// <summary>The file to write: .html, .md or .json. Wildcard characters are not interpreted.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>
    /// Objects of this module, rows with a property Root, and directories that are the root of a node's tree. Their nodes are reported:
    /// of a finding about several nodes, all of them.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// The root directories of the nodes: / or copied trees, mounted images, backups. Wildcards are supported. The default is /.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Root { get; set; }

    /// <summary>
    /// The time to evaluate for: 2026-07-01, +30d, -12h, tomorrow; UTC unless it has an offset. The default is that of the objects in the
    /// pipeline, else now.
    /// </summary>
    [Parameter]
    [MomentTransform]
    public DateTimeOffset? AsOf { get; set; }

    /// <summary>
    /// Reports on the trust of the cluster of the current kubeconfig context, too, as Test-KubeClusterTrust finds it. -Kubeconfig and
    /// -Context imply it. Without -Root and the pipeline, only the cluster is reported.
    /// </summary>
    [Parameter]
    public SwitchParameter Cluster { get; set; }

    /// <summary>The path to the kubeconfig of the cluster to report. Several kubeconfigs are merged as kubectl does.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Kubeconfig { get; set; }

    /// <summary>The kubeconfig context of the cluster to report. The default is the current context.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public string? Context { get; set; }

    /// <summary>
    /// The timeout in seconds for one call to the API server, retries and all pages of a list included. The default is 30.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 30;

    /// <summary>The format: Html, Markdown or Json. The default is the one that the file's extension tells.</summary>
    [Parameter]
    public ReportFormat? Format { get; set; }

    /// <summary>
    /// The passphrase for encrypted private keys and PKCS#12 stores. Without it, keys are listed as encrypted. It is not in the report.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? KeyPassphrase { get; set; }

    /// <summary>Replaces the file if it exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Outputs the file. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool OfCluster => Cluster || Kubeconfig is not null || Context is not null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if ((Format ??= ReportFile.FormatOf(Path)) is null)
            ThrowTerminatingError(Errors.UnknownReportFormat(Path));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Without anything else, the cluster alone is meant.
        if (InputObject is null && (!OfCluster || Root is not null))
            RootArgument.Each(this, null, Root, Ask);
        foreach (var input in InputObject is null ? [] : PipelineObject.Each(InputObject))
        {
            if (PipelineObject.OfCluster(input) is { } finding)
                Keep(finding);
            else
                RootArgument.Each(this, input, Root, Ask);
        }
    }

    private void Keep(KubePkiFinding finding)
    {
        if (!_clusters.TryGetValue(finding.Root, out var list))
            _clusters.Add(finding.Root, list = []);
        list.Add(finding);
    }

    private void Ask(string root, PSObject? input)
    {
        var isOfNode = input is not null && input.BaseObject is not (string or FileSystemInfo);
        var moment = AsOf ?? (isOfNode ? ModelConverter.Moment(input!.Properties["AsOf"]?.Value) : null);
        var asked = new Asked(root, moment?.ToUniversalTime(), isOfNode ? PipelineObject.Text(input!, "NodeName") : null, input);
        var ofMoment = asked.AsOf?.UtcTicks ?? 0;
        if (!_roots.TryGetValue(ofMoment, out var roots))
            _roots.Add(ofMoment, roots = new());
        if (roots.Add(root))
            _asked.Add(asked);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var target = GetUnresolvedProviderPathFromPSPath(Path);
        try
        {
            // The file is tried before hours of reading, not after.
            ReplacedFile.Demand(target, mark: null, Force);
            if (NodeSurvey.Report(Read(), ModuleVersion.Text, _skin, [.. Clusters()]) is not { } report
                || !ShouldProcess(target, "write report"))
                return;
            using var content = new MemoryStream();
            ReportFile.Write(report, Format!.Value, content);
            ReplacedFile.Write(target, content.GetBuffer().AsMemory(0, (int)content.Length), mark: null, Force);
            if (PassThru)
                WriteObject(WrittenFile.Of(this, target));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (PkiProblemException e)
        {
            ThrowTerminatingError(Errors.FromProblem(e.Problem));
        }
        catch (Exception e) when (Errors.IsFault(e))
        {
            ThrowTerminatingError(Errors.Broken(e));
        }
    }

    private IEnumerable<ReportNode> Clusters() => (OfCluster ? new[] { AskCluster() } : [])
        .Concat(_clusters.Select(cluster => ReportBuilder.OfCluster(cluster.Key, cluster.Value, _skin)));

    private ReportNode AskCluster()
    {
        var talk = new ClusterTalk(this, Cancellation);
        var found = talk.Wait(async stop =>
        {
            using var client = ClusterClient.Open(ClusterArguments.Options(this, Kubeconfig, Context, null, TimeoutSec, talk.Keep), stop);
            var moment = AsOf ?? Times.WholeSeconds(DateTimeOffset.UtcNow);
            return await TrustSession.RunAsync(client, new TrustOptions { AsOf = moment.ToUniversalTime() }, stop).ConfigureAwait(false);
        });
        foreach (var gap in found.Gaps)
            WriteError(Errors.FromGap(gap, gap == found.Gaps[^1] ? found.Role : null));
        return ReportBuilder.OfCluster(found.Outlook, found.Summary, TrustGap.Lines(found.Gaps), _skin);
    }

    private IEnumerable<SurveyedNode> Read()
    {
        using var passphrase = NodeCommand.PassphraseOf(KeyPassphrase, writesPlainKeys: false);
        var now = Times.WholeSeconds(DateTimeOffset.UtcNow);
        var read = _asked
            .Select(asked => new ReadOptions { Root = asked.Root, AsOf = asked.AsOf ?? now, Passphrase = passphrase }).ToList();
        var found = NodeSurvey.Each(read, new RepairCommandLine(), _skin, Cancellation);
        var (watch, done) = (Stopwatch.StartNew(), 0);
        foreach (var (node, asked) in found.Zip(_asked))
        {
            // Only work that makes one wait is worth a bar.
            if (++done < _asked.Count && watch.ElapsedMilliseconds > 1000)
                WriteProgress(new ProgressRecord(1, MyInvocation.MyCommand.Name, $"{done} of {_asked.Count} nodes read"));
            foreach (var problem in ProblemSummary.Of(node.Problems))
                WriteError(Errors.FromProblem(problem));
            // An object of a file says nothing of the computer that it was made on, but it knows the node.
            if (asked.NodeName is { } name && name != node.NodeName && node.Report is not null)
                WriteError(Errors.RemoteObject(asked.Input!, name));
            else
                yield return node;
        }
    }

    private sealed record Asked(string Root, DateTimeOffset? AsOf, string? NodeName, PSObject? Input);
}
