using System.Text;
using KubePki.Model;

namespace KubePki.Node.Reading.Files;

/// <summary>A log, open for reading front to back: plain or gzip, in UTF-8 or as Windows PowerShell redirects it.</summary>
internal static class LogFile
{
    private const int MarkLength = 8;

    /// <summary>Opens a file; a pipe or a device is read too, for that is what a shell gives for <c>&lt;(journalctl)</c>.</summary>
    /// <exception cref="PkiProblemException">There is nothing to read.</exception>
    public static Stream Open(string path)
    {
        switch (FileStat.KindOf(path))
        {
            case FileKind.Missing:
                throw Failed(path, PkiProblemId.PathNotFound, "the file does not exist");
            case FileKind.Directory:
                throw Failed(path, PkiProblemId.NotRegularFile, "this is a directory, not a file");
        }
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            return Unwrap(file, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, e);
        }
    }

    /// <summary>The text of a stream, whatever it is wrapped in.</summary>
    /// <exception cref="PkiProblemException">It is in a form that is not read.</exception>
    public static Stream Unwrap(Stream stream, string name)
    {
        var mark = new byte[MarkLength];
        var length = stream.ReadAtLeast(mark, MarkLength, throwOnEndOfStream: false);
        var whole = new PrefixedStream(mark.AsMemory(0, length), stream);
        ReadOnlySpan<byte> start = mark.AsSpan(0, length);
        if (start.StartsWith<byte>([0x1f, 0x8b]))
            return new GzipText(whole);
        if (start.StartsWith<byte>([0xff, 0xfe]))
            return Encoding.CreateTranscodingStream(whole, Encoding.Unicode, Encoding.UTF8);
        if (start.StartsWith<byte>([0xef, 0xbb, 0xbf]))
            return new PrefixedStream(mark.AsMemory(3, length - 3), stream);
        var form = start.StartsWith("LPKSHHRH"u8) ? "a journald journal"
            : start.StartsWith<byte>([0xfd, 0x37, 0x7a, 0x58, 0x5a]) ? "compressed with xz"
            : start.StartsWith<byte>([0x28, 0xb5, 0x2f, 0xfd]) ? "compressed with zstd"
            : start.StartsWith("BZh"u8) ? "compressed with bzip2" : null;
        return form is null ? whole : throw Failed(name, PkiProblemId.MalformedLog, $"this is {form}, which is not supported");
    }

    /// <summary>What went wrong while reading on, as a problem; null when it is no matter of the file.</summary>
    public static PkiProblemException Failure(string path, Exception exception) => exception switch
    {
        InvalidDataException => Failed(path, PkiProblemId.MalformedLog, "the gzip data is damaged or truncated"),
        FileNotFoundException or DirectoryNotFoundException =>
            Failed(path, PkiProblemId.PathNotFound, "the file disappeared while it was being read"),
        UnauthorizedAccessException => Failed(path, PkiProblemId.UnreadableFile, "permission denied"),
        _ => Failed(path, PkiProblemId.UnreadableFile, ForeignWords.Of(exception)),
    };

    private static PkiProblemException Failed(string path, string id, string reason) => new(Problem(path, id, reason));

    /// <summary>What is wrong with a log, as a problem.</summary>
    public static PkiProblem Problem(string path, string id, string reason) =>
        new() { Id = id, Path = path, NodePath = path, Reason = reason, RecommendedAction = Advice(id) };

    private static string? Advice(string id) => id switch
    {
        PkiProblemId.PathNotFound => "Check the path.",
        PkiProblemId.NotRegularFile => "Specify the log files in it. Wildcards are supported.",
        PkiProblemId.UnreadableFile => "Run this as root or as a user who can read the logs.",
        _ => ProblemAdvice.For(id),
    };
}
