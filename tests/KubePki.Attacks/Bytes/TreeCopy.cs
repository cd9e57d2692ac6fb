namespace KubePki.Attacks.Bytes;

/// <summary>Copies a tree of files and links.</summary>
internal static class TreeCopy
{
    public static void Of(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var directory in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(to + directory[from.Length..]);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            if (new FileInfo(file).LinkTarget is { } target)
                File.CreateSymbolicLink(to + file[from.Length..], target);
            else
                File.Copy(file, to + file[from.Length..]);
        }
    }
}
