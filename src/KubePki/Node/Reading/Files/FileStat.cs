using KubePki.Model;
using KubePki.Node.Files;

namespace KubePki.Node.Reading.Files;

/// <summary>What sort of thing lies at a path.</summary>
internal enum FileKind
{
    Missing,
    Regular,
    Directory,
    Special,

    /// <summary>The system does not say what it is: it may not be asked, or the disk does not answer.</summary>
    Denied,
}

/// <summary>Asks what lies at a path before it is opened: opening a pipe waits for a writer, and opening a device may be heard.</summary>
internal static class FileStat
{
    /// <summary>The kind of what a path of this machine leads to, links followed.</summary>
    public static FileKind KindOf(string path) => KindOf(path, out _, out _);

    /// <summary>The kind of what a path of this machine leads to, links followed, and what the system says of it.</summary>
    public static FileKind KindOf(string path, out DiskEntry entry, out DiskException? failure) =>
        KindOf(() => NamedFile.Look(path), out entry, out failure);

    /// <summary>The kind of a file of the node, and what the system says of it.</summary>
    public static FileKind KindOf(NodeFile file, out DiskEntry entry, out DiskException? failure)
    {
        (entry, failure) = (default, null);
        var kind = file.ProblemId is null ? KindOf(file.Look, out entry, out failure) : FileKind.Missing;
        // A link where there was none a moment ago: somebody is at it.
        return file.Files is not null && failure?.Error == DiskException.LinkMet ? FileKind.Missing : kind;
    }

    /// <summary>Mode, owner, size and time of what a file leads to; null when there is nothing, or it may not be asked.</summary>
    public static PkiFile? Describe(NodeFile file)
    {
        if (KindOf(file, out var entry, out _) is FileKind.Missing or FileKind.Denied)
            return null;
        var hasOwners = OperatingSystem.IsLinux();
        return new PkiFile
        {
            Path = file.Path,
            NodePath = file.NodePath,
            IsDirectory = entry.Kind == EntryKind.Directory,
            IsSpecial = entry.Kind == EntryKind.Special,
            IsLink = file.Target is not null,
            Unchangeable = WhyUnchangeable(file, entry),
            Mode = OperatingSystem.IsWindows() ? null : entry.Mode,
            UserId = hasOwners ? entry.UserId : null,
            GroupId = hasOwners ? entry.GroupId : null,
            Length = entry.Size,
            ModifiedAt = DateTimeOffset.FromUnixTimeSeconds(
                Math.Clamp(entry.ModifiedNanoseconds / 1_000_000_000, -62135596800, 253402300799)),
        };
    }

    // A mode or an owner that is given to what a link leads to, or to what lies elsewhere, too, is given to somebody else's file.
    private static string? WhyUnchangeable(NodeFile file, DiskEntry entry) =>
        file.Target is not null ? $"it is a link to {file.Target}"
        : entry.Kind == EntryKind.Special ? "it is a device, a pipe or a socket"
        : entry.HasOtherNames ? "it has hard links"
        : entry.Kind == EntryKind.File && entry.Size > FileBytes.Limit ? "it is larger than any PKI file and cannot be backed up"
            : null;

    private static FileKind KindOf(Func<DiskEntry> look, out DiskEntry entry, out DiskException? failure)
    {
        (entry, failure) = (default, null);
        try
        {
            entry = look();
        }
        catch (DiskException e)
        {
            failure = e;
            return e.IsAbsence ? FileKind.Missing : FileKind.Denied;
        }
        return entry.Kind switch
        {
            EntryKind.File => FileKind.Regular,
            EntryKind.Directory => FileKind.Directory,
            EntryKind.Special => FileKind.Special,
            // A link where there was none a moment ago: somebody is at it.
            _ => FileKind.Missing,
        };
    }
}
