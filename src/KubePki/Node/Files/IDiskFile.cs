namespace KubePki.Node.Files;

/// <summary>A file that was just made. All members throw <see cref="DiskException"/>.</summary>
internal interface IDiskFile : IDisposable
{
    /// <summary>What the file system says of it, whatever lies under its name by now.</summary>
    DiskEntry Look();

    void SetOwner(uint userId, uint groupId);

    void SetMode(int mode);

    void Write(ReadOnlySpan<byte> content);

    void SetModified(long nanoseconds);

    void Sync();
}
