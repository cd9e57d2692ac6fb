using KubePki.Changes.Transactions;
using KubePki.Model;

namespace KubePki.Changes.Repair;

/// <summary>
/// Runs that were killed in the middle of a change. They are taken back before anything is planned: a plan for half-changed files would be
/// refused, and files that look well would be taken back by a later run.
/// </summary>
public static class InterruptedRun
{
    /// <summary>
    /// The backups of such runs, oldest first; also that of a run which is changing the node right now. None where they cannot be listed:
    /// there, nothing is changed.
    /// </summary>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    public static IReadOnlyList<PkiBackup> Find(string root)
    {
        try
        {
            return BackupStore.List(root).Where(backup => backup.State == PkiBackupState.Unfinished).ToArray();
        }
        catch (PkiProblemException)
        {
            return [];
        }
    }

    /// <summary>Puts the old files back.</summary>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <returns>What somebody else changed since, which was left as it is, and journals that cannot be read.</returns>
    /// <exception cref="PkiProblemException">Not all could be put back, or another run is changing the node right now.</exception>
    public static IReadOnlyList<PkiProblem> RollBack(string root)
    {
        using var guard = ChangeGuard.Enter(CancellationToken.None);
        var report = Transaction.Recover(root);
        return report.Failures is [var failure, ..] ? throw new PkiProblemException(failure) : report.Remarks;
    }
}
