using System.Security.Cryptography;
using System.Text;
using KubePki.Tests.Hostile;
using static KubePki.Tests.Cluster.Csr.Policy.RequestDraft;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>A request that must not be approved, and the rule that says why.</summary>
internal sealed record HostileCase(string Title, string Rule, CsrDraft Draft);

/// <summary>Requests of nodes that lie in their encoding, subject, extensions, key or usages.</summary>
internal static class HostileCases
{
    private static readonly CsrDraft Good = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21");

    private static readonly CsrDraft Renewal = CsrDraft.RenewalOf("worker-1");

    public static IEnumerable<HostileCase> All =>
        [.. Encodings, .. Subject, .. Extensions, .. Keys, .. Usages, .. HostileRequesters.All, .. HostileNames.All];

    private static CsrDraft With(RequestDraft request) => Good with { Request = request };

    private static CsrDraft WithSubject(params byte[][] parts) => With(Good.Request with { Subject = Tlv.Sequence(parts) });

    private static byte[] Nodes => Part("2.5.4.10", "system:nodes");

    private static byte[] Worker => Part("2.5.4.3", "system:node:worker-1");

    private static IEnumerable<HostileCase> Encodings
    {
        get
        {
            var pem = Good.Request.Pem();
            var der = Good.Request.Encode();
            var other = CsrDraft.ServingOf("worker-10", "worker-10").Request.Pem();
            yield return new("two blocks", "OnePemBlock", Good with { Text = pem + other });
            yield return new("the same block twice", "OnePemBlock", Good with { Text = pem + pem });
            yield return new("text before", "OnePemBlock", Good with { Text = "Certificate Request:\n" + pem });
            yield return new("text behind", "OnePemBlock", Good with { Text = pem + "trailing" });
            yield return new("a broken block before", "OnePemBlock",
                Good with { Text = "-----BEGIN CERTIFICATE REQUEST-----\n!!\n-----END CERTIFICATE REQUEST-----\n" + pem });
            yield return new("headers", "OnePemBlock",
                Good with { Text = pem.Replace("REQUEST-----\nMII", "REQUEST-----\nProc-Type: 4\n\nMII", StringComparison.Ordinal) });
            yield return new("the label of old", "OnePemBlock",
                Good with { Text = pem.Replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", StringComparison.Ordinal) });
            yield return new("a label in small letters", "OnePemBlock",
                Good with { Text = pem.Replace("CERTIFICATE REQUEST", "certificate request", StringComparison.Ordinal) });
            yield return new("no PEM at all", "OnePemBlock", Good with { Text = "hello" });
            yield return new("cut off", "OnePemBlock", Good with { Text = pem[..^40] });
            yield return new("a certificate in place of a request", "OnePemBlock",
                Good with { Text = PemEncoding.WriteString("CERTIFICATE", der) });
            yield return new("octets behind the DER", "RequestParses",
                Good with { Text = PemEncoding.WriteString("CERTIFICATE REQUEST", [.. der, 0]) });
            yield return new("cut DER", "RequestParses",
                Good with { Text = PemEncoding.WriteString("CERTIFICATE REQUEST", der.AsSpan(0, der.Length - 9)) });
            yield return new("no octets", "RequestParses",
                Good with { Text = "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n" });
            yield return new("an indefinite length", "RequestParses",
                Good with { Text = PemEncoding.WriteString("CERTIFICATE REQUEST", [0x30, 0x80, .. der.AsSpan(3), 0, 0]) });
            yield return new("a length that is not the shortest", "RequestParses",
                Good with { Text = PemEncoding.WriteString("CERTIFICATE REQUEST", [0x30, 0x83, 0, .. der.AsSpan(2)]) });
            yield return new("something behind the attributes", "StrictDer", With(Good.Request with { Tail = Tlv.Null }));
            yield return new("something behind the signature", "StrictDer", With(Good.Request with { OuterTail = Tlv.Null }));
            yield return new("version 3", "StrictDer", With(Good.Request with { Version = 2 }));
            yield return new("a set that is not sorted", "StrictDer",
                WithSubject(Tlv.Set(Attribute("2.5.4.3", "system:node:worker-1"), Attribute("2.5.4.10", "system:nodes"))));
            yield return new("critical FALSE spelt out", "StrictDer",
                With(Good.Request with { Extensions = [Tlv.Sequence(Tlv.Oid("2.5.29.19"), [1, 1, 0], Tlv.Of(4, Tlv.Sequence()))] }));
            yield return new("a signature of another key", "ProofOfPossession",
                With(Good.Request with { PublicKeyInfo = KeyOf("worker-10").ExportSubjectPublicKeyInfo() }));
            yield return new("changed after it was signed", "ProofOfPossession",
                With(Good.Request with { Spoil = info => Swap(info, "worker-1", "worker-2") }));
            yield return new("changed address", "ProofOfPossession",
                With(Good.Request with { Spoil = info => [.. info[..^4], 10, 0, 0, 22] }));
            yield return new("SHA-1", "StrongSignature", With(Good.Request with
            {
                Key = KeyOf("rsa:2048:sha1"),
                Signature = (Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.5"), Tlv.Null), HashAlgorithmName.SHA1),
            }));
            yield return new("100 KiB", "RequestSize",
                With(Good.Request with { Extensions = [Extension("1.2.3.4", Tlv.Of(4, new byte[90_000]))] }));
        }
    }

    private static IEnumerable<HostileCase> Subject =>
    [
        new("two common names, the good one last", "OneCommonName", WithSubject(Nodes, Part("2.5.4.3", "system:node:worker-10"), Worker)),
        new("two common names, the good one first", "OneCommonName", WithSubject(Nodes, Worker, Part("2.5.4.3", "system:node:worker-10"))),
        new("no common name", "OneCommonName", WithSubject(Nodes)),
        new("common name and organization in one part", "PlainSubject",
            WithSubject(Tlv.Set(Attribute("2.5.4.10", "system:nodes"), Attribute("2.5.4.3", "system:node:worker-1")))),
        new("a common name as T61String", "PlainSubject", WithSubject(Nodes, Part("2.5.4.3", "system:node:worker-1", 0x14))),
        new("a common name as IA5String", "PlainSubject", WithSubject(Nodes, Part("2.5.4.3", "system:node:worker-1", 0x16))),
        new("a common name as BMPString", "PlainSubject", WithSubject(Nodes, Tlv.Set(
            Tlv.Sequence(Tlv.Oid("2.5.4.3"), Tlv.Of(0x1e, System.Text.Encoding.BigEndianUnicode.GetBytes("system:node:worker-1")))))),
        new("a NUL in the common name", "CommonNameIsNode", WithSubject(Nodes, Part("2.5.4.3", "system:node:worker-1\0"))),
        new("a blank behind the common name", "CommonNameIsNode", WithSubject(Nodes, Part("2.5.4.3", "system:node:worker-1 "))),
        new("a blank before the common name", "CommonNameIsNode", WithSubject(Nodes, Part("2.5.4.3", " system:node:worker-1"))),
        new("a letter that looks like another", "CommonNameIsNode", WithSubject(Nodes, Part("2.5.4.3", "system:node:w\u043erker-1"))),
        new("right to left", "CommonNameIsNode", WithSubject(Nodes, Part("2.5.4.3", "system:node:\u202eworker-1"))),
        new("capitals", "CommonNameIsNode", WithSubject(Nodes, Part("2.5.4.3", "system:node:Worker-1"))),
        new("a node without a name", "CommonNameIsNode",
            WithSubject(Nodes, Part("2.5.4.3", "system:node:")) with { User = "system:node:" }),
        new("a colon in the name", "CommonNameIsNode", WithSubject(Nodes, Part("2.5.4.3", "system:node:worker-1:x"))),
        new("a slash in the name", "CommonNameIsNode", WithSubject(Nodes, Part("2.5.4.3", "system:node:../worker-1"))),
        new("300 letters", "CommonNameIsNode", WithSubject(Nodes, Part("2.5.4.3", "system:node:" + new string('a', 300)))),
        new("an administrator's name", "CommonNameIsNode", WithSubject(Nodes, Part("2.5.4.3", "kubernetes-admin"))),
        new("system:masters beside system:nodes", "OrganizationIsNodes", WithSubject(Nodes, Part("2.5.4.10", "system:masters"), Worker)),
        new("system:masters alone", "OrganizationIsNodes", WithSubject(Part("2.5.4.10", "system:masters"), Worker)),
        new("no organization", "OrganizationIsNodes", WithSubject(Worker)),
        new("system:nodes twice", "OrganizationIsNodes", WithSubject(Nodes, Nodes, Worker)),
        new("system:Nodes", "OrganizationIsNodes", WithSubject(Part("2.5.4.10", "system:Nodes"), Worker)),
        new("an organizational unit", "NoOtherAttributes", WithSubject(Nodes, Part("2.5.4.11", "ops"), Worker)),
        new("a serial number", "NoOtherAttributes", WithSubject(Nodes, Worker, Part("2.5.4.5", "7", 0x13))),
        new("a UID", "NoOtherAttributes", WithSubject(Nodes, Worker, Part("0.9.2342.19200300.100.1.1", "root"))),
        new("a mail address in the subject", "NoOtherAttributes", WithSubject(Nodes, Worker, Part("1.2.840.113549.1.9.1", "a@b.c", 0x16))),
        new("Kubernetes' own uid attribute", "NoOtherAttributes", WithSubject(Nodes, Worker, Part("1.3.6.1.4.1.57683.2", "0"))),
    ];

    private static IEnumerable<HostileCase> Extensions
    {
        get
        {
            var san = Extension("2.5.29.17", San("worker-1"));
            var evil = Extension("2.5.29.17", San("kubernetes.default.svc"));
            var request = Good.Request;
            yield return new("two lists of extensions", "OneExtensionRequest",
                With(request with { AttributesAfter = [ExtensionRequest(evil)] }));
            yield return new("an evil list first", "OneExtensionRequest",
                With(request with { AttributesBefore = [ExtensionRequest(evil)] }));
            yield return new("two values in the list of extensions", "StrictDer", With(request with
            {
                Names = null,
                AttributesBefore = [Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.9.14"), Tlv.Set(Tlv.Sequence(san), Tlv.Sequence(evil)))],
            }));
            yield return new("names twice", "NoDuplicateExtensions", With(request with { Extensions = [evil] }));
            yield return new("a challenge password", "NoOtherRequestAttributes", With(request with
            {
                AttributesBefore = [Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.9.7"), Tlv.Set(Tlv.Of(0x0c, "secret"u8.ToArray())))],
            }));
            yield return new("Microsoft's attributes", "NoOtherRequestAttributes", With(request with
            {
                AttributesAfter = [Tlv.Sequence(Tlv.Oid("1.3.6.1.4.1.311.13.2.3"), Tlv.Set(Tlv.Of(0x16, "10.0"u8.ToArray())))],
            }));
            yield return new("an unknown extension", "KnownExtensions",
                With(request with { Extensions = [Extension("1.2.3.4", Tlv.Null)] }));
            yield return new("an unknown critical extension", "KnownExtensions",
                With(request with { Extensions = [Extension("1.2.3.4", Tlv.Null, critical: true)] }));
            yield return new("critical names", "KnownExtensions",
                With(request with { Names = null, Extensions = [Extension("2.5.29.17", San("worker-1"), critical: true)] }));
            yield return new("name constraints", "KnownExtensions",
                With(request with { Extensions = [Extension("2.5.29.30", Tlv.Sequence(Tlv.Of(0xa0, Tlv.Sequence(Dns("example.org")))))] }));
            yield return new("a key identifier", "KnownExtensions",
                With(request with { Extensions = [Extension("2.5.29.14", Tlv.Of(4, [1, 2, 3]))] }));
            yield return new("CA:TRUE", "NotAuthority",
                With(request with { Extensions = [Extension("2.5.29.19", Tlv.Sequence([1, 1, 0xff]))] }));
            yield return new("the usage of a CA", "NotAuthority",
                With(request with { Extensions = [Extension("2.5.29.15", Tlv.Of(3, [2, 4]))] }));
            yield return new("client auth in the request alone", "ExtensionsAgreeWithUsages",
                With(request with { Extensions = [Extension("2.5.29.37", Tlv.Sequence(Tlv.Oid("1.3.6.1.5.5.7.3.2")))] }));
            yield return new("any usage in the request alone", "ExtensionsAgreeWithUsages",
                With(request with { Extensions = [Extension("2.5.29.37", Tlv.Sequence(Tlv.Oid("2.5.29.37.0")))] }));
            yield return new("key agreement in the request alone", "ExtensionsAgreeWithUsages",
                With(request with { Extensions = [Extension("2.5.29.15", Tlv.Of(3, [3, 0x88]))] }));
            foreach (var (kind, value, title) in new (byte, byte[], string)[]
            {
                (0x81, "root@example.org"u8.ToArray(), "an email address"), (0x86, "spiffe://cluster/admin"u8.ToArray(), "a URI"),
                (0xa0, Tlv.Oid("1.3.6.1.4.1.311.20.2.3"), "an otherName"),
                (0xa4, Name("admin", "system:masters"), "a directoryName"), (0x88, [0x2a, 3, 4], "a registeredID"),
            })
                yield return new(title + " beside the node's name", "NoOtherNameKinds",
                    With(request with { Names = Tlv.Sequence(Dns("worker-1"), Tlv.Of(kind, value)) }));
            yield return new("a mail address in a client's request", "NoOtherNameKinds",
                Renewal with { Request = Renewal.Request with { Names = Tlv.Sequence(Tlv.Of(0x81, "a@b.c"u8.ToArray())) } });
            yield return new("a URI in a client's request", "NoOtherNameKinds",
                Renewal with { Request = Renewal.Request with { Names = Tlv.Sequence(Tlv.Of(0x86, "https://a/"u8.ToArray())) } });
            yield return new("a name in a client's request", "NoNamesForClients",
                Renewal with { Request = Renewal.Request with { Names = San("worker-1") } });
            yield return new("an address in a client's request", "NoNamesForClients",
                Renewal with { Request = Renewal.Request with { Names = San("10.0.0.21") } });
        }
    }

    private static IEnumerable<HostileCase> Keys
    {
        get
        {
            var rsa = ((RSA)KeyOf("rsa:2048:a")).ExportParameters(false);
            yield return new("RSA of 1024 bits", "KeyStrength", With(Good.Request with { Key = KeyOf("rsa:1024") }));
            yield return new("an exponent of 1", "KeyStrength", With(Good.Request with { PublicKeyInfo = RsaInfo(rsa.Modulus!, 1) }));
            yield return new("an even exponent", "KeyStrength", With(Good.Request with { PublicKeyInfo = RsaInfo(rsa.Modulus!, 65536) }));
            yield return new("an even modulus", "KeyStrength",
                With(Good.Request with { PublicKeyInfo = RsaInfo([.. rsa.Modulus![..^1], 2], 65537) }));
            yield return new("RSA of 16384 bits", "KeyStrength",
                With(Good.Request with { PublicKeyInfo = RsaInfo([0xc1, .. new byte[2046], 1], 65537) }));
            yield return new("P-224", "KeyKind", With(Good.Request with { Key = KeyOf("P-224") }));
            yield return new("secp256k1", "RequestParses", With(Good.Request with { Key = KeyOf("secp256k1") }));
            yield return new("Ed25519", "KeyKind",
                With(Good.Request with { PublicKeyInfo = Tlv.Sequence(Tlv.Sequence(Tlv.Oid("1.3.101.112")), Tlv.Bits(new byte[32])) }));
            yield return new("explicit curve parameters", "RequestParses",
                With(Good.Request with
                {
                    PublicKeyInfo = Tlv.Sequence(
                        Tlv.Sequence(Tlv.Oid("1.2.840.10045.2.1"), Tlv.Sequence(Tlv.Integer(1))), Tlv.Bits([4, .. new byte[64]])),
                }));
            yield return new("a point that is not on the curve", "RequestParses",
                With(Good.Request with
                {
                    PublicKeyInfo = Tlv.Sequence(
                        Tlv.Sequence(Tlv.Oid("1.2.840.10045.2.1"), Tlv.Oid("1.2.840.10045.3.1.7")),
                        Tlv.Bits([4, .. Enumerable.Repeat((byte)1, 64)])),
                }));
            yield return new("a key without algorithm parameters", "RequestParses",
                With(Good.Request with
                {
                    PublicKeyInfo = Tlv.Sequence(
                        Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.1")),
                        Tlv.Bits(Tlv.Sequence(Tlv.Of(2, [0, .. rsa.Modulus!]), Tlv.Integer(65537)))),
                }));
            yield return new("ROCA", "NoKnownWeakKey", With(Good.Request with { PublicKeyInfo = RsaInfo(Roca(), 65537) }));
        }
    }

    private static IEnumerable<HostileCase> Usages =>
    [
        new("client auth too", "ExactUsages", Good with { Usages = ["digital signature", "server auth", "client auth"] }),
        new("any", "ExactUsages", Good with { Usages = ["digital signature", "server auth", "any"] }),
        new("cert sign", "ExactUsages", Good with { Usages = ["digital signature", "server auth", "cert sign"] }),
        new("server auth alone", "ExactUsages", Good with { Usages = ["server auth"] }),
        new("no usages", "ExactUsages", Good with { Usages = [] }),
        new("a usage twice", "ExactUsages", Good with { Usages = ["digital signature", "server auth", "server auth"] }),
        new("signing in place of digital signature", "ExactUsages", Good with { Usages = ["signing", "server auth"] }),
        new("Server Auth", "ExactUsages", Good with { Usages = ["digital signature", "Server Auth"] }),
        new("client auth in place of server auth", "ExactUsages", Good with { Usages = ["digital signature", "client auth"] }),
        new("server auth for a client", "ExactUsages", Renewal with { Usages = ["digital signature", "server auth"] }),
        new("both for a client", "ExactUsages",
            Renewal with { Usages = ["digital signature", "key encipherment", "client auth", "server auth"] }),
        new("ten years", "Duration", Good with { ExpirationSeconds = 315_360_000 }),
        new("five minutes", "Duration", Good with { ExpirationSeconds = 300 }),
        new("less than nothing", "Duration", Good with { ExpirationSeconds = -1 }),
        new("more seconds than there are", "Duration", Good with { ExpirationSeconds = long.MaxValue }),
        new("ten years for a client", "Duration", Renewal with { ExpirationSeconds = 315_360_000 }),
    ];

    private static byte[] RsaInfo(byte[] modulus, long exponent) => Tlv.Sequence(
        Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.1"), Tlv.Null), Tlv.Bits(Tlv.Sequence(Tlv.Of(2, [0, .. modulus]), Tlv.Integer(exponent))));

    // A power of 65537, which is how primes of that library look modulo small primes; the modulus need not be a product to look so.
    private static byte[] Roca()
    {
        System.Numerics.BigInteger primorial = 1;
        foreach (var prime in new[]
        {
            2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79,
            83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
        })
            primorial *= prime;
        var n = (primorial * ((System.Numerics.BigInteger.One << 2046) / primorial))
            + System.Numerics.BigInteger.ModPow(65537, 12345, primorial);
        while (n.GetBitLength() < 2048)
            n += primorial * ((System.Numerics.BigInteger.One << 2046) / primorial);
        return n.ToByteArray(isUnsigned: true, isBigEndian: true);
    }

    private static byte[] Swap(byte[] data, string from, string to)
    {
        var text = System.Text.Encoding.Latin1.GetString(data);
        return System.Text.Encoding.Latin1.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
    }
}
