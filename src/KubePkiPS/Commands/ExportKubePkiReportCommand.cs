using System.Diagnostics;
using System.Management.Automation;
using System.Security;
using KubePki.Changes.Repair;
using KubePki.Changes.Survey;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Reports;
using KubePki.Reports.Report;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Writes a report on nodes to look at: findings, timeline, trust graph, repair plan and inventory on one page.</para>
/// <para>
/// The nodes are those of -Root, or those that objects of the pipeline come from: findings, certificates and other objects of this module,
/// rows with a property Root, and root directories. Each node is read once more, as of the moment of its objects. The HTML page is one
/// file that loads nothing and works offline; Markdown and JSON have the same content. Of several nodes, it also shows what only all of
/// them together show. A report holds no private key and no token.
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

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if ((Format ??= ReportFile.FormatOf(Path)) is null)
            ThrowTerminatingError(Errors.UnknownReportFormat(Path));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RootArgument.Each(this, InputObject, Root, (root, input) =>
    {
        var isOfNode = input is not null && input.BaseObject is not (string or FileSystemInfo);
        var moment = AsOf ?? (isOfNode ? ModelConverter.Moment(input!.Properties["AsOf"]?.Value) : null);
        var asked = new Asked(root, moment?.ToUniversalTime(), isOfNode ? PipelineObject.Text(input!, "NodeName") : null, input);
        var ofMoment = asked.AsOf?.UtcTicks ?? 0;
        if (!_roots.TryGetValue(ofMoment, out var roots))
            _roots.Add(ofMoment, roots = new());
        if (roots.Add(root))
            _asked.Add(asked);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var target = GetUnresolvedProviderPathFromPSPath(Path);
        try
        {
            // The file is tried before hours of reading, not after.
            ReplacedFile.Demand(target, mark: null, Force);
            if (NodeSurvey.Report(Read(), ModuleVersion.Text, _skin) is not { } report || !ShouldProcess(target, "write report"))
                return;
            using var content = new MemoryStream();
            ReportFile.Write(report, Format!.Value, content);
            ReplacedFile.Write(target, content.GetBuffer().AsMemory(0, (int)content.Length), mark: null, Force);
            if (PassThru)
                WriteObject(new FileInfo(target));
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
            foreach (var problem in node.Problems)
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
