using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>The backups of a node, below <c>/var/backups/kubepki</c>.</summary>
public static class BackupStore
{
    /// <summary>
    /// Backs up files as they are and changes nothing. A signal that would end the process waits until the backup is whole or gone.
    /// </summary>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <param name="nodePaths">
    /// Files, links and directories of the node; a directory with all that is in it, links not followed. What is not there is noted as
    /// absent.
    /// </param>
    /// <param name="now">The time that names the backup.</param>
    /// <param name="label">What it is for, in a few words.</param>
    /// <param name="cancellation">Stops the work; then there is no backup.</param>
    /// <exception cref="PkiProblemException">
    /// There is no such root or nothing of what is asked for, a file cannot be read or the backup not be written, or another run is
    /// changing the node.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped; there is no backup.</exception>
    public static PkiBackup Create(string root, IEnumerable<string> nodePaths, DateTimeOffset now, string label,
        CancellationToken cancellation = default) =>
        Create(root, [.. nodePaths], now, label, Disk.OfThisMachine, cancellation);

    /// <summary>All backups, oldest first.</summary>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <exception cref="PkiProblemException">There is no such root, or they cannot be listed.</exception>
    public static IReadOnlyList<PkiBackup> List(string root) => List(root, Disk.OfThisMachine);

    /// <summary>The backups that would go, oldest first: those that are not kept, and may go.</summary>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <param name="retention">What is kept.</param>
    /// <param name="coming">When the backup is made that is about to be, and is kept; null when there is none.</param>
    /// <exception cref="PkiProblemException">There is no such root, or they cannot be listed.</exception>
    public static IReadOnlyList<string> Surplus(string root, BackupRetention retention, DateTimeOffset? coming = null)
    {
        ArgumentNullException.ThrowIfNull(retention);
        return InArea(root, Disk.OfThisMachine, (disk, files, area) => new BackupKeeper(disk, files, area).Surplus(retention, coming));
    }

    /// <summary>Removes the backups that are not kept.</summary>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <param name="retention">What is kept.</param>
    /// <returns>The names of those that were removed, oldest first.</returns>
    /// <exception cref="PkiProblemException">One cannot be removed, or another run is changing the node.</exception>
    public static IReadOnlyList<string> Prune(string root, BackupRetention retention)
    {
        ArgumentNullException.ThrowIfNull(retention);
        using var guard = ChangeGuard.Enter(CancellationToken.None);
        return InArea(root, Disk.OfThisMachine, (disk, files, area) =>
        {
            if (area.Names().Count == 0)
                return [];
            using var held = area.Lock();
            return new BackupKeeper(disk, files, area).Prune(retention);
        });
    }

    /// <summary>Removes a backup.</summary>
    /// <param name="backup">The backup.</param>
    /// <exception cref="PkiProblemException">It must stay, or cannot be removed, or another run is changing the node.</exception>
    public static void Remove(PkiBackup backup)
    {
        ArgumentNullException.ThrowIfNull(backup);
        using var guard = ChangeGuard.Enter(CancellationToken.None);
        InArea(backup.Root, Disk.OfThisMachine, (disk, files, area) =>
        {
            using var held = area.Lock();
            new BackupKeeper(disk, files, area).Remove(backup.Name);
            return 0;
        });
    }

    /// <summary>
    /// The last backup by which something can be undone; null when there is none. A run that was rolled back changed nothing.
    /// </summary>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <exception cref="PkiProblemException">There is no such root, or they cannot be listed.</exception>
    public static PkiBackup? Last(string root) => List(root).LastOrDefault(backup => backup.State != PkiBackupState.RolledBack);

    /// <summary>The backup of a name or a path; null when there is none.</summary>
    /// <param name="root">The directory that stands for the node's <c>/</c>, for a name.</param>
    /// <param name="name">The name, or the path of this machine.</param>
    /// <exception cref="PkiProblemException">There is no such root, or they cannot be listed.</exception>
    public static PkiBackup? Find(string root, string name)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(name));
        // Where a backup lies tells its root.
        var area = path.IndexOf(BackupArea.NodePath + "/", StringComparison.Ordinal);
        return List(area < 0 ? root : area == 0 ? "/" : path[..area]).FirstOrDefault(backup => backup.Name == name || backup.Path == path);
    }

    /// <summary>The paths of the node that a backup speaks of.</summary>
    /// <exception cref="PkiProblemException">It is damaged, or others can write where it lies.</exception>
    internal static IReadOnlySet<string> Paths(PkiBackup backup) => OnDisk(backup.Root, Disk.OfThisMachine, (held, files) =>
        new BackupReader(held, files, PlaceOf(files, held, backup)).ReadManifest().Entries.Select(entry => entry.NodePath).ToHashSet());

    internal static IReadOnlyList<PkiBackup> List(string root, IDisk disk) =>
        InArea<IReadOnlyList<PkiBackup>>(root, disk, (held, files, area) =>
            [.. area.Names().Select(name => Describe(files, held, area, name))]);

    internal static PkiBackup Create(string root, IReadOnlyList<string> nodePaths, DateTimeOffset now, string label, IDisk disk,
        CancellationToken cancellation = default)
    {
        using var guard = ChangeGuard.Enter(cancellation);
        return InArea(root, disk, (held, files, area) =>
        {
            if (nodePaths.All(path => held.Look(NodePlace.Of(files, path)).Kind == EntryKind.Absent))
                throw new PkiProblemException(WritingProblem.At(files, files.Root, PkiProblemId.PathNotFound,
                    $"there is nothing to back up: none of {string.Join(", ", nodePaths)} exists"));
            using var locked = area.Lock();
            area.Sweep();
            var name = area.NewName(now);
            Write(held, area, name, PlacesOf(held, files, nodePaths), now, label, guard.Cancellation);
            return Describe(files, held, area, name);
        });
    }

    /// <summary>What a restore would change.</summary>
    /// <exception cref="PkiProblemException">The backup is damaged, or a file cannot be read.</exception>
    internal static IReadOnlyList<AppliedChange> Preview(PkiBackup backup, IDisk? disk = null) => Compare(backup, disk).Changes;

    /// <summary>What a restore would change, and what it would leave out.</summary>
    /// <exception cref="PkiProblemException">The backup is damaged, or a file cannot be read.</exception>
    internal static (IReadOnlyList<AppliedChange> Changes, IReadOnlyList<PkiProblem> Left) Compare(PkiBackup backup, IDisk? disk = null) =>
        OnDisk(backup.Root, disk ?? Disk.OfThisMachine, (held, files) =>
        {
            using var plan = RestorePlan.Of(held, files, PlaceOf(files, held, backup));
            return (plan.Preview, plan.Left);
        });

    /// <summary>
    /// Brings back what a backup holds: content, mode, owner, links and times; what was not there goes to the backup that the restore
    /// itself makes, so that it can be undone. A run that was cut off is taken back before.
    /// </summary>
    internal static TransactionResult Restore(PkiBackup backup, TransactionOptions options, CancellationToken cancellation = default)
    {
        var files = new NodeFiles(backup.Root);
        using var held = new NodeDisk(options.Disk, files);
        try
        {
            var recovery = Transaction.Recover(backup.Root, options.Disk);
            using var plan = RestorePlan.Of(held, files, PlaceOf(files, held, backup));
            var result = Transaction.Apply(backup.Root, plan.Changes, options with { IsRestore = true }, cancellation);
            while (result.Outcome is TransactionOutcome.Refused or TransactionOutcome.RolledBack && plan.LeavesOut(result.Problem!))
                result = Transaction.Apply(backup.Root, plan.Changes, options with { IsRestore = true }, cancellation);
            return result with { Recovery = recovery.With(result.Recovery), LeftOut = plan.Left };
        }
        catch (DiskException e)
        {
            return new TransactionResult { Outcome = TransactionOutcome.Refused, Problem = e.ToProblem(files) };
        }
        catch (PkiProblemException e)
        {
            return new TransactionResult { Outcome = TransactionOutcome.Refused, Problem = e.Problem };
        }
    }

    private static T InArea<T>(string root, IDisk disk, Func<NodeDisk, NodeFiles, BackupArea, T> work) =>
        OnDisk(root, disk, (held, files) => FileStat.KindOf(files.Root) == FileKind.Missing
            ? throw new PkiProblemException(WritingProblem.At(files, files.Root, PkiProblemId.PathNotFound, "the directory does not exist"))
            : work(held, files, new BackupArea(files, held)));

    private static T OnDisk<T>(string root, IDisk disk, Func<NodeDisk, NodeFiles, T> work)
    {
        var files = new NodeFiles(root);
        using var held = new NodeDisk(disk, files);
        try
        {
            return work(held, files);
        }
        catch (DiskException e)
        {
            throw new PkiProblemException(e.ToProblem(files));
        }
    }

    private static IReadOnlyList<NodePlace> PlacesOf(NodeDisk disk, NodeFiles files, IReadOnlyList<string> nodePaths)
    {
        var list = new PlaceList(disk, files);
        foreach (var path in nodePaths)
            list.Add(path);
        foreach (var place in list.Places.Where(place => PlanPaths.IsOfSystem(place.NodePath) && !PlanPaths.Has(place.NodePath)))
            throw new PkiProblemException(WritingProblem.Of(place, PkiProblemId.ImpossibleChange,
                "this is a system file and not part of a PKI: it is neither backed up nor restored"));
        return list.Places;
    }

    private static void Write(NodeDisk disk, BackupArea area, string name, IReadOnlyList<NodePlace> places, DateTimeOffset now,
        string label, CancellationToken cancellation)
    {
        try
        {
            new BackupWriter(disk, area, name).Write(places.Select(place => (place, (FileState?)null)), now, label, cancellation);
        }
        catch
        {
            area.TryDiscard(name);
            throw;
        }
    }

    // A backup may have been carried elsewhere; wherever it lies, it must be its author's alone.
    private static NodePlace PlaceOf(NodeFiles files, NodeDisk disk, PkiBackup backup)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(backup.Path));
        var place = files.IsWholeMachine || !path.StartsWith(files.Root + "/", StringComparison.Ordinal)
            ? NodePlace.OfThisMachine(path) : new NodePlace(path[files.Root.Length..], path);
        // Elsewhere there are no owners to ask, and macOS itself has links on the way to what is temporary.
        if (OperatingSystem.IsLinux())
            BackupTrust.Demand(disk, files, place);
        return place;
    }

    private static PkiBackup Describe(NodeFiles files, NodeDisk disk, BackupArea area, string name)
    {
        var draft = new PkiBackup { Name = name, Path = area.PathOf(name), Root = files.Root, State = PkiBackupState.Damaged };
        try
        {
            var reader = new BackupReader(disk, files, area.PlaceOf(name));
            var manifest = reader.ReadManifest();
            return draft with
            {
                CreatedAt = manifest.CreatedAt,
                Label = manifest.Label,
                Files = manifest.Entries.Count(entry => entry.State.Kind is EntryKind.File or EntryKind.Link),
                State = StateName(reader.ReadState()),
            };
        }
        catch (PkiProblemException)
        {
            return draft;
        }
    }

    private static string StateName(JournalState? state) => state switch
    {
        null => PkiBackupState.Plain,
        JournalState.Committed => PkiBackupState.Committed,
        JournalState.RolledBack => PkiBackupState.RolledBack,
        _ => PkiBackupState.Unfinished,
    };
}
