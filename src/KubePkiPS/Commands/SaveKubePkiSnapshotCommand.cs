using System.Management.Automation;
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
/// node. It is written for its owner only, and existing files are not overwritten. With -HostName, it is collected over SSH:
/// Save-KubePkiSnapshot snapshots -HostName cp1, cp2 -Program ./kubepki.
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
    /// <summary>
    /// The archive to write, or an existing directory, in which the archive is named after the node. The default is the current directory.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>The root directories of the nodes: / or copied trees, mounted images. Wildcards are supported.</summary>
    [Parameter(Position = 1, ParameterSetName = "Root")]
    [Parameter(ParameterSetName = "Host")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Root { get; set; }

    /// <summary>Root directories, rows with a property Root, and objects of this module, from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = "Root")]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// Hosts to collect from over SSH, as the system's ssh takes them: names, user@host, aliases of its configuration. They need no
    /// module and
    /// no PowerShell, but sudo unless you are root there. The path is then a directory.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "Host")]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = [];

    /// <summary>The native program kubepki for the hosts' processor. It is copied to each host, run and removed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Host")]
    [ValidateNotNullOrEmpty]
    public string Program { get; set; } = "";

    /// <summary>A configuration file for ssh. The default is your own.</summary>
    [Parameter(ParameterSetName = "Host")]
    [ValidateNotNullOrEmpty]
    public string? SshConfiguration { get; set; }

    /// <summary>How many hosts are asked at once. The default is 8.</summary>
    [Parameter(ParameterSetName = "Host")]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>The seconds that each host has. The default is 120.</summary>
    [Parameter(ParameterSetName = "Host")]
    [ValidateRange(1, 86400)]
    public int TimeoutSec { get; set; } = 120;

    private string FullPath => GetUnresolvedProviderPathFromPSPath(Path);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Host")
            FromHosts();
        else
            RootArgument.Each(this, InputObject, Root, FromRoot);
    }

    private void FromRoot(string root)
    {
        var now = DateTimeOffset.UtcNow;
        using var archive = new MemoryStream();
        var node = NodeSnapshot.Write(new ReadOptions { Root = root, AsOf = now }, $"KubePkiPS {ModuleVersion.Text}", now,
            archive, cancellation: Cancellation);
        foreach (var problem in node.Problems.Where(problem => node.IsEmpty || problem.Id == PkiProblemId.UnreadableFile))
            WriteError(Errors.FromProblem(problem));
        var path = Directory.Exists(FullPath) ? System.IO.Path.Combine(FullPath, NodeSnapshot.FileNameOf(node.NodeName)) : FullPath;
        if (!node.IsEmpty && ShouldProcess(path, $"Save a snapshot of {root}"))
            Save(path, archive.ToArray());
    }

    private void FromHosts()
    {
        var program = GetUnresolvedProviderPathFromPSPath(Program);
        if (!NativeProgram.IsOne(program))
            ThrowTerminatingError(Errors.NotNative(program));
        var options = new SshOptions
        {
            Program = program,
            Root = Root is [var root, ..] ? root : "/",
            Configuration = SshConfiguration is null ? null : GetUnresolvedProviderPathFromPSPath(SshConfiguration),
            Throttle = ThrottleLimit,
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            Clock = TimeProvider.System,
        };
        var hosts = HostName.Where(host => ShouldProcess(FullPath, $"Save a snapshot of {host}"));
        foreach (var result in SnapshotCollector.CollectAsync([.. hosts], options, Cancellation).ToBlockingEnumerable(Cancellation))
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
        NewFile.Write(path, archive);
        WriteObject(new FileInfo(path));
    }
}
