using System.Runtime.InteropServices;

namespace KubePki.Cli;

/// <summary>
/// The standard input, output and error of the process, as it was started. One that was closed is not what has its number by now: that is
/// a file which the runtime has opened at its own start.
/// </summary>
internal static partial class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;
    private const int ReadWrite = 2;

    private static readonly bool[] Gone = [.. Enumerable.Range(Input, Error + 1).Select(IsGone)];

    /// <summary>Gives numbers that are free to <c>/dev/null</c>: what is opened later must not get the number of an output.</summary>
    public static void FillGaps()
    {
        if (OperatingSystem.IsWindows() || Array.TrueForAll(Gone, gone => !gone))
            return;
        int opened;
        do
            opened = Open("/dev/null", ReadWrite);
        while (opened is >= Input and < Error);
    }

    /// <summary>A writer to the standard output; where that was closed, one that says so.</summary>
    public static TextWriter OpenOutput() => Gone[Output] ? new StreamWriter(new ClosedStream()) { AutoFlush = true } : Console.Out;

    /// <summary>A writer to the standard error, which never throws.</summary>
    public static TextWriter OpenError() => new ErrorStream(Gone[Error] ? TextWriter.Null : Console.Error);

    /// <summary>The standard input; nothing where that was closed.</summary>
    public static Stream OpenInput() => Gone[Input] ? Stream.Null : Console.OpenStandardInput();

    // What was inherited outlived an exec; what the runtime opens does not.
    private static bool IsGone(int descriptor) =>
        !OperatingSystem.IsWindows() && Control(descriptor, GetFlags) is var flags && (flags < 0 || (flags & CloseOnExec) != 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    private sealed class ClosedStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("standard output is closed");

        public override void Write(ReadOnlySpan<byte> buffer) => Write([], 0, 0);
    }
}
