using System.Security.Cryptography;
using System.Text;
using KubePki.Model;
using KubePki.Reading;
using KubePki.X509;

namespace KubePki.Writing;

/// <summary>Reads a backup, and believes nothing of it that its hashes do not confirm.</summary>
internal sealed class BackupReader(IDisk disk, NodeFiles files, string directory)
{
    /// <summary>The manifest.</summary>
    /// <exception cref="PkiProblemException">It is damaged or missing.</exception>
    public Manifest ReadManifest()
    {
        var json = Read(BackupWriter.ManifestName);
        var hash = Encoding.ASCII.GetString(Read(BackupWriter.ManifestHashName));
        if (hash != $"{Hex.Sha256(json)}  {BackupWriter.ManifestName}\n")
            throw Damaged(BackupWriter.ManifestName, "its hash is another than was noted");
        try
        {
            return Manifest.Parse(json);
        }
        catch (FormatException e)
        {
            throw Damaged(BackupWriter.ManifestName, e.Message);
        }
    }

    /// <summary>The journal; null for a plain backup.</summary>
    /// <exception cref="PkiProblemException">It is damaged.</exception>
    public Journal? ReadJournal(Manifest manifest) => FromJournal(json => Journal.Parse(json, manifest, files));

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
        throw Damaged(name, "its hash is another than was noted");
    }

    private T? FromJournal<T>(Func<byte[], T> parse)
    {
        try
        {
            return disk.Look($"{directory}/{Journal.FileName}").Kind == EntryKind.Absent ? default : parse(Read(Journal.FileName));
        }
        catch (FormatException e)
        {
            throw Damaged(Journal.FileName, e.Message);
        }
    }

    private byte[] Read(string name)
    {
        try
        {
            return disk.Read($"{directory}/{name}", FileBytes.Limit);
        }
        catch (DiskException e) when (e.Error == DiskException.NoEntry)
        {
            throw Damaged(name, "it is missing");
        }
    }

    private PkiProblemException Damaged(string name, string reason) =>
        new(WritingProblem.At(files, $"{directory}/{name}", PkiProblemId.DamagedBackup, $"the backup is damaged: {reason}"));
}
