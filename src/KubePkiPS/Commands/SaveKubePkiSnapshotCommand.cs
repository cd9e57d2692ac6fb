using System.Management.Automation;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Snapshots;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Saves what the diagnosis reads of a node as one archive, without its secrets, to be read elsewhere.</para>
/// <para>
/// The archive contains the files with modes, owners, times and links. Of private keys it contains the public parts, of tokens and passwords
/// hashes that nobody can use; comments and unknown settings are left out. All commands take it with -Root in the place of the node. It is
/// written for its owner only, and existing files are not overwritten.
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
/// <para>Save the snapshots of many copied trees into a directory, each named after its node.</para>
/// <code>Get-ChildItem nodes -Directory | Save-KubePkiSnapshot snapshots</code>
/// </example>
[Cmdlet(VerbsData.Save, "KubePkiSnapshot", SupportsShouldProcess = true, HelpUri = HelpPages.Base + "Save-KubePkiSnapshot.md")]
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
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Root { get; set; }

    /// <summary>Root directories, rows with a property Root, and objects of this module, from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RootArgument.Each(this, InputObject, Root, root =>
    {
        var now = DateTimeOffset.UtcNow;
        using var archive = new MemoryStream();
        var node = NodeSnapshot.Write(new ReadOptions { Root = root, AsOf = now }, $"KubePkiPS {MyInvocation.MyCommand.Version}", now, archive, Cancellation);
        foreach (var problem in node.Problems.Where(problem => node.IsEmpty || problem.Id == PkiProblemId.UnreadableFile))
            WriteError(Errors.FromProblem(problem));
        var path = GetUnresolvedProviderPathFromPSPath(Path);
        if (Directory.Exists(path))
            path = System.IO.Path.Combine(path, NodeSnapshot.FileNameOf(node));
        if (node.IsEmpty || !ShouldProcess(path, $"Save a snapshot of {root}"))
            return;
        NewFile.Write(path, archive.ToArray());
        WriteObject(new FileInfo(path));
    });
}
