using System.Security.Cryptography;
using System.Text;
using KubePki.Model;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>Honest requests, changed at random: what is still approved asks for nothing but what is the node's.</summary>
public sealed class MutationTests
{
    private static readonly CsrDraft[] Honest = [.. HonestRequestTests.Honest()
        .Select(item => item.Draft).Where(draft => draft.Text is null && draft.Request.Key is ECDsa)];

    private static readonly string[] Words =
    [
        "", "system:masters", "system:nodes", "system:authenticated", "system:node:cp-1",
        "system:node:worker-10", "system:node:", "system:bootstrap:abcdef", "system:bootstrappers",
        "kubernetes.io/kube-apiserver-client", "kubernetes.io/legacy-unknown", CsrDraft.Serving,
        CsrDraft.Client, "server auth", "client auth", "any", "cert sign", "digital signature",
        "kubernetes-admin", "system:serviceaccount:a:b",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Octets_are_changed_and_the_request_is_signed_again(int seed)
    {
        var random = new Random(seed);
        var (approved, refused) = (0, 0);
        for (var i = 0; i < 1000; i++)
        {
            var draft = Honest[random.Next(Honest.Length)];
            var info = Info(draft.Request.Encode());
            foreach (var _ in Enumerable.Range(0, random.Next(1, 4)))
                Change(random, info);
            var der = Tlv.Sequence(info, Tlv.Sequence(Tlv.Oid("1.2.840.10045.4.3.2")),
                Tlv.Bits(((ECDsa)draft.Request.Key).SignData(info, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
            var changed = draft with { Text = PemEncoding.WriteString("CERTIFICATE REQUEST", der) };
            if (Check(changed))
                approved++;
            else
                refused++;
        }
        Assert.True(refused > 500, $"{approved} approved, {refused} refused");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Fields_are_changed(int seed)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < 1500; i++)
        {
            var draft = Honest[random.Next(Honest.Length)];
            var changed = random.Next(6) switch
            {
                0 => draft with { User = Text(random, draft.User) },
                1 => draft with { Groups = List(random, draft.Groups) },
                2 => draft with { Usages = List(random, draft.Usages) },
                3 => draft with { SignerName = Text(random, draft.SignerName) },
                4 => draft with { Extra = [(Text(random, "authentication.kubernetes.io/credential-id"), "X509SHA256=1")] },
                _ => draft with { Request = Honest[random.Next(Honest.Length)].Request },
            };
            refused += Check(changed) ? 0 : 1;
        }
        Assert.True(refused > 500, $"{refused} refused");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Names_are_mixed(int seed)
    {
        var random = new Random(seed);
        string[] pool =
        [
            .. Cluster.Nodes.SelectMany(node => node.Names.Concat(node.Addresses)), "kubernetes.default.svc",
            "10.96.0.1", "127.0.0.1", "api.example.org", "worker-1x", "10.0.0.100",
        ];
        for (var i = 0; i < 500; i++)
        {
            var node = Cluster.Nodes[random.Next(Cluster.Nodes.Length)];
            var names = Enumerable.Range(0, random.Next(0, 4)).Select(_ => pool[random.Next(pool.Length)]).ToArray();
            var isOwn = names.Length > 0 && names.All(name => node.Names.Contains(name) || node.Addresses.Contains(name));
            Assert.Equal(isOwn, Check(CsrDraft.ServingOf(node.Name, names)));
        }
    }

    // Whether it is approved; and if it is, that it asks for nothing that is not the node's.
    private static bool Check(CsrDraft draft)
    {
        var decision = Cluster.Judge(draft);
        if (decision.Decision != CsrAnswer.Approve)
        {
            Assert.NotEmpty(decision.Failed);
            return false;
        }
        var csr = decision.Request;
        var name = csr.CommonName["system:node:".Length..];
        Assert.Equal(["system:nodes"], csr.Organization);
        Assert.True(csr.SignatureValid);
        Assert.Empty(csr.Problems);
        Assert.Empty(csr.OtherNames);
        if (csr.SignerName == CsrDraft.Serving)
        {
            var node = Cluster.Nodes.Single(node => node.Name == name);
            Assert.Equal(csr.CommonName, csr.Requestor);
            Assert.NotEmpty(csr.DnsNames.Concat(csr.IPAddresses));
            Assert.All(csr.DnsNames, san => Assert.Contains(san, node.Names));
            Assert.All(csr.IPAddresses, san => Assert.Contains(san, node.Addresses));
            Assert.Equal(["digital signature", "server auth"], csr.Usages.Except(["key encipherment"]).Order());
            return true;
        }
        Assert.Equal(CsrDraft.Client, csr.SignerName);
        Assert.Empty(csr.DnsNames.Concat(csr.IPAddresses));
        Assert.Equal(["client auth", "digital signature"], csr.Usages.Except(["key encipherment"]).Order());
        Assert.True(csr.CommonName == csr.Requestor
            ? Cluster.Nodes.Any(node => node.Name == name)
            : csr.Requestor == "system:bootstrap:abcdef" && name is "worker-3" or "worker-5" or "worker-9");
        return true;
    }

    private static byte[] Info(byte[] der)
    {
        var outer = new System.Formats.Asn1.AsnReader(der, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
        return outer.ReadEncodedValue().ToArray();
    }

    private static void Change(Random random, byte[] info)
    {
        var at = random.Next(info.Length);
        info[at] = random.Next(4) switch
        {
            0 => (byte)random.Next(256),
            1 => (byte)(info[at] ^ (1 << random.Next(8))),
            2 => (byte)(info[at] + 1),
            // Letters and digits make the names that look most like others.
            _ => Encoding.ASCII.GetBytes("abw10.-*_")[random.Next(9)],
        };
    }

    private static string Text(Random random, string text) => random.Next(3) switch
    {
        0 => Words[random.Next(Words.Length)],
        1 => text + "abw01-. :"[random.Next(9)],
        _ => text.Length == 0 ? "x" : text.Remove(random.Next(text.Length), 1),
    };

    private static string[] List(Random random, string[] list) => random.Next(3) switch
    {
        0 => [.. list, Words[random.Next(Words.Length)]],
        1 => [.. list.Skip(1)],
        _ => [.. list.Select(text => random.Next(2) == 0 ? Text(random, text) : text)],
    };
}
