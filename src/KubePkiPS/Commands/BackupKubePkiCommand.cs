using System.Management.Automation;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>
/// Backs up the PKI of a node: /etc/kubernetes, kubelet's certificates and configuration, CNI configurations, and the certificates, keys
/// and kubeconfigs in other places: in the directories of k3s and other distributions, and where flags name them.
/// </para>
/// <para>
/// The backup is written to /var/backups/kubepki below the root. Only root can read it. It includes a manifest of hashes, modes, owners and
/// links. To restore it, use Restore-KubePki.
/// </para>
/// </summary>
/// <example>
/// <para>Back up this node's PKI before a manual change.</para>
/// <code>Backup-KubePki</code>
/// </example>
[Cmdlet(VerbsData.Backup, "KubePki", SupportsShouldProcess = true, HelpUri = HelpPages.Base + "Backup-KubePki.md")]
[OutputType(typeof(PkiBackup))]
public sealed class BackupKubePkiCommand : StoppableCommand
{
    /// <summary>The root directories of the nodes: / or copied trees, mounted images. Wildcards are supported.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Root { get; set; }

    /// <summary>Root directories, rows with a property Root, and objects of this module, from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Files and directories of the node to back up instead of the default ones.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? NodePath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RootArgument.Each(this, InputObject, Root, root =>
    {
        var now = DateTimeOffset.UtcNow;
        var paths = NodePath ?? BackupScope.Of(new NodeReader(new ReadOptions { Root = root, AsOf = now }, Cancellation).ReadNode());
        if (ShouldProcess(root, $"Back up {string.Join(", ", paths)}"))
            WriteObject(BackupStore.Create(root, paths, now, "Backup-KubePki", Cancellation));
    });
}
