using System.Management.Automation;
using KubePki.Changes.Transactions;
using KubePki.Model;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Removes backups of a node, with the private keys in them.</para>
/// <para>
/// Repairs remove what is old by themselves (-KeepBackups). Nothing is removed but the files that the backup's manifest names. These stay,
/// with an error of the id BackupKept: the last backup that is whole, what a run that was cut off needs, and a directory in which something
/// else lies, or which is not what was written.
/// </para>
/// </summary>
/// <example>
/// <para>Which backups of this node are older than half a year?</para>
/// <code>Get-KubePkiBackup | Where-Object CreatedAt -lt (Get-Date).AddMonths(-6) | Remove-KubePkiBackup -WhatIf</code>
/// </example>
/// <example>
/// <para>Keep the newest five.</para>
/// <code>Get-KubePkiBackup | Select-Object -SkipLast 5 | Remove-KubePkiBackup -PassThru -WhatIf</code>
/// </example>
[Cmdlet(VerbsCommon.Remove, "KubePkiBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Remove-KubePkiBackup.md")]
[OutputType(typeof(PkiBackup))]
public sealed class RemoveKubePkiBackupCommand : PSCmdlet
{
    /// <summary>The backups, as Get-KubePkiBackup gives them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PkiBackup[] Backup { get; set; } = null!;

    /// <summary>Gives the backups that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var backup in Backup)
        {
            try
            {
                if (!ShouldProcess(Printable.Text(backup.Path), "Remove this backup, with the private keys in it"))
                    continue;
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
}
