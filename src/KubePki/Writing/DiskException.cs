using KubePki.Model;
using KubePki.Reading;

namespace KubePki.Writing;

/// <summary>The file system refused something. It knows the path and the reason, never the content.</summary>
/// <param name="operation">What was to be done, as a verb: <c>rename</c>.</param>
/// <param name="path">The file, as a path of this machine.</param>
/// <param name="error">The error's number on Linux.</param>
/// <param name="words">The system's words.</param>
internal sealed class DiskException(string operation, string path, int error, string words) : IOException($"cannot {operation} it: {words}")
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int InputOutput = 5;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int NoSpace = 28;
    public const int ReadOnly = 30;
    public const int NotEmpty = 39;
    public const int Quota = 122;

    public string Operation => operation;

    public int Error => error;

    /// <summary>The same for those who do not know of disks.</summary>
    public PkiProblem ToProblem(NodeFiles files)
    {
        var id = error switch
        {
            NoSpace or Quota => PkiProblemId.DiskFull,
            NotPermitted or AccessDenied when operation is "read" or "list" => PkiProblemId.UnreadableFile,
            NotPermitted or AccessDenied or ReadOnly => PkiProblemId.UnwritableFile,
            _ => PkiProblemId.DiskFailure,
        };
        return WritingProblem.At(files, path, id, Message);
    }
}
