using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Reports;
using KubePkiPS.Views;

namespace KubePkiPS;

/// <summary>
/// Carries plans out for commands: shows each step, asks, applies what is wanted in one transaction, and writes the receipts.
/// </summary>
internal static class PlanCarrier
{
    /// <summary>From the plan to the receipts.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="repair">The plan.</param>
    /// <param name="options">How the node was read.</param>
    /// <param name="stop">Ctrl+C.</param>
    /// <param name="keepBackups">How many backups are kept; null for the default.</param>
    /// <exception cref="PipelineStoppedException">It was stopped; nothing has changed.</exception>
    public static void Carry(PSCmdlet cmdlet, PreparedRepair repair, ReadOptions options, CancellationToken stop, int? keepBackups = null)
    {
        repair = repair.Keeping(BackupRetention.Of(keepBackups), DateTimeOffset.UtcNow);
        if (repair.IsHelpless)
            cmdlet.WriteError(Errors.FindingsRemain(repair.Plan.Root, RepairReport.ErrorLines(repair.Plan)));
        if (repair.Plan.BackupsToRemove.Count > 0)
            cmdlet.WriteWarning($"Old backups to be removed afterwards: {Printable.Text(repair.Plan.BackupsToRemove.ToString())}");
        if (repair.Plan.Steps.Count > 0 && IsWhatIf(cmdlet))
            Say(cmdlet, Summary(cmdlet, repair.Plan));
        var wanted = repair.Plan.Steps.Where(step => Confirmed(cmdlet, step)).ToList();
        if (wanted.Count == 0)
            return;
        // Writing to a stream may end the pipeline: nothing is said before all is done.
        var told = new Queue<string>();
        try
        {
            var outcome = RepairRun.Carry(repair.Only(wanted), options, told.Enqueue, stop);
            while (told.TryDequeue(out var stage))
                cmdlet.WriteVerbose(Printable.Text(stage));
            foreach (var receipt in outcome.Receipts)
            {
                if (receipt.Result != RepairResult.Done)
                    cmdlet.WriteError(Errors.NotRepaired(receipt));
                cmdlet.WriteObject(receipt);
            }
            Say(cmdlet, RepairReport.After(outcome.Receipts));
            Remark(cmdlet, outcome.Remarks);
            if (outcome is { IsDone: true, LeavesErrors: true } && wanted.Count == repair.Plan.Steps.Count)
                cmdlet.WriteError(Errors.FindingsRemain(repair.Plan.Root,
                    [.. outcome.Left.Where(finding => finding.SeverityLevel >= FindingSeverity.Error)
                        .Select(finding => finding.ToString())]));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Says that there is nothing to do, as Write-Host would.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="plan">The plan.</param>
    public static void TellOfNothing(PSCmdlet cmdlet, RepairPlan plan)
    {
        var node = plan.NodeName is null ? plan.Root : $"{plan.NodeName} ({plan.Root})";
        Say(cmdlet, [$"Nothing to repair on {node}."]);
    }

    /// <summary>Says something as Write-Host would, a line each.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="lines">The lines.</param>
    public static void Say(PSCmdlet cmdlet, IEnumerable<string> lines)
    {
        foreach (var line in lines)
            cmdlet.WriteInformation(new HostInformationMessage { Message = Printable.Text(line) }, ["PSHOST"]);
    }

    /// <summary>Takes back what a run has left that was cut off.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <returns>Whether old files were put back, so that the node must be read again; null, and an error, when they could not be.</returns>
    public static bool? TakesBack(PSCmdlet cmdlet, string root)
    {
        if (InterruptedRun.Find(root) is not [.., var last] || !cmdlet.ShouldProcess(
            $"roll back the interrupted run {Printable.Text(last.Name)}"))
            return false;
        try
        {
            Remark(cmdlet, InterruptedRun.RollBack(root));
            return true;
        }
        catch (PkiProblemException e)
        {
            cmdlet.WriteError(Errors.FromProblem(e.Problem));
            return null;
        }
    }

    /// <summary>Tells what kept nothing from being done.</summary>
    public static void Remark(PSCmdlet cmdlet, IEnumerable<PkiProblem> remarks)
    {
        foreach (var remark in remarks)
            cmdlet.WriteWarning(remark.ToString());
    }

    private static bool IsWhatIf(PSCmdlet cmdlet) => LanguagePrimitives.IsTrue(
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out var asked) ? asked
            : cmdlet.SessionState.PSVariable.GetValue("WhatIfPreference"));

    private static string[] Summary(PSCmdlet cmdlet, RepairPlan plan) =>
        Page.Fit(cmdlet.Host, Skin.PowerShell(RepairReport.WriteSummary(plan).TrimEnd())).Split('\n');

    private static bool Confirmed(PSCmdlet cmdlet, RepairStep step)
    {
        var text = RepairReport.Write(step).TrimEnd();
        return cmdlet.ShouldProcess(text, $"{text}\n", "Change the node?");
    }
}
