using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Who the author of a backup is. A hash tells damage, and anybody can write one; that nobody but root and the invoking user can put
/// something into the directory, or a directory in its place, is what proves that the backup was made by a run of this program.
/// </summary>
internal static class BackupTrust
{
    private const int Permissions = 0x1ff;

    /// <summary>Refuses a directory of backups, or a backup, that somebody else could have made.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="files">The files of the node.</param>
    /// <param name="directory">The directory; it need not be there.</param>
    /// <exception cref="DiskException">It cannot be looked at.</exception>
    /// <exception cref="PkiProblemException">It, or a directory above it, is a link, belongs to another, or is open to others.</exception>
    public static void Demand(NodeDisk disk, NodeFiles files, NodePlace directory)
    {
        var places = new Stack<NodePlace>([directory]);
        while (!places.Peek().IsTop)
            places.Push(places.Peek().Above);
        foreach (var place in places)
        {
            var entry = disk.Look(place);
            if (entry.Kind == EntryKind.Absent)
                return;
            if (entry.Kind != EntryKind.Directory)
                throw Refused(directory, $"{place.NodePath} is {(entry.Kind == EntryKind.Link ? "a link" : "not a directory")}");
            // That everybody may add something, as in /tmp, is good enough above it, not for the backups themselves.
            var judged = place.Path == directory.Path ? entry with { Mode = entry.Mode & Permissions } : entry;
            if (files.Owners.ObjectionToBackup(judged) is { } objection)
                throw Refused(directory, $"{place.NodePath}: {objection}");
        }
    }

    private static PkiProblemException Refused(NodePlace directory, string reason) =>
        new(WritingProblem.Of(directory, PkiProblemId.UntrustedDirectory, $"backups here are neither created nor trusted: {reason}"));
}
