using System.Collections.Concurrent;
using System.Text.Json;

namespace KubePkiPS.Pester;

/// <summary>Runs files of tests in several shells at once, or has them looked through only.</summary>
/// <param name="files">The files.</param>
/// <param name="discoverOnly">Whether the tests are only to be found.</param>
internal sealed class PesterRun(IReadOnlyList<PesterFile> files, bool discoverOnly)
{
    /// <summary>What a line begins with that is for us.</summary>
    public const string Mark = "##pester ";

    // Each takes seconds to start, and xunit runs beside them.
    private const int Shells = 2;

    private readonly ConcurrentDictionary<int, IReadOnlyList<PesterTest>> _reports = new();

    /// <summary>Runs them.</summary>
    /// <param name="report">Told of each file what its tests gave, one file at a time.</param>
    /// <param name="stop">Ends the run, and the shells with it.</param>
    public void Execute(Action<PesterFile, IReadOnlyList<PesterTest>> report, CancellationToken stop)
    {
        var directory = Directory.CreateTempSubdirectory("kubepkips-pester-").FullName;
        try
        {
            File.WriteAllLines(Path.Combine(directory, "files"), files.Select(file => string.Join('\t', [file.Path, .. file.Names])));
            var gate = new Lock();
            var shells = Enumerable.Range(0, Shells).Select(_ => Task.Run(() => RunShellsAsync(directory, Tell, stop), stop));
            Task.WhenAll(shells).GetAwaiter().GetResult();
            foreach (var (number, file) in files.Index().Where(item => !_reports.ContainsKey(item.Index)))
                Tell(number, [Broken("no shell came to it")]);

            void Tell(int number, IReadOnlyList<PesterTest> tests)
            {
                lock (gate)
                    report(files[number], _reports[number] = tests.Count > 0 ? tests : [Broken("it has no tests")]);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task RunShellsAsync(string directory, Action<int, IReadOnlyList<PesterTest>> tell, CancellationToken stop)
    {
        // A shell that a test has killed is followed by another one, for the files that are left.
        while (await RunShellAsync(directory, tell, stop))
            continue;
    }

    /// <summary>Whether it ended in the middle of a file.</summary>
    private async Task<bool> RunShellAsync(string directory, Action<int, IReadOnlyList<PesterTest>> tell, CancellationToken stop)
    {
        string[] arguments = ["-Pester", PesterFile.PesterModule, "-Files", Path.Combine(directory, "files"), "-Reports", directory];
        using var shell = new PesterShell(discoverOnly ? [.. arguments, "-DiscoverOnly"] : arguments);
        int? begun = null;
        string end;
        try
        {
            await foreach (var line in shell.LinesAsync(stop))
            {
                if (!line.StartsWith(Mark, StringComparison.Ordinal))
                    continue;
                var (word, number) = (line.Split(' ')[1], int.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture));
                begun = word == "begin" ? number : null;
                if (word == "begin")
                    shell.ForgetWords();
                else
                    tell(number, Read(Path.Combine(directory, $"{number}.json")));
            }
            var code = await shell.ExitCodeAsync(stop);
            if (code == 0 && begun is null)
                return false;
            end = $"PowerShell ended with code {code}";
        }
        catch (TimeoutException)
        {
            end = "PowerShell hangs";
        }
        if (begun is null)
            throw new InvalidOperationException($"{end}, and no test ran in it.\n{shell.Words}");
        tell(begun.Value, [Broken($"{end} in the middle of this file.\n{shell.Words}")]);
        return true;
    }

    private static PesterTest Broken(string message) => new(false, 1, "the file itself", "the file itself", [], "Failed", 0, message, "");

    private static PesterTest[] Read(string report) => JsonSerializer.Deserialize<PesterTest[]>(File.ReadAllText(report))!;
}
