using System.Collections.Concurrent;

namespace KubePki.Node.Reading.Files;

/// <summary>
/// Remembers what of a node was looked at, listed and read, by real path: what a snapshot must hold to be read as the node is.
/// </summary>
internal sealed class FileTrail
{
    private readonly ConcurrentDictionary<string, bool> _paths = new(StringComparer.Ordinal);

    /// <summary>The paths in ordinal order, each with whether its content was read.</summary>
    public IEnumerable<(string RealNodePath, bool WasRead)> Paths =>
        _paths.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal);

    public void Looked(string realNodePath) => _paths.TryAdd(realNodePath, false);

    public void Read(string realNodePath) => _paths[realNodePath] = true;
}
