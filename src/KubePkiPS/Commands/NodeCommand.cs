using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using System.Security;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;

namespace KubePkiPS.Commands;

/// <summary>Base of the commands that read a node, or files of it.</summary>
public abstract class NodeCommand : StoppableCommand
{
    private readonly ConcurrentQueue<string> _trace = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Dictionary<string, NodeReader> _readers = new(StringComparer.Ordinal);
    private IReadOnlyList<string?>? _roots;
    private string? _root;
    private int _snapshots;
    private bool _anyPath;
    private KeyPassphrase? _passphrase;

    /// <summary>
    /// Files or directories to read instead of the whole node. Wildcards are supported. A directory is read with the subdirectories that
    /// belong to it (etcd). With -Root, a path on the node.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = "Path")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Literal paths of files or directories to read. Wildcard characters are not interpreted.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>
    /// Objects from the pipeline: paths, files, directories that are the root of a node's tree, rows with a property Root or Path, and
    /// objects of this module.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// The root directories of the nodes: / or copied trees, mounted images, backups. Wildcards are supported. Absolute links and paths in
    /// files are resolved inside a root and cannot leave it.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Root { get; set; }

    /// <summary>
    /// The time to evaluate for, used for every status: 2026-07-01, +30d, -12h, tomorrow; UTC unless it has an offset. The default is now.
    /// </summary>
    [Parameter]
    [MomentTransform]
    public DateTimeOffset AsOf { get; set; } = Times.WholeSeconds(DateTimeOffset.UtcNow);

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
        Root = FirstRoot ?? "/",
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

    /// <summary>The problems of reading that are errors of this command.</summary>
    /// <param name="snapshot">What was read.</param>
    protected virtual IEnumerable<PkiProblem> ErrorsOf(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot.Problems;
    }

    /// <summary>What the pipeline may bring, for the message that says that something else came.</summary>
    protected virtual string Accepted => "paths, files, directories, and objects of this module that were read from files";

    /// <summary>Reads the paths that came.</summary>
    protected override void ProcessRecord()
    {
        _anyPath |= InputObject is not null;
        Each(InputObject, Take, Accepted);
        foreach (var path in InputObject is null ? Path ?? LiteralPath ?? [] : [])
            ReadPath(path, LiteralPath is not null);
    }

    /// <summary>Reads the whole node when no path was asked for.</summary>
    protected override void EndProcessing()
    {
        if (!_anyPath && !MyInvocation.ExpectingInput)
            ReadEach(reader => [reader.ReadNode()]);
    }

    /// <summary>Takes an object of the pipeline.</summary>
    /// <param name="input">The object, of this machine.</param>
    /// <returns>Whether this command can do anything with it.</returns>
    protected virtual bool Take(PSObject input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.BaseObject is string text)
            ReadPath(text, isLiteral: false);
        else if (PipelineObject.Path(input) is { } path)
            ReadPath(path, isLiteral: true, isTree: input.BaseObject is DirectoryInfo);
        else if (PipelineObject.Root(input) is { } root)
            ReadRoot(GetUnresolvedProviderPathFromPSPath(root));
        else
            return false;
        return true;
    }

    /// <summary>Reads a whole node.</summary>
    /// <param name="root">The directory that stands for its <c>/</c>.</param>
    private protected void ReadRoot(string root)
    {
        _root = root;
        Read(reader => [reader.ReadNode()]);
        _root = null;
    }

    private void ReadPath(string path, bool isLiteral, bool isTree = false)
    {
        _anyPath = true;
        ReadEach(reader => Resolve(path, isLiteral)
            .SelectMany(resolved => isTree && reader.ReadTree(resolved) is { } node ? [node] : ReadFrom(reader, resolved)));
    }

    private void ReadEach(Func<NodeReader, IEnumerable<NodePki>> read)
    {
        foreach (var root in Roots)
        {
            _root = root;
            Read(read);
        }
        _root = null;
    }

    // What no file is called stays as it was written: the reader says that it is not there.
    private IReadOnlyList<string?> Roots => _roots ??= Root is null ? [null]
        : [.. Root.SelectMany(RootsOf)];

    // A pattern that fits nothing must not become the root of this machine.
    private string? FirstRoot => _root ?? (Roots is [var first, ..] ? first : Root?[0]);

    private IReadOnlyList<string> RootsOf(string pattern) => new PathResolver(SessionState, root: null).ResolveRoots(pattern, WriteError);

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
        var options = Options;
        if (!_readers.TryGetValue(options.Root, out var reader))
            _readers.Add(options.Root, reader = new NodeReader(options, Cancellation));
        try
        {
            foreach (var snapshot in read(reader))
            {
                while (_trace.TryDequeue(out var file))
                    WriteVerbose(Printable.Text($"Read {file}"));
                foreach (var problem in ProblemSummary.Of(ErrorsOf(snapshot)))
                    WriteError(Errors.FromProblem(problem));
                if (snapshot.Scan?.Note(snapshot is { IsEmpty: true, Problems.Count: 0 }) is { } note)
                    WriteVerbose(Printable.Text(note));
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
    protected IReadOnlyList<string> Resolve(string path) => Resolve(path, LiteralPath is not null);

    private IReadOnlyList<string> Resolve(string path, bool isLiteral) =>
        new PathResolver(SessionState, FirstRoot).Resolve(path, isLiteral, WriteError);
}
