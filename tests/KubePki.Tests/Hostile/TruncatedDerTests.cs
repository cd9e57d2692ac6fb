using KubePki.Model;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Tests.Hostile;

/// <summary>A DER file cut off at every byte, and with every length wrong.</summary>
public sealed class TruncatedDerTests : IDisposable
{
    private static readonly byte[] Leaf = FixedKeys.Leaf.Encode();

    private readonly NodeTree _tree = NodeTree.Empty();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void A_certificate_that_was_cut_off_is_a_problem_at_every_length()
    {
        for (var length = 0; length < Leaf.Length; length++)
        {
            var path = _tree.Write("/x.crt", Leaf[..length]);
            var problem = Assert.Single(Judge.File(path).Problems);
            var expected = length == 0 ? PkiProblemId.EmptyFile : length == 1 ? PkiProblemId.NoPkiData : PkiProblemId.MalformedCertificate;
            Assert.Equal((expected, path, 0), (problem.Id, problem.Path, problem.Line));
            Assert.Equal(length < 2 ? -1 : 0, problem.Offset);
        }
    }

    [Fact]
    public void A_certificate_in_pem_that_was_cut_off_before_it_was_wrapped_has_its_line()
    {
        for (var length = 0; length < Leaf.Length; length += 7)
        {
            var text = "first\n" + FixedKeys.Pem("CERTIFICATE", Leaf[..length]) + FixedKeys.AuthorityPem;
            var judged = Judge.File(_tree.Write("/x.crt", text));
            Assert.StartsWith("x509: ", judged.Problem(PkiProblemId.MalformedCertificate, 2).GoError, StringComparison.Ordinal);
            Assert.Contains(judged.Certificates, certificate => certificate.CommonName == "kubernetes");
        }
    }

    [Fact]
    public void A_request_that_was_cut_off_is_a_problem_at_every_length()
    {
        var request = FixedKeys.Request();
        for (var length = 0; length < request.Length; length++)
        {
            var parsed = RequestParser.Parse(request.AsMemory(0, length), GoVersion.Newest);
            Assert.NotNull(parsed.GoError);
        }
        var judged = Judge.File(_tree.Write("/x.csr", FixedKeys.Pem("CERTIFICATE REQUEST", request[..40]) + FixedKeys.LeafPem));
        Assert.Single(judged.Certificates);
        judged.Problem(PkiProblemId.MalformedRequest, 1);
    }

    [Fact]
    public void A_key_that_was_cut_off_is_a_problem_at_every_length()
    {
        byte[][] keys =
        [
            FixedKeys.Rsa.ExportRSAPrivateKey(), FixedKeys.Rsa.ExportPkcs8PrivateKey(),
            FixedKeys.Ec("P-384").ExportECPrivateKey(), FixedKeys.Ed25519Key,
        ];
        foreach (var key in keys)
        {
            for (var length = 0; length < key.Length; length++)
                Assert.Null(KeyParser.ReadPrivate(key.AsSpan(0, length)));
        }
        var judged = Judge.File(_tree.Write("/x.key", FixedKeys.Pem("PRIVATE KEY", keys[1][..200]) + FixedKeys.RsaKeyPem));
        judged.Problem(PkiProblemId.MalformedKey, 1);
        Assert.Equal("RSA", Assert.Single(judged.Pki.Keys).KeyAlgorithm);
    }

    [Fact]
    public void A_tail_behind_the_certificate_is_told_and_the_certificate_read()
    {
        var judged = Judge.File(_tree.Write("/x.crt", (byte[])[.. Leaf, 0]));
        Assert.Equal("x509: trailing data", judged.Problem(PkiProblemId.MalformedCertificate, 0).GoError);
        Assert.Equal("node-1", Assert.Single(judged.Certificates).CommonName);
    }

    [Theory]
    [InlineData(0x80)]
    [InlineData(0x81)]
    [InlineData(0x84)]
    [InlineData(0x85)]
    [InlineData(0xff)]
    public void A_length_that_lies_is_a_problem(byte length)
    {
        foreach (var at in Places(0, Leaf.Length))
        {
            var wrong = Leaf.ToArray();
            wrong[at + 1] = length;
            Assert.True(CertificateParser.Parse(wrong, GoVersion.Newest).GoError is not null, $"the length at {at} may be {length}");
        }
    }

    // Where constructed elements start whose length is not the one that the lie tells.
    private static IEnumerable<int> Places(int start, int end)
    {
        for (var at = start; at < end;)
        {
            var octets = Leaf[at + 1] < 0x80 ? 0 : Leaf[at + 1] & 0x7f;
            var content = at + 2 + octets;
            var length = octets == 0 ? Leaf[at + 1] : Leaf.Skip(at + 2).Take(octets).Aggregate(0, (value, octet) => (value << 8) | octet);
            if ((Leaf[at] & 0x20) != 0)
            {
                yield return at;
                foreach (var inside in Places(content, content + length))
                    yield return inside;
            }
            at = content + length;
        }
    }
}
