using System.CommandLine;
using KubePki.Changes.Transactions;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki backups</c>: what repairs have backed up; <c>kubepki backups prune</c>: removes what is old.</summary>
internal sealed class BackupsCommand
{
    private readonly SharedOptions _shared = new();

    private readonly OutputOption _output = new();

    private readonly Option<int?> _keep = PlanOptionSet.KeepBackups();

    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Show which backups would be removed. Removes nothing." };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Remove the backups without asking." };

    public static Command Create()
    {
        var backups = new BackupsCommand();
        var command = new Command("backups", "Lists the backups of a node, oldest first.") { backups._shared.Root };
        backups._output.AddTo(command);
        command.SetAction(backups.List);
        var pruning = new BackupsCommand();
        var prune = new Command("prune",
            "Removes old backups and the private keys in them. Keeps the last intact "
                + "backup and any backup that an interrupted run needs.")
        {
            pruning._shared.Root, pruning._keep, pruning._whatIf, pruning._yes,
        };
        pruning._output.AddTo(prune);
        prune.SetAction(pruning.Prune);
        command.Subcommands.Add(prune);
        return command;
    }

    private int List(ParseResult parsed)
    {
        var backups = BackupStore.List(parsed.GetValue(_shared.Root)!);
        _output.Write(parsed, () => BackupTable.Write(backups), json =>
        {
            foreach (var backup in backups)
                json.Write(backup);
        }, () => backups.Select(backup => backup.Name));
        return ExitCodes.Ok;
    }

    private int Prune(ParseResult parsed)
    {
        var (root, retention) = (parsed.GetValue(_shared.Root)!, BackupRetention.Of(parsed.GetValue(_keep)));
        var surplus = BackupStore.Surplus(root, retention);
        if (surplus.Count == 0 || parsed.GetValue(_whatIf))
        {
            Show(parsed, surplus, BackupTable.WriteNames(surplus), parsed.InvocationConfiguration.Output);
            return ExitCodes.Ok;
        }
        if (!Confirmation.IsGiven(parsed, _yes, BackupTable.WriteNames(surplus), 1))
            return Confirmation.Refusal;
        var removed = BackupStore.Prune(root, retention);
        return AfterCommit.Tell(parsed, removed.Count > 0, ExitCodes.Ok, output =>
            Show(parsed, removed, BackupTable.WriteNames(removed, areRemoved: true), output));
    }

    private void Show(ParseResult parsed, IReadOnlyList<string> names, string text, TextWriter output) =>
        _output.Write(parsed, () => text, json => json.Write(names), () => names, output: output);
}
