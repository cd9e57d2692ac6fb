using KubePki.Model;

namespace KubePki.Reports;

public sealed partial class JsonObjects
{
    /// <summary>Writes a plan, with all its steps.</summary>
    /// <param name="plan">The plan.</param>
    public void Write(RepairPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _writer.WriteStartObject();
        Property("root", plan.Root);
        WriteList("steps", plan.Steps, WriteStep);
        WriteList("leftAlone", plan.LeftAlone, WriteNote);
        Property("uncured", plan.Uncured);
        Property("backupsToRemove", plan.BackupsToRemove);
        Property("asOf", plan.AsOf);
        _writer.WriteEndObject();
    }

    /// <summary>Writes a receipt.</summary>
    /// <param name="receipt">The receipt.</param>
    public void Write(RepairReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        _writer.WriteStartObject();
        Property("step", receipt.Step);
        Property("target", receipt.Target);
        Property("result", receipt.Result);
        Property("message", receipt.Message);
        WriteList("changes", receipt.Changes, WriteChange);
        Property("backup", receipt.Backup);
        Property("resolved", receipt.Resolved);
        Property("restart", receipt.Restart);
        Property("asOf", receipt.AsOf);
        _writer.WriteEndObject();
    }

    /// <summary>Writes one step of a plan.</summary>
    /// <param name="step">The step.</param>
    public void Write(RepairStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        WriteStep(step);
    }

    /// <summary>Writes a backup.</summary>
    /// <param name="backup">The backup.</param>
    public void Write(PkiBackup backup)
    {
        ArgumentNullException.ThrowIfNull(backup);
        _writer.WriteStartObject();
        Property("name", backup.Name);
        Property("path", backup.Path);
        Property("root", backup.Root);
        Property("createdAt", backup.CreatedAt);
        Property("label", backup.Label);
        Property("files", backup.Files);
        Property("state", backup.State);
        _writer.WriteEndObject();
    }

    /// <summary>Writes names of backups.</summary>
    /// <param name="names">The names.</param>
    public void Write(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
            _writer.WriteStringValue(name);
    }

    internal void WriteStep(RepairStep step)
    {
        _writer.WriteStartObject();
        Property("title", step.Title);
        Property("target", step.Target);
        Property("reason", step.Reason);
        Property("cures", step.Cures);
        WriteList("changes", step.Changes, WriteChange);
        Property("wouldNotHelp", step.WouldNotHelp);
        Property("restart", step.Restart);
        _writer.WriteEndObject();
    }

    private void WriteChange(PlannedChange change)
    {
        _writer.WriteStartObject();
        Property("action", change.Action);
        Property("path", change.Path);
        Property("nodePath", change.NodePath);
        Property("details", change.Details);
        _writer.WriteEndObject();
    }

    private void WriteNote(RepairNote note)
    {
        _writer.WriteStartObject();
        Property("target", note.Target);
        Property("reason", note.Reason);
        _writer.WriteEndObject();
    }
}
