using System.Globalization;
using System.Security.Cryptography;

namespace KubePki.Node.Files.Archives;

/// <summary>
/// The tree that the entries of an archive make. Names are taken apart, never joined with a path: nothing in an archive leads out of it.
/// </summary>
internal sealed class ArchiveTree
{
    /// <summary>How many entries are read at the most.</summary>
    public const int MaxEntries = 110_000;

    /// <summary>How long a name or the target of a link may be; Linux has no longer paths.</summary>
    public const int MaxNameLength = 4096;

    private const int MaxDepth = 64;
    private const int MaxDescents = 4;

    // What is larger, or comes after, is read again when it is asked for.
    private const int MaxKept = 48 * 1024 * 1024;
    private const int MaxKeptOfFile = 256 * 1024;

    private static readonly string[] Tops = ["etc", "var", "Windows", "k"];

    private readonly List<string> _problems = [];
    private int _kept;
    private int _made;
    private int _impossible;

    ~ArchiveTree() => Wipe(Root);

    public ArchiveItem Root { get; private set; } = ArchiveItem.Directory();

    /// <summary>What was wrong with the archive, a sentence each.</summary>
    public IEnumerable<string> Problems => _impossible == 0 ? _problems : _problems.Append(string.Create(CultureInfo.InvariantCulture,
        $"{_impossible} entries have names or targets that no file has, or lead out of the archive or through a file; they were skipped"));

    public void Report(string problem) => _problems.Add(problem);

    /// <summary>Whether the content of a file of this size is kept.</summary>
    public bool Keeps(long size) => size <= MaxKeptOfFile && _kept + size <= MaxKept;

    /// <summary>Puts an entry in its place; a later one of the same name counts, as when an archive is unpacked.</summary>
    public void Add(string name, ArchiveItem item)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        if (parts.Length == 0 && item.Children is not null)
            Root.Entry = item.Entry;
        else if (parts.Length is 0 or > MaxDepth || name.Length > MaxNameLength || name.Contains('\0', StringComparison.Ordinal)
            || parts.Contains("..") || Above(parts) is not { } directory)
            _impossible++;
        else
            Put(directory, parts[^1], item);
    }

    /// <summary>Passes over an entry that no tree has.</summary>
    public void Skip() => _impossible++;

    /// <summary>Gives a name the file of another, as a hard link does.</summary>
    public void Join(string name, string target)
    {
        if (Find(target) is { Children: null, Entry.Kind: EntryKind.File } file)
        {
            file.Entry = file.Entry with { Links = Math.Max(2, file.Entry.Links + 1) };
            Add(name, file);
        }
        else
        {
            _impossible++;
        }
    }

    /// <summary>Lets the root be the directory that holds the node's tree, where an archive has it one level further down.</summary>
    public void Settle()
    {
        for (var i = 0; i < MaxDescents && !Tops.Any(Root.Children!.ContainsKey); i++)
        {
            if (Root.Children!.Values.Where(IsTop).Take(2).ToArray() is [var top])
                Root = top;
            else if (Root.Children is { Count: 1 } only && only.Values.First() is { Children: not null } next)
                Root = next;
        }
        // Whoever made the archive of its parts alone owns the whole.
        if (Root.Ordinal < 0 && Root.Children!.Values.Select(child => child.Entry.UserId).Distinct().ToArray() is [var owner])
            Root.Entry = Root.Entry with { UserId = owner };
    }

    /// <summary>What lies at a path of the archive; null when nothing does.</summary>
    public ArchiveItem? Find(string path)
    {
        var item = Root;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."))
        {
            if (item.Children?.TryGetValue(part, out item) is not true)
                return null;
        }
        return item;
    }

    private static bool IsTop(ArchiveItem item) => item.Children is { } children && Tops.Any(children.ContainsKey);

    private ArchiveItem? Above(string[] parts)
    {
        var directory = Root;
        foreach (var part in parts[..^1])
        {
            if (!directory.Children!.TryGetValue(part, out var next))
            {
                // A long name makes many.
                if (++_made > MaxEntries)
                    return null;
                directory.Children.Add(part, next = ArchiveItem.Directory());
            }
            if (next.Children is null)
                return null;
            directory = next;
        }
        return directory;
    }

    private void Put(ArchiveItem directory, string name, ArchiveItem item)
    {
        if (directory.Children!.TryGetValue(name, out var old))
        {
            if (old.Children is not null)
            {
                // What is in it was put there before.
                if (item.Children is null)
                    _impossible++;
                else
                    old.Entry = item.Entry;
                return;
            }
            _kept -= old.Content?.Length ?? 0;
        }
        _kept += item.Content?.Length ?? 0;
        directory.Children[name] = item;
    }

    // Of a raw tree these are private keys.
    private static void Wipe(ArchiveItem item)
    {
        CryptographicOperations.ZeroMemory(item.Content);
        foreach (var child in item.Children?.Values ?? Enumerable.Empty<ArchiveItem>())
            Wipe(child);
    }
}
