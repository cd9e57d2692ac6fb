using System.Management.Automation;
using KubePki.Changes.Transactions;
using KubePki.Model;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Lists the backups of a node, oldest first.</para>
/// <para>
/// Backups are stored in /var/backups/kubepki below the root, with a manifest of hashes, modes, owners and links. To restore one, use
/// Restore-KubePki.
/// </para>
/// </summary>
/// <example>
/// <para>Show the last backup and its reason.</para>
/// <code>$null = Backup-KubePki; Get-KubePkiBackup | Select-Object -Last 1 | Format-List</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubePkiBackup", HelpUri = HelpPages.Base + "Get-KubePkiBackup.md")]
[OutputType(typeof(PkiBackup))]
public sealed class GetKubePkiBackupCommand : StoppableCommand
{
    /// <summary>The root directories of the nodes: / or copied trees, mounted images. Wildcards are supported.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Root { get; set; }

    /// <summary>Root directories, rows with a property Root, and objects of this module, from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RootArgument.Each(this, InputObject, Root, root =>
        WriteObject(BackupStore.List(root), enumerateCollection: true));
}
