using KubePki.Model;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;
using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about the addresses that are asked for, and about what is the cluster's and no node's.</summary>
internal static class AddressRules
{
    private const string Source = "subject alternative names";

    public static CsrRule[] All { get; } =
    [
        new("NoSpecialAddress", RuleScope.Serving,
            "No address is loopback, unspecified, link-local, multicast, broadcast, reserved, deprecated or a cloud's metadata service.",
            NoSpecial),
        new("NoDisguisedAddress", RuleScope.Serving,
            "No IPv6 address represents an IPv4 address, which would give a node two identities.", NoDisguise),
        new("NoApiEndpoint", RuleScope.Serving,
            "No name or address is that of the API server, its load balancer or the control plane endpoint.", NoEndpoint),
        new("NoServiceAddress", RuleScope.Serving,
            "No address is in a service address range. If the ranges are not known, the inventory must have the address.", NoService),
        new("NoPodAddress", RuleScope.Serving, "No address is in a pod address range of the cluster or of a node.",
            tried => NotIn(tried, tried.Book.PodRanges, "pods")),
        new("AddressRangeOfPolicy", RuleScope.Serving, "Each address is in a range of the policy.", OfPolicy),
    ];

    private static RuleAnswer NoSpecial(CsrCase tried)
    {
        foreach (var name in tried.Names)
        {
            if (name.Address is { } octets && SpecialAddress.KindOf(GoAddress.Shortest(octets)) is { } kind)
                return Deny(Source, $"{name} is {kind}");
        }
        return Pass(Source, "none");
    }

    private static RuleAnswer NoDisguise(CsrCase tried)
    {
        foreach (var name in tried.Names)
        {
            if (name.Address is { Length: 16 } octets && IsDisguised(octets))
                return Deny(Source, $"{Hex.Lower(octets)} is an IPv4 address in IPv6 form");
        }
        return Pass(Source, "none");
    }

    // Mapped, compatible, translated (RFC 2765), NAT64 (RFC 6052, 8215), 6to4 (RFC 3056) and Teredo (RFC 4380); :: and ::1 are told of
    // elsewhere.
    private static bool IsDisguised(ReadOnlySpan<byte> address) => address is
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ..] or [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, ..]
        or [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..]
        or [0, 0x64, 0xff, 0x9b, 0, 1, ..] or [0x20, 0x02, ..] or [0x20, 0x01, 0, 0, ..]
        || (address[..12].IndexOfAnyExcept((byte)0) < 0 && address[12..] is not [0, 0, 0, 0 or 1]);

    private static RuleAnswer NoEndpoint(CsrCase tried)
    {
        const string Network = "API endpoints";
        if (tried.Book.Endpoints.Count == 0)
            return None(Network, "none were specified");
        foreach (var name in tried.Names)
        {
            if (!tried.Book.Endpoints.Contains(name.Text))
                continue;
            // Where the API server has no address but its node's, a person must decide: whoever has this certificate can pass for it.
            return name.OfInventory == true
                ? Defer(Network, $"{name} belongs to both the node and the API server")
                : Deny(Network, $"{name} belongs to the API server");
        }
        return Pass(Network, "no match");
    }

    private static RuleAnswer NoService(CsrCase tried)
    {
        const string Ranges = "service address ranges";
        var answer = NotIn(tried, tried.Book.ServiceRanges, "services");
        if (answer.Result == CsrRuleResult.Fail)
            return answer;
        // A node reports its addresses itself; what no node can write to may say so without the ranges.
        if (tried.Book.WhyServicesUnknown is { } reason)
            return tried.Names.FirstOrDefault(name => name.Address is not null && name.OfInventory != true) is { } name
                ? Defer(Ranges, $"{name} could be a service address: {reason}")
                : None(Ranges, $"no address needs this check; {reason}");
        var network = tried.Context.Network;
        var sources = network.ServiceRangeSources.Count == 0 ? NetworkFacts.ByHand : network.ServiceRangeSources.ToString();
        return Pass(Ranges, $"none is in {network.ServiceRanges} ({sources})");
    }

    private static RuleAnswer NotIn(CsrCase tried, RangeSet ranges, string whose)
    {
        var source = $"ranges of {whose}";
        if (ranges.IsEmpty)
            return None(source, "none were specified");
        foreach (var name in tried.Names)
        {
            if (name.Address is { } octets && ranges.Find(GoAddress.Shortest(octets).ToArray()) is { } range)
                return Deny(source, $"{name} is in {range}, an address range of {whose}");
        }
        return Pass(source, "no match");
    }

    private static RuleAnswer OfPolicy(CsrCase tried)
    {
        var ranges = tried.Policy!.Ranges;
        if (ranges.Count == 0)
            return None("policy", "the policy has no ranges");
        var other = tried.Names.FirstOrDefault(name => name.Address is { } octets && !ranges.Any(range => range.Contains(octets)));
        return other is null ? Pass("policy", "all match") : Deny("policy", $"{other} is not in {tried.Policy.AddressRanges}");
    }
}
