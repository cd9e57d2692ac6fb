using System.Security.Cryptography;
using System.Text;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Pki.X509;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Makes a backup: <c>manifest.json</c>, <c>manifest.sha256</c> as sha256sum has it, and the files below <c>files/</c>. All of it reaches
/// the disk.
/// </summary>
internal sealed class BackupWriter(NodeDisk disk, BackupArea area, string name)
{
    public const string ManifestName = "manifest.json";
    public const string ManifestHashName = "manifest.sha256";
    public const string FilesName = "files";

    private readonly NodePlace _draft = area.PlaceOf(BackupArea.TemporaryPrefix + name);
    private readonly List<NodePlace> _directories = [];

    /// <summary>Backs up these places. A place must still be what is expected there; null where nothing special is.</summary>
    /// <param name="places">The places and what is expected there.</param>
    /// <param name="now">The time to note.</param>
    /// <param name="label">What it is for.</param>
    /// <param name="cancellation">Stops the work as long as the backup does not have its name; the draft may still be there.</param>
    /// <param name="journalOf">The journal to put in, for the hash of the manifest; null for a plain backup.</param>
    /// <returns>The hash of the manifest.</returns>
    /// <exception cref="DiskException">Something could not be read or written; the draft may still be there.</exception>
    /// <exception cref="PkiProblemException">A file is too large, or no longer what is expected.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public string Write(IEnumerable<(NodePlace Place, FileState? Expected)> places, DateTimeOffset now, string label,
        CancellationToken cancellation, Func<string, Journal>? journalOf = null)
    {
        MakeDirectory(_draft);
        MakeDirectory(_draft.Inside(FilesName));
        var entries = new List<BackupEntry>();
        foreach (var (place, expected) in places)
        {
            cancellation.ThrowIfCancellationRequested();
            entries.Add(new BackupEntry(place.NodePath, Copy(place, expected)));
        }
        var json = new Manifest(now, label, entries).ToJson();
        var hash = Hex.Sha256(json);
        Put(_draft.Inside(ManifestName), json);
        Put(_draft.Inside(ManifestHashName), Encoding.ASCII.GetBytes($"{hash}  {ManifestName}\n"));
        if (journalOf is not null)
            Put(_draft.Inside(Journal.FileName), journalOf(hash).ToJson());
        foreach (var directory in Enumerable.Reverse(_directories))
            disk.Sync(directory);
        disk.Rename(_draft, area.PlaceOf(name));
        disk.Sync(area.Place);
        return hash;
    }

    private FileState Copy(NodePlace place, FileState? expected)
    {
        var state = FileState.At(disk, place, out var content);
        try
        {
            if (expected is not null && !state.Matches(expected))
                throw new PkiProblemException(
                    WritingProblem.Of(place, PkiProblemId.FileChanged, $"it changed in the meantime: expected {expected}, found {state}"));
            if (state.Kind == EntryKind.Special)
                throw new PkiProblemException(
                    WritingProblem.Of(place, PkiProblemId.NotRegularFile, "this is a device, a pipe or a socket, not a file"));
            if (state.Kind == EntryKind.File && (state.Mode & FileModes.SetId) != 0)
                throw new PkiProblemException(
                    WritingProblem.Of(place, PkiProblemId.ImpossibleChange,
                        "it has set-id bits, which PKI files never have and backups do not restore"));
            if (state.Kind == EntryKind.File)
                PutBelow(place.NodePath, content);
            return state;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private void PutBelow(string nodePath, byte[] content)
    {
        for (var slash = nodePath.IndexOf('/', 1); slash > 0; slash = nodePath.IndexOf('/', slash + 1))
        {
            var directory = _draft.Inside(FilesName + nodePath[..slash]);
            if (!_directories.Contains(directory))
                MakeDirectory(directory);
        }
        Put(_draft.Inside(FilesName + nodePath), content);
    }

    private void MakeDirectory(NodePlace place)
    {
        disk.MakeDirectory(place, FileModes.Owner);
        _directories.Add(place);
    }

    private void Put(NodePlace place, byte[] content)
    {
        using var file = disk.Create(place, FileModes.Key);
        file.Write(content);
        file.Sync();
    }
}
