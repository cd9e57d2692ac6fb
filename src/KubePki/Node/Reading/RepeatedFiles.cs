using KubePki.Node.Files;
using KubePki.Node.Reading.Files;

namespace KubePki.Node.Reading;

/// <summary>
/// Remembers which large files were read under which names. A file of one name may be linked thousands of times, which costs whoever does
/// it nothing; its second name is read as well, for roles may share a file, but not all of thousands.
/// </summary>
internal sealed class RepeatedFiles
{
    // Many times what a node's CA bundles come to.
    private const long MaxRepeated = 4 * 1024 * 1024;

    // Smaller ones cost less than what is remembered of them.
    private const int Small = 16 * 1024;

    private readonly object _gate = new();
    private readonly Dictionary<FileIdentity, string> _first = [];
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private long _repeated;

    /// <summary>Why a file is not read under this name; null when it is. The answer for a name stays the same.</summary>
    public string? Objection(string nodePath, DiskEntry entry)
    {
        if (entry.Size <= Small || !entry.Identity.IsKnown)
            return null;
        lock (_gate)
        {
            if (_first.TryAdd(entry.Identity, nodePath) || _first[entry.Identity] == nodePath || _others.Contains(nodePath))
                return null;
            var size = Math.Min(entry.Size, FileBytes.Limit);
            if (_repeated + size > MaxRepeated)
                return $"it is the same file as {_first[entry.Identity]} and is read only once";
            _repeated += size;
            _others.Add(nodePath);
            return null;
        }
    }
}
