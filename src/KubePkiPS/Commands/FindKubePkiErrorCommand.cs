using System.Diagnostics;
using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Logs;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Finds certificate errors in logs, explains them, and shows which file of the node caused each one.</para>
/// <para>
/// The input is lines from the pipeline (journalctl, kubectl logs, kubectl describe) or log files, also gzipped, in klog, JSON, journald,
/// syslog, docker or container runtime format. All lines that report the same problem are grouped into one object with its explanation,
/// component, count, and first and last time. The most severe come first; within a severity, causes before their consequences. Errors that
/// only look like PKI problems of the cluster, such as refused connections or the certificate of a registry, are marked as such. With
/// -Root, each finding is linked to the file that caused it, by expiration time, serial number, fingerprint, CA key, name, address or path,
/// and has the same remedy as in Test-KubePki. Without -Root, the finding says what to check. Secrets in lines are masked. Nothing is
/// written.
/// </para>
/// </summary>
/// <example>
/// <para>Explain a kubelet log and find the files of the node that caused the errors.</para>
/// <code>Find-KubePkiError ./samples/kubelet.log -Root ./samples/expired-2020 -AsOf 2020-07-28T00:00:00Z</code>
/// </example>
/// <example>
/// <para>Find the cause of a kubectl error, with evidence and remedy.</para>
/// <code>
/// 'error: You must be logged in to the server (Unauthorized)'
///   | Find-KubePkiError -Root ./samples/expired-2020 -AsOf 2020-07-28T00:00:00Z
///   | Format-List
/// </code>
/// </example>
/// <example>
/// <para>Without the node's files: show what to check.</para>
/// <code>Get-Content ./samples/kubelet.log | Find-KubePkiError -Severity Error | Select-Object Check, Count, Remedy</code>
/// </example>
[Cmdlet(VerbsCommon.Find, "KubePkiError", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Find-KubePkiError.md")]
[OutputType(typeof(KubePkiLogFinding))]
public sealed class FindKubePkiErrorCommand : StoppableCommand
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private LogReader? _reader;
    private PathResolver? _paths;
    private int _told;

    /// <summary>Log files to read, plain or gzipped. Wildcards are supported.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Literal paths of log files to read. Wildcard characters are not interpreted.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>Log lines. Text with several lines is split.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [AllowEmptyString]
    [AllowNull]
    public string? InputObject { get; set; }

    /// <summary>
    /// The root directory of the node that wrote the logs, such as a copied tree, or / for this machine. Without it, only the logs are
    /// read.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>
    /// The time to evaluate for. Lines without a year are assigned to the latest year in which they are not later than this time. The
    /// default is now.
    /// </summary>
    [Parameter]
    [MomentTransform]
    public DateTimeOffset AsOf { get; set; } = Times.WholeSeconds(DateTimeOffset.UtcNow);

    /// <summary>The lowest severity to report: Information, Warning, Error or Critical. The default is Information.</summary>
    [Parameter]
    public FindingSeverity? Severity { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        _reader = new LogReader(new LogOptions { AsOf = AsOf.ToUniversalTime(), Trace = Trace }, Cancellation);

    /// <inheritdoc/>
    protected override void ProcessRecord() => Stoppable(() =>
    {
        if (InputObject is { } line)
            _reader!.AddLine(line);
        foreach (var path in (Path ?? LiteralPath ?? []).SelectMany(Resolve))
        {
            _reader!.ReadFile(path);
            for (; _told < _reader.Problems.Count; _told++)
                WriteError(Errors.FromProblem(_reader.Problems[_told]));
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Stoppable(() =>
    {
        var repairing = new RepairCommandLine { AsOf = MyInvocation.BoundParameters.ContainsKey(nameof(AsOf)) ? AsOf : null };
        foreach (var finding in _reader!.Finish(Root is null ? null : ReadNode(Root),
            node => RepairOutlook.Diagnose(node, DiagnosisOptions.Everything, repairing, Cancellation)))
        {
            if (finding.SeverityLevel >= (Severity ?? FindingSeverity.Information))
                WriteRows([Skin.PowerShell(finding)]);
        }
    });

    private NodePki ReadNode(string root)
    {
        var options = new ReadOptions { Root = GetUnresolvedProviderPathFromPSPath(root), AsOf = AsOf.ToUniversalTime() };
        var node = new NodeReader(options, Cancellation).ReadNode();
        // What of the node cannot be read may be the very proof; that there is no node, or an archive is cut off, is an error.
        foreach (var problem in node.Gaps.Where(_ => node.IsPartial))
            WriteError(Errors.FromProblem(problem));
        return node;
    }

    private void Trace(string path)
    {
        WriteVerbose(Printable.Text($"Read {path}"));
        if (_watch.ElapsedMilliseconds > 1000)
            WriteProgress(new ProgressRecord(1, MyInvocation.MyCommand.Name, path));
    }

    private void Stoppable(Action work)
    {
        try
        {
            work();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (Errors.IsFault(e))
        {
            ThrowTerminatingError(Errors.Broken(e));
        }
    }

    private IReadOnlyList<string> Resolve(string path) =>
        (_paths ??= new PathResolver(SessionState, root: null)).Resolve(path, LiteralPath is not null, WriteError);
}
