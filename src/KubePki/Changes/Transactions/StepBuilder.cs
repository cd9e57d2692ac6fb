using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Pki.X509;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Turns the changes of a plan into steps: places resolved, compared with what the plan saw, directories added that are missing.
/// </summary>
internal sealed class StepBuilder(NodeDisk disk, NodeFiles files, LatestRun latest, string transaction)
{
    private readonly List<PlannedStep> _steps = [];
    private readonly Dictionary<string, PendingChange> _access = new(StringComparer.Ordinal);
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    /// <summary>Whether the changes come from a backup: it was held against what plans can change.</summary>
    public bool IsRestore { get; init; }

    /// <exception cref="DiskException">A file cannot be read.</exception>
    /// <exception cref="PkiProblemException">A change cannot be made, or a file is no longer what the plan saw.</exception>
    public IReadOnlyList<PlannedStep> Build(IReadOnlyList<PendingChange> changes)
    {
        var named = changes.Select(change => change.NodePath).ToHashSet(StringComparer.Ordinal);
        foreach (var change in changes.Where(change => change.Kind == ChangeKind.Access))
            _access[NodePlace.Of(files, change.NodePath).Path] = change;
        foreach (var change in changes)
        {
            var place = change.FollowLink ? NodePlace.Behind(files, change.NodePath) : NodePlace.Of(files, change.NodePath);
            if (_paths.Contains(place.Path))
                throw Impossible(place, "the plan changes it twice");
            var before = FileState.At(disk, place);
            if (!before.Matches(change.Expected) || IsGone(change, before))
                throw new PkiProblemException(latest.NameIfItMade(place, before) is { } other
                    ? WritingProblem.Of(place, PkiProblemId.ChangeInProgress,
                        $"another run has changed it since this plan was made; its backup is {other}")
                    : WritingProblem.Of(place, PkiProblemId.FileChanged, IsGone(change, before)
                        ? "it was removed while the plan was being made"
                        : $"it has changed since the plan was made: expected {change.Expected}, found {before}"));
            Demand(disk, place, change, before, entry => After(entry, place.Directory));
            if (!IsRestore && !PlanCheck.Allows(disk, place, change))
                throw Impossible(place, "this is a system file and not part of a PKI: no backup brings it back");
            if (before.Kind == EntryKind.Absent)
                AddMissingDirectories(place);
            Add(change, place, before, named);
        }
        return _steps;
    }

    /// <summary>Refuses what cannot be done, or not there.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="place">Where.</param>
    /// <param name="change">What.</param>
    /// <param name="before">What is there.</param>
    /// <param name="willBe">What becomes of the directory in the same run; null when it stays as it is.</param>
    /// <exception cref="DiskException">It may not be asked.</exception>
    /// <exception cref="PkiProblemException">It is refused.</exception>
    public static void Demand(NodeDisk disk, NodePlace place, PendingChange change, FileState before,
        Func<DiskEntry, DiskEntry>? willBe = null)
    {
        if (Objection(change, before) is { } objection)
            throw Impossible(place, objection);
        disk.Demand(place, willBe, change.IsAskedFor && before.Kind != EntryKind.Absent ? before.UserId : null);
    }

    // The plan itself may close a directory that was open to others.
    private DiskEntry After(DiskEntry directory, string path) => _access.TryGetValue(path, out var change)
        ? directory with { Mode = change.Mode ?? directory.Mode, UserId = change.UserId ?? directory.UserId,
            GroupId = change.GroupId ?? directory.GroupId } : directory;

    // Nobody plans this for a file that is not there: it was there when the node was read.
    private static bool IsGone(PendingChange change, FileState before) =>
        change.Kind is ChangeKind.Quarantine or ChangeKind.Access && before.Kind == EntryKind.Absent;

    private static string? Objection(PendingChange change, FileState before) => (change.Kind, before.Kind) switch
    {
        (_, EntryKind.File) when (before.Mode & FileModes.SetId) != 0 => $"it is {before}, and PKI files never have set-id bits",
        (ChangeKind.Access, EntryKind.File) when before.HasOtherNames =>
            "the file has hard links whose mode and owner would change, too",
        (ChangeKind.Write, EntryKind.File or EntryKind.Absent) => null,
        (ChangeKind.Write, EntryKind.Link) when change.ReplaceLink => null,
        (ChangeKind.Write, EntryKind.Link) =>
            $"it is a link to {before.LinkTarget}; link targets are written only if the plan says so",
        (ChangeKind.Link, EntryKind.File or EntryKind.Link or EntryKind.Absent) when !string.IsNullOrEmpty(change.LinkTarget) => null,
        (ChangeKind.Access, EntryKind.File or EntryKind.Directory) => null,
        (ChangeKind.Quarantine, EntryKind.File or EntryKind.Link or EntryKind.Directory) => null,
        (ChangeKind.Directory, EntryKind.Absent) => null,
        _ => $"it is {before}, which does not allow this operation: {JsonText.Name(change.Kind)}",
    };

    private void AddMissingDirectories(NodePlace place)
    {
        var slash = place.NodePath.LastIndexOf('/');
        if (slash <= 0 || _paths.Contains(place.Directory))
            return;
        var parent = NodePlace.Of(files, place.NodePath[..slash]);
        var entry = disk.Look(parent);
        if (entry.Kind == EntryKind.Directory)
            return;
        if (entry.Kind != EntryKind.Absent)
            throw Impossible(parent, "it is not a directory");
        disk.Demand(parent, above => After(above, parent.Directory));
        AddMissingDirectories(parent);
        Add(new PendingChange { NodePath = parent.NodePath, Kind = ChangeKind.Directory, Expected = FileState.Absent },
            parent, FileState.Absent, []);
    }

    private void Add(PendingChange change, NodePlace place, FileState before, HashSet<string> named)
    {
        _paths.Add(place.Path);
        var isNew = before.Kind == EntryKind.Absent;
        var (userId, groupId) = isNew ? OwnerAbove(place) : (before.UserId, before.GroupId);
        var step = new JournalStep
        {
            Index = _steps.Count,
            Kind = change.Kind,
            Place = place,
            Before = before,
            TemporaryName = change.Kind is ChangeKind.Write or ChangeKind.Link ? TemporaryName(change, place, named) : null,
            Sha256 = change.Kind == ChangeKind.Write ? Hex.Sha256(change.Content.Span) : null,
            Size = change.Kind == ChangeKind.Write ? change.Content.Length : 0,
            LinkTarget = change.Kind == ChangeKind.Link ? change.LinkTarget : null,
        };
        _steps.Add(new PlannedStep(step, change)
        {
            Mode = change.Mode ?? (before.Kind is EntryKind.File or EntryKind.Directory ? before.Mode
                : change.Kind == ChangeKind.Directory ? FileModes.Directory : FileModes.Key),
            UserId = change.UserId ?? userId,
            GroupId = change.GroupId ?? groupId,
        });
    }

    // Kubelet makes its new link under a name of its own, and knows what to do when it finds one that was not switched.
    private string TemporaryName(PendingChange change, NodePlace place, HashSet<string> named)
    {
        if (change.Kind == ChangeKind.Link && KubeletFiles.IsCurrent(place.Name))
        {
            var beside = place.Beside(KubeletFiles.UpdatedOf(place.Name));
            if (!named.Contains(beside.NodePath) && disk.Look(beside).Kind == EntryKind.Absent)
                return beside.Name;
        }
        return JournalStep.TemporaryNameOf(transaction, _steps.Count);
    }

    private (uint UserId, uint GroupId) OwnerAbove(NodePlace place)
    {
        var directory = place.Above;
        while (!directory.IsTop && disk.Look(directory).Kind == EntryKind.Absent)
            directory = directory.Above;
        // A directory that the plan takes from somebody gives nothing new to that one.
        var entry = After(disk.Look(directory), directory.Path);
        return (entry.UserId, entry.GroupId);
    }

    private static PkiProblemException Impossible(NodePlace place, string reason) =>
        new(WritingProblem.Of(place, PkiProblemId.ImpossibleChange, reason));
}
