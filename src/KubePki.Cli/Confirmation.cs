using System.CommandLine;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary>Asks before anything is changed. Without a terminal there is nobody to ask.</summary>
internal static class Confirmation
{
    /// <summary>Whether there is somebody to ask.</summary>
    public static bool IsPossible => !Console.IsInputRedirected;

    /// <summary>The exit code when it was not given: somebody said no, or there was nobody to ask.</summary>
    public static int Refusal => IsPossible ? ExitCodes.Failed : ExitCodes.Usage;

    /// <summary>Whether what is planned, which is shown for it, is to be done: <c>--yes</c> says so, or whoever is asked.</summary>
    public static bool IsGiven(ParseResult parsed, Option<bool> yes, ReportText plan, int steps)
    {
        if (parsed.GetValue(yes))
            return true;
        Terminal.WriteError(parsed, plan);
        var isGiven = Ask(parsed.InvocationConfiguration.Error, steps);
        Progress.Start("applying the changes");
        return isGiven;
    }

    private static bool Ask(TextWriter error, int steps)
    {
        if (!IsPossible)
        {
            error.WriteLine($"{ProgramName.Text}: nothing was changed: there is no terminal to ask for confirmation. "
                + "Use --yes to run without asking.");
            return false;
        }
        error.Write($"Apply {(steps == 1 ? "this step" : $"these {steps} steps")}? [y/N] ");
        if (Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes")
            return true;
        error.WriteLine($"{ProgramName.Text}: nothing was changed.");
        return false;
    }
}
