using System.Buffers.Binary;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>Many address ranges, asked in a step for each length of prefix.</summary>
internal sealed class RangeSet
{
    private readonly Dictionary<(int Length, int Prefix), Dictionary<UInt128, string>> _ranges = [];

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>Adds a range that is written as CIDR; what is none is left out.</summary>
    public void Add(string text)
    {
        if (!Addresses.TryRange(text, out var range))
            return;
        var key = (range.Octets.Length, range.Prefix);
        if (!_ranges.TryGetValue(key, out var set))
            _ranges.Add(key, set = []);
        set.TryAdd(Masked(range.Octets, range.Prefix), text);
    }

    /// <summary>The range that holds an address, as it was written; null when none does.</summary>
    public string? Find(byte[] address)
    {
        foreach (var ((length, prefix), set) in _ranges)
        {
            if (length == address.Length && set.TryGetValue(Masked(address, prefix), out var range))
                return range;
        }
        return null;
    }

    /// <summary>The range that holds an address; null when none does, or it is no address.</summary>
    public string? Find(string address) => Addresses.Parse(address) is { } octets ? Find(octets) : null;

    private static UInt128 Masked(ReadOnlySpan<byte> octets, int prefix)
    {
        Span<byte> whole = stackalloc byte[16];
        whole.Clear();
        octets.CopyTo(whole);
        return prefix == 0 ? UInt128.Zero : BinaryPrimitives.ReadUInt128BigEndian(whole) >> (128 - prefix);
    }
}
