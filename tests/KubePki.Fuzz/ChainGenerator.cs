using System.Security.Cryptography;
using System.Text;

namespace KubePki.Fuzz;

/// <summary>Makes chains whose signatures hold and whose extensions are unusual.</summary>
internal sealed class ChainGenerator(Random random)
{
    private static readonly Authority[] Keys =
    [
        Authority.Ec(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, 2),
        Authority.Ec(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, 2),
        Authority.Ec(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, 2),
        Authority.Ec(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA384, 3),
        Authority.Ec(ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, 3),
        Authority.Ec(ECCurve.NamedCurves.nistP521, HashAlgorithmName.SHA512, 4),
        Authority.Rsa(2048, HashAlgorithmName.SHA256, 0x0b),
        Authority.Rsa(1024, HashAlgorithmName.SHA512, 0x0d), Authority.Rsa(768, HashAlgorithmName.SHA256, 0x0b),
        Authority.Rsa(2048, HashAlgorithmName.SHA1, 5), Authority.Rsa(2048, HashAlgorithmName.MD5, 4), Authority.Pss(),
        Authority.Ed25519(), Authority.MLDsa44(), Authority.Brainpool(),
    ];

    private readonly ExtensionMaker _extensions = new(random);
    private readonly DerMutator _mutator = new(random);

    private sealed record Member(byte[] Name, Authority Key, List<byte[]> Certificates);

    public FuzzCase Generate(string id)
    {
        // Few members and much cross-signing: loops, detours, renewed CAs.
        var members = Enumerable.Range(0, random.Next(2, 6)).Select(i => new Member(Name(random.Next(6) == 0 ? 0 : i), Key(), [])).ToList();
        for (var i = 0; i < members.Count - 1; i++)
        {
            var issuer = members[random.Next(4) == 0 ? random.Next(members.Count) : Math.Max(0, i - 1)];
            members[i].Certificates.Add(Certificate(members[i], i == 0 ? members[0] : issuer, isAuthority: true));
            if (random.Next(5) == 0)
                members[i].Certificates.Add(Certificate(members[i], members[random.Next(members.Count)], isAuthority: true));
        }
        var leaf = members[^1];
        leaf.Certificates.Add(Certificate(leaf, members[random.Next(10) == 0 ? random.Next(members.Count) : members.Count - 2],
            isAuthority: random.Next(20) == 0));
        var roots = members[0].Certificates.Concat(random.Next(8) == 0 ? members[^2].Certificates : [])
            .Concat(random.Next(40) == 0 ? leaf.Certificates : []);
        var key = leaf.Key.Export(random);
        return new FuzzCase
        {
            Id = id,
            Leaf = Pem(leaf.Certificates
                .Concat(random.Next(4) == 0 ? members.Skip(1).SkipLast(1).SelectMany(member => member.Certificates) : [])),
            Intermediates = Pem(members.SkipLast(1).Skip(random.Next(2)).SelectMany(member => member.Certificates)),
            Roots = Pem(roots),
            Key = random.Next(4) == 0 ? PemText.Write(key.Label, random.Next(2) == 0 ? key.Der : _mutator.Mutate(key.Der)) : [],
            Name = random.Next(3) == 0 ? "" : random.Pick(Words.Hosts),
            Time = random.Next(6) == 0 ? random.Pick(Words.Times) : Words.Times[0],
            Usages = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Pick(Words.Usages))],
        };
    }

    private Authority Key() => Keys[random.Next(4) == 0 ? random.Next(Keys.Length) : random.Next(3)];

    private static byte[] Pem(IEnumerable<byte[]> certificates) => [.. certificates.SelectMany(der => PemText.Write("CERTIFICATE", der))];

    private byte[] Certificate(Member subject, Member issuer, bool isAuthority)
    {
        byte[] Version() => random.Next(30) == 0 ? [] : DerNode.Wrap(0xa0, DerNode.Wrap(2, [(byte)(random.Next(40) == 0 ? 1 : 2)]));
        var extensions = _extensions.Make(isAuthority);
        var tbs = DerNode.Wrap(0x30,
            Version(), DerNode.Wrap(2, [(byte)random.Next(1, 128), (byte)random.Next(256)]), issuer.Key.SignatureAlgorithm, issuer.Name,
            Validity(), subject.Name, subject.Key.PublicKeyInfo,
            extensions.Length == 0 ? [] : DerNode.Wrap(0xa3, DerNode.Wrap(0x30, extensions)));
        if (random.Next(12) == 0 && DerNode.Parse(tbs) is { } tree)
        {
            // Signed after it was changed: what matters is what the verifier makes of it.
            _mutator.Change(tree, null);
            tbs = tree.Encode();
        }
        var signature = issuer.Key.Sign(tbs);
        return DerNode.Wrap(0x30, tbs, issuer.Key.SignatureAlgorithm, DerNode.Wrap(3, [0], signature));
    }

    private byte[] Validity()
    {
        var (from, to) = random.Next(8) switch
        {
            0 => ("260101000000Z", "270101000000Z"),
            1 => ("240101000000Z", "250101000000Z"),
            2 => ("500101000000Z", "491231235959Z"),
            _ => ("250101000000Z", "260101000000Z"),
        };
        return DerNode.Wrap(0x30, DerNode.Wrap(0x17, Encoding.ASCII.GetBytes(from)), DerNode.Wrap(0x17, Encoding.ASCII.GetBytes(to)));
    }

    private byte[] Name(int number)
    {
        var (tag, text) = random.Next(24) switch
        {
            0 => ((byte)0x13, Encoding.ASCII.GetBytes($"ca {number}")),
            1 => ((byte)0x14, [.. Encoding.Latin1.GetBytes($"cä {number}")]),
            2 => ((byte)0x1e, Encoding.BigEndianUnicode.GetBytes($"cä\u200b{number}")),
            3 => ((byte)0x0c, Encoding.UTF8.GetBytes($"ca\"\\\u0007\u00a0{number}\ud83d\ude00\u2028")),
            4 => ((byte)0x0c, Encoding.UTF8.GetBytes("a.example")),
            _ => ((byte)0x0c, Encoding.UTF8.GetBytes($"ca {number}")),
        };
        var attribute = random.Next(12) switch { 0 => (byte)10, 1 => (byte)11, _ => (byte)3 };
        if (random.Next(30) == 0)
            return DerNode.Wrap(0x30);
        return DerNode.Wrap(0x30, DerNode.Wrap(0x31, DerNode.Wrap(0x30, DerNode.Wrap(6, [0x55, 4, attribute]), DerNode.Wrap(tag, text))));
    }
}
