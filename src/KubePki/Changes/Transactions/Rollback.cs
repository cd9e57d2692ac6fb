using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Puts the old files of a transaction back, in reverse. One that cannot be put back does not keep the others from it. It may be cut off
/// anywhere and done again.
/// </summary>
internal sealed class Rollback(NodeDisk disk, NodeFiles files, BackupReader backup, string transaction)
{
    private readonly EntryMaker _maker = new(disk);
    private readonly List<PkiProblem> _failures = [];
    private readonly List<PkiProblem> _kept = [];

    /// <summary>What could not be put back or removed.</summary>
    public IReadOnlyList<PkiProblem> Failures => _failures;

    /// <summary>What somebody else has changed since, and so was left as it is.</summary>
    public IReadOnlyList<PkiProblem> Kept => _kept;

    /// <summary>Takes all steps back, however many of them were done.</summary>
    /// <param name="steps">The steps, in the order in which they were done.</param>
    /// <param name="isApplied">Whether old files may have been replaced; else only what lies beside them goes.</param>
    public void Run(IReadOnlyList<JournalStep> steps, bool isApplied)
    {
        var directories = new Dictionary<string, JournalStep>(StringComparer.Ordinal);
        foreach (var step in steps)
            Try(step, () => RemoveTemporaries(step));
        foreach (var step in steps.Reverse().Where(step => isApplied || step.Kind == ChangeKind.Directory))
        {
            Try(step, () =>
            {
                if (Revert(step))
                    directories.TryAdd(step.Place.Directory, step);
            });
        }
        foreach (var step in directories.Values)
            Try(step, () => Flush(step.Place.Above));
    }

    private void Flush(NodePlace directory)
    {
        if (disk.Look(directory).Kind == EntryKind.Directory)
            disk.Sync(directory);
    }

    private void Try(JournalStep step, Action action)
    {
        try
        {
            action();
        }
        catch (DiskException e)
        {
            Miss(step, e.ToProblem(files));
        }
        catch (PkiProblemException e)
        {
            Miss(step, e.Problem);
        }
    }

    // Whoever writes where a file lies must not keep the others from being put back, nor every later run from beginning.
    private void Miss(JournalStep step, PkiProblem cause)
    {
        var others = WhyLeftToOthers(step);
        (others is null ? _failures : _kept).Add(step.Problem(cause.Id, $"{cause.Reason}; before: {step.Before}, now: {StateOf(step)}"
            + (others is null ? "" : $"; it was left unchanged: {others}")));
    }

    private string? WhyLeftToOthers(JournalStep step)
    {
        try
        {
            return disk.WhyLeftToOthers(step.Place, step.Before);
        }
        catch (DiskException)
        {
            return null;
        }
    }

    private string StateOf(JournalStep step)
    {
        try
        {
            return FileState.At(disk, step.Place).ToString();
        }
        catch (Exception e) when (e is DiskException or PkiProblemException)
        {
            return "unreadable";
        }
    }

    // Only what was written goes: another file under a name of ours is left, and told.
    private void RemoveTemporaries(JournalStep step)
    {
        if (step.Temporary is { } temporary)
            RemoveOwn(step, temporary, entry =>
                step.Kind == ChangeKind.Link ? IsOwnLink(entry, step.LinkTarget) : IsOwnFile(temporary, entry, step.Size, step.Sha256));
        var before = step.Before;
        var revival = step.Revival(transaction);
        RemoveOwn(step, revival, entry =>
            before.Kind == EntryKind.Link ? IsOwnLink(entry, before.LinkTarget) : IsOwnFile(revival, entry, SizeOf(step), before.Sha256));
    }

    private void RemoveOwn(JournalStep step, NodePlace place, Func<DiskEntry, bool> isOwn)
    {
        var entry = disk.Look(place);
        if (entry.Kind == EntryKind.Absent)
            return;
        if (isOwn(entry))
            disk.Remove(place);
        else if (!KubeletFiles.IsLink(place.Name))
            _kept.Add(step.Problem(PkiProblemId.FileChanged, $"{place.NodePath} is not what was written there; it was left unchanged"));
    }

    private static bool IsOwnLink(DiskEntry entry, string? target) => entry.Kind == EntryKind.Link && entry.LinkTarget == target;

    // A kill leaves the beginning of a file; that is shorter, and ours as long as nobody else may write there.
    private bool IsOwnFile(NodePlace place, DiskEntry entry, long size, string? hash)
    {
        if (entry.Kind != EntryKind.File || entry.HasOtherNames || hash is null || entry.Size > size)
            return false;
        if (entry.Size < size)
            return true;
        return Recognize(place)?.Sha256 == hash;
    }

    // What is larger than anything that was backed up or written is somebody else's, whatever it holds.
    private FileState? Recognize(NodePlace place)
    {
        try
        {
            return FileState.At(disk, place);
        }
        catch (PkiProblemException e) when (e.Problem.Id == PkiProblemId.FileTooLarge)
        {
            return null;
        }
    }

    private long SizeOf(JournalStep step) =>
        step.Before.Kind == EntryKind.File ? backup.SizeOf(new BackupEntry(step.Place.NodePath, step.Before)) : 0;

    private bool Revert(JournalStep step)
    {
        var current = Recognize(step.Place);
        var before = step.Before;
        if (current == before)
            return false;
        if (current is null || !step.MayTakeBack(current))
        {
            _kept.Add(step.Problem(PkiProblemId.FileChanged, $"another process has changed it since; before: {before}, "
                + $"now: {current?.ToString() ?? "a file larger than 16 MiB"}; it was left unchanged"));
            return false;
        }
        if (before.Kind == EntryKind.Absent)
            return Remove(step.Place, current);
        if (before.Kind == EntryKind.Directory && current.Kind == EntryKind.Absent)
            _maker.MakeDirectory(step.Place, before.Mode, before.UserId, before.GroupId);
        else if (before.Kind == EntryKind.Directory || IsSameFile(current, before))
            _maker.SetAccess(step.Place, before.Mode, before.UserId, before.GroupId);
        else
            Revive(step);
        return true;
    }

    private static bool IsSameFile(FileState current, FileState before) =>
        current.Kind == EntryKind.File && current.Sha256 == before.Sha256 && current.ModifiedNanoseconds == before.ModifiedNanoseconds;

    private bool Remove(NodePlace place, FileState current)
    {
        try
        {
            if (current.Kind == EntryKind.Directory)
                disk.RemoveDirectory(place);
            else
                disk.Remove(place);
        }
        catch (DiskException e) when (e.Error == DiskException.NotEmpty)
        {
            // Somebody has put something into a directory of ours; it stays.
        }
        return true;
    }

    private void Revive(JournalStep step)
    {
        var before = step.Before;
        var revival = step.Revival(transaction);
        if (before.Kind == EntryKind.Link)
        {
            _maker.MakeLink(revival, before.LinkTarget!, before.UserId, before.GroupId, before.ModifiedNanoseconds);
            disk.Rename(revival, step.Place);
            return;
        }
        var content = backup.ReadFile(new BackupEntry(step.Place.NodePath, before));
        try
        {
            _maker.MakeFile(revival, content, before.Mode, before.UserId, before.GroupId, before.ModifiedNanoseconds);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
        disk.Rename(revival, step.Place);
    }
}
