using System.Text;
using KubePki.Tests.Hostile;
using static KubePki.Tests.Cluster.Csr.Policy.RequestDraft;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>Nodes that ask for names and addresses that are not theirs.</summary>
internal static class HostileNames
{
    // The rule that names it, and what is asked for beside the node's own name.
    private static readonly (string Rule, string Name)[] Stolen =
    [
        ("NoClusterNames", "kubernetes"), ("NoClusterNames", "kubernetes.default"), ("NoClusterNames", "kubernetes.default.svc"),
        ("NoClusterNames", "kubernetes.default.svc.cluster.local"),
        ("NoClusterNames", "kubernetes.default.svc.corp.local"), ("NoClusterNames", "vault.prod.svc"),
        ("NoClusterNames", "vault.prod.svc.corp.local"), ("NoClusterNames", "corp.local"),
        ("NoClusterNames", "x.corp.local"), ("NoClusterNames", "etcd"),
        ("NoClusterNames", "10-244-1-2.default.pod.corp.local"), ("NoApiEndpoint", "api.example.org"),
        ("NoApiEndpoint", "lb.example.org"), ("NoApiEndpoint", "10.0.0.100"),
        ("NoServiceAddress", "10.96.0.1"), ("NoServiceAddress", "10.111.255.255"),
        ("NoServiceAddress", "fd00:96::1"), ("NoPodAddress", "10.244.3.7"),
        ("NoOtherNode", "worker-10"), ("NoOtherNode", "10.0.0.30"), ("NoOtherNode", "fd00:10::30"),
        ("NoOtherNode", "cp-1"), ("NoOtherNode", "10.0.0.11"), ("NoOtherNode", "10.0.0.25"),
        ("NoOtherNode", "worker-2.rack.example.org"), ("NoSpecialAddress", "127.0.0.1"),
        ("NoSpecialAddress", "127.8.9.10"), ("NoSpecialAddress", "::1"), ("NoSpecialAddress", "0.0.0.0"),
        ("NoSpecialAddress", "::"), ("NoSpecialAddress", "169.254.169.254"),
        ("NoSpecialAddress", "fe80::1"), ("NoSpecialAddress", "224.0.0.1"), ("NoSpecialAddress", "ff02::1"),
        ("NoSpecialAddress", "255.255.255.255"), ("NoSpecialAddress", "240.0.0.1"),
        ("NoWildcard", "*"), ("NoWildcard", "*.example.org"), ("NoWildcard", "worker-*"),
        ("NoLocalhost", "localhost"), ("NoLocalhost", "a.localhost"), ("NoLocalhost", "localhost.localdomain"),
        ("NoLocalhost", "localhost6"), ("NoLocalhost", "localhost4.localdomain4"), ("NoLocalhost", "localhost.example.org"),
        ("NamesBelongToNode", "worker"), ("NamesBelongToNode", "worker-1.evil.org"), ("NamesBelongToNode", "worker-11"),
        ("NamesBelongToNode", "bank.example.com"), ("NamesBelongToNode", "10.0.0.99"),
        ("NamesBelongToNode", "2001:db8::1"), ("NamesBelongToNode", "xworker-1.example.org"),
        ("PlainNames", "worker-1."), ("PlainNames", "worker_1"), ("PlainNames", "Worker-1"),
        ("PlainNames", "xn--wrker-1-r4a"), ("PlainNames", "w\u00f6rker-1"), ("PlainNames", "worker-1\0"),
        ("PlainNames", " worker-1"), ("PlainNames", ""), ("PlainNames", "-worker-1"),
        ("PlainNames", "worker-1..example.org"), ("PlainNames", "kubernetes.default.svc."),
        ("NoClusterNames", "KUBERNETES.default.SVC"),
    ];

    public static IEnumerable<HostileCase> All
    {
        get
        {
            foreach (var (rule, name) in Stolen)
            {
                var beside = Tlv.Sequence([Dns("worker-1"), One(name)]);
                yield return new($"'{Uri.EscapeDataString(name)}' beside its own name", rule, Asking(beside));
                // First and alone, so that no rule looks at the first name only.
                yield return new($"'{Uri.EscapeDataString(name)}' alone", rule, Asking(Tlv.Sequence(One(name))));
            }
            foreach (var address in new[] { "10.0.0.21", "10.96.0.1", "127.0.0.1", "0x7f.1", "2130706433", "0x7f000001", "10.1", "::1" })
                yield return new($"{address} as a name", "NoAddressAsName", Asking(Tlv.Sequence(Dns(address))));
            byte[] v4 = [10, 0, 0, 21];
            yield return new("its address, mapped", "NoDisguisedAddress",
                Asking(Tlv.Sequence(Tlv.Of(0x87, new byte[10], [0xff, 0xff], v4))));
            yield return new("its address, compatible", "NoDisguisedAddress", Asking(Tlv.Sequence(Tlv.Of(0x87, new byte[12], v4))));
            yield return new("its address behind NAT64", "NoDisguisedAddress",
                Asking(Tlv.Sequence(Tlv.Of(0x87, [0, 0x64, 0xff, 0x9b], new byte[8], v4))));
            yield return new("its address, as 6to4", "NoDisguisedAddress",
                Asking(Tlv.Sequence(Tlv.Of(0x87, [0x20, 0x02], v4, new byte[9], [1]))));
            yield return new("its address, as local NAT64", "NoDisguisedAddress",
                Asking(Tlv.Sequence(Tlv.Of(0x87, [0, 0x64, 0xff, 0x9b, 0, 1], new byte[6], v4))));
            yield return new("its address behind Teredo", "NoDisguisedAddress",
                Asking(Tlv.Sequence(Tlv.Of(0x87, [0x20, 0x01, 0, 0], new byte[8], v4))));
            yield return new("loopback, mapped", "NoSpecialAddress",
                Asking(Tlv.Sequence(Tlv.Of(0x87, new byte[10], [0xff, 0xff, 127, 0, 0, 1]))));
            yield return new("a service, mapped", "NoServiceAddress",
                Asking(Tlv.Sequence(Tlv.Of(0x87, new byte[10], [0xff, 0xff, 10, 96, 0, 1]))));
            yield return new("an address of five octets", "RequestParses", Asking(Tlv.Sequence(Tlv.Of(0x87, [10, 0, 0, 21, 0]))));
            yield return new("no names", "SomeName", Asking(Tlv.Sequence()));
            yield return new("no extension of names", "SomeName", CsrDraft.ServingOf("worker-1") with { Request = new RequestDraft() });
            yield return new("a thousand names", "NameCount", Asking(Tlv.Sequence([.. Enumerable.Repeat(Dns("worker-1"), 1000)])));
            yield return new("what was approved for another", "NotServedByAnother", Asking(San("worker-1", "10.0.0.77")));
        }
    }

    private static byte[] One(string name) =>
        Encoding.ASCII.GetByteCount(name) > 0 && System.Net.IPAddress.TryParse(name, out _) ? San(name)[2..] : Dns(name);

    private static CsrDraft Asking(byte[] names) => CsrDraft.ServingOf("worker-1") with { Request = new RequestDraft { Names = names } };
}
