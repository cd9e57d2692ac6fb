using System.Security.Cryptography;
using KubePki.Node.Files;

namespace KubePki.Tests.Changes.Transactions;

/// <summary>
/// All of a tree but its backups: kind, content, mode, owner, target and time of each path. Of directories the time does not count.
/// </summary>
internal static class TreeState
{
    public static string[] Of(string root)
    {
        var lines = new List<string>();
        Walk(root, "", lines);
        return [.. lines];
    }

    private static void Walk(string root, string below, List<string> lines)
    {
        foreach (var name in Disk.OfThisMachine.List(root + below))
        {
            var path = $"{below}/{name}";
            if (path is "/var/backups")
                continue;
            var entry = Disk.OfThisMachine.Look(root + path);
            var isDirectory = entry.Kind == EntryKind.Directory;
            var hash = entry.Kind == EntryKind.File ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(root + path))) : "";
            lines.Add($"{path} {entry.Kind} {Convert.ToString(entry.Mode, 8)} {entry.UserId}:{entry.GroupId} {entry.LinkTarget} "
                + $"{(isDirectory ? 0 : entry.ModifiedNanoseconds)} {hash}");
            if (isDirectory)
                Walk(root, path, lines);
        }
    }
}
