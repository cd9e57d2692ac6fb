using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubePki.Node.Verdicts;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Tests.Pki.Verification;

/// <summary>What a hostile chain may cost is bounded by counts, not by luck.</summary>
public sealed class WorkLimitTests
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(19)]
    [InlineData(24)]
    [InlineData(26)]
    public void No_more_than_a_hundred_signatures_are_checked(int minor)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = Authority("CN=same", key);
        var leaf = Leaf(authority, key);
        var roots = new CertificatePool();
        for (var i = 0; i < 150; i++)
        {
            using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var other = Authority("CN=same", otherKey);
            roots.Add(Parse(other.RawData));
        }
        var answer = ChainVerifier.Verify(Question(leaf, roots, minor));
        Assert.Equal("x509: signature check attempts limit reached while verifying certificate chain", answer.GoError);
        Assert.Equal(100, answer.Candidates.Count);
    }

    [Fact]
    public void Names_are_held_against_constraints_a_million_times_at_the_most()
    {
        var budget = new ComparisonBudget();
        var taken = 0;
        while (budget.TryTake(1000))
            taken++;
        Assert.InRange(taken, 1, 1000);
        Assert.False(budget.TryTake(1));
        Assert.False(new ComparisonBudget().TryTake(int.MaxValue));
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\n", "")]
    [InlineData("-----BEGIN CERTIFICATE-----\n", "\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAA==\n-----END X-----\n", "")]
    [InlineData("-----BEGIN CERTIFICATE-----\na: b\n", "\n-----END CERTIFICATE-----\n")]
    [InlineData("\n-----END CERTIFICATE-----\n", "")]
    [InlineData("-----BEGIN ", "")]
    public void A_megabyte_of_broken_PEM_is_gone_through_once(string line, string end)
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 1_000_000 / line.Length)) + end);
        foreach (var minor in new[] { 19, 24, 26 })
            Assert.NotNull(CertificateFile.Read(text, new GoVersion(minor)).GoError);
    }

    [Theory]
    [InlineData(19)]
    [InlineData(24)]
    [InlineData(27)]
    public void No_change_of_octets_makes_it_throw(int minor)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = Authority("CN=ca", key);
        var der = Leaf(authority, key).Raw.ToArray();
        var random = new Random(minor);
        var go = new GoVersion(minor);
        for (var i = 0; i < 3000; i++)
        {
            var changed = (byte[])der.Clone();
            for (var changes = random.Next(4); changes >= 0; changes--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            var roots = new CertificatePool();
            var parsed = CertificateParser.Parse(changed, go);
            if (parsed.GoError is not null)
                continue;
            roots.Add(parsed);
            roots.Add(Parse(authority.RawData));
            ChainVerifier.Verify(Question(parsed, roots, minor));
            ChainVerifier.Verify(Question(Parse(der), roots, minor));
        }
    }

    private static ChainQuestion Question(ParsedCertificate leaf, CertificatePool roots, int minor) => new()
    {
        Leaf = leaf,
        Roots = roots,
        Intermediates = new CertificatePool(),
        Host = "a.example",
        Time = Moment.From(Start.AddDays(1)),
        Go = new GoVersion(minor),
    };

    private static ParsedCertificate Parse(byte[] der) => CertificateParser.Parse(der, GoVersion.Newest);

    private static X509Certificate2 Authority(string subject, ECDsa key)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Start, Start.AddYears(1));
    }

    private static ParsedCertificate Leaf(X509Certificate2 authority, ECDsa key)
    {
        var request = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("a.example");
        names.AddUri(new Uri("spiffe://cluster.local/x"));
        names.AddEmailAddress("a@a.example");
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(authority.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key), Start, Start.AddMonths(6), [1, 2, 3]);
        return Parse(leaf.RawData);
    }
}
