namespace KubePki.Cli;

/// <summary>Asks before anything is changed. Without a terminal there is nobody to ask.</summary>
internal static class Confirmation
{
    public static bool Ask(TextWriter error, int steps)
    {
        if (Console.IsInputRedirected)
        {
            error.WriteLine("kubepki: nothing was changed: there is no terminal to ask at, and --yes was not given.");
            return false;
        }
        error.Write($"Carry out {(steps == 1 ? "this step" : $"these {steps} steps")}? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
