using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki restore</c>: brings back what a backup holds.</summary>
internal sealed class RestoreCommand
{
    private readonly SharedOptions _shared = new();

    private readonly Argument<string?> _name = new("BACKUP")
    {
        Description = "Backup name, as listed by kubepki backups (default: the last one).",
        DefaultValueFactory = _ => null,
    };

    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Show the changes without applying them." };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Apply the changes without asking." };

    private readonly OutputOption _output = new();

    public static Command Create()
    {
        var restore = new RestoreCommand();
        var command = new Command("restore",
            "Restores a backup: content, modes, owners, links and times. A restore can itself be undone.")
        {
            restore._name, restore._shared.Root, restore._whatIf, restore._yes,
        };
        restore._output.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(restore.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var error = parsed.InvocationConfiguration.Error;
        var name = parsed.GetValue(_name);
        var root = parsed.GetValue(_shared.Root)!;
        var backup = name is null ? BackupStore.Last(root) : BackupStore.Find(root, name);
        if (backup is null)
        {
            error.WriteLine(name is null ? $"{ProgramName.Text}: there are no backups."
                : $"{ProgramName.Text}: there is no backup {Printable.Text(name)}. Run kubepki backups to list all backups.");
            return ExitCodes.Failed;
        }
        var step = BackupRestore.Plan(backup);
        if (parsed.GetValue(_whatIf))
        {
            _output.Write(parsed, () => RepairReport.Write(step), json => json.Write(step), () => [step.Target], single: true);
            return ExitCodes.Ok;
        }
        if (!Confirmation.IsGiven(parsed, _yes, RepairReport.Write(step), 1))
            return Confirmation.Refusal;
        var outcome = BackupRestore.Carry(backup, DateTimeOffset.UtcNow, cancellation);
        return AfterCommit.Tell(parsed, outcome.IsDone, outcome.IsDone ? ExitCodes.Ok : ExitCodes.Failed, writer =>
        {
            _output.Write(parsed, () => RepairReport.Write(outcome.Receipts), json =>
            {
                foreach (var receipt in outcome.Receipts)
                    json.Write(receipt);
            }, () => outcome.Receipts.Select(receipt => receipt.Target), output: writer);
            PlanOptionSet.Remark(error, outcome.Remarks);
        });
    }
}
