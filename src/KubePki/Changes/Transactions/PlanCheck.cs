using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Whether what a backup holds is what a plan can have changed: nothing else is restored or taken back, whatever the backup says. A plan
/// is held against the same before it begins, so that there is always a way back.
/// </summary>
internal sealed class PlanCheck(NodeDisk disk, NodeFiles files, BackupReader backup)
{
    /// <summary>Refuses a backup with a path that no plan has.</summary>
    /// <exception cref="DiskException">A file cannot be read.</exception>
    /// <exception cref="PkiProblemException">It holds such a path, or a file with set-id bits.</exception>
    public void Demand(IReadOnlyList<BackupEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.State.Kind == EntryKind.File && (entry.State.Mode & FileModes.SetId) != 0)
                throw backup.Foreign($"{entry.NodePath} has set-id bits");
            if (entry.State.Kind == EntryKind.Special)
                throw backup.Foreign($"{entry.NodePath} is a device, a pipe or a socket");
            if (!IsOfPlan(entry, entries))
                throw backup.Foreign($"plans never change {entry.NodePath}");
        }
    }

    /// <summary>Whether a plan may change mode and owner of what lies at a path.</summary>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <param name="nodePath">The path on the node.</param>
    public static bool Allows(string root, string nodePath)
    {
        if (PlanPaths.Has(nodePath))
            return true;
        var files = new NodeFiles(root);
        using var disk = new NodeDisk(Disk.OfThisMachine, files);
        try
        {
            return Allows(disk, NodePlace.Of(files, nodePath),
                new PendingChange { NodePath = nodePath, Kind = ChangeKind.Access, Expected = FileState.Absent });
        }
        catch (Exception e) when (e is DiskException or PkiProblemException)
        {
            return false;
        }
    }

    /// <summary>Whether a plan may change what lies at a place.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="place">The place.</param>
    /// <param name="change">The change.</param>
    /// <exception cref="DiskException">It cannot be read.</exception>
    /// <exception cref="PkiProblemException">It is larger than anything of a PKI.</exception>
    public static bool Allows(NodeDisk disk, NodePlace place, PendingChange change)
    {
        if (PlanPaths.Has(place.NodePath) || change.Kind == ChangeKind.Directory)
            return true;
        if (!PlanPaths.MayBeNamed(place.NodePath))
            return false;
        if (change.Kind == ChangeKind.Link)
            return KubeletFiles.IsCurrent(place.Name);
        var kind = FileState.At(disk, place, out var now).Kind;
        try
        {
            return kind switch
            {
                EntryKind.Directory => IsEtcdData(disk, place),
                EntryKind.File => PkiContent.IsOne(now)
                    || (!PlanPaths.IsOfSystem(place.NodePath) && PkiContent.IsOne(change.Content.Span)),
                EntryKind.Absent => PkiContent.IsOne(change.Content.Span),
                _ => false,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(now);
        }
    }

    private bool IsOfPlan(BackupEntry entry, IReadOnlyList<BackupEntry> entries)
    {
        if (PlanPaths.Has(entry.NodePath))
            return true;
        // A directory that was made for a file, where none was.
        if (entry.State.Kind == EntryKind.Absent
            && entries.Any(other => other.NodePath.StartsWith(entry.NodePath + "/", StringComparison.Ordinal)))
            return true;
        if (!PlanPaths.MayBeNamed(entry.NodePath))
            return false;
        if (KubeletFiles.IsCurrent(entry.NodePath[(entry.NodePath.LastIndexOf('/') + 1)..]))
            return entry.State.Kind is EntryKind.Link or EntryKind.Absent;
        return entry.State.Kind == EntryKind.Directory ? IsEtcdData(disk, NodePlace.Of(files, entry.NodePath)) : HoldsPki(entry);
    }

    // A file that flags name may lie anywhere, under any name; it says itself what it is, and so does what it replaced.
    private bool HoldsPki(BackupEntry entry)
    {
        if (entry.State.Kind is not (EntryKind.File or EntryKind.Absent))
            return false;
        byte[] old = [], now = [];
        try
        {
            var isAbsent = FileState.At(disk, NodePlace.Of(files, entry.NodePath), out now).Kind == EntryKind.Absent;
            var wasAbsent = entry.State.Kind == EntryKind.Absent;
            if (!wasAbsent)
                old = backup.ReadFile(entry);
            // What was broken may have been made anew, and what is there now broken since: one of both tells. Among the system's files
            // both do.
            var (was, isNow) = (PkiContent.IsOne(old), PkiContent.IsOne(now));
            return PlanPaths.IsOfSystem(entry.NodePath) ? (wasAbsent || was) && (isAbsent || isNow)
                : wasAbsent ? isAbsent || isNow : was || isNow;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(old);
            CryptographicOperations.ZeroMemory(now);
        }
    }

    private static bool IsEtcdData(NodeDisk disk, NodePlace place) => disk.Look(place.Inside("member")).Kind == EntryKind.Directory;
}
