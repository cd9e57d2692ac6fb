namespace KubePki.Cli;

/// <summary>Asks before anything is changed. Without a terminal there is nobody to ask.</summary>
internal static class Confirmation
{
    /// <summary>Whether there is somebody to ask.</summary>
    public static bool IsPossible => !Console.IsInputRedirected;

    public static bool Ask(TextWriter error, int steps)
    {
        if (!IsPossible)
        {
            error.WriteLine("kubepki: nothing was changed: there is no terminal to ask at, and --yes was not given.");
            return false;
        }
        error.Write($"Carry out {(steps == 1 ? "this step" : $"these {steps} steps")}? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
