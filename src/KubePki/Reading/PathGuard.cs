using System.Globalization;
using System.Runtime.InteropServices;
using KubePki.Model;

namespace KubePki.Reading;

/// <summary>
/// Says in whose hands a path of the node is. It is in ours when every directory on the way, and the file, belong to root or to the
/// invoking user (the
/// effective user of the process: under sudo that is root, and a file of the person who called sudo is somebody else's), and when nobody
/// else may write
/// those directories. In a copied tree its top is the caller's choice, and whoever owns that may own what is below.
/// </summary>
internal sealed partial class PathGuard
{
    // Linux' own limit.
    private const int MaxLinks = 40;
    private const int GroupMayWrite = 0b000_010_000;
    private const int OthersMayWrite = 0b000_000_010;

    private readonly NodeFiles _files;
    private readonly HashSet<uint> _trusted = [0];
    private readonly HashSet<uint> _trustedGroups = [0];
    private readonly Dictionary<string, string?> _directories = new(StringComparer.Ordinal);

    public PathGuard(NodeFiles files)
    {
        _files = files;
        if (!OperatingSystem.IsLinux())
            return;
        _trusted.Add(EffectiveUser());
        _trustedGroups.Add(EffectiveGroup());
        if (!files.IsWholeMachine && FileStat.Look(files.Root) is { } top)
            _trusted.Add(top.UserId);
    }

    /// <summary>Whether a user is one of ours.</summary>
    public bool Trusts(uint? userId) => userId is null || _trusted.Contains(userId.Value);

    /// <summary>Who runs this program, as owner and group of what it makes; null where the system has no owners.</summary>
    public static (uint UserId, uint GroupId)? Invoker => OperatingSystem.IsLinux() ? (EffectiveUser(), EffectiveGroup()) : null;

    /// <summary>The same facts of a file, with those about its place.</summary>
    public PkiFile Guarded(PkiFile file)
    {
        var (real, exposure) = Walk(file.NodePath);
        return file with { IsLink = IsLink(file.NodePath), RealNodePath = real, Exposure = exposure, IsOfOthers = !Trusts(file.UserId) };
    }

    /// <summary>Goes the way that the system would go, and looks at each directory on it.</summary>
    private (string Real, string? Exposure) Walk(string nodePath)
    {
        var ahead = new Stack<string>(Enumerable.Reverse(Parts(nodePath)));
        var done = new List<string>();
        string? exposure = null;
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name == ".")
                continue;
            exposure ??= Exposure(Join(done));
            if (name == "..")
            {
                done.RemoveRange(Math.Max(0, done.Count - 1), Math.Min(1, done.Count));
                continue;
            }
            done.Add(name);
            if (TargetOf(Join(done)) is not { } target || ++links > MaxLinks)
                continue;
            done.RemoveAt(done.Count - 1);
            if (target.StartsWith('/'))
                done.Clear();
            foreach (var part in Enumerable.Reverse(Parts(target)))
                ahead.Push(part);
        }
        return (Join(done), exposure);
    }

    private bool IsLink(string nodePath)
    {
        var slash = nodePath.LastIndexOf('/');
        var directory = _files.Resolve(nodePath[..Math.Max(1, slash)]);
        return directory.ProblemId is null && FileStat.Look(directory.RealPath.TrimEnd('/') + nodePath[slash..]) is { IsLink: true };
    }

    private string? Exposure(string directory)
    {
        if (!_directories.TryGetValue(directory, out var known))
            _directories[directory] = known = FileStat.Look(_files.ToHost(directory)) is { } facts ? ExposureOf(directory, facts) : null;
        return known;
    }

    /// <summary>Who else decides what lies in a directory; null for nobody.</summary>
    public string? ExposureOf(string directory, PathFacts facts)
    {
        if (!_trusted.Contains(facts.UserId))
            return string.Create(CultureInfo.InvariantCulture, $"{directory} belongs to user {facts.UserId}");
        var isOpen = (facts.Mode & OthersMayWrite) != 0 || ((facts.Mode & GroupMayWrite) != 0 && !_trustedGroups.Contains(facts.GroupId));
        return isOpen ? $"others may write {directory}" : null;
    }

    private string? TargetOf(string nodePath)
    {
        try
        {
            var path = _files.ToHost(nodePath);
            return FileStat.Look(path) is { IsLink: false } ? null : new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static string Join(List<string> parts) => "/" + string.Join('/', parts);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint EffectiveGroup();
}
