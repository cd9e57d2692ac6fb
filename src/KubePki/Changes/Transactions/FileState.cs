using System.Globalization;
using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Pki.X509;

namespace KubePki.Changes.Transactions;

/// <summary>
/// What lies at a path of the node, to the last bit that a restore must bring back. A link is itself, not what it leads to.
/// </summary>
internal sealed record FileState
{
    public required EntryKind Kind { get; init; }

    /// <summary>The SHA-256 of a file's content.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The permission bits of a file or directory.</summary>
    public int Mode { get; init; }

    public uint UserId { get; init; }

    public uint GroupId { get; init; }

    public string? LinkTarget { get; init; }

    /// <summary>
    /// When a file or link was last changed, in nanoseconds since 1970. A directory's time is the file system's own affair: 0.
    /// </summary>
    public long ModifiedNanoseconds { get; init; }

    /// <summary>Which file it is. No part of the state: what is restored is another file that is the same.</summary>
    public FileIdentity Identity { get; init; }

    /// <summary>When anything of it was last changed. No part of the state either.</summary>
    public long ChangedNanoseconds { get; init; }

    /// <summary>Whether the file has other names. No part of the state either.</summary>
    public bool HasOtherNames { get; init; }

    public static FileState Absent { get; } = new() { Kind = EntryKind.Absent };

    /// <summary>What lies at a path of the node now; its directory's links are resolved inside the root.</summary>
    /// <exception cref="PkiProblemException">It cannot be read, or the path leads out of the root.</exception>
    public static FileState Of(NodeFiles files, string nodePath)
    {
        var place = NodePlace.Of(files, nodePath);
        try
        {
            using var disk = new NodeDisk(Disk.OfThisMachine, files);
            return At(disk, place);
        }
        catch (DiskException e)
        {
            throw new PkiProblemException(e.ToProblem(files));
        }
    }

    /// <summary>What lies at a place now.</summary>
    /// <exception cref="DiskException">It cannot be read.</exception>
    /// <exception cref="PkiProblemException">It is larger than anything of a PKI.</exception>
    public static FileState At(NodeDisk disk, NodePlace place)
    {
        var state = At(disk, place, out var content);
        CryptographicOperations.ZeroMemory(content);
        return state;
    }

    /// <summary>What lies at a place now, and the bytes of which the state tells, which the caller wipes.</summary>
    /// <exception cref="DiskException">It cannot be read.</exception>
    /// <exception cref="PkiProblemException">It is larger than anything of a PKI.</exception>
    public static FileState At(NodeDisk disk, NodePlace place, out byte[] content)
    {
        content = [];
        var entry = disk.Look(place);
        if (entry.Kind == EntryKind.Absent)
            return Absent;
        if (entry.Kind == EntryKind.File)
            content = disk.Read(place, FileBytes.Limit);
        if (content.Length > FileBytes.Limit)
            throw new PkiProblemException(WritingProblem.Of(place, PkiProblemId.FileTooLarge, "the file is larger than 16 MiB"));
        var hasTime = entry.Kind is EntryKind.File or EntryKind.Link;
        return new FileState
        {
            Kind = entry.Kind,
            Sha256 = entry.Kind == EntryKind.File ? Hex.Sha256(content) : null,
            // What Linux says of a link's mode means nothing.
            Mode = entry.Kind == EntryKind.Link ? 0 : entry.Mode,
            UserId = entry.UserId,
            GroupId = entry.GroupId,
            LinkTarget = entry.LinkTarget,
            ModifiedNanoseconds = hasTime ? entry.ModifiedNanoseconds : 0,
            Identity = entry.Identity,
            ChangedNanoseconds = entry.ChangedNanoseconds,
            HasOtherNames = entry.HasOtherNames,
        };
    }

    public bool Equals(FileState? other) =>
        other is not null && Kind == other.Kind && Sha256 == other.Sha256 && Mode == other.Mode && UserId == other.UserId
        && GroupId == other.GroupId && LinkTarget == other.LinkTarget && ModifiedNanoseconds == other.ModifiedNanoseconds;

    public override int GetHashCode() => HashCode.Combine(Kind, Sha256, Mode, UserId, GroupId, LinkTarget, ModifiedNanoseconds);

    /// <summary>Whether this is still what a plan saw. Times do not matter, nor does a link's owner.</summary>
    public bool Matches(FileState expected) => Kind == expected.Kind && Sha256 == expected.Sha256 && LinkTarget == expected.LinkTarget
        && (Kind is EntryKind.Link or EntryKind.Absent
            || (Mode == expected.Mode && UserId == expected.UserId && GroupId == expected.GroupId));

    /// <summary>The state in words that give no content away.</summary>
    public override string ToString() => Kind switch
    {
        EntryKind.File => string.Create(CultureInfo.InvariantCulture, $"a file {Access} sha256:{Sha256?[..12]}"),
        EntryKind.Link => $"a link to {LinkTarget}",
        EntryKind.Directory => $"a directory {Access}",
        EntryKind.Special => "a device, a pipe or a socket",
        _ => "nothing",
    };

    private string Access => string.Create(CultureInfo.InvariantCulture, $"{OctalMode.Of(Mode)} {UserId}:{GroupId}");
}
