using System.Diagnostics;

namespace KubePki.Fuzz;

/// <summary>The Go program that says what is right.</summary>
internal static class Oracle
{
    /// <summary>Runs it over a batch of cases.</summary>
    public static byte[] Run(string program, byte[] cases)
    {
        using var process = Process.Start(new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["TZ"] = "UTC" },
        })!;
        var writing = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(cases);
            process.StandardInput.Close();
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        writing.Wait();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}
