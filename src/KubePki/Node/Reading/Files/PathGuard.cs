using KubePki.Model;
using KubePki.Node.Files;

namespace KubePki.Node.Reading.Files;

/// <summary>
/// Says in whose hands a path of the node is. It is in ours when every directory on the way, and the file, belong to those whom
/// <see cref="NodeOwners"/> trusts, and when nobody else may write those directories.
/// </summary>
internal sealed class PathGuard(NodeFiles files)
{
    private readonly Dictionary<string, string?> _directories = new(StringComparer.Ordinal);

    /// <summary>The same facts of a file, with those about its place.</summary>
    public PkiFile Guarded(PkiFile file)
    {
        var at = files.At(file.NodePath);
        return file with
        {
            RealNodePath = at.RealNodePath,
            Exposure = at.Distrust ?? ExposureOfWay(at.RealNodePath),
            IsOfOthers = file.UserId is { } user && !files.Owners.AreTrusted(user),
        };
    }

    private string? ExposureOfWay(string realNodePath)
    {
        for (var slash = 0; slash >= 0; slash = realNodePath.IndexOf('/', slash + 1))
        {
            if (Exposure(slash == 0 ? "/" : realNodePath[..slash]) is { } exposure)
                return exposure;
        }
        return null;
    }

    private string? Exposure(string directory)
    {
        if (!_directories.TryGetValue(directory, out var known))
            _directories[directory] = known = ExposureOf(directory);
        return known;
    }

    private string? ExposureOf(string directory)
    {
        try
        {
            var entry = files.Look(directory);
            if (entry.Kind == EntryKind.Absent)
                return null;
            if (files.Owners.Objection(entry, directory) is { } objection)
                return objection;
            // Where the sticky bit keeps others from exchanging a file, they may still have put it there.
            return FileOwners.EverybodyMayAdd(entry) ? $"other users can add files to {directory}" : null;
        }
        catch (DiskException e)
        {
            return $"{directory} cannot be examined ({e.Words})";
        }
    }
}
