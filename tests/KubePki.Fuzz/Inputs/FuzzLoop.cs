using System.Diagnostics;
using KubePki.Model;

namespace KubePki.Fuzz.Inputs;

/// <summary>Feeds one target with inputs, keeps those that do something new, and remembers what went wrong.</summary>
internal sealed class FuzzLoop : IDisposable
{
    private const int MostSeeds = 20_000;

    // Of one node or one file; what is beyond was made of little.
    private const long MostMemory = 300L * 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly FuzzTarget _target;
    private readonly FuzzPlace _place = new();
    private readonly CoverageMap? _coverage;
    private readonly Random _random;
    private readonly InputMutator _mutator;
    private readonly List<byte[]> _corpus;
    private readonly Dictionary<string, FuzzFailure> _failures = new(StringComparer.Ordinal);
    private int _fresh;

    public FuzzLoop(FuzzTarget target, IReadOnlyList<byte[]> seeds, CoverageMap? coverage, int seed)
    {
        _target = target;
        _coverage = coverage;
        // The same dice for the same seed, on every machine.
        _random = new Random(seed);
        _mutator = new InputMutator(_random);
        _corpus = [.. seeds, []];
    }

    /// <summary>How many inputs were tried.</summary>
    public long Inputs { get; private set; }

    /// <summary>The inputs from which others are made.</summary>
    public IReadOnlyList<byte[]> Corpus => _corpus;

    /// <summary>What went wrong, each kind once.</summary>
    public IReadOnlyCollection<FuzzFailure> Failures => _failures.Values;

    /// <summary>Is told each input before it is tried: a stack that overflows leaves no other trace.</summary>
    public Action<FuzzTarget, byte[]>? Trying { get; init; }

    /// <summary>Tries inputs until a time is up or as many have been tried.</summary>
    public void Run(TimeSpan time, long count = long.MaxValue)
    {
        var start = Stopwatch.GetTimestamp();
        for (; _fresh < _corpus.Count && Inputs < count; _fresh++)
            Try(_corpus[_fresh]);
        while (Inputs < count && Stopwatch.GetElapsedTime(start) < time)
        {
            var input = _mutator.Mutate(Pick(), Pick());
            if (Try(input) && _corpus.Count < MostSeeds)
            {
                _corpus.Add(input);
                _fresh = _corpus.Count;
            }
        }
    }

    public void Dispose() => _place.Dispose();

    // Half of the time one of the youngest, which are where something is to be found.
    private byte[] Pick() => _random.Next(2) == 0 ? _corpus[_random.Next(_corpus.Count)]
        : _corpus[^(1 + _random.Next(Math.Min(64, _corpus.Count)))];

    private bool Try(byte[] input)
    {
        Inputs++;
        Trying?.Invoke(_target, input);
        _coverage?.Clear();
        var (took, used) = Feed(input);
        // What is made once, such as the patterns of the log catalogue, is not the work of an input.
        if (took > Longest || used > MostMemory)
            (took, used) = Feed(input);
        if (took > Longest)
            Fail("slow", $"{took.TotalSeconds:0.0} s", input);
        if (used > MostMemory)
            Fail("large", $"{used >> 20} MiB", input);
        return _coverage?.TakeNew() ?? false;
    }

    private (TimeSpan Took, long Used) Feed(byte[] input)
    {
        // Time of the processor: other programs may take the machine.
        var (start, memory) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        try
        {
            _target.Feed(_place, input);
        }
        catch (PkiProblemException)
        {
            // Refused, and told.
        }
        catch (Exception e)
        {
            Fail(FuzzFailure.KindOf(e), e.ToString(), input);
        }
        var spent = (Environment.CpuUsage.TotalTime - start, GC.GetAllocatedBytesForCurrentThread() - memory);
        _place.Reset();
        return spent;
    }

    private void Fail(string kind, string text, byte[] input)
    {
        if (_failures.TryGetValue(kind, out var known))
            known.Count++;
        else
            _failures[kind] = new FuzzFailure(_target.Name, kind, text, input);
    }
}
