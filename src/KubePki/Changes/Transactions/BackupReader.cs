using System.Security.Cryptography;
using System.Text;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;
using KubePki.Pki.X509;

namespace KubePki.Changes.Transactions;

/// <summary>Reads a backup, and believes nothing of it that its hashes do not confirm.</summary>
internal sealed class BackupReader(NodeDisk disk, NodeFiles files, NodePlace directory)
{
    /// <summary>The manifest.</summary>
    /// <exception cref="PkiProblemException">It is damaged or missing.</exception>
    public Manifest ReadManifest()
    {
        var json = Read(BackupWriter.ManifestName);
        if (Hex.Sha256(json) != ManifestHash())
            throw Damaged(BackupWriter.ManifestName, "its hash does not match the recorded one");
        try
        {
            return Manifest.Parse(json);
        }
        catch (FormatException e)
        {
            throw Damaged(BackupWriter.ManifestName, e.Message);
        }
    }

    /// <summary>The hash of the manifest, as it was noted.</summary>
    /// <exception cref="PkiProblemException">It is damaged or missing.</exception>
    public string ManifestHash()
    {
        var noted = Encoding.Latin1.GetString(Read(BackupWriter.ManifestHashName));
        const string End = $"  {BackupWriter.ManifestName}\n";
        return noted.EndsWith(End, StringComparison.Ordinal) ? noted[..^End.Length]
            : throw Damaged(BackupWriter.ManifestHashName, "it was modified");
    }

    /// <summary>The journal; null for a plain backup.</summary>
    /// <exception cref="PkiProblemException">It is damaged.</exception>
    public Journal? ReadJournal(Manifest manifest) =>
        FromJournal(json => Journal.Parse(json, manifest, ManifestHash(), files, directory.Name));

    /// <summary>How far the transaction came; null for a plain backup.</summary>
    /// <exception cref="PkiProblemException">It is damaged.</exception>
    public JournalState? ReadState() => FromJournal(json => (JournalState?)Journal.StateOf(json));

    /// <summary>The content of a file, which the caller wipes.</summary>
    /// <exception cref="PkiProblemException">It is damaged or missing.</exception>
    public byte[] ReadFile(BackupEntry entry)
    {
        var name = BackupWriter.FilesName + entry.NodePath;
        var content = Read(name);
        if (Hex.Sha256(content) == entry.State.Sha256)
            return content;
        CryptographicOperations.ZeroMemory(content);
        throw Damaged(name, "its hash does not match the recorded one");
    }

    /// <summary>Demands that a journal, where there is one, is ours.</summary>
    /// <exception cref="PkiProblemException">It is somebody else's.</exception>
    public void DemandOwnJournal() => IsThere(Journal.FileName);

    /// <summary>How large a file is.</summary>
    public long SizeOf(BackupEntry entry) => disk.Look(directory.Inside(BackupWriter.FilesName + entry.NodePath)).Size;

    /// <summary>A backup that was changed since, or was never one of ours.</summary>
    public PkiProblemException Foreign(string reason) => Damaged(BackupWriter.ManifestName, reason);

    private T? FromJournal<T>(Func<byte[], T> parse)
    {
        try
        {
            return IsThere(Journal.FileName) ? parse(Read(Journal.FileName)) : default;
        }
        catch (FormatException e)
        {
            throw Damaged(Journal.FileName, e.Message);
        }
    }

    private byte[] Read(string name)
    {
        if (!IsThere(name))
            throw Damaged(name, "it is missing");
        return disk.Read(directory.Inside(name), FileBytes.Limit);
    }

    private bool IsThere(string name)
    {
        var place = directory.Inside(name);
        var entry = disk.Look(place);
        if (entry.Kind == EntryKind.Absent)
            return false;
        if (entry.Kind != EntryKind.File || entry.HasOtherNames)
            throw Damaged(name, entry.Kind == EntryKind.File ? "it has hard links" : "it is not a file");
        if (files.Owners.ObjectionToBackup(entry) is { } objection)
            throw new PkiProblemException(
                WritingProblem.Of(place, PkiProblemId.UntrustedDirectory, $"backups of other users are not trusted: {objection}"));
        return true;
    }

    private PkiProblemException Damaged(string name, string reason) =>
        new(WritingProblem.At(files, directory.Inside(name).Path, PkiProblemId.DamagedBackup, $"the backup is damaged: {reason}"));
}
