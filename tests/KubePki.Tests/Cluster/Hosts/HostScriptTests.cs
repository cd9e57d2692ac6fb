using System.Diagnostics;
using KubePki.Cluster.Hosts;

namespace KubePki.Tests.Cluster.Hosts;

/// <summary>The script that runs on a node does not run a program that arrived cut short.</summary>
public sealed class HostScriptTests
{
    [Theory]
    [InlineData(false, 0, "collect - --asked-at 2026-07-01T00:00:00Z --root /x y")]
    [InlineData(true, 70, "")]
    public void Only_the_whole_program_is_run(bool isCut, int code, string output)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var tree = NodeTree.Empty();
        // What is left of it is a program, too.
        tree.Write("/program", "#!/bin/sh\necho \"$@\"\n# the end\n");
        var octets = File.ReadAllBytes(tree.Path("/program"));
        var start = new ProcessStartInfo("sh", ["-c", HostScript.Of(TestPki.AsOf, tree.Path("/program")), "kubepki", "/x y"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = tree.Root;
        // Without root's rights sudo would be asked for them.
        File.SetUnixFileMode(tree.Write("/bin/sudo", "#!/bin/sh\nshift\nexec \"$@\"\n"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        start.Environment["PATH"] = $"{tree.Path("/bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(octets, 0, octets.Length - (isCut ? 11 : 0));
        process.StandardInput.Close();
        Assert.Equal(output, process.StandardOutput.ReadToEnd().TrimEnd());
        process.WaitForExit();
        Assert.Equal(code, process.ExitCode);
        Assert.Equal(2, Directory.GetFileSystemEntries(tree.Root).Length);
    }
}
