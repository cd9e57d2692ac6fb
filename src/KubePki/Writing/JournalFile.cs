namespace KubePki.Writing;

/// <summary>Writes the journal anew, in one step and onto the disk.</summary>
internal sealed class JournalFile(IDisk disk, string directory)
{
    private readonly string _path = $"{directory}/{Journal.FileName}";
    private readonly string _draft = $"{directory}/{BackupArea.TemporaryPrefix}{Journal.FileName}";

    /// <exception cref="DiskException">It cannot be written; the old one is still there, or the new one already.</exception>
    public void Write(Journal journal)
    {
        if (disk.Look(_draft).Kind != EntryKind.Absent)
            disk.Remove(_draft);
        using (var file = disk.Create(_draft, 0x180))
        {
            file.Write(journal.ToJson());
            file.Sync();
        }
        disk.Rename(_draft, _path);
        disk.Sync(directory);
    }
}
