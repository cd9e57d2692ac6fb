namespace KubePki.Node.Files;

/// <summary>An open file of any system.</summary>
internal sealed class PortableFile(FileStream stream, string path) : IDiskFile
{
    private long? _modified;

    public DiskEntry Look() => new(EntryKind.File, stream.Length);

    public void SetOwner(uint userId, uint groupId) => throw PortableDisk.NoOwners(path);

    public void SetMode(int mode)
    {
        Try("change the mode of", () =>
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(stream.SafeFileHandle, (UnixFileMode)mode);
        });
    }

    public void Write(ReadOnlySpan<byte> content)
    {
        try
        {
            stream.Write(content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PortableDisk.Failure("write", path, e);
        }
    }

    public void SetModified(long nanoseconds) => _modified = nanoseconds;

    public void Sync() => Try("flush", () => stream.Flush(flushToDisk: true));

    public void Dispose()
    {
        stream.Dispose();
        // Windows sets the time again when a written file is closed.
        if (_modified is { } modified && File.Exists(path))
            File.SetLastWriteTimeUtc(path, PortableDisk.TimeOf(modified));
    }

    private void Try(string operation, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PortableDisk.Failure(operation, path, e);
        }
    }
}
