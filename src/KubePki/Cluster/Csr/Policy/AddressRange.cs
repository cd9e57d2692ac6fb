using System.Globalization;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>A range of IPv4 or IPv6 addresses.</summary>
/// <param name="Octets">Its first address, or any in it.</param>
/// <param name="Prefix">How many bits all of its addresses share.</param>
internal readonly record struct AddressRange(byte[] Octets, int Prefix)
{
    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(ReadOnlySpan<byte> address)
    {
        if (Octets is null || address.Length != Octets.Length)
            return false;
        var whole = Prefix / 8;
        if (!address[..whole].SequenceEqual(Octets.AsSpan(0, whole)))
            return false;
        var bits = Prefix % 8;
        return bits == 0 || ((address[whole] ^ Octets[whole]) >> (8 - bits)) == 0;
    }

    /// <summary>The range in the form of CIDR.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Addresses.Text(Octets)}/{Prefix}");
}
