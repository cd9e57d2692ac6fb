namespace KubePki.Writing;

/// <summary>A file that was just made. All members throw <see cref="DiskException"/>.</summary>
internal interface IDiskFile : IDisposable
{
    void SetOwner(uint userId, uint groupId);

    void SetMode(int mode);

    void Write(ReadOnlySpan<byte> content);

    void SetModified(long nanoseconds);

    void Sync();
}
