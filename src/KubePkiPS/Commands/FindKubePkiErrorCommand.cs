using System.Diagnostics;
using System.Management.Automation;
using KubePki.Logs;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Finds what log lines say about certificates, what it means, and which file of the node proves it.</para>
/// <para>
/// It takes lines from the pipeline (journalctl, kubectl logs, kubectl describe) and log files, gzip too, in the forms of klog, JSON,
/// journald, docker and container runtimes. All lines that say the same of the same thing are one object: what it means, who says it, how
/// often, from when to when. Causes come first, what follows from them last; what only looks like PKI, such as a refused connection, is
/// said to be none. With -Root each finding is tied to the file that proves it, by the instant of expiry, serial number, fingerprint, key
/// of the CA, name, address or path, and has the cure that Test-KubePki has for that file; without, it says what to look at. Secrets in
/// lines are masked. Nothing is written.
/// </para>
/// </summary>
/// <example>
/// <para>What a kubelet's log means, and which files of the node prove it.</para>
/// <code>Find-KubePkiError ./samples/kubelet.log -Root ./samples/expired-2020 -AsOf 2020-07-28T00:00:00Z</code>
/// </example>
/// <example>
/// <para>The cause of what kubectl says, with proof and cure.</para>
/// <code>
/// 'error: You must be logged in to the server (Unauthorized)'
///   | Find-KubePkiError -Root ./samples/expired-2020 -AsOf 2020-07-28T00:00:00Z
///   | Format-List
/// </code>
/// </example>
/// <example>
/// <para>Without the node's files: what to look at.</para>
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

    /// <summary>Log files to read, plain or gzip; wildcards are taken.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Log files to read, taken as they are written: brackets and stars mean themselves.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>Lines of a log; a text with several lines is taken apart.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [AllowEmptyString]
    [AllowNull]
    public string? InputObject { get; set; }

    /// <summary>
    /// The node that the logs are of: the directory that stands for its /, such as a copied tree, or / for this machine. Without it nothing
    /// but the logs is read.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>
    /// The moment to look at. Lines whose time has no year are of the latest year that is not after it. The default is now.
    /// </summary>
    [Parameter]
    public DateTimeOffset AsOf { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>The mildest findings to tell: Information, Warning, Error or Critical. The default is Information.</summary>
    [Parameter]
    public FindingSeverity Severity { get; set; }

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
        foreach (var finding in _reader!.Finish(Root is null ? null : ReadNode(Root)))
        {
            if (finding.Severity >= Severity)
                WriteObject(finding);
        }
    });

    private NodePki ReadNode(string root)
    {
        var options = new ReadOptions { Root = GetUnresolvedProviderPathFromPSPath(root), AsOf = AsOf.ToUniversalTime() };
        var node = new NodeReader(options, Cancellation).ReadNode();
        // What of the node cannot be read may be the very proof; only that there is no node is an error here.
        foreach (var problem in node.Problems.Where(problem => problem.Id is PkiProblemId.NodeNotFound or PkiProblemId.PathNotFound))
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
