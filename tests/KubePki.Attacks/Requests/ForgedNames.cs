using System.Text;
using KubePki.Tests.Cluster.Csr.Policy;
using KubePki.Tests.Hostile;
using static KubePki.Tests.Cluster.Csr.Policy.RequestDraft;

namespace KubePki.Attacks.Requests;

/// <summary>A worker that asks for names of others, written in every way that one reader takes for another name than the next.</summary>
internal static class ForgedNames
{
    private static readonly string[] Targets = ["kubernetes.default.svc", "api.example.org", "worker-10", "cp-1", "localhost", "etcd",
        "vault.prod.svc.corp.local", "worker-1"];

    private static readonly (string Title, Func<string, string> Write)[] Spellings =
    [
        ("in capitals", name => name.ToUpperInvariant()),
        ("with one capital", name => char.ToUpperInvariant(name[0]) + name[1..]),
        ("with the root's dot", name => name + "."),
        ("with two dots", name => name + ".."),
        ("behind a dot", name => "." + name),
        ("with a NUL behind it", name => name + "\0"),
        ("with a NUL and a domain", name => name + "\0.example.org"),
        ("with a NUL in it", name => name[..2] + "\0" + name[2..]),
        ("behind a blank", name => " " + name),
        ("before a blank", name => name + " "),
        ("before a tab", name => name + "\t"),
        ("before a line end", name => name + "\n"),
        ("before a carriage return", name => name + "\r"),
        ("with a space of no width", name => name + "\u200b"),
        ("with a soft hyphen", name => name[..1] + "\u00ad" + name[1..]),
        ("behind a byte order mark", name => "\ufeff" + name),
        ("in letters of full width", name => string.Concat(name.Select(c => char.IsAsciiLetterLower(c) ? (char)(c + 0xfee0) : c))),
        ("with another dot", name => name.Replace('.', '\u3002') + "\u3002"),
        ("with a Cyrillic letter", name => name.Replace('e', '\u0435').Replace('o', '\u043e').Replace('c', '\u0441') + "\u0430"),
        ("from right to left", name => "\u202e" + new string([.. name.Reverse()])),
        ("as punycode", name => "xn--" + name.Replace('.', '-') + "-abc"),
        ("percent-encoded", name => name.Replace("-", "%2d", StringComparison.Ordinal)
            .Replace(".", "%2e", StringComparison.Ordinal) + "%00"),
        ("as a wildcard", name => "*." + name),
        ("with a wildcard in it", name => name[..1] + "*" + name[2..]),
        ("as a URL", name => "https://" + name + "/"),
        ("with a port", name => name + ":6443"),
        ("with a user", name => "admin@" + name),
        ("with a path", name => name + "/x"),
        ("with a backslash", name => name + "\\x"),
        ("with an underscore", name => "_" + name),
        ("in quotes", name => "\"" + name + "\""),
        ("twice with a comma", name => "worker-1," + name),
        ("as one label of many", name => name + ".worker-1.example.org.evil"),
        ("below the node", name => name + ".worker-1"),
    ];

    // The address of the service kubernetes, in ways that some resolvers and libraries read.
    private static readonly string[] AddressTexts =
    [
        "10.96.0.1", "010.96.0.1", "10.96.1", "10.6291457", "0x0a600001", "0xa.0x60.0.1", "012.0140.0.1", "174063617", "10.96.0.1.",
        "10.96.0.1%0", "[10.96.0.1]", "10.96.0.1:443", "::ffff:10.96.0.1",
        "[::1]", "fe80::1%eth0", "fd00:96::1", "fd00:96::1%1", "1.0.96.10.in-addr.arpa", "10-96-0-1.default.pod.cluster.local",
        "\uff11\uff10.96.0.1", "10.96.0.1/32", "+10.96.0.1",
    ];

    private static readonly (string Title, byte[] Octets)[] Addresses =
    [
        ("no octets", []), ("one octet", [10]), ("three octets", [10, 0, 0]), ("five octets", [10, 0, 0, 21, 0]),
        ("an address and a mask", [10, 0, 0, 21, 255, 255, 255, 255]),
        ("fifteen octets", new byte[15]), ("seventeen octets", [.. new byte[16], 1]), ("an address of IPv6 and a mask", new byte[32]),
        ("text", "10.0.0.21"u8.ToArray()),
        ("its own, mapped", Mapped(10, 0, 0, 21)), ("a service, mapped", Mapped(10, 96, 0, 1)), ("loopback, mapped", Mapped(127, 0, 0, 1)),
        ("the metadata, mapped", Mapped(169, 254, 169, 254)),
        ("its own, translated", [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 10, 0, 0, 21]),
        ("its own, compatible", [.. new byte[12], 10, 0, 0, 21]),
        ("its own behind NAT64", [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 21]),
        ("its own, 6to4", [0x20, 2, 10, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ("its own, ISATAP on a link", [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0x5e, 0xfe, 10, 0, 0, 21]),
        ("site-local", [0xfe, 0xc0, .. new byte[13], 1]), ("all nodes", [0xff, 2, .. new byte[13], 1]),
        ("this network", [0, 0, 0, 1]), ("loopback", [127, 1, 2, 3]), ("broadcast", [255, 255, 255, 255]), ("a multicast", [239, 1, 1, 1]),
        ("reserved", [250, 0, 0, 1]), ("the metadata", [169, 254, 169, 254]),
        ("a service", [10, 96, 0, 10]), ("a service of IPv6", [0xfd, 0, 0, 0x96, .. new byte[11], 10]), ("a pod", [10, 244, 7, 7]),
        ("the API server", [10, 0, 0, 100]), ("another node", [10, 0, 0, 30]), ("nobody's", [10, 0, 0, 99]),
    ];

    public static IEnumerable<Forgery> All
    {
        get
        {
            foreach (var target in Targets)
            {
                foreach (var (title, write) in Spellings)
                {
                    var name = Raw(0x82, Encoding.UTF8.GetBytes(write(target)));
                    yield return new($"{target} {title}", Asking(Tlv.Sequence(name)));
                    yield return new($"{target} {title}, behind its own", Asking(Tlv.Sequence(Dns("worker-1"), name)));
                }
            }
            foreach (var text in AddressTexts)
                yield return new($"'{text}' as a name", Asking(Tlv.Sequence(Dns("worker-1"), Raw(0x82, Encoding.UTF8.GetBytes(text)))));
            foreach (var (title, octets) in Addresses)
                yield return new($"an address: {title}", Asking(Tlv.Sequence(Dns("worker-1"), Raw(0x87, octets))));
            foreach (var tag in new byte[] { 0x80, 0x81, 0x83, 0x84, 0x85, 0x86, 0x88, 0x89, 0x9e, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa7,
                0x16, 0x0c, 0x30, 0xc2 })
                yield return new($"a name under tag {tag:x2}",
                    Asking(Tlv.Sequence(Dns("worker-1"), Raw(tag, "kubernetes.default.svc"u8.ToArray()))));
        }
    }

    private static byte[] Raw(byte tag, byte[] value) => Tlv.Of(tag, value);

    private static byte[] Mapped(params byte[] address) => [.. new byte[10], 0xff, 0xff, .. address];

    private static CsrDraft Asking(byte[] names) => Forgery.Serving with { Request = Forgery.Serving.Request with { Names = names } };
}
