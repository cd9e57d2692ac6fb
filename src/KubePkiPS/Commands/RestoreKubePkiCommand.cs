using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Reports;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Restores a backup of a node: content, modes, owners, links and times.</para>
/// <para>
/// The backup's hashes are checked first, and a damaged backup is rejected completely. The current files are backed up before the restore,
/// so that it can be undone. -WhatIf shows the changes.
/// </para>
/// </summary>
/// <example>
/// <para>Undo the last change of this node.</para>
/// <code>$null = Backup-KubePki; Get-KubePkiBackup | Select-Object -Last 1 | Restore-KubePki -Confirm:$false</code>
/// </example>
[Cmdlet(VerbsData.Restore, "KubePki", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Restore-KubePki.md")]
[OutputType(typeof(RepairReceipt))]
public sealed class RestoreKubePkiCommand : StoppableCommand
{
    /// <summary>
    /// The name or path of a backup, or an object from Get-KubePkiBackup or from a command that changed the node. The default is the last
    /// backup, which undoes the last change.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(BackupCompleter))]
    [ValidateNotNull]
    public PSObject? Backup { get; set; }

    /// <summary>The root directory of the node, for a name: / or a copied tree, a mounted image.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Backup is not null)
            BackupArgument.Each(this, Backup, Root, Restore);
        else
            BackupArgument.Last(this, Root, Restore);
    }

    private void Restore(PkiBackup backup)
    {
        try
        {
            var text = RepairReport.Write(BackupRestore.Plan(backup)).TrimEnd();
            if (!ShouldProcess(text, $"{text}\n", "Change the node?"))
                return;
            var outcome = BackupRestore.Carry(backup, DateTimeOffset.UtcNow, Cancellation);
            foreach (var receipt in outcome.Receipts)
            {
                if (receipt.Result != RepairResult.Done)
                    WriteError(Errors.NotRepaired(receipt));
                WriteObject(receipt);
            }
            PlanCarrier.Remark(this, outcome.Remarks);
        }
        catch (PkiProblemException e)
        {
            WriteError(Errors.FromProblem(e.Problem));
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
}
