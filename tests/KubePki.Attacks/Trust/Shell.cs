using System.Diagnostics;

namespace KubePki.Attacks.Trust;

/// <summary>A shell, as people paste commands into one.</summary>
internal static class Shell
{
    /// <summary>Runs a script in which no command is found but those in a directory, if one is given.</summary>
    public static (int Code, string Output, string Error) Run(string script, string? path = null)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath() };
        if (path is not null)
            start.Environment["PATH"] = path;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Runs a script that must succeed.</summary>
    public static void Do(string script)
    {
        var (code, _, error) = Run(script);
        Assert.True(code == 0, $"{script}: {error}");
    }
}
