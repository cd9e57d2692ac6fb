using System.Diagnostics;
using KubePki.Attacks.Files;
using KubePki.Tests;

namespace KubePki.Attacks.Trust;

/// <summary>Programs are looked for in PATH, and not in the directory where the user happens to be, which may be anybody's.</summary>
public sealed class ForeignProgramTests
{
    private const string Marker = "was-run";

    [LinuxTheory]
    [InlineData("/nonexistent")]
    [InlineData(".")]
    [InlineData(":")]
    [InlineData("bin:/nonexistent")]
    public void No_ssh_of_the_current_directory_is_run(string path)
    {
        using var place = NodeTree.Empty();
        foreach (var name in (string[])["ssh", "bin/ssh"])
        {
            place.Write("/" + name, $"#!/bin/sh\ntouch '{place.Path("/" + Marker)}'\n");
            File.SetUnixFileMode(place.Path("/" + name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "kubepki.dll"),
            "collect", place.Path("/out"), "--host", "node-1", "--program", "/bin/true"])
        {
            WorkingDirectory = place.Root,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = path;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.False(File.Exists(place.Path("/" + Marker)), error);
        Assert.Contains("ssh cannot be run", error);
        Assert.Equal(1, process.ExitCode);
    }
}
