using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Tests.Pki.Issuing;

public sealed class IssuerTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("healthy", "RSA2048")]
    [InlineData("outage-2019", "P256")]
    [InlineData("expired-2020", "P384")]
    public void A_renewed_certificate_says_what_the_old_one_said(string name, string kind)
    {
        using var tree = NodeTree.Unpack(name);
        var node = new NodeReader(new ReadOptions { Root = tree.Root, AsOf = Start }).ReadNode();
        foreach (var old in node.Certificates
            .Where(certificate => KubePki.Node.Layout.PkiRoles.Find(certificate.Role)?.Kind == KubePki.Node.Layout.PkiRoleKind.Leaf
                && certificate.Source == CertificateSource.File))
        {
            var authority = node.Certificates.First(candidate => candidate.Role == old.Authority!.Split(", ")[^1] && candidate.IsAuthority);
            using var key = PrivateKey.Create(KeyKind.Find(kind)!);
            using var authorityKey = PrivateKey.Read(File.ReadAllBytes(authority.KeyPath!))!;
            var der = new Issuer(authority.Parsed, authorityKey)
                .Issue(Renewal.Of(old.Parsed, Start, Start.AddYears(1)), key.PublicKeyInfo());
            var renewed = CertificateParser.Parse(der, GoVersion.Newest);
            Assert.Null(renewed.GoError);
            Assert.Equal(old.Parsed.RawSubject.Of(old.Parsed.Raw.Span).ToArray(), renewed.RawSubject.Of(der).ToArray());
            Assert.Equal(AlternativeNameList.Of(old.Parsed).Encode(), AlternativeNameList.Of(renewed).Encode());
            Assert.Equal(old.Parsed.Extensions.ExtendedKeyUsages, renewed.Extensions.ExtendedKeyUsages);
            Assert.Equal(old.Parsed.Extensions.KeyUsage, renewed.Extensions.KeyUsage);
            Assert.Equal(authority.Parsed.Extensions.SubjectKeyId, renewed.Extensions.AuthorityKeyId);
            Assert.False(renewed.Extensions.IsAuthority);
            Assert.Equal((Start.ToUnixTimeSeconds(), Start.AddYears(1).ToUnixTimeSeconds()), (renewed.NotBefore, renewed.NotAfter));
            Assert.True(new AuthorityKey(authority.Parsed).Signed(renewed));
            var pem = key.WritePem();
            Assert.Equal(key.PublicKeyInfo(), KeyOf(pem));
            Assert.Null(KeyPair.Check(Pem.Write("CERTIFICATE", der), pem, GoVersion.Newest));
            CryptographicOperations.ZeroMemory(pem);
        }
    }

    [Fact]
    public void Names_are_added_and_taken_away_and_none_is_doubled()
    {
        var names = AlternativeNameList.Empty.With(["k8s.example.org", "10.0.0.1", "::1"]);
        Assert.Equal(3, names.With(["K8S.example.org", "10.0.0.1", "0:0:0:0:0:0:0:1"]).Count);
        var fewer = names.Without(["10.0.0.1"]);
        Assert.Equal((2, false, true), (fewer.Count, fewer.Contains("10.0.0.1"), fewer.Contains("::1")));
    }

    [Fact]
    public void Subjects_are_written_as_Go_writes_them()
    {
        // O=system:nodes as PrintableString (a colon may be in one), then the CN.
        var name = SubjectName.Write("system:node:cp1", "system:nodes");
        Assert.Equal(0x13, name[2 + 2 + 2 + 5]);
        var unicode = SubjectName.Write("clé");
        Assert.Equal(0x0c, unicode[2 + 2 + 2 + 5]);
    }

    [Fact]
    public void A_CA_signs_itself_and_others()
    {
        using var key = PrivateKey.Create(KeyKind.Find("P256")!);
        var order = new CertificateOrder
        {
            Subject = SubjectName.Write("kubernetes"),
            Names = AlternativeNameList.Empty.With(["kubernetes"]),
            KeyUsage = 0b100101,
            IsAuthority = true,
            NotBefore = Start,
            NotAfter = Start.AddYears(30),
        };
        var authority = CertificateParser.Parse(Issuer.IssueAuthority(order, key), GoVersion.Newest);
        Assert.Null(authority.GoError);
        Assert.True(authority.Extensions.IsAuthority);
        Assert.Equal(20, authority.Extensions.SubjectKeyId!.Length);
        Assert.True(new AuthorityKey(authority).Signed(authority));
        // 2056 does not fit a UTCTime.
        Assert.Equal(Start.AddYears(30).ToUnixTimeSeconds(), authority.NotAfter);
    }

    [Fact]
    public void Serial_numbers_are_positive_and_as_long_as_they_should_be()
    {
        using var key = PrivateKey.Create(KeyKind.Find("P256")!);
        var order = new CertificateOrder { Subject = SubjectName.Write("x"), KeyUsage = 0, NotBefore = Start, NotAfter = Start };
        var serials = Enumerable.Range(0, 50).Select(_ =>
        {
            var parsed = CertificateParser.Parse(Issuer.IssueAuthority(order, key), GoVersion.Newest);
            return Convert.ToHexString(parsed.Serial.Of(parsed.Raw.Span));
        }).ToList();
        Assert.All(serials, serial => Assert.Equal(32, serial.Length));
        Assert.Equal(50, serials.Distinct().Count());
        Assert.All(serials, serial => Assert.InRange(Convert.ToInt32(serial[..2], 16), 0x40, 0x7f));
    }

    private static byte[] KeyOf(byte[] pem)
    {
        var blocks = new PemScanner(pem);
        Assert.True(blocks.TryNext(out var block));
        return KeyParser.Parse(block.Label, block.Data.Span, out _)!.PublicKeyInfo!;
    }
}
