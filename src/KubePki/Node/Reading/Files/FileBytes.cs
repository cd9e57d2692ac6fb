using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Files;

namespace KubePki.Node.Reading.Files;

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

    /// <summary>
    /// Reads a file of this machine that the user has named. It never throws but for cancellation, never waits for a pipe, and reads no
    /// more than the limit.
    /// </summary>
    public static FileBytes Read(string path, CancellationToken cancellation, int limit = Limit) =>
        Read(FileStat.KindOf(path, out var entry, out var failure), failure, entry.Size, limit,
            (most, size) => NamedFile.Read(path, most, size), cancellation);

    /// <summary>Reads a file of the node, in the same way.</summary>
    public static FileBytes Read(NodeFile file, CancellationToken cancellation, int limit = Limit)
    {
        if (file.Files is not { } files)
            return Read(file.RealPath, cancellation, limit);
        var kind = FileStat.KindOf(file, out var entry, out var failure);
        return kind == FileKind.Regular && files.ObjectionToRepeat(file, entry) is { } reason ? Failed(PkiProblemId.RepeatedFile, reason)
            : Read(kind, failure, entry.Size, limit, (most, size) => files.Read(file.RealNodePath, most, size), cancellation);
    }

    private static FileBytes Read(FileKind kind, DiskException? failure, long size, int limit, Func<int, long, byte[]> read,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        switch (kind)
        {
            case FileKind.Missing:
                return Failed(PkiProblemId.PathNotFound, "the file does not exist");
            case FileKind.Denied:
                return failure?.Error == DiskException.LinkMet ? Failed(PkiProblemId.LinkLoop, "the links form a loop")
                    : Failed(PkiProblemId.UnreadableFile, WordsOf(failure!));
            case FileKind.Directory:
                return Failed(PkiProblemId.NotRegularFile, "this is a directory, not a file");
            case FileKind.Special:
                return Failed(PkiProblemId.NotRegularFile, "this is a device, a pipe or a socket, not a file");
        }
        try
        {
            var content = read(limit, size);
            if (content.Length > limit)
                return new FileBytes(content, limit, PkiProblemId.FileTooLarge,
                    $"the file is larger than {limit >> 20} MiB; only its first {limit >> 20} MiB were read");
            return content.Length == 0 ? Failed(PkiProblemId.EmptyFile, "the file is empty, for example after a power failure")
                : new FileBytes(content, content.Length, null, null);
        }
        catch (DiskException e)
        {
            return e.Error is DiskException.NoEntry or DiskException.LinkMet
                ? Failed(PkiProblemId.PathNotFound, "the file disappeared while it was being read")
                : Failed(PkiProblemId.UnreadableFile, WordsOf(e));
        }
    }

    private static string WordsOf(DiskException e) => e.IsDenial ? PkiProblem.Denial : e.Words;

    public void Dispose() => CryptographicOperations.ZeroMemory(_buffer);

    public static FileBytes Failed(string id, string reason) => new([], 0, id, reason);
}
