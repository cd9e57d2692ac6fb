using KubePki.Node.Files;
using KubePki.Node.Layout;

namespace KubePki.Changes.Transactions;

/// <summary>Writes the whole journal, in one step and onto the disk.</summary>
internal sealed class JournalFile(NodeDisk disk, NodePlace directory)
{
    private readonly NodePlace _place = directory.Inside(Journal.FileName);
    private readonly NodePlace _draft = directory.Inside(BackupArea.TemporaryPrefix + Journal.FileName);

    /// <exception cref="DiskException">It cannot be written; the old one is still there, or the new one already.</exception>
    public void Write(Journal journal)
    {
        if (disk.Look(_draft).Kind != EntryKind.Absent)
            disk.Remove(_draft);
        using (var file = disk.Create(_draft, FileModes.Key))
        {
            file.Write(journal.ToJson());
            file.Sync();
        }
        disk.Rename(_draft, _place);
        disk.Sync(directory);
    }
}
