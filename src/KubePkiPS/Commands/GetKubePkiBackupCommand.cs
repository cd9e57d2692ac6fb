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
public sealed class GetKubePkiBackupCommand : PSCmdlet
{
    /// <summary>The root directory of the node: / or a copied tree, a mounted image.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            WriteObject(BackupStore.List(Root is null ? "/" : GetUnresolvedProviderPathFromPSPath(Root)), enumerateCollection: true);
        }
        catch (PkiProblemException e)
        {
            WriteError(Errors.FromProblem(e.Problem));
        }
        catch (Exception e) when (Errors.IsFault(e))
        {
            ThrowTerminatingError(Errors.Broken(e));
        }
    }
}
