using System.Diagnostics;

namespace KubePkiPS.Pester;

/// <summary>One PowerShell that runs <c>Run-Pester.ps1</c>, and the lines that it says.</summary>
internal sealed class PesterShell : IDisposable
{
    // The slowest test takes seconds. Whatever says nothing for so long will never end.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly List<string> _said = [];

    /// <summary>Starts it.</summary>
    /// <param name="arguments">What follows the name of the script.</param>
    public PesterShell(params string[] arguments)
    {
        var script = Path.Combine(PesterFile.Repository, "tests", "KubePkiPS.Pester", "Run-Pester.ps1");
        string[] command = [.. Command(), "-NoProfile", "-NonInteractive", "-File", script, .. arguments];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            // dotnet finds its tools from here, and KUBEPKIPS_MODULE may be a path from here.
            WorkingDirectory = PesterFile.Repository,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // A test, and what it starts, has nobody to ask.
        _process.StandardInput.Close();
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>What it said, as people want it when it broke: the first lines and the last.</summary>
    public string Words
    {
        get
        {
            lock (_said)
                return string.Join('\n', _said.Count <= 40 ? _said : [.. _said[..20], "…", .. _said[^20..]]);
        }
    }

    /// <summary>Forgets what it said so far.</summary>
    public void ForgetWords()
    {
        lock (_said)
            _said.Clear();
    }

    /// <summary>What it says, line by line, until it ends.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="TimeoutException">It says nothing any more.</exception>
    public async IAsyncEnumerable<string> LinesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        while (await _process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(Silence, stop) is { } line)
        {
            Keep(line);
            yield return line;
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitCodeAsync(CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop);
        return _process.ExitCode;
    }

    /// <summary>Ends it, and whatever it has started.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    // The tool that the repository names, unless somebody wants another PowerShell: pwsh, or the pwsh.dll of a tool or a package.
    private static string[] Command()
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return Environment.GetEnvironmentVariable("KUBEPKIPS_SHELL") switch
        {
            null or "" => [dotnet, "tool", "run", "pwsh", "--"],
            var dll when dll.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) => [dotnet, dll],
            var program => [program],
        };
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line) || line.StartsWith(PesterRun.Mark, StringComparison.Ordinal))
            return;
        lock (_said)
            _said.Add(line);
    }
}
