using System.Globalization;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;

namespace KubePki.Changes.Transactions;

/// <summary>A change as the journal remembers it: enough to take it back, or to see that it was never done; no content.</summary>
internal sealed record JournalStep
{
    public required int Index { get; init; }

    public required ChangeKind Kind { get; init; }

    public required NodePlace Place { get; init; }

    /// <summary>What was there.</summary>
    public required FileState Before { get; init; }

    /// <summary>The name in the same directory under which the new file or link is made; null where nothing is made.</summary>
    public string? TemporaryName { get; init; }

    /// <summary>The SHA-256 of what a file is to hold.</summary>
    public string? Sha256 { get; init; }

    /// <summary>How many bytes a file is to hold.</summary>
    public long Size { get; init; }

    /// <summary>Where a link is to point.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>
    /// Whether a state may be taken back: it is the old one or ours in the main, or nothing. Kubelet may have rotated its certificate since
    /// the power went: what it wrote must not be replaced by what was there before.
    /// </summary>
    public bool MayTakeBack(FileState current) => current.Kind switch
    {
        EntryKind.Absent => true,
        EntryKind.File =>
            (Before.Kind == EntryKind.File && current.Sha256 == Before.Sha256) || (Kind == ChangeKind.Write && current.Sha256 == Sha256),
        EntryKind.Link => (Before.Kind == EntryKind.Link && current.LinkTarget == Before.LinkTarget)
            || (Kind == ChangeKind.Link && current.LinkTarget == LinkTarget),
        EntryKind.Directory => Before.Kind == EntryKind.Directory || Kind == ChangeKind.Directory,
        _ => false,
    };

    /// <summary>The place of the new file or link before it is switched.</summary>
    public NodePlace? Temporary => TemporaryName is { } name ? Place.Beside(name) : null;

    /// <summary>Where an old file is made again before it is switched back.</summary>
    public NodePlace Revival(string transaction) => Place.Beside(TemporaryNameOf(transaction, Index) + "-old");

    /// <summary>The name under which a new file or link is made. No other name is ever taken for a temporary one.</summary>
    public static string TemporaryNameOf(string transaction, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{BackupArea.TemporaryPrefix}{transaction}-{index}");

    /// <summary>
    /// Whether the name of the temporary is one that this transaction gives: its own, or the one that kubelet gives a new link.
    /// </summary>
    public bool HasOwnTemporary(string transaction) => Kind switch
    {
        ChangeKind.Write => TemporaryName == TemporaryNameOf(transaction, Index),
        ChangeKind.Link => TemporaryName == TemporaryNameOf(transaction, Index)
            || (KubeletFiles.IsCurrent(Place.Name) && TemporaryName == KubeletFiles.UpdatedOf(Place.Name)),
        _ => TemporaryName is null,
    };

    public PkiProblem Problem(string id, string reason) => WritingProblem.Of(Place, id, reason);
}
