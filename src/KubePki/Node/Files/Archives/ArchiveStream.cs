using System.IO.Compression;

namespace KubePki.Node.Files.Archives;

/// <summary>
/// The bytes of a tar archive, unpacked where it is compressed, with an end to what it may expand to and to what a header may ask for at
/// once: a few kilobytes of gzip may stand for a terabyte.
/// </summary>
internal sealed class ArchiveStream : Stream
{
    // A node's tree with a large etcd.
    private const long MaxExpanded = 4L * 1024 * 1024 * 1024;

    // The names and attributes of an entry; its content is not asked for in one piece.
    private const int MaxPiece = 1024 * 1024;

    private readonly Stream _source;
    private readonly bool _isCompressed;
    private long _length;

    private readonly long _most;

    private ArchiveStream(Stream source, bool isCompressed, long most = MaxExpanded)
    {
        _most = most;
        _source = isCompressed ? new GZipStream(source, CompressionMode.Decompress) : source;
        _isCompressed = isCompressed;
    }

    /// <summary>Opens an archive of this machine.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static ArchiveStream Open(ArchiveFile archive, bool isCompressed) => new(archive.Open(), isCompressed);

    /// <summary>The same over bytes that are compressed, with an end of its own to what they expand to.</summary>
    public static ArchiveStream Over(byte[] archive, long most) =>
        new(new MemoryStream(archive, writable: false), isCompressed: true, most);

    /// <summary>How many bytes were unpacked; 0 where there is nothing to unpack.</summary>
    public long Unpacked => _isCompressed ? _length : 0;

    public override bool CanRead => true;

    public override bool CanSeek => !_isCompressed;

    public override bool CanWrite => false;

    public override long Length => _source.Length;

    public override long Position
    {
        get => _source.Position;
        set => _source.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length > MaxPiece)
            throw new InvalidDataException();
        var read = _source.Read(buffer);
        _length += read;
        return _isCompressed && _length > _most ? throw new InvalidDataException() : read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => _source.Seek(offset, origin);

    public override void Flush()
    {
        // Nothing is written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _source.Dispose();
        base.Dispose(disposing);
    }
}
