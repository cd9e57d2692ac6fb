using System.Formats.Asn1;
using System.Text;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Tests.Pki.X509;

/// <summary>Name constraints that Go refuses since 1.27 and took before.</summary>
public sealed class Go127ConstraintTests
{
    [Theory]
    [InlineData(7, "00000000000000000000ffff0a000000ffffffffffffffffffffffffff000000",
        "x509: IP constraint contained IPv4-mapped IPv6 address")]
    [InlineData(7, "00000000000000000000ffff0a000000ffffffffffffffffffffffffff0000ff", null)]
    [InlineData(1, "a@b@example.com", "x509: failed to parse rfc822Name constraint \"a@b@example.com\"")]
    [InlineData(1, "a@@example.com", "x509: failed to parse rfc822Name constraint \"a@@example.com\"")]
    [InlineData(1, "\"a@b\"@example.com", "ok")]
    [InlineData(1, "a@example.com", "ok")]
    [InlineData(1, ".", "x509: failed to parse rfc822Name constraint \".\"")]
    [InlineData(2, ".", "x509: failed to parse dnsName constraint \".\"")]
    [InlineData(6, ".", "x509: failed to parse URI constraint \".\"")]
    [InlineData(2, ".example.com", "ok")]
    [InlineData(7, "0a000000ff000000", "ok")]
    public void Each_is_refused_with_its_words(int form, string value, string? words)
    {
        var octets = form == 7 ? Convert.FromHexString(value) : Encoding.ASCII.GetBytes(value);
        // A mask that is none is complained of before, by every Go.
        var expected = words == "ok" ? null : words ?? "x509: IP constraint contained invalid mask ffffffffffffffffffffffffff0000ff";
        Assert.Equal(expected, Read(form, octets, 27));
        Assert.Equal(words is null ? expected : null, Read(form, octets, 26));
    }

    private static string? Read(int form, byte[] value, int minor)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence())
            writer.WriteOctetString(value, new Asn1Tag(TagClass.ContextSpecific, form));
        return NameConstraintsReader.Read(new CertificateExtensions(), writer.Encode(), critical: true, new GoVersion(minor), out _);
    }
}
