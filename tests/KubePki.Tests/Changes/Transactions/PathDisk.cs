using KubePki.Node.Files;

namespace KubePki.Tests.Changes.Transactions;

/// <summary>What tests do to single files by their paths.</summary>
internal static class PathDisk
{
    public static DiskEntry Look(this IDisk disk, string path)
    {
        try
        {
            return At(disk, path, disk.Look);
        }
        catch (DiskException e) when (e.IsAbsence)
        {
            return new DiskEntry(EntryKind.Absent);
        }
    }

    public static IReadOnlyList<string> List(this IDisk disk, string path)
    {
        using var directory = disk.OpenTop(path);
        return [.. disk.List(directory).Select(name => name.Name)];
    }

    public static void SetMode(this IDisk disk, string path, int mode) =>
        At(disk, path, (directory, name) => disk.SetMode(directory, name, mode));

    public static void SetOwner(this IDisk disk, string path, uint userId, uint groupId) =>
        At(disk, path, (directory, name) => disk.SetOwner(directory, name, userId, groupId));

    public static void SetModified(this IDisk disk, string path, long nanoseconds) =>
        At(disk, path, (directory, name) => disk.SetModified(directory, name, nanoseconds));

    private static void At(IDisk disk, string path, Action<DirectoryHandle, string> action) => At(disk, path, (directory, name) =>
    {
        action(directory, name);
        return 0;
    });

    private static T At<T>(IDisk disk, string path, Func<DirectoryHandle, string, T> action)
    {
        using var directory = disk.OpenTop(Path.GetDirectoryName(path)!);
        return action(directory, Path.GetFileName(path));
    }
}
