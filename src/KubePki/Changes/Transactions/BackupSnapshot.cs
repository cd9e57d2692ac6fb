using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Changes.Transactions;

/// <summary>What a backup holds, read as a node is.</summary>
/// <param name="Node">The snapshot; its paths on the node are those of the node.</param>
/// <param name="Paths">The paths on the node that the backup speaks of.</param>
public sealed record BackupSnapshot(NodePki Node, IReadOnlySet<string> Paths)
{
    /// <summary>Reads a backup.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="options">How a node is read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="PkiProblemException">It is damaged, or others can write where it lies.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BackupSnapshot Read(PkiBackup backup, ReadOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(backup);
        ArgumentNullException.ThrowIfNull(options);
        var paths = BackupStore.Paths(backup);
        var root = Path.Combine(backup.Path, BackupWriter.FilesName);
        return new(new NodeReader(options with { Root = root }, cancellation).ReadNode(), paths);
    }

    /// <summary>The paths that both of two snapshots speak of.</summary>
    /// <param name="first">Those of the first; null for all.</param>
    /// <param name="second">Those of the second; null for all.</param>
    public static IReadOnlySet<string>? Common(IReadOnlySet<string>? first, IReadOnlySet<string>? second) =>
        first is null ? second : second is null ? first : first.Intersect(second).ToHashSet();
}
