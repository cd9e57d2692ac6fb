using System.Management.Automation;
using KubePki.Changes.Transactions;
using KubePki.Model;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Removes backups of a node and the private keys in them.</para>
/// <para>
/// Repairs remove old backups automatically (-KeepBackups). Only files listed in the backup's manifest are removed. The following are kept,
/// with the error BackupKept: the last intact backup, backups that an interrupted run needs, and directories that were modified or contain
/// other files.
/// </para>
/// </summary>
/// <example>
/// <para>Find backups of this node that are older than six months.</para>
/// <code>Get-KubePkiBackup | Where-Object CreatedAt -lt (Get-Date).AddMonths(-6) | Remove-KubePkiBackup -WhatIf</code>
/// </example>
/// <example>
/// <para>Keep the five newest backups.</para>
/// <code>Get-KubePkiBackup | Select-Object -SkipLast 5 | Remove-KubePkiBackup -PassThru -WhatIf</code>
/// </example>
[Cmdlet(VerbsCommon.Remove, "KubePkiBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Remove-KubePkiBackup.md")]
[OutputType(typeof(PkiBackup))]
public sealed class RemoveKubePkiBackupCommand : StoppableCommand
{
    /// <summary>Backups from Get-KubePkiBackup, or their names or paths.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(BackupCompleter))]
    [ValidateNotNull]
    public PSObject Backup { get; set; } = null!;

    /// <summary>The root directory of the node, for names: / or a copied tree, a mounted image.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>Outputs the removed backups.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        BackupArgument.Each(this, Backup, Root, Remove);
    }

    private void Remove(PkiBackup backup)
    {
        try
        {
            if (!ShouldProcess(Printable.Text(backup.Path), "Remove this backup and the private keys in it"))
                return;
            BackupStore.Remove(backup);
            if (PassThru)
                WriteObject(backup);
        }
        catch (PkiProblemException e)
        {
            WriteError(Errors.FromProblem(e.Problem));
        }
    }
}
