using System.Security.Cryptography;
using KubePki.Model;

namespace KubePki.Reading;

/// <summary>The bytes of a file, or why there are none. Wiped when disposed: they may be a private key.</summary>
internal sealed class FileBytes : IDisposable
{
    /// <summary>What is read of one file at the most: nothing of a PKI comes near it.</summary>
    public const int Limit = 16 * 1024 * 1024;

    private readonly byte[] _buffer;
    private readonly int _length;

    private FileBytes(byte[] buffer, int length, string? problemId, string? reason)
    {
        _buffer = buffer;
        _length = length;
        ProblemId = problemId;
        Reason = reason;
    }

    /// <summary>No bytes, and no problem.</summary>
    public static FileBytes Nothing { get; } = new([], 0, null, null);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>A value of <see cref="PkiProblemId"/>; null when the whole file was read.</summary>
    public string? ProblemId { get; }

    /// <summary>The problem in plain words.</summary>
    public string? Reason { get; }

    /// <summary>Reads a file. It never throws but for cancellation, never waits for a pipe, and reads no more than the limit.</summary>
    public static FileBytes Read(string path, CancellationToken cancellation, int limit = Limit)
    {
        switch (FileStat.KindOf(path, out var size))
        {
            case FileKind.Missing:
                return Failed(PkiProblemId.PathNotFound, "there is no such file");
            case FileKind.Denied:
                return Failed(PkiProblemId.UnreadableFile, "permission denied");
            case FileKind.Directory:
                return Failed(PkiProblemId.NotRegularFile, "this is a directory, not a file");
            case FileKind.Special:
                return Failed(PkiProblemId.NotRegularFile, "this is a device, a pipe or a socket, not a file");
        }
        try
        {
            return ReadRegular(path, size, limit, cancellation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failed(PkiProblemId.PathNotFound, "the file vanished while it was read");
        }
        catch (UnauthorizedAccessException)
        {
            return Failed(PkiProblemId.UnreadableFile, "permission denied");
        }
        catch (IOException e)
        {
            return Failed(PkiProblemId.UnreadableFile, e.Message);
        }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_buffer);

    private static FileBytes ReadRegular(string path, long size, int limit, CancellationToken cancellation)
    {
        using var file = new OpenFile(path);
        // One byte more than there should be: a read that comes back short has seen the end.
        var buffer = new byte[size < 0 ? 4096 : Math.Min(size, limit) + 1];
        var length = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = file.Read(buffer.AsSpan(length));
            length += read;
            if (length > limit)
                return new FileBytes(buffer, limit, PkiProblemId.FileTooLarge, $"the file is larger than {limit >> 20} MiB; only its first {limit >> 20} MiB were read");
            if (read == 0 || length == size)
                return length == 0 ? Failed(PkiProblemId.EmptyFile, "the file is empty, as after a power loss") : new FileBytes(buffer, length, null, null);
            if (length == buffer.Length)
                buffer = Grow(buffer, limit);
        }
    }

    private static byte[] Grow(byte[] buffer, int limit)
    {
        var larger = new byte[(int)Math.Min(buffer.Length * 2L, limit + 1)];
        buffer.CopyTo(larger, 0);
        CryptographicOperations.ZeroMemory(buffer);
        return larger;
    }

    public static FileBytes Failed(string id, string reason) => new([], 0, id, reason);
}
