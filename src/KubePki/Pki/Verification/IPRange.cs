using System.Globalization;
using System.Numerics;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>An address and a mask of a name constraint. The address need not be the first of its range.</summary>
internal sealed class IPRange(byte[] octets)
{
    private readonly int _length = octets.Length / 2;

    public ReadOnlySpan<byte> Address => octets.AsSpan(0, _length);

    public ReadOnlySpan<byte> Mask => octets.AsSpan(_length);

    /// <summary>Whether both are of one length and agree under the mask.</summary>
    public bool Covers(ReadOnlySpan<byte> address) => address.Length == _length && Agree(Address, Mask, address);

    /// <summary>The same, but IPv4-mapped addresses are IPv4 addresses on both sides: as Go's IPNet.Contains sees it.</summary>
    public bool Contains(ReadOnlySpan<byte> address)
    {
        var own = GoAddress.Shortest(Address);
        address = GoAddress.Shortest(address);
        return own.Length == address.Length && Agree(own, Mask[^own.Length..], address);
    }

    /// <summary>Whether this range holds all of another.</summary>
    public bool Contains(IPRange other)
    {
        var last = new byte[other._length];
        for (var i = 0; i < last.Length; i++)
            last[i] = (byte)(other.Address[i] | ~other.Mask[i]);
        return Contains(other.Address) && Contains(last);
    }

    /// <summary>The order of addresses, then of masks, broad ones first.</summary>
    public static int Compare(IPRange a, IPRange b)
    {
        var order = a.Address.SequenceCompareTo(b.Address);
        return order != 0 ? order : a.Mask.SequenceCompareTo(b.Mask);
    }

    /// <summary>CIDR as Go prints it.</summary>
    public override string ToString()
    {
        var own = GoAddress.Shortest(Address);
        var ones = 0;
        foreach (var octet in Mask[^own.Length..])
            ones += BitOperations.PopCount(octet);
        return string.Create(CultureInfo.InvariantCulture, $"{GoText.Address(Address)}/{ones}");
    }

    private static bool Agree(ReadOnlySpan<byte> a, ReadOnlySpan<byte> mask, ReadOnlySpan<byte> b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (((a[i] ^ b[i]) & mask[i]) != 0)
                return false;
        }
        return true;
    }
}
