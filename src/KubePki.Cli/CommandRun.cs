using System.CommandLine;
using KubePki.Cluster.Client;
using KubePki.Model;

namespace KubePki.Cli;

/// <summary>
/// Runs a command line to its exit code: whatever happens on the way becomes words on the error stream and a code of its own.
/// </summary>
internal static class CommandRun
{
    /// <param name="args">The command line.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where all else goes. It must not throw: there is nobody to tell that to.</param>
    /// <param name="signals">The signals that stop the run.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, StopSignals signals)
    {
        try
        {
            if (args is [CompletionCommand.Hidden, .. var words])
                return CompletionCommand.Complete(CommandTree.Create(), words, output);
            var parsed = CommandTree.Create(args).Parse(args, CommandTree.Parsing);
            if (parsed.Errors.Count > 0)
                return Complaints.Write(parsed, error);
            // The library's own handling of signals would give two seconds, and then end the process in the middle.
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
                Output = Terminal.IsQuiet(parsed) ? TextWriter.Null : output, Error = error };
            Progress.Start("working");
            return await parsed.InvokeAsync(invocation, signals.Token);
        }
        catch (OperationCanceledException)
        {
            return signals.Tell(error);
        }
        catch (PkiProblemException e)
        {
            new ProblemReport(failOn: null).Report([e.Problem], error);
            return ExitCodes.Failed;
        }
        catch (ClusterException e)
        {
            error.WriteLine(Printable.Text($"{ProgramName.Text}: {e.Message}"));
            if (e.RecommendedAction is { } action)
                error.WriteLine(Printable.Text($"  {action}"));
            return e.Id == ClusterProblemId.UnknownContext ? ExitCodes.Usage : ExitCodes.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reader of a pipe has gone, or a disk is full.
            error.WriteLine(Printable.Text($"{ProgramName.Text}: {ForeignWords.Of(e)}"));
            return ExitCodes.Failed;
        }
        catch (Exception e)
        {
            return Broke(e, error);
        }
        finally
        {
            Progress.Stop();
            PassphraseOption.Wipe();
        }
    }

    /// <summary>Tells, in one line, that the program itself is at fault.</summary>
    public static int Broke(object exception, TextWriter error)
    {
        var words = exception is Exception e ? $"{e.GetType().Name}: {ForeignWords.Of(e)}" : exception.ToString();
        error.WriteLine(Printable.Text(
            $"{ProgramName.Text}: internal error ({words}). "
                + "Please report it with the command line and the files it read, without private keys."));
        return ExitCodes.Broken;
    }
}
