using KubePki.Node.Files;

namespace KubePki.Node.Reading.Files;

/// <summary>A file that the user has named to be written at its end, such as a log.</summary>
public static class AppendedFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Opens a file to write at its end, once for a whole run. It is made for its owner alone when it is not there. A link that leads to it
    /// is followed where only root and the user who runs this can have made it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written, or somebody else's link leads there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static Stream Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        if (!OperatingSystem.IsLinux())
            return new FileStream(path, options);
        var file = new NodeFiles("/").At(Path.GetFullPath(path));
        if (file.Distrust is { } distrust)
            throw new IOException($"{path}: {distrust}");
        // Outputs such as /dev/stderr are links of the kernel; what else is no path of a file has its own error.
        return file.ProblemId is null ? new FileStream(NamedFile.OpenToAppend(file.RealPath, (int)OwnerOnly), FileAccess.Write, 0)
            : new FileStream(path, options);
    }
}
