using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.ExternalCa;

/// <summary>
/// Whether keys and requests of this machine are the word of whoever runs this: every directory on the way is root's or the invoking
/// user's, and nobody else may write there. A certificate proves itself; what was asked for is proved by the place where it lies alone.
/// </summary>
internal sealed class RequestTrust
{
    private const int ReadableByOthers = 0b000_100_100;
    private const int EnteredByOthers = 0b000_001_001;

    private readonly NodeFiles _files = new("/");
    private readonly FileOwners _owners = new();
    private readonly Dictionary<string, string?> _ways = new(StringComparer.Ordinal);

    /// <summary>Why nothing in a directory is believed; null when it is.</summary>
    public string? ObjectionTo(string directory) => OperatingSystem.IsLinux() ? OfWay(_files.Resolve(directory)) : null;

    /// <summary>Why a file is not believed; null when it is.</summary>
    public string? ObjectionToFile(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var file = _files.At(path);
        var directory = Above(file.RealNodePath);
        return OfWay(file with { RealNodePath = directory }) ?? OfFile(file, directory);
    }

    private string? OfFile(NodeFile file, string directory)
    {
        try
        {
            var entry = file.Look();
            if (entry.Kind != EntryKind.File)
                return null;
            if (_owners.Objection(entry, file.RealNodePath) is { } objection)
                return objection;
            if (entry.HasOtherNames)
                return $"{file.RealNodePath} has hard links that other users may have access to";
            return FileNames.IsKey(file.RealNodePath) && (entry.Mode & ReadableByOthers) != 0
                && (_files.Look(directory).Mode & EnteredByOthers) != 0
                ? $"other users can read the key {file.RealNodePath} (mode {OctalMode.Of(entry.Mode)})" : null;
        }
        catch (DiskException e)
        {
            return $"{file.RealNodePath} cannot be examined: {e.Words}";
        }
    }

    private string? OfWay(NodeFile directory)
    {
        if ((directory.Distrust ?? directory.Reason) is { } reason)
            return reason;
        for (var way = directory.RealNodePath; ; way = Above(way))
        {
            if (!_ways.TryGetValue(way, out var objection))
                _ways[way] = objection = OfDirectory(way);
            if (objection is not null || way == "/")
                return objection;
        }
    }

    // In a sticky directory what is ours stays ours; that what is below it is ours is asked of that itself.
    private string? OfDirectory(string directory)
    {
        try
        {
            return _owners.Objection(_files.Look(directory), directory);
        }
        catch (DiskException e)
        {
            return $"{directory} cannot be examined: {e.Words}";
        }
    }

    private static string Above(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";
}
