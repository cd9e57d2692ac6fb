namespace KubePki.Pki.Verification;

/// <summary>
/// Address ranges of name constraints from Go 1.26 on: sorted by the address as written, ranges within the one before them left out, and of
/// the rest only the last that does not start behind the address is asked.
/// </summary>
internal sealed class AddressSet
{
    private readonly List<IPRange> _short;
    private readonly List<IPRange> _long;

    private AddressSet(List<byte[]> ranges)
    {
        _short = Sort(ranges.Where(range => range.Length == 8));
        _long = Sort(ranges.Where(range => range.Length == 32));
    }

    /// <summary>The set of these ranges; null when there are none, for then nothing is asked.</summary>
    public static AddressSet? Create(List<byte[]> ranges) => ranges.Count == 0 ? null : new AddressSet(ranges);

    /// <summary>The range that covers an address, or null.</summary>
    public IPRange? Find(byte[] address)
    {
        var ranges = address.Length == 4 ? _short : _long;
        if (ranges.Count == 0)
            return null;
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].Address.SequenceCompareTo(address) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < ranges.Count && ranges[low].Address.SequenceEqual(address))
            return ranges[low];
        var candidate = ranges[Math.Max(0, low - 1)];
        return candidate.Contains(address) ? candidate : null;
    }

    private static List<IPRange> Sort(IEnumerable<byte[]> ranges)
    {
        var kept = new List<IPRange>();
        foreach (var range in ranges.Select(octets => new IPRange(octets)).Order(Comparer<IPRange>.Create(IPRange.Compare)))
        {
            if (kept.Count == 0 || !kept[^1].Contains(range))
                kept.Add(range);
        }
        return kept;
    }
}
