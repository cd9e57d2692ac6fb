using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Files.Archives;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;

namespace KubePki.Node.Snapshots;

/// <summary>
/// Writes a node into one archive that can be read in the node's place: the files that the diagnosis reads, with modes, owners, times and
/// links, and without their secrets. Of private keys there is the public part, of tokens and passwords a hash that leads nowhere.
/// </summary>
public static class NodeSnapshot
{
    // What a node has of files that are read comes to a few megabytes.
    private const long MaxExpanded = 256L * 1024 * 1024;

    /// <summary>What a snapshot of a node lacks: what the root did not give, and every file that could not be read.</summary>
    /// <param name="node">What was read.</param>
    public static IReadOnlyList<PkiProblem> Lost(NodePki node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var gaps = node.Gaps;
        return [.. gaps, .. node.Problems.Except(gaps).Where(problem => problem.Id == PkiProblemId.UnreadableFile)];
    }

    /// <summary>Reads the node and writes its snapshot.</summary>
    /// <param name="options">How the node is read.</param>
    /// <param name="tool">The name and version of the program that writes it.</param>
    /// <param name="now">The time at which it is made.</param>
    /// <param name="output">Where it goes; it is written once, from start to end.</param>
    /// <param name="askedAt">The time at which another machine has asked for it, by that machine's clock; null when none has.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The node as it was read. Without any trace of Kubernetes nothing is written.</returns>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static NodePki Write(ReadOptions options, string tool, DateTimeOffset now, Stream output,
        DateTimeOffset? askedAt = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        var trail = new FileTrail();
        var node = new NodeReader(options with { Trail = trail }, cancellation).ReadNode();
        if (node.IsEmpty)
            return node;
        var mark = new SnapshotMark { Tool = tool, CollectedAt = now.ToUniversalTime(), NodeName = node.NodeName,
            AskedAt = askedAt?.ToUniversalTime() };
        var files = new NodeFiles(options.Root);
        using var archive = new TarWriter(new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true), TarEntryFormat.Pax);
        var content = new PublicContent(files, cancellation);
        foreach (var (path, wasRead) in WithParents(trail.Paths))
        {
            cancellation.ThrowIfCancellationRequested();
            if (EntryOf(files, path, wasRead, content, mark, cancellation) is { } entry)
                archive.WriteEntry(entry);
        }
        archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, NameOf(SnapshotMark.Path))
        {
            Mode = (UnixFileMode)FileModes.Key,
            ModificationTime = now,
            DataStream = new MemoryStream(mark.Write()),
        });
        return node;
    }

    /// <summary>What the snapshot of a node is called where nobody says otherwise.</summary>
    /// <param name="name">The name of the node, or of its host; null when there is none.</param>
    public static string FileNameOf(string? name)
    {
        var clean = new string([.. (name ?? "").Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '-')])
            .TrimStart('.', '-');
        return $"{(clean.Length == 0 ? "node" : clean)}.tar.gz";
    }

    /// <summary>Whether bytes are a whole snapshot: an archive with its mark at the end.</summary>
    /// <param name="archive">The bytes.</param>
    public static bool IsOne(byte[] archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        try
        {
            using var reader = new TarReader(ArchiveStream.Over(archive, MaxExpanded));
            var last = "";
            for (var i = 0; i < ArchiveTree.MaxEntries && reader.GetNextEntry() is { } entry; i++)
                last = entry.Name;
            return last == NameOf(SnapshotMark.Path);
        }
        catch (Exception e) when (ArchiveDisk.IsDamage(e))
        {
            return false;
        }
    }

    private static SortedDictionary<string, bool> WithParents(IEnumerable<(string Path, bool WasRead)> paths)
    {
        var all = new SortedDictionary<string, bool>(StringComparer.Ordinal) { ["/"] = false };
        foreach (var (path, wasRead) in paths)
        {
            all[path] = wasRead || all.GetValueOrDefault(path);
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
                all.TryAdd(path[..slash], false);
        }
        // Of an older snapshot a new one is made.
        all.Remove(SnapshotMark.Path);
        return all;
    }

    private static PaxTarEntry? EntryOf(NodeFiles files, string path, bool wasRead, PublicContent content, SnapshotMark mark,
        CancellationToken cancellation)
    {
        DiskEntry found;
        try
        {
            found = files.Look(path);
        }
        catch (DiskException)
        {
            // What cannot be looked at is said where it is read.
            return null;
        }
        if (TypeOf(found.Kind) is not { } type)
            return null;
        var entry = new PaxTarEntry(type, NameOf(path))
        {
            Mode = (UnixFileMode)found.Mode,
            Uid = found.UserId > int.MaxValue ? LargeOwners.User : (int)found.UserId,
            Gid = found.GroupId > int.MaxValue ? LargeOwners.Group : (int)found.GroupId,
            ModificationTime = DateTimeOffset.UnixEpoch.AddTicks(found.ModifiedNanoseconds / 100),
        };
        // .NET's writer has 31 bits for them.
        if (found.UserId > int.MaxValue || found.GroupId > int.MaxValue)
            mark.Owners[path] = (found.UserId, found.GroupId);
        if (type == TarEntryType.SymbolicLink)
            entry.LinkName = found.LinkTarget!;
        if (type == TarEntryType.RegularFile)
            entry.DataStream = ContentOf(files, path, found, wasRead, content, mark, cancellation);
        return entry;
    }

    private static MemoryStream? ContentOf(NodeFiles files, string path, DiskEntry found, bool wasRead, PublicContent content,
        SnapshotMark mark, CancellationToken cancellation)
    {
        string? reason = "it was not read when the snapshot was made";
        byte[]? result = null;
        if (wasRead)
        {
            using var bytes = files.At(path).Read(cancellation);
            result = bytes.ProblemId is null or PkiProblemId.EmptyFile ? content.Of(path, bytes.Span, out reason) : null;
            reason = result is null ? reason ?? bytes.Reason : null;
        }
        else if (found.Size == 0)
        {
            result = [];
        }
        if (result is null)
            mark.Withheld[path] = reason!;
        return result is null ? null : new MemoryStream(result);
    }

    private static TarEntryType? TypeOf(EntryKind kind) => kind switch
    {
        EntryKind.File => TarEntryType.RegularFile,
        EntryKind.Directory => TarEntryType.Directory,
        EntryKind.Link => TarEntryType.SymbolicLink,
        EntryKind.Special => TarEntryType.Fifo,
        _ => null,
    };

    private static string NameOf(string path) => $".{path}";
}
