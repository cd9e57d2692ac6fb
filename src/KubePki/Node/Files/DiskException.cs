namespace KubePki.Node.Files;

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
    public const int NotADirectory = 20;
    public const int NoSpace = 28;
    public const int ReadOnly = 30;
    public const int NotEmpty = 39;
    public const int LinkMet = 40;
    public const int Quota = 122;

    public string Operation => operation;

    public string Path => path;

    public int Error => error;

    /// <summary>The system's words alone.</summary>
    public string Words => words;

    /// <summary>Whether it says that there is no such thing.</summary>
    public bool IsAbsence => error is NoEntry or NotADirectory;

    /// <summary>Whether it says that somebody may not.</summary>
    public bool IsDenial => error is NotPermitted or AccessDenied;
}
