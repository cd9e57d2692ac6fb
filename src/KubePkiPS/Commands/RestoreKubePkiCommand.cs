using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Reports;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Brings back what a backup of a node holds: content, modes, owners, links and times.</para>
/// <para>
/// The backup's hashes are checked first; a damaged one is refused as a whole. What is there now is backed up before, so that a restore can
/// be undone. -WhatIf shows what would change.
/// </para>
/// </summary>
/// <example>
/// <para>Take the last change of this node back.</para>
/// <code>$null = Backup-KubePki; Get-KubePkiBackup | Select-Object -Last 1 | Restore-KubePki -Confirm:$false</code>
/// </example>
[Cmdlet(VerbsData.Restore, "KubePki", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Restore-KubePki.md")]
[OutputType(typeof(RepairReceipt))]
public sealed class RestoreKubePkiCommand : StoppableCommand
{
    /// <summary>The backup, as Get-KubePkiBackup gives it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PkiBackup Backup { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var text = RepairReport.Write(BackupRestore.Plan(Backup)).TrimEnd();
            if (!ShouldProcess(text, $"{text}\n", "Change the node?"))
                return;
            var outcome = BackupRestore.Carry(Backup, DateTimeOffset.UtcNow, Cancellation);
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
