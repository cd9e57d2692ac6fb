using System.Management.Automation;
using System.Management.Automation.Runspaces;
using KubePki.Changes.Transactions;
using KubePki.Cluster.Hosts;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Snapshots;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Saves what the diagnosis reads of a node as one archive, without its secrets, to be read elsewhere.</para>
/// <para>
/// The archive contains the files with modes, owners, times and links. Of private keys it contains the public parts, of tokens and
/// passwords hashes that nobody can use; comments and unknown settings are left out. All commands take it with -Root in the place of the
/// node. It is written for its owner only, and existing files are not overwritten, but for snapshots with -Force. With -HostName, it is
/// collected over SSH: Save-KubePkiSnapshot snapshots -HostName cp1, cp2 -Program ./kubepki. With -Session, it is collected through
/// sessions of PowerShell.
/// </para>
/// </summary>
/// <example>
/// <para>Save a node to an archive and diagnose it from there.</para>
/// <code>
/// Save-KubePkiSnapshot cp1.tar.gz -Root ./samples/expired-2020
/// Test-KubePki -Root cp1.tar.gz -AsOf 2020-07-28
/// </code>
/// </example>
/// <example>
/// <para>Save the snapshots of nodes through sessions, on which the module is installed.</para>
/// <code>
/// $sessions = New-PSSession -HostName cp1, cp2, cp3
/// Save-KubePkiSnapshot ./snapshots -Session $sessions
/// </code>
/// </example>
/// <example>
/// <para>Save the snapshots of many copied trees, each named after its node, and diagnose them together.</para>
/// <code>
/// $null = Get-ChildItem ./samples -Directory -Filter expired-2020 | Save-KubePkiSnapshot
/// Get-ChildItem *.tar.gz | Test-KubePkiFleet
/// </code>
/// </example>
[Cmdlet(VerbsData.Save, "KubePkiSnapshot", SupportsShouldProcess = true, DefaultParameterSetName = "Root",
    HelpUri = HelpPages.Base + "Save-KubePkiSnapshot.md")]
[OutputType(typeof(FileInfo))]
public sealed class SaveKubePkiSnapshotCommand : StoppableCommand
{
    private Held? _first;
    private readonly HashSet<string> _saved = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>
    /// The archive to write, or a directory, in which each archive is named after its node. A directory is one that exists, or a path that
    /// ends in /, or, for several nodes, a path that does not end in .gz or .tgz; it is made if it does not exist. The default is the
    /// current directory.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>The root directories of the nodes: / or copied trees, mounted images. Wildcards are supported.</summary>
    [Parameter(Position = 1, ParameterSetName = "Root")]
    [Parameter(ParameterSetName = "Host")]
    [Parameter(ParameterSetName = "Session")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Root { get; set; }

    /// <summary>Root directories, rows with a property Root, and objects of this module, from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = "Root")]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// Hosts to collect from over SSH, as the system's ssh takes them: names, user@host, aliases of its configuration. They need no
    /// module and no PowerShell, but sudo unless you are root there. The path is then a directory.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "Host")]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = [];

    /// <summary>
    /// Sessions of PowerShell to collect through, as New-PSSession makes them. The module must be installed there, unless the program is
    /// specified; where it is not root's session, the program is run with sudo. The path is then a directory.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "Session")]
    [ValidateNotNullOrEmpty]
    public PSSession[] Session { get; set; } = [];

    /// <summary>The native program kubepki for the hosts' processor. It is copied to each host, run and removed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Host")]
    [Parameter(ParameterSetName = "Session")]
    [ValidateNotNullOrEmpty]
    public string Program { get; set; } = "";

    /// <summary>A configuration file for ssh. The default is your own.</summary>
    [Parameter(ParameterSetName = "Host")]
    [ValidateNotNullOrEmpty]
    public string? SshConfiguration { get; set; }

    /// <summary>How many hosts are asked at once. The default is 8.</summary>
    [Parameter(ParameterSetName = "Host")]
    [Parameter(ParameterSetName = "Session")]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>The seconds that each host has. The default is 120.</summary>
    [Parameter(ParameterSetName = "Host")]
    [Parameter(ParameterSetName = "Session")]
    [ValidateRange(1, 86400)]
    public int TimeoutSec { get; set; } = 120;

    /// <summary>Replaces snapshots that exist. Nothing else is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>When another machine asked for the snapshot, by its clock: how far this one's is off is then known.</summary>
    [Parameter(ParameterSetName = "Root", DontShow = true)]
    public DateTimeOffset? AskedAt { get; set; }

    private string FullPath => GetUnresolvedProviderPathFromPSPath(Path);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Host")
            FromHosts();
        else if (ParameterSetName == "Session")
            FromSessions();
        else
            RootArgument.Each(this, InputObject, Root, FromRoot);
    }

    private void FromRoot(string root)
    {
        var now = DateTimeOffset.UtcNow;
        using var archive = new MemoryStream();
        var node = NodeSnapshot.Write(new ReadOptions { Root = root, AsOf = now }, $"KubePkiPS {ModuleVersion.Text}", now,
            archive, AskedAt, Cancellation);
        foreach (var problem in ProblemSummary.Of(NodeSnapshot.Lost(node)))
            WriteError(Errors.FromProblem(problem));
        if (!node.IsEmpty)
            Take(new Held(root, node.NodeName, archive.ToArray()));
    }

    // A path that is neither a directory nor called as an archive is a directory as soon as there is a second node.
    private void Take(Held held)
    {
        if (_count++ == 0 && !IsDirectory)
        {
            _first = held;
            return;
        }
        if (!IsDirectory && IsNamedAsArchive)
        {
            WriteError(Errors.OneFile(FullPath, held.Root));
            return;
        }
        if (_first is { } first)
            Save(first, InDirectory(first));
        _first = null;
        Save(held, InDirectory(held));
    }

    private bool IsDirectory => Directory.Exists(FullPath) || System.IO.Path.EndsInDirectorySeparator(Path);

    private bool IsNamedAsArchive => File.Exists(FullPath) || Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
        || Path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    // Two nodes of one name are two files, whatever may be replaced.
    private string InDirectory(Held held)
    {
        var path = System.IO.Path.Combine(FullPath, NodeSnapshot.FileNameOf(held.NodeName));
        for (var number = 2; !_saved.Add(path); number++)
            path = System.IO.Path.Combine(FullPath, NodeSnapshot.FileNameOf($"{held.NodeName ?? "node"}-{number}"));
        return path;
    }

    private void Save(Held held, string path)
    {
        try
        {
            if (ShouldProcess(path, $"Save a snapshot of {held.Root}"))
                Save(path, held.Archive);
        }
        catch (PkiProblemException e)
        {
            WriteError(Errors.FromProblem(e.Problem));
        }
    }

    /// <summary>Saves a snapshot that is the only one.</summary>
    protected override void EndProcessing()
    {
        if (_first is { } only)
            Save(only, FullPath);
    }

    private void FromHosts()
    {
        if (Array.Exists(HostName, name => string.IsNullOrWhiteSpace(name.Replace(',', ' '))))
            ThrowTerminatingError(Errors.BadValue(new ArgumentException("-HostName needs the names of hosts."), nameof(HostName)));
        var program = NativePath();
        var options = new SshOptions
        {
            Program = program,
            Root = RemoteRoot,
            Configuration = SshConfiguration is null ? null : GetUnresolvedProviderPathFromPSPath(SshConfiguration),
            Throttle = ThrottleLimit,
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            Clock = TimeProvider.System,
        };
        var hosts = HostName.Where(host => ShouldProcess(FullPath, $"Save a snapshot of {host}"));
        Take(SnapshotCollector.CollectAsync([.. hosts], options, Cancellation));
    }

    private void FromSessions()
    {
        var collector = new SessionSnapshots(RemoteRoot, Program.Length > 0 ? NativePath() : null, TimeSpan.FromSeconds(TimeoutSec));
        var sessions = SessionSnapshots.Named([.. Session.Distinct()])
            .Where(item => ShouldProcess(FullPath, $"Save a snapshot of {item.Host}"));
        Take(SnapshotCollector.EachAsync([.. sessions], ThrottleLimit,
            (item, token) => collector.AskAsync(item.Session, item.Host, token), Cancellation));
    }

    private string RemoteRoot => Root is [var root, ..] ? root : "/";

    private string NativePath()
    {
        var program = GetUnresolvedProviderPathFromPSPath(Program);
        if (!NativeProgram.IsOne(program))
            ThrowTerminatingError(Errors.NotNative(program));
        return program;
    }

    private void Take(IAsyncEnumerable<HostSnapshot> results)
    {
        foreach (var result in results.ToBlockingEnumerable(Cancellation))
        {
            try
            {
                if (result.Archive is { } archive)
                    Save(System.IO.Path.Combine(FullPath, result.FileName), archive);
                else
                    WriteError(Errors.HostFailed(result.Host, result.Problem!));
            }
            catch (PkiProblemException e)
            {
                WriteError(Errors.FromProblem(e.Problem));
            }
        }
    }

    private void Save(string path, byte[] archive)
    {
        NewFile.Write(path, archive, Force ? NodeSnapshot.IsOne : null);
        WriteObject(WrittenFile.Of(this, path));
    }

    // What a node's snapshot is until it is known whether it is the only one.
    private sealed record Held(string Root, string? NodeName, byte[] Archive);
}
