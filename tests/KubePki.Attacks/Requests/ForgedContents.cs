using System.Numerics;
using System.Text;
using KubePki.Tests.Cluster.Csr.Policy;
using KubePki.Tests.Hostile;
using static KubePki.Tests.Cluster.Csr.Policy.RequestDraft;

namespace KubePki.Attacks.Requests;

/// <summary>Requests whose subject, extensions, attributes or key say one thing to one reader and another to the next.</summary>
internal static class ForgedContents
{
    private const string Organization = "2.5.4.10";
    private const string CommonName = "2.5.4.3";

    private static byte[] Nodes => Part(Organization, "system:nodes");

    private static byte[] Worker => Part(CommonName, "system:node:worker-1");

    public static IEnumerable<Forgery> All => [.. Subjects, .. Extensions, .. Keys];

    private static IEnumerable<Forgery> Subjects
    {
        get
        {
            string[] names =
            [
                "system:NODE:worker-1", "System:node:worker-1", "system:node:Worker-1", "SYSTEM:NODE:WORKER-1", "system:node:worker-1 ",
                " system:node:worker-1", "system:node: worker-1", "system:node:worker-1\0", "system:node:worker-1\n",
                "system:node:worker-1.", "system:node:worker-10", "system:node:cp-1", "system:node:", "system:node",
                "system:nodes:worker-1", "system:node::worker-1", "system:node:worker-1:worker-10", "system:node:worker-1/worker-10",
                "system:node:../worker-1", "system:node:w\u043erker-1", "system:n\u043ede:worker-1", "\ufeffsystem:node:worker-1",
                "system:node:worker-1\u200b", "system\uff1anode\uff1aworker-1", "worker-1", "", "kubernetes-admin", "system:masters",
                "system:kube-controller-manager", "system:serviceaccount:kube-system:default", "system:anonymous",
                "system:bootstrap:abcdef", "system:node:worker-1,O=system:masters", "system:node:worker-1+O=system:masters",
                "system:node:" + new string('a', 254), "system:node:worker_1", "system:node:-worker-1", "system:node:10.0.0.21%0",
                "system:node:*",
            ];
            foreach (var name in names)
            {
                yield return new($"CN '{Uri.EscapeDataString(name)}' of a server",
                    With(Forgery.Serving, Tlv.Sequence(Nodes, Part(CommonName, name))));
                yield return new($"CN '{Uri.EscapeDataString(name)}' of a client",
                    With(Forgery.Renewal, Tlv.Sequence(Nodes, Part(CommonName, name))));
                yield return new($"CN '{Uri.EscapeDataString(name)}' of one who joins",
                    With(Forgery.Join, Tlv.Sequence(Nodes, Part(CommonName, name))));
            }
            var groups = new[] { "system:masters", "system:Nodes", "system:nodes ", "system:nodes\0", "system:n\u043edes",
                "kubeadm:cluster-admins", "", "system:authenticated" };
            foreach (var group in groups)
            {
                var part = Part(Organization, group);
                foreach (var (title, subject) in new[] { ("alone", Tlv.Sequence(part, Worker)),
                    ("first", Tlv.Sequence(part, Nodes, Worker)), ("last", Tlv.Sequence(Nodes, Worker, part)),
                    ("joined", Tlv.Sequence(Tlv.Set(Attribute(Organization, "system:nodes"), Attribute(Organization, group)),
                            Worker)) })
                {
                    yield return new($"O '{Uri.EscapeDataString(group)}' {title}, server", With(Forgery.Serving, subject));
                    yield return new($"O '{Uri.EscapeDataString(group)}' {title}, client", With(Forgery.Renewal, subject));
                }
            }
            foreach (var tag in new byte[] { 0x12, 0x14, 0x16, 0x1a, 0x1b, 0x1c, 0x1e, 0x04 })
            {
                yield return new($"CN as string type {tag:x2}",
                    With(Forgery.Serving, Tlv.Sequence(Nodes, Part(CommonName, "system:node:worker-1", tag))));
                yield return new($"O as string type {tag:x2}",
                    With(Forgery.Renewal, Tlv.Sequence(Part(Organization, "system:nodes", tag), Worker)));
            }
            var wide = Encoding.BigEndianUnicode.GetBytes("system:node:worker-1");
            yield return new("CN in two octets a letter",
                With(Forgery.Serving, Tlv.Sequence(Nodes, Tlv.Set(Tlv.Sequence(Tlv.Oid(CommonName), Tlv.Of(0x1e, wide))))));
            foreach (var (title, parts) in new (string, byte[][])[]
            {
                ("two CNs, its own last", [Nodes, Part(CommonName, "system:node:cp-1"), Worker]),
                ("two CNs, its own first", [Nodes, Worker, Part(CommonName, "system:node:cp-1")]),
                ("its own CN twice", [Nodes, Worker, Worker]),
                ("a domain component", [Nodes, Worker, Part("0.9.2342.19200300.100.1.25", "local", 0x16)]),
                ("a given name", [Nodes, Worker, Part("2.5.4.42", "root")]), ("a pseudonym", [Nodes, Worker, Part("2.5.4.65", "root")]),
                ("Kubernetes' uid", [Nodes, Worker, Part("1.3.6.1.4.1.57683.2", "0")]),
                ("a dnQualifier", [Nodes, Worker, Part("2.5.4.46", "x", 0x13)]), ("nothing", []),
                ("an empty part", [Nodes, Tlv.Set(), Worker]),
                ("O joined with CN", [Tlv.Set(Attribute(CommonName, "system:node:worker-1"),
                                Attribute(Organization, "system:nodes"))]),
            })
            {
                yield return new($"subject: {title}, server", With(Forgery.Serving, Tlv.Sequence(parts)));
                yield return new($"subject: {title}, client", With(Forgery.Renewal, Tlv.Sequence(parts)));
            }
        }
    }

    private static IEnumerable<Forgery> Extensions
    {
        get
        {
            var request = Forgery.Serving.Request;
            var own = Extension("2.5.29.17", San("worker-1"));
            var evil = Extension("2.5.29.17", San("kubernetes.default.svc"));
            foreach (var (title, draft) in new (string, RequestDraft)[]
            {
                ("names twice, evil last", request with { Names = null, Extensions = [own, evil] }),
                ("names twice, evil first", request with { Names = null, Extensions = [evil, own] }),
                ("the same names twice", request with { Names = null, Extensions = [own, own] }),
                ("a list of extensions each", request with { Names = null, AttributesBefore = [ExtensionRequest(own)],
                    AttributesAfter = [ExtensionRequest(evil)] }),
                ("an empty list of extensions first", request with { AttributesBefore = [ExtensionRequest()] }),
                ("Microsoft's list of extensions", request with { AttributesAfter = [Tlv.Sequence(Tlv.Oid("1.3.6.1.4.1.311.2.1.14"),
                    Tlv.Set(Tlv.Sequence(evil)))] }),
                ("an unstructured name", request with { AttributesAfter = [Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.9.2"),
                    Tlv.Set(Tlv.Of(0x16, "kubernetes"u8.ToArray())))] }),
                ("names behind the names", request with { Names = null,
                    Extensions = [Extension("2.5.29.17", [.. San("worker-1"), .. San("kubernetes.default.svc")])] }),
                ("names that are no list", request with { Names = null, Extensions = [Extension("2.5.29.17", Dns("worker-1"))] }),
                ("a list in the list of names", request with { Names = Tlv.Sequence(Dns("worker-1"), San("kubernetes.default.svc")) }),
                ("names of indefinite length", request with { Names = [0x30, 0x80, .. Dns("worker-1"), 0, 0] }),
                ("names with a long length", request with { Names = [0x30, 0x81, 10, .. Dns("worker-1")] }),
                ("names in pieces", request with { Names = Tlv.Sequence(Tlv.Of(0xa2, Tlv.Of(4, "worker-1"u8.ToArray()))) }),
                ("the issuer's names", request with { Extensions = [Extension("2.5.29.18", San("kubernetes"))] }),
                ("a policy", request with { Extensions = [Extension("2.5.29.32", Tlv.Sequence(Tlv.Sequence(Tlv.Oid("2.5.29.32.0"))))] }),
                ("authority information", request with { Extensions = [Extension("1.3.6.1.5.5.7.1.1", Tlv.Sequence())] }),
                ("must-staple", request with { Extensions = [Extension("1.3.6.1.5.5.7.1.24", Tlv.Sequence(Tlv.Integer(5)))] }),
                ("old Netscape's type", request with { Extensions = [Extension("2.16.840.1.113730.1.1", Tlv.Of(3, [0, 0x4]))] }),
                ("a length of the path", request with { Extensions = [Extension("2.5.29.19",
                    Tlv.Sequence([1, 1, 0xff], Tlv.Integer(0)))] }),
                ("CA as a number", request with { Extensions = [Extension("2.5.29.19", Tlv.Sequence([1, 1, 1]))] }),
                ("a usage of a CA among others", request with { Extensions = [Extension("2.5.29.15", Tlv.Of(3, [1, 0x86]))] }),
                ("usages twice", request with { Extensions = [Extension("2.5.29.15", Tlv.Of(3, [7, 0x80])),
                    Extension("2.5.29.15", Tlv.Of(3, [2, 4]))] }),
                ("any usage", request with { Extensions = [Extension("2.5.29.37",
                    Tlv.Sequence(Tlv.Oid("1.3.6.1.5.5.7.3.1"), Tlv.Oid("2.5.29.37.0")))] }),
                ("signing of code", request with { Extensions = [Extension("2.5.29.37", Tlv.Sequence(Tlv.Oid("1.3.6.1.5.5.7.3.3")))] }),
                ("version 2", request with { Version = 1 }),
                ("a version below zero", request with { Version = -1 }),
                ("something behind the attributes", request with { Tail = Tlv.Null }),
                ("something behind the signature", request with { OuterTail = Tlv.Null }),
                ("a name that was changed after signing", request with { Spoil = info => Swap(info, "worker-1", "worker-9") }),
                ("an address that was changed after signing", request with { Spoil = info => [.. info[..^1], (byte)(info[^1] ^ 1)] }),
            })
                yield return new(title, Forgery.Serving with { Request = draft });
        }
    }

    private static IEnumerable<Forgery> Keys
    {
        get
        {
            var (p, q) = (WeakRsa.Prime(1024, "p"), WeakRsa.Prime(1024, "q"));
            foreach (var exponent in new long[] { 1, 2, 3, 4, 5, 17, 65536, 2147483649, 4294967297 })
                yield return new($"an exponent of {exponent}", WeakRsa.Of(p, q, exponent).In(Forgery.Serving));
            foreach (var (title, key) in new (string, WeakRsa)[]
            {
                ("close primes", WeakRsa.Of(p, WeakRsa.NextPrime(p))), ("a square", WeakRsa.OfPower(p, 2)),
                ("a prime", WeakRsa.OfPower(WeakRsa.Prime(2048, "whole"), 1)),
                ("a small prime", WeakRsa.Of(10007, WeakRsa.Prime(2048, "whole"))),
                ("a product of small primes", new WeakRsa(Enumerable.Range(0, 160)
                    .Aggregate(BigInteger.One, (all, i) => all * (10_007 + (2 * i))) | 1, 65537, 3)),
                        ("all ones", new WeakRsa((BigInteger.One << 2048) - 1, 65537, 3)),
            })
            {
                yield return new($"{title} of a server", key.In(Forgery.Serving));
                yield return new($"{title} of a client", key.In(Forgery.Renewal));
                yield return new($"{title} of one who joins", key.In(Forgery.Join));
            }
            foreach (var (title, point) in new (string, byte[])[]
            {
                ("infinity", [0]), ("no point", []), ("a compressed point", [2, .. new byte[32]]), ("a hybrid point", [6, .. new byte[64]]),
                ("zero", [4, .. new byte[64]]), ("all ones", [4, .. Enumerable.Repeat((byte)0xff, 64)]),
                ("half a point", [4, .. new byte[32]]), ("a point and more", [4, .. new byte[65]]),
            })
            {
                var info = Tlv.Sequence(Tlv.Sequence(Tlv.Oid("1.2.840.10045.2.1"), Tlv.Oid("1.2.840.10045.3.1.7")), Tlv.Bits(point));
                yield return new($"a key on the curve: {title}",
                    Forgery.Serving with { Request = Forgery.Serving.Request with { PublicKeyInfo = info } });
            }
            foreach (var (title, oid) in new[] { ("RSA for PSS", "1.2.840.113549.1.1.10"), ("RSA for OAEP", "1.2.840.113549.1.1.7"),
                ("DSA", "1.2.840.10040.4.1"), ("X25519", "1.3.101.110"), ("Ed448", "1.3.101.113"), ("ML-DSA", "2.16.840.1.101.3.4.3.17"),
                ("ECDH", "1.3.132.1.12") })
                yield return new($"a key for {title}",
                    Forgery.Serving with { Request = Forgery.Serving.Request with { PublicKeyInfo = Tlv.Sequence(Tlv.Sequence(Tlv.Oid(oid)),
                        Tlv.Bits(new byte[32])) } });
        }
    }

    private static CsrDraft With(CsrDraft draft, byte[] subject) => draft with { Request = draft.Request with { Subject = subject } };

    private static byte[] Swap(byte[] data, string from, string to) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(data).Replace(from, to, StringComparison.Ordinal));
}
