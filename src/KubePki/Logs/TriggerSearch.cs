using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace KubePki.Logs;

/// <summary>
/// Finds the first of many texts in bytes, 32 at a time. Each trigger is put into one of eight buckets, and four neighbouring bytes of it into
/// tables of their half bytes; a shuffle of each table says for 32 places at once which buckets may begin there. It is the algorithm "Teddy" of
/// Hyperscan (https://github.com/intel/hyperscan). Where the processor has no such shuffle, the triggers are sought one after the other.
/// </summary>
internal sealed class TriggerSearch
{
    private const int Buckets = 8;
    private const int Window = 4;

    // What logs are made of, for guessing which bytes are rare.
    private const string Usual = """
        I0901 09:24:21.152502    1399 kubelet_node_status.go:294] "Setting node annotation to enable volume controller attach/detach" node="cp1"
        {"level":"info","ts":"2026-07-01T09:24:20.953Z","caller":"mvcc/index.go:214","msg":"compact tree index","revision":104239}
        2026-07-01T09:24:20.953854123Z stderr F I0701 09:24:20.953854       1 trace.go:236] Trace[1298498081]: "Get" accept:application/json
        """;

    private readonly byte[][] _triggers;
    private readonly int[] _offsets;
    private readonly List<int>[] _buckets = [.. Enumerable.Range(0, Buckets).Select(_ => new List<int>())];
    private readonly byte[] _low = new byte[Window * 32];
    private readonly byte[] _high = new byte[Window * 32];

    /// <param name="triggers">Texts of four bytes or more.</param>
    public TriggerSearch(IEnumerable<string> triggers)
    {
        _triggers = [.. triggers.Select(Encoding.UTF8.GetBytes)];
        _offsets = new int[_triggers.Length];
        var frequency = new double[256];
        foreach (var octet in Encoding.UTF8.GetBytes(Usual))
            frequency[octet] += 1.0 / Usual.Length;
        for (var i = 0; i < _triggers.Length; i++)
            Place(i, frequency);
    }

    /// <summary>The place of a trigger in the first line that has any; −1 when there is none.</summary>
    public int IndexIn(ReadOnlySpan<byte> text)
    {
        return Avx2.IsSupported && text.Length >= 32 + Window - 1 ? IndexVectorized(text) : IndexOneByOne(text);
    }

    private int IndexVectorized(ReadOnlySpan<byte> text)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var nibble = Vector256.Create((byte)0x0f);
        Vector256<byte> low0 = Table(_low, 0), low1 = Table(_low, 1), low2 = Table(_low, 2), low3 = Table(_low, 3);
        Vector256<byte> high0 = Table(_high, 0), high1 = Table(_high, 1), high2 = Table(_high, 2), high3 = Table(_high, 3);
        var last = text.Length - 32 - (Window - 1);
        for (nuint i = 0; ; i = Math.Min(i + 32, (nuint)last))
        {
            var found = Fit(Vector256.LoadUnsafe(ref start, i), low0, high0, nibble)
                & Fit(Vector256.LoadUnsafe(ref start, i + 1), low1, high1, nibble)
                & Fit(Vector256.LoadUnsafe(ref start, i + 2), low2, high2, nibble)
                & Fit(Vector256.LoadUnsafe(ref start, i + 3), low3, high3, nibble);
            if (found != Vector256<byte>.Zero && Verify(text, (int)i, found) is var index and >= 0)
                return index;
            if ((int)i == last)
                return -1;
        }
    }

    private static Vector256<byte> Fit(Vector256<byte> octets, Vector256<byte> low, Vector256<byte> high, Vector256<byte> nibble) =>
        Avx2.Shuffle(low, octets & nibble) & Avx2.Shuffle(high, Vector256.ShiftRightLogical(octets.AsUInt16(), 4).AsByte() & nibble);

    private static Vector256<byte> Table(byte[] tables, int position) => Vector256.LoadUnsafe(ref tables[position * 32]);

    private int Verify(ReadOnlySpan<byte> text, int at, Vector256<byte> found)
    {
        var empty = Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits();
        for (var places = ~empty; places != 0; places &= places - 1)
        {
            var place = BitOperations.TrailingZeroCount(places);
            for (uint buckets = found.GetElement(place); buckets != 0; buckets &= buckets - 1)
            {
                foreach (var i in _buckets[BitOperations.TrailingZeroCount(buckets)])
                {
                    var begin = at + place - _offsets[i];
                    if (begin >= 0 && text[begin..].StartsWith(_triggers[i]))
                        return begin;
                }
            }
        }
        return -1;
    }

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
        var bit = (byte)(1 << bestBucket);
        for (var i = 0; i < Window; i++)
        {
            var octet = octets[bestOffset + i];
            // A shuffle works on halves of 16 bytes: both have the table.
            foreach (var half in (ReadOnlySpan<int>)[0, 16])
            {
                _low[(i * 32) + half + (octet & 0xf)] |= bit;
                _high[(i * 32) + half + (octet >> 4)] |= bit;
            }
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
                var low = (_low[(i * 32) + (octet & 0xf)] & bit) != 0 || (!added.IsEmpty && (added[i] & 0xf) == (octet & 0xf));
                var high = (_high[(i * 32) + (octet >> 4)] & bit) != 0 || (!added.IsEmpty && added[i] >> 4 == octet >> 4);
                share += low && high ? frequency[octet] : 0;
            }
            product *= share;
        }
        return product;
    }
}
