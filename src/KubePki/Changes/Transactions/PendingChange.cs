namespace KubePki.Changes.Transactions;

/// <summary>One change of a plan. The content stays the caller's, who wipes it.</summary>
internal sealed record PendingChange
{
    /// <summary>The path on the node.</summary>
    public required string NodePath { get; init; }

    public required ChangeKind Kind { get; init; }

    /// <summary>What the plan saw at the path, or behind the link with <see cref="FollowLink"/>; anything else refuses the whole.</summary>
    public required FileState Expected { get; init; }

    /// <summary>What a file is to hold.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The permission bits; null keeps the old ones, for a new file <c>0600</c>, for a new directory <c>0755</c>.</summary>
    public int? Mode { get; init; }

    /// <summary>The owner; null keeps the old one, for what is new that of the directory.</summary>
    public uint? UserId { get; init; }

    /// <summary>The group; null keeps the old one, for what is new that of the directory.</summary>
    public uint? GroupId { get; init; }

    /// <summary>Where the link is to point.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>The time of the last change that a restored file or link had; null for now.</summary>
    public long? ModifiedNanoseconds { get; init; }

    /// <summary>
    /// Whether a link at the end of the path is followed inside the root, so that the file behind it changes. Without this, writing to what
    /// is a link is refused: nothing is ever written through a link by accident.
    /// </summary>
    public bool FollowLink { get; init; }

    /// <summary>
    /// Whether the user has named this very path: then the file may lie in a directory of the user to whom the file belongs. Without this,
    /// nothing is written in the directories of others.
    /// </summary>
    public bool IsAskedFor { get; init; }

    /// <summary>
    /// Whether a link at the end of the path gives way to the file that is written, as where a file is restored that had become a link.
    /// </summary>
    public bool ReplaceLink { get; init; }
}
