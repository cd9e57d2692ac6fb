using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace KubePki.Fuzz.Inputs;

/// <summary>
/// Fuzzes all targets by turns for a time, and writes what it found into a directory: failures, corpora, and how much was done.
/// </summary>
internal sealed class FuzzSession(string directory, TimeSpan time, IReadOnlyList<FuzzTarget> targets, IReadOnlyList<string> seeds,
    int seed) : IDisposable
{
    private const int Current = 128 * 1024;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    private readonly CoverageMap? _coverage = CoverageMap.Open();
    private MemoryMappedViewAccessor? _current;

    public int Run()
    {
        Directory.CreateDirectory(directory);
        // The kernel keeps it when this process overflows its stack.
        using var file = MemoryMappedFile.CreateFromFile(Path.Combine(directory, "current"), FileMode.OpenOrCreate, null, Current);
        _current = file.CreateViewAccessor();
        var loops = targets.ToDictionary(target => target, target =>
            new FuzzLoop(target, [.. SeedFiles.Of(target, seeds), .. Kept(target)], _coverage, seed) { Trying = Note });
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            foreach (var loop in loops.Values)
                loop.Run(Turn);
            Report(loops, Stopwatch.GetElapsedTime(start));
        }
        return loops.Values.Any(loop => loop.Failures.Count > 0) ? 2 : 0;
    }

    public void Dispose() => _current?.Dispose();

    private string CorpusOf(FuzzTarget target) => Path.Combine(directory, "corpus", target.Name);

    private IEnumerable<byte[]> Kept(FuzzTarget target) => Directory.Exists(CorpusOf(target)) ? Directory.EnumerateFiles(CorpusOf(target))
        .Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [];

    private void Note(FuzzTarget target, byte[] input)
    {
        _current!.Write(0, BinaryPrimitives.ReverseEndianness(input.Length));
        _current.WriteArray(4, input, 0, Math.Min(input.Length, Current - 64));
    }

    private void Report(Dictionary<FuzzTarget, FuzzLoop> loops, TimeSpan since)
    {
        var lines = new List<string>();
        foreach (var (target, loop) in loops)
        {
            Keep(CorpusOf(target), loop.Corpus.Select(input =>
                (Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input))[..16], input)));
            Keep(Path.Combine(directory, "failures"), loop.Failures.Select(failure =>
                ($"{target.Name}-{failure.Kind.Replace(' ', '-')}", failure.Input)));
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{target.Name,-24} {loop.Inputs,12} inputs {loop.Corpus.Count,7} kept {loop.Failures.Count,4} failures"));
            lines.AddRange(loop.Failures.Select(failure =>
                $"    {failure.ToString().Replace("\n", "\n        ", StringComparison.Ordinal)}"));
        }
        lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"{loops.Values.Sum(loop => loop.Inputs)} inputs in {since.TotalMinutes:0} "
                + $"min, {_coverage?.Edges ?? 0} branches, seed {seed}"));
        File.WriteAllLines(Path.Combine(directory, $"report-{seed}.txt"), lines);
    }

    private static void Keep(string place, IEnumerable<(string Name, byte[] Input)> inputs)
    {
        Directory.CreateDirectory(place);
        foreach (var (name, input) in inputs)
        {
            var path = Path.Combine(place, name);
            if (!File.Exists(path))
                File.WriteAllBytes(path, input);
        }
    }
}
