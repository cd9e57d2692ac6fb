using System.CommandLine;
using KubePki.Model;

namespace KubePki.Cli;

/// <summary>
/// Tells what was done. It is done, whether it can be told or not: an output that is full or closed must not look as if nothing had
/// happened.
/// </summary>
internal static class AfterCommit
{
    /// <summary>Writes a report.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isCommitted">Whether anything was changed.</param>
    /// <param name="code">The exit code when the report reaches its reader.</param>
    /// <param name="write">Writes it.</param>
    public static int Tell(ParseResult parsed, bool isCommitted, int code, Action<TextWriter> write)
    {
        var output = parsed.InvocationConfiguration.Output;
        return Try(parsed, isCommitted, code, () =>
        {
            using var strict = StandardOutput.Strict(output);
            write(strict ?? output);
        });
    }

    /// <summary>Does so to a writer that is kept.</summary>
    public static int Try(ParseResult parsed, bool isCommitted, int code, Action write)
    {
        Progress.Stop();
        try
        {
            write();
            return code;
        }
        catch (Exception e) when (isCommitted && e is IOException or UnauthorizedAccessException)
        {
            // Where nobody hears it the exit code tells.
            parsed.InvocationConfiguration.Error.WriteLine(Printable.Text(
                $"{ProgramName.Text}: the changes were committed, but the report could not be written: {ForeignWords.Of(e)}"));
            return ExitCodes.Committed;
        }
    }
}
