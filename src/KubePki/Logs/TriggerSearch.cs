using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace KubePki.Logs;

/// <summary>
/// Finds the first of many texts in bytes, 16 places at a time. Each trigger is put into one of eight buckets, and four neighbouring bytes
/// of it into tables of their half bytes; a shuffle of each table says for 16 places at once which buckets may begin there. It is the
/// algorithm "Teddy" of Hyperscan (https://github.com/intel/hyperscan). Where the processor has no such shuffle, the triggers are sought
/// one after the other.
/// </summary>
internal sealed class TriggerSearch
{
    private const int Buckets = 8;
    private const int Window = 4;
    private const int Lanes = 16;

    // What logs are made of, for guessing which bytes are rare.
    private const string Usual =
    """
    I0901 09:24:21.152502    1399 kubelet_node_status.go:294] "Setting node annotation to enable volume controller attach/detach" node="cp1"
    {"level":"info","ts":"2026-07-01T09:24:20.953Z","caller":"mvcc/index.go:214","msg":"compact tree index","revision":104239}
    2026-07-01T09:24:20.953854123Z stderr F I0701 09:24:20.953854       1 trace.go:236] Trace[1298498081]: "Get" accept:application/json
    """;

    private readonly byte[][] _triggers;
    private readonly int[] _offsets;

    // The four bytes of each that are in the tables: most false alarms end at them.
    private readonly uint[] _windows;
    private readonly List<int>[] _buckets = [.. Enumerable.Range(0, Buckets).Select(_ => new List<int>())];
    // A bit for each window by its hash: most false alarms end there, before any trigger is compared.
    private readonly ulong[] _known = new ulong[1024];
    private readonly byte[] _low = new byte[Window * Lanes];
    private readonly byte[] _high = new byte[Window * Lanes];

    /// <param name="triggers">Texts of four bytes or more.</param>
    public TriggerSearch(IEnumerable<string> triggers)
    {
        _triggers = [.. triggers.Select(Encoding.UTF8.GetBytes)];
        _offsets = new int[_triggers.Length];
        _windows = new uint[_triggers.Length];
        var frequency = new double[256];
        foreach (var octet in Encoding.UTF8.GetBytes(Usual))
            frequency[octet] += 1.0 / Usual.Length;
        for (var i = 0; i < _triggers.Length; i++)
            Place(i, frequency);
    }

    /// <summary>The place of a trigger in the first line that has any; −1 when there is none.</summary>
    public int IndexIn(ReadOnlySpan<byte> text) =>
        (Ssse3.IsSupported || AdvSimd.Arm64.IsSupported) && text.Length >= Lanes + Window - 1 ? IndexVectorized(text) : IndexOneByOne(text);

    private int IndexVectorized(ReadOnlySpan<byte> text)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        Vector128<byte> low0 = Table(_low, 0), low1 = Table(_low, 1), low2 = Table(_low, 2), low3 = Table(_low, 3);
        Vector128<byte> high0 = Table(_high, 0), high1 = Table(_high, 1), high2 = Table(_high, 2), high3 = Table(_high, 3);
        var last = (nuint)(text.Length - Lanes - (Window - 1));
        for (nuint i = 0; ; i = Math.Min(i + Lanes, last))
        {
            var found = Fit(Vector128.LoadUnsafe(ref start, i), low0, high0)
                & Fit(Vector128.LoadUnsafe(ref start, i + 1), low1, high1)
                & Fit(Vector128.LoadUnsafe(ref start, i + 2), low2, high2)
                & Fit(Vector128.LoadUnsafe(ref start, i + 3), low3, high3);
            if (found != Vector128<byte>.Zero && Verify(text, (int)i, found) is var index and >= 0)
                return index;
            if (i == last)
                return -1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Fit(Vector128<byte> octets, Vector128<byte> low, Vector128<byte> high) =>
        Shuffle(low, octets & Vector128.Create((byte)0x0f)) & Shuffle(high, Vector128.ShiftRightLogical(octets, 4));

    // Vector128.Shuffle does more than is needed where indices are never out of range.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Shuffle(Vector128<byte> table, Vector128<byte> indices) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(table, indices) : AdvSimd.Arm64.VectorTableLookup(table, indices);

    private static Vector128<byte> Table(byte[] tables, int position) => Vector128.LoadUnsafe(ref tables[position * Lanes]);

    private int Verify(ReadOnlySpan<byte> text, int at, Vector128<byte> found)
    {
        var empty = Vector128.Equals(found, Vector128<byte>.Zero).ExtractMostSignificantBits();
        for (var places = ~empty & 0xffff; places != 0; places &= places - 1)
        {
            var place = BitOperations.TrailingZeroCount(places);
            var window = MemoryMarshal.Read<uint>(text[(at + place)..]);
            if (!IsKnown(window))
                continue;
            for (uint buckets = found.GetElement(place); buckets != 0; buckets &= buckets - 1)
            {
                foreach (var i in CollectionsMarshal.AsSpan(_buckets[BitOperations.TrailingZeroCount(buckets)]))
                {
                    if (_windows[i] != window)
                        continue;
                    var begin = at + place - _offsets[i];
                    if (begin >= 0 && text[begin..].StartsWith(_triggers[i]))
                        return begin;
                }
            }
        }
        return -1;
    }

    private bool IsKnown(uint window) => (_known[Hash(window) >> 6] >> (int)(Hash(window) & 63) & 1) != 0;

    private static uint Hash(uint window) => (window * 0x9e3779b1) >> 16;

    private int IndexOneByOne(ReadOnlySpan<byte> text)
    {
        for (var begin = 0; begin < text.Length;)
        {
            var end = text[begin..].IndexOf((byte)'\n');
            var line = end < 0 ? text[begin..] : text.Slice(begin, end);
            foreach (var trigger in _triggers)
            {
                if (line.IndexOf(trigger) is var found and >= 0)
                    return begin + found;
            }
            begin += line.Length + 1;
        }
        return -1;
    }

    // The bucket and the four bytes that add the fewest false alarms.
    private void Place(int trigger, double[] frequency)
    {
        var octets = _triggers[trigger];
        var (cost, bestBucket, bestOffset) = (double.MaxValue, 0, 0);
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            var before = _buckets[bucket].Count == 0 ? 0 : Alarms(bucket, default, frequency);
            for (var offset = 0; offset + Window <= octets.Length; offset++)
            {
                var added = Alarms(bucket, octets.AsSpan(offset, Window), frequency) - before;
                if (added < cost)
                    (cost, bestBucket, bestOffset) = (added, bucket, offset);
            }
        }
        _buckets[bestBucket].Add(trigger);
        _offsets[trigger] = bestOffset;
        var window = MemoryMarshal.Read<uint>(octets.AsSpan(bestOffset));
        _windows[trigger] = window;
        _known[Hash(window) >> 6] |= 1UL << (int)(Hash(window) & 63);
        var bit = (byte)(1 << bestBucket);
        for (var i = 0; i < Window; i++)
        {
            var octet = octets[bestOffset + i];
            _low[(i * Lanes) + (octet & 0xf)] |= bit;
            _high[(i * Lanes) + (octet >> 4)] |= bit;
        }
    }

    private double Alarms(int bucket, ReadOnlySpan<byte> added, double[] frequency)
    {
        var bit = 1 << bucket;
        var product = 1.0;
        for (var i = 0; i < Window; i++)
        {
            var share = 1e-4;
            for (var octet = 0; octet < 256; octet++)
            {
                var low = (_low[(i * Lanes) + (octet & 0xf)] & bit) != 0 || (!added.IsEmpty && (added[i] & 0xf) == (octet & 0xf));
                var high = (_high[(i * Lanes) + (octet >> 4)] & bit) != 0 || (!added.IsEmpty && added[i] >> 4 == octet >> 4);
                share += low && high ? frequency[octet] : 0;
            }
            product *= share;
        }
        return product;
    }
}
