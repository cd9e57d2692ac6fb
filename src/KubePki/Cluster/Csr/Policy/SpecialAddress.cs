namespace KubePki.Cluster.Csr.Policy;

/// <summary>Addresses that belong to no single machine, or to another one wherever they are used.</summary>
internal static class SpecialAddress
{
    /// <summary>The address of the machine at which it is used.</summary>
    public const string Loopback = "loopback";

    // IANA's registries of special-purpose addresses, and what clouds document: Azure, Alibaba Cloud, Oracle, AWS (all of fd00:ec2::/32),
    // Google Cloud, Oracle's IPv6, Scaleway. Ranges for documentation and benchmarks are left: laboratories use them for machines.
    /// <summary>What is special about an address; null when nothing is.</summary>
    /// <param name="address">Its octets: 4, or 16 of an address that is no IPv4 address in IPv6 form.</param>
    public static string? KindOf(ReadOnlySpan<byte> address) => address switch
    {
        [127, _, _, _] or [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] => Loopback,
        [0, _, _, _] or [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] => "not an address of a single host",
        [169, 254, _, _] => "link-local, like cloud metadata services",
        [0xfe, >= 0x80 and <= 0xbf, .. { Length: 14 }] => "link-local",
        [168, 63, 129, 16] or [100, 100, 100, 200] or [192, 0, 0, 192] or [0xfd, 0, 0x0e, 0xc2, .. { Length: 12 }]
            or [0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54]
            or [0xfd, 0, 0, 0xc1, 0, 0, 0, 0, 0, 0, 0, 0, 0xa9, 0xfe, 0xa9, 0xfe]
            or [0xfd, 0, 0, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x42] => "a metadata service of a cloud",
        [192, 0, 0, _] => "an address of a protocol, not of a host",
        [192, 88, 99, _] or [0xfe, >= 0xc0, .. { Length: 14 }] or [0x20, 1, 0, >= 0x10 and <= 0x1f, .. { Length: 12 }] => "deprecated",
        [1, 0, 0, 0, 0, 0, 0, 0, .. { Length: 8 }] => "discarded by routers",
        [>= 224 and <= 239, _, _, _] or [0xff, .. { Length: 15 }] => "multicast",
        [255, 255, 255, 255] => "broadcast",
        [>= 240, _, _, _] => "reserved",
        { Length: 4 or 16 } => null,
        _ => "not an address",
    };
}
