using System.Management.Automation;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePkiPS.Commands;

namespace KubePkiPS;

/// <summary>
/// What a user gives for a backup: its name or path, the backup itself, or the receipt of the change before which it was made.
/// </summary>
internal static class BackupArgument
{
    /// <summary>Finds the backups, and hands each on; what is none is an error.</summary>
    /// <param name="command">The command.</param>
    /// <param name="given">What was given.</param>
    /// <param name="root">The root of the node, as the user wrote it; null for what the object says, else for /.</param>
    /// <param name="take">Takes a backup.</param>
    public static void Each(StoppableCommand command, PSObject given, string? root, Action<PkiBackup> take) => Guarded(command, () =>
        command.Each(given, item => Find(command, item, root, take), "backups, their names or paths, and receipts of changes"));

    /// <summary>Finds the last backup by which something can be undone.</summary>
    /// <param name="command">The command.</param>
    /// <param name="root">The root of the node, as the user wrote it; null for /.</param>
    /// <param name="take">Takes the backup.</param>
    public static void Last(StoppableCommand command, string? root, Action<PkiBackup> take) => Guarded(command, () =>
    {
        if (BackupStore.Last(RootOf(command, root)) is { } backup)
            take(backup);
        else
            command.WriteError(Errors.Unknown("backup", "last", [], "There are no backups. Get-KubePkiBackup lists them."));
    });

    private static void Guarded(StoppableCommand command, Action work)
    {
        try
        {
            work();
        }
        catch (PkiProblemException e)
        {
            command.WriteError(Errors.FromProblem(e.Problem));
        }
        catch (Exception e) when (Errors.IsFault(e))
        {
            command.ThrowTerminatingError(Errors.Broken(e));
        }
    }

    private static string RootOf(StoppableCommand command, string? root) =>
        root is null ? "/" : command.GetUnresolvedProviderPathFromPSPath(root);

    private static bool Find(StoppableCommand command, PSObject item, string? root, Action<PkiBackup> take)
    {
        if (PipelineObject.As<PkiBackup>(item) is { } backup)
            Take(command, backup.Path, backup.Root, take);
        else if (PipelineObject.As<RepairReceipt>(item) is { Backup: var path } receipt)
            Take(command, path ?? "", receipt.Root, take, path is null ? Errors.NoBackup(item) : null);
        else if (item.BaseObject is string name)
            Take(command, name, RootOf(command, root), take);
        else
            return false;
        return true;
    }

    private static void Take(StoppableCommand command, string name, string root, Action<PkiBackup> take, ErrorRecord? none = null)
    {
        var known = none is null ? BackupStore.List(root) : [];
        if (known.FirstOrDefault(backup => backup.Name == name || backup.Path == name) is { } found)
            take(found);
        else
            command.WriteError(none
                ?? Errors.Unknown("backup", name, known.Select(backup => backup.Name), "Get-KubePkiBackup lists them all."));
    }
}
