using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using System.Security;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Kubeconfigs;
using KubePki.Pki.Keys;

namespace KubePkiPS.Commands;

/// <summary>Base of the commands that read a node, or files of it.</summary>
public abstract class NodeCommand : StoppableCommand
{
    private readonly ConcurrentQueue<string> _trace = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private NodeReader? _reader;
    private PathResolver? _paths;
    private int _snapshots;
    private bool _anyPath;
    private KeyPassphrase? _passphrase;

    /// <summary>
    /// Files or directories to read instead of the whole node. Wildcards are supported. A directory is read with the subdirectories that
    /// belong to it (etcd). With -Root, a path on the node.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Literal paths of files or directories to read. Wildcard characters are not interpreted.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>
    /// The root directory of the node: / or a copied tree, a mounted image, a backup. Absolute links and paths in files are resolved inside
    /// it and cannot leave it.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>The time to evaluate for, used for every status. The default is now.</summary>
    [Parameter]
    public DateTimeOffset AsOf { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>
    /// The passphrase for encrypted private keys and PKCS#12 stores. Without it, keys are listed as encrypted. A key that it does not
    /// decrypt causes an error and stays encrypted.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? KeyPassphrase { get; set; }

    /// <summary>Whether keys that take the place of encrypted ones are written without encryption.</summary>
    private protected virtual bool WritesPlainKeys => false;

    /// <summary>How to read, as the parameters say.</summary>
    protected virtual ReadOptions Options => new()
    {
        Root = Root is null ? "/" : GetUnresolvedProviderPathFromPSPath(Root),
        AsOf = AsOf.ToUniversalTime(),
        Kubeconfigs = PersonalKubeconfigs(),
        Passphrase = _passphrase ??= PassphraseOf(KeyPassphrase, WritesPlainKeys),
        Trace = _trace.Enqueue,
    };

    /// <summary>Called with each snapshot, in order.</summary>
    /// <param name="snapshot">A node, a directory, or a file.</param>
    protected abstract void Output(NodePki snapshot);

    /// <summary>What is read for a path.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="path">The path, resolved.</param>
    protected virtual IEnumerable<NodePki> ReadFrom(NodeReader reader, string path)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.ReadPath(path);
    }

    /// <summary>Whether a problem of reading is an error of this command.</summary>
    /// <param name="problem">The problem.</param>
    protected virtual bool IsError(PkiProblem problem) => true;

    /// <summary>Reads the paths that came.</summary>
    protected override void ProcessRecord()
    {
        foreach (var path in Path ?? LiteralPath ?? [])
        {
            _anyPath = true;
            foreach (var resolved in Resolve(path))
                Read(reader => ReadFrom(reader, resolved));
        }
    }

    /// <summary>Reads the whole node when no path was asked for.</summary>
    protected override void EndProcessing()
    {
        if (!_anyPath && !MyInvocation.ExpectingInput)
            Read(reader => [reader.ReadNode()]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _passphrase?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>What opens encrypted keys; null when nothing was given.</summary>
    internal static KeyPassphrase? PassphraseOf(SecureString? given, bool writesPlainKeys) => given is null ? null
        : KubePki.Pki.Keys.KeyPassphrase.From(given, writesPlainKeys);

    private protected void Read(Func<NodeReader, IEnumerable<NodePki>> read)
    {
        _reader ??= new NodeReader(Options, Cancellation);
        try
        {
            foreach (var snapshot in read(_reader))
            {
                while (_trace.TryDequeue(out var file))
                    WriteVerbose(Printable.Text($"Read {file}"));
                foreach (var problem in snapshot.Problems.Where(IsError))
                    WriteError(Errors.FromProblem(problem));
                Output(snapshot);
                ShowProgress();
            }
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

    private void ShowProgress()
    {
        _snapshots++;
        // Only work that makes one wait is worth a bar.
        if (_watch.ElapsedMilliseconds > 1000 && _snapshots % 64 == 0)
            WriteProgress(new ProgressRecord(1, MyInvocation.MyCommand.Name, $"{_snapshots} directories read"));
    }

    /// <summary>The paths of the file system that an argument means; an error, and none, where it means nothing.</summary>
    /// <param name="path">What the user wrote.</param>
    protected IReadOnlyList<string> Resolve(string path) =>
        (_paths ??= new PathResolver(SessionState, Root)).Resolve(path, LiteralPath is not null, WriteError);

    // A relative path in KUBECONFIG is relative to where the user is, which the process need not be.
    private IReadOnlyList<string> PersonalKubeconfigs() =>
    [
        .. KubeconfigPaths.OfUser()
            .Select(path => System.IO.Path.GetFullPath(path, SessionState.Path.CurrentFileSystemLocation.ProviderPath)),
    ];
}
