namespace KubePki.Pki.Verification;

/// <summary>Compares stretches of bytes by content.</summary>
internal sealed class OctetComparer : IEqualityComparer<ReadOnlyMemory<byte>>
{
    public static OctetComparer Instance { get; } = new();

    public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

    public int GetHashCode(ReadOnlyMemory<byte> octets)
    {
        var hash = new HashCode();
        hash.AddBytes(octets.Span);
        return hash.ToHashCode();
    }
}
