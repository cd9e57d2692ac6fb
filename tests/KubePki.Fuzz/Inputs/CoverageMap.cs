using System.Reflection;
using System.Runtime.InteropServices;

namespace KubePki.Fuzz.Inputs;

/// <summary>
/// Which branches an input takes, where SharpFuzz has instrumented the assemblies: its trace counts them in a map of 64 KiB, which is ours
/// to give. Without instrumentation there is no map, and inputs are made from seeds alone.
/// </summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 1 << 16;

    // Counts of 1, 2, 3, 4-7, 8-15, 16-31, 32-127 and more are different things to have done, as for AFL.
    private static readonly byte[] Buckets = [.. Enumerable.Range(0, 256).Select(count => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => (byte)128,
    }).Select(bucket => (byte)bucket)];

    private readonly byte* _map = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _seen = new byte[Size];

    private CoverageMap(Type trace) => trace.GetField("SharedMem")!.SetValue(null, Pointer.Box(_map, typeof(byte*)));

    /// <summary>How many branches were taken by any input.</summary>
    public int Edges { get; private set; }

    /// <summary>The map; null where nothing is instrumented.</summary>
    public static CoverageMap? Open()
    {
        try
        {
            return new CoverageMap(Assembly.Load("SharpFuzz.Common").GetType("SharpFuzz.Common.Trace", throwOnError: true)!);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Forgets the last input.</summary>
    public void Clear() => new Span<byte>(_map, Size).Clear();

    /// <summary>Whether the last input did something that no input before it has done.</summary>
    public bool TakeNew()
    {
        var isNew = false;
        var map = new ReadOnlySpan<byte>(_map, Size);
        for (var at = map.IndexOfAnyExcept((byte)0); at >= 0;)
        {
            var bucket = Buckets[map[at]];
            if ((_seen[at] & bucket) == 0)
            {
                Edges += _seen[at] == 0 ? 1 : 0;
                _seen[at] |= bucket;
                isNew = true;
            }
            var next = map[(at + 1)..].IndexOfAnyExcept((byte)0);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return isNew;
    }
}
