using System.Globalization;

namespace KubePki.Model;

/// <summary>What the file system says of a file or directory of the node. Links are followed.</summary>
public sealed record PkiFile
{
    /// <summary>The file, as a path of the machine that reads it.</summary>
    public required string Path { get; init; }

    /// <summary>The file, as a path of the node.</summary>
    public required string NodePath { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>Whether the path itself is a symbolic link; the rest speaks of what it leads to.</summary>
    public bool IsLink { get; init; }

    /// <summary>The path of the node, links resolved; null when it was not asked.</summary>
    internal string? RealNodePath { get; init; }

    /// <summary>Whether it is neither a file nor a directory: a device, a pipe, a socket.</summary>
    public bool IsSpecial { get; init; }

    /// <summary>
    /// Who else than root and the user who reads it may put something else there, as a sentence: the first directory on the way that others
    /// own or may write; null when there is none, or the system has no owners.
    /// </summary>
    public string? Exposure { get; init; }

    /// <summary>Whether the file itself belongs to somebody else than root and the user who reads it.</summary>
    public bool IsOfOthers { get; init; }

    /// <summary>Why its mode and its owner cannot be changed without harm to something else; null when they can.</summary>
    internal string? Unchangeable { get; init; }

    /// <summary>Whether only the configuration of a network names it, which says nothing about its mode and its owner.</summary>
    internal bool IsNamedByNetworks { get; init; }

    /// <summary>The permission bits, <c>0o600</c> as 384; null where the system has none.</summary>
    public int? Mode { get; init; }

    /// <summary>The owner's number; null where the system has none.</summary>
    public uint? UserId { get; init; }

    /// <summary>The group's number; null where the system has none.</summary>
    public uint? GroupId { get; init; }

    /// <summary>The size in bytes.</summary>
    public long Length { get; init; }

    /// <summary>When its content was last changed, UTC, as the file system remembers it.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The permission bits as <c>ls</c> and <c>chmod</c> write them: <c>0600</c>; null where there are none.</summary>
    public string? ModeText => Mode is { } mode ? OctalMode.Of(mode) : null;

    /// <summary>Path, mode and owner.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{NodePath} {ModeText} {UserId}:{GroupId}");
}
