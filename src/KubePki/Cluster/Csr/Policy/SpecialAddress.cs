namespace KubePki.Cluster.Csr.Policy;

/// <summary>Addresses that belong to no single machine, or to another one wherever they are used.</summary>
internal static class SpecialAddress
{
    /// <summary>The address of the machine at which it is used.</summary>
    public const string Loopback = "loopback";

    /// <summary>What is special about an address; null when nothing is.</summary>
    /// <param name="address">Its octets: 4, or 16 of an address that is no IPv4 address in IPv6 form.</param>
    public static string? KindOf(ReadOnlySpan<byte> address) => address switch
    {
        [127, _, _, _] or [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] => Loopback,
        [0, _, _, _] or [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] => "not an address of a single host",
        [169, 254, _, _] => "link-local, like cloud metadata services",
        [0xfe, >= 0x80 and <= 0xbf, .. { Length: 14 }] => "link-local",
        [>= 224 and <= 239, _, _, _] or [0xff, .. { Length: 15 }] => "multicast",
        [255, 255, 255, 255] => "broadcast",
        [>= 240, _, _, _] => "reserved",
        { Length: 4 or 16 } => null,
        _ => "not an address",
    };
}
