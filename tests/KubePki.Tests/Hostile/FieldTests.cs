using System.Text;
using KubePki.Model;

namespace KubePki.Tests.Hostile;

/// <summary>Certificates that are well made but for one field.</summary>
public sealed class FieldTests : IDisposable
{
    private readonly NodeTree _tree = NodeTree.Empty();

    public static TheoryData<string, string, string?> Serials => new()
    {
        { "00", "0", null },
        { "01", "1", null },
        { "7f", "7f", null },
        { "0080", "80", null },
        { "80", "-80", "x509: negative serial number" },
        { "ff", "-1", "x509: negative serial number" },
        { "ff7f", "-81", "x509: negative serial number" },
        { "8000", "-8000", "x509: negative serial number" },
        { "7fffffffffffffffffffffffffffffffffffffff", "7fffffffffffffffffffffffffffffffffffffff", null },
        { string.Concat(Enumerable.Repeat("5a", 40)), string.Concat(Enumerable.Repeat("5a", 40)), null },
        {
            string.Concat(Enumerable.Repeat("9a", 40)),
            "-" + string.Concat(Enumerable.Repeat("65", 39)) + "66", "x509: negative serial number"
        },
    };

    public static TheoryData<string> BadSerials => ["", "0001", "0000", "ff80", "ffff"];

    public static TheoryData<byte, string, string> Times => new()
    {
        { 0x17, "491231235959Z", "2049-12-31T23:59:59Z" },
        { 0x17, "500101000000Z", "1950-01-01T00:00:00Z" },
        { 0x17, "2601010000Z", "2026-01-01T00:00:00Z" },
        { 0x17, "260101020000+0200", "2026-01-01T00:00:00Z" },
        { 0x17, "251231190000-0500", "2026-01-01T00:00:00Z" },
        { 0x17, "240229000000Z", "2024-02-29T00:00:00Z" },
        { 0x18, "20500101000000Z", "2050-01-01T00:00:00Z" },
        { 0x18, "20260101000000Z", "2026-01-01T00:00:00Z" },
        { 0x18, "00010101000000Z", "0001-01-01T00:00:00Z" },
        { 0x18, "00000101000000Z", "0001-01-01T00:00:00Z" },
        { 0x18, "00010101000000+2359", "0001-01-01T00:00:00Z" },
        { 0x18, "99991231235959Z", "9999-12-31T23:59:59Z" },
        { 0x18, "99991231235959-2359", "9999-12-31T23:59:59Z" },
        { 0x18, "20000229000000Z", "2000-02-29T00:00:00Z" },
    };

    public static TheoryData<byte, string> BadTimes => new()
    {
        { 0x17, "" },
        { 0x17, "Z" },
        { 0x17, "261301000000Z" },
        { 0x17, "260001000000Z" },
        { 0x17, "260132000000Z" },
        { 0x17, "260100000000Z" },
        { 0x17, "230229000000Z" },
        { 0x17, "260101240000Z" },
        { 0x17, "260101006000Z" },
        { 0x17, "260101000060Z" },
        { 0x17, "260101000000" },
        { 0x17, "260101000000z" },
        { 0x17, "260101000000+0000" },
        { 0x17, "260101000000+2500" },
        { 0x17, "260101000000Z " },
        { 0x17, "20260101000000Z" },
        { 0x17, "26-1-1 0:0:0Z" },
        { 0x17, "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000Z" },
        { 0x18, "260101000000Z" },
        { 0x18, "19000229000000Z" },
        { 0x18, "20260101000000.5Z" },
        { 0x18, "2026010100Z" },
        { 0x18, "-0010101000000Z" },
        { 0x16, "260101000000Z" },
        { 0x04, "260101000000Z" },
    };

    public static TheoryData<string, string, int, string?> Keys => new()
    {
        { "RSA 16384", "RSA", 16384, null },
        { "RSA 512", "RSA", 512, null },
        { "RSA 1", "RSA", 1, null },
        { "RSA 0", "RSA", 0, "x509: RSA modulus is not a positive number" },
        { "RSA with exponent 0", "RSA", 512, "x509: RSA public exponent is not a positive number" },
        { "RSA without NULL", "RSA", 512, "x509: RSA key missing NULL parameters" },
        { "RSA with an exponent of 9 bytes", "", 0, "x509: invalid RSA public exponent" },
        { "RSA without numbers", "", 0, "x509: invalid RSA modulus" },
        { "RSA without SEQUENCE", "", 0, "x509: invalid RSA public key" },
        { "secp256k1", "ECDSA", 0, "x509: unsupported elliptic curve" },
        { "EC parameters written out", "", 0, "x509: invalid ECDSA parameters" },
        { "EC without parameters", "", 0, "x509: invalid ECDSA parameters" },
        { "P-256 off the curve", "ECDSA", 256, "x509: failed to unmarshal elliptic curve point" },
        { "P-256 compressed", "ECDSA", 256, "x509: failed to unmarshal elliptic curve point" },
        { "P-256 at infinity", "ECDSA", 256, "x509: failed to unmarshal elliptic curve point" },
        { "P-256 without a point", "ECDSA", 256, "x509: failed to unmarshal elliptic curve point" },
        { "Ed25519", "Ed25519", 256, null },
        { "Ed25519 of 31 bytes", "Ed25519", 256, "x509: wrong Ed25519 public key size" },
        { "Ed25519 with NULL", "Ed25519", 256, "x509: Ed25519 key encoded with illegal parameters" },
        { "Ed448", "1.3.101.113", 0, null },
        { "an algorithm of nobody's", "1.2.3.4.5", 0, null },
        { "DSA of nothing", "DSA", 0, "x509: invalid DSA public key" },
        { "no algorithm", "", 0, "x509: malformed public key algorithm identifier" },
        { "no key", "", 0, "x509: malformed subjectPublicKey" },
    };

    public static TheoryData<string, string?> Extensions => new()
    {
        { "none", null },
        { "SAN twice", "x509: certificate contains duplicate extension with OID \"2.5.29.17\"" },
        { "an extension of nobody's, critical", null },
        { "SAN that is no SEQUENCE", "x509: invalid subject alternative names" },
        { "SAN of nothing", null },
        { "SAN cut off", "x509: invalid subject alternative name" },
        { "an address of 5 bytes", "x509: cannot parse IP address of length 5" },
        { "an address of no bytes", "x509: cannot parse IP address of length 0" },
        { "a mapped address", "x509: SAN iPAddress contains IPv4-mapped IPv6 address" },
        { "a DNS name that is not ASCII", "x509: SAN dNSName is malformed" },
        { "a DNS name with ESC", null },
        { "a DNS name of 100,000 letters", null },
        { "a URI with ESC", "x509: cannot parse URI \"spiffe://a/\\x1b[2J\"" },
        { "a URI of colons", "x509: cannot parse URI" },
        { "key usage of nothing", "x509: invalid key usage" },
        { "key usage with odd padding", "x509: invalid key usage" },
        { "basic constraints with a long path length", "x509: invalid basic constraints" },
        { "basic constraints with a negative path length", "x509: invalid basic constraints" },
        { "basic constraints with the truth 1", "x509: invalid basic constraints" },
        { "extended key usage of nothing", null },
        { "extended key usage of numbers", "x509: invalid extended key usages" },
        { "SKI critical", "x509: subject key identifier incorrectly marked critical" },
        { "SKI empty", null },
        { "AKI with a bad tag", null },
        { "an extension without a value", "x509: malformed extension value field" },
        { "an OID that does not end", "x509: malformed extension OID field" },
        { "an empty OID", "x509: malformed extension OID field" },
        { "a critical field of 1", "x509: malformed extension critical field" },
        { "name constraints of nothing", "x509: empty name constraints extension" },
        { "name constraints with a broken mask", "x509: IP constraint contained invalid mask" },
    };

    public static TheoryData<byte, string, string> Names => new()
    {
        { 0x0c, "plain", "CN=plain" },
        { 0x0c, "", "CN=" },
        { 0x0c, " a ", "CN=\\ a\\ " },
        { 0x0c, "#a", "CN=\\#a" },
        { 0x0c, "a,O=b", "CN=a\\,O\\=b" },
        { 0x0c, "a\u001b[31mb", "CN=a\\1B[31mb" },
        { 0x0c, "a\r\nb", "CN=a\\0D\\0Ab" },
        { 0x0c, "a\0b", "CN=a\\00b" },
        { 0x0c, "a\u007fb", "CN=a\\7Fb" },
        { 0x0c, "\u009b2J", "CN=\\C2\\9B2J" },
        { 0x14, "\u009b2J", "CN=\\C2\\9B2J" },
        { 0x13, "a b", "CN=a b" },
        { 0x16, "a@b", "CN=a@b" },
    };

    public void Dispose() => _tree.Dispose();

    [Theory]
    [MemberData(nameof(Serials))]
    public void Any_serial_number_is_shown(string octets, string shown, string? goError)
    {
        var certificate = One(FixedKeys.Leaf with { Serial = Convert.FromHexString(octets) }, goError);
        Assert.Equal(shown, certificate.SerialNumber);
    }

    [Theory]
    [MemberData(nameof(BadSerials))]
    public void A_serial_number_that_is_not_in_its_shortest_form_is_a_problem(string octets) =>
        None(FixedKeys.Leaf with { Serial = Convert.FromHexString(octets) }, "x509: malformed serial number");

    [Theory]
    [MemberData(nameof(Times))]
    public void Any_time_is_read_and_those_beyond_dotnet_are_the_nearest(byte tag, string text, string expected)
    {
        var certificate = One(FixedKeys.Leaf with { NotBefore = Draft.Time(tag, text), NotAfter = Draft.Time(tag, text) });
        Assert.Equal((At(expected), At(expected)), (certificate.NotBefore, certificate.NotAfter));
        Assert.Equal(At(expected) < FixedKeys.AsOf ? CertificateStatus.Expired : CertificateStatus.NotYetValid, certificate.Status);
    }

    [Theory]
    [MemberData(nameof(BadTimes))]
    public void A_time_that_is_none_is_a_problem(byte tag, string text)
    {
        var goError = tag switch
        {
            0x17 => "x509: malformed UTCTime",
            0x18 => "x509: malformed GeneralizedTime",
            _ => "x509: unsupported time format",
        };
        None(FixedKeys.Leaf with { NotBefore = Draft.Time(tag, text) }, goError);
        None(FixedKeys.Leaf with { NotAfter = Draft.Time(tag, text) }, goError);
    }

    [Fact]
    public void A_lifetime_that_ends_before_it_starts_is_over()
    {
        var certificate = One(
            FixedKeys.Leaf with { NotBefore = Draft.Time(0x17, "270101000000Z"), NotAfter = Draft.Time(0x17, "260101000000Z") });
        Assert.Equal((CertificateStatus.Expired, true), (certificate.Status, certificate.Expired));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Any_key_is_named_or_told(string key, string algorithm, int size, string? goError)
    {
        // As a CA it is asked whether it signed itself.
        var certificate = One(FixedKeys.Authority with { PublicKeyInfo = KeyInfo(key) }, goError);
        Assert.Equal((algorithm, size), (certificate.KeyAlgorithm ?? "", certificate.KeySize));
        Assert.Null(certificate.Authority);
        Assert.NotNull(certificate.PublicKeyHash);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Any_extension_is_read_or_told(string extension, string? goError) =>
        Assert.Equal("node-1", One(FixedKeys.Leaf with { Extensions = ExtensionsOf(extension) }, goError).CommonName);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_moves_no_cursor(byte tag, string value, string shown)
    {
        var octets = (tag == 0x0c ? Encoding.UTF8 : Encoding.Latin1).GetBytes(value);
        var certificate = One(FixedKeys.Leaf with { Subject = Draft.NameOf(tag, octets) });
        Assert.Equal(shown.Replace("\\=", "=", StringComparison.Ordinal), certificate.Subject);
        Assert.Equal(value, certificate.CommonName);
    }

    [Fact]
    public void A_name_that_is_no_text_is_shown_and_told()
    {
        var certificate = One(FixedKeys.Leaf with { Subject = Draft.NameOf(0x0c, [0x61, 0xff, 0x1b]) },
            "x509: invalid RDNSequence: invalid attribute value: invalid UTF-8 string");
        Assert.Equal("CN=a\u00ff\\1B", certificate.Subject);
        One(FixedKeys.Leaf with { Subject = Draft.NameOf(0x1e, [0x00]) }, "invalid BMPString");
        One(FixedKeys.Leaf with { Subject = Draft.NameOf(0x1e, [0xd8, 0x00]) }, "invalid BMPString");
        One(FixedKeys.Leaf with { Subject = Draft.NameOf(0x13, [0x2a, 0x5f]) }, "invalid PrintableString");
        One(FixedKeys.Leaf with { Subject = Draft.NameOf(0x12, [0x61]) }, "invalid NumericString");
    }

    [Fact]
    public void A_name_of_ten_thousand_parts_is_read()
    {
        var parts = Enumerable.Range(0, 10_000)
            .Select(i => Tlv.Set(Tlv.Sequence(Tlv.Oid("2.5.4.10"), Tlv.Of(0x0c, Encoding.ASCII.GetBytes($"o{i}")))));
        var certificate = One(FixedKeys.Leaf with { Subject = Tlv.Sequence([.. parts]) });
        Assert.Equal(10_000, certificate.Organization.Count);
        Assert.StartsWith("O=o9999,O=o9998,", certificate.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void Fifty_thousand_extensions_do_not_take_the_time_of_their_square()
    {
        var extensions = Enumerable.Range(0, 50_000).Select(i => Draft.Extension($"1.3.6.1.4.1.{i}", []));
        var judged = Read(FixedKeys.Leaf with { Extensions = [.. extensions] });
        Assert.Empty(judged.Problems);
        Assert.True(judged.Time < TimeSpan.FromSeconds(5), $"it took {judged.Time}");
        judged = Read(FixedKeys.Leaf with { Extensions = [.. extensions, Draft.Extension("1.3.6.1.4.1.7", [])] });
        Assert.Contains("1.3.6.1.4.1.7", Assert.Single(judged.Problems).GoError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, "x509: malformed version")]
    [InlineData(3, "x509: invalid version")]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(127, "x509: invalid version")]
    public void Any_version_is_read_or_told(int version, string? goError)
    {
        var draft = FixedKeys.Leaf with { Version = Tlv.Of(0xa0, Tlv.Integer(version)) };
        if (version < 0)
            None(draft, goError!);
        else
            One(draft, goError);
    }

    [Fact]
    public void A_signature_algorithm_of_nobodys_is_named_by_its_oid()
    {
        Assert.Equal("1.2.3.4", One(FixedKeys.Leaf with { Algorithm = Tlv.Sequence(Tlv.Oid("1.2.3.4")) }).SignatureAlgorithm);
        One(FixedKeys.Leaf with { Algorithm = Tlv.Sequence() }, "x509: malformed OID");
        Assert.Equal("1.2.840.113549.1.1.10",
            One(FixedKeys.Leaf with { Algorithm = Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.10"), Tlv.Sequence()) }).SignatureAlgorithm);
    }

    private KubeCertificate One(Draft draft, string? goError = null)
    {
        var judged = Read(draft);
        var certificate = Assert.Single(judged.Certificates);
        if (goError is null)
            Assert.Empty(judged.Problems);
        else
            Assert.Contains(goError, judged.Problem(PkiProblemId.MalformedCertificate, 0).GoError, StringComparison.Ordinal);
        return certificate;
    }

    private void None(Draft draft, string goError)
    {
        var judged = Read(draft);
        Assert.Empty(judged.Certificates);
        Assert.Equal(goError, judged.Problem(PkiProblemId.MalformedCertificate, 0).GoError);
    }

    private Judged Read(Draft draft) => Judge.File(_tree.Write("/x.der", draft.Encode()));

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] KeyInfo(string key) => key switch
    {
        "RSA 16384" => Rsa([0, .. Enumerable.Repeat((byte)0xab, 2048)], [1, 0, 1]),
        "RSA 512" => Rsa([0, .. Enumerable.Repeat((byte)0xab, 64)], [1, 0, 1]),
        "RSA 1" => Rsa([1], [3]),
        "RSA 0" => Rsa([0], [3]),
        "RSA with exponent 0" => Rsa([0, .. Enumerable.Repeat((byte)0xab, 64)], [0]),
        "RSA without NULL" => Info(Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.1")),
            Tlv.Sequence(Tlv.Of(2, [0, .. Enumerable.Repeat((byte)0xab, 64)]), Tlv.Of(2, [3]))),
        "RSA with an exponent of 9 bytes" => Rsa([0, .. Enumerable.Repeat((byte)0xab, 64)], [.. Enumerable.Repeat((byte)1, 9)]),
        "RSA without numbers" => Info(Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.1"), Tlv.Null), Tlv.Sequence()),
        "RSA without SEQUENCE" => Info(Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.1"), Tlv.Null), []),
        "secp256k1" => Ec(Tlv.Oid("1.3.132.0.10"), [4, .. new byte[64]]),
        "EC parameters written out" => Ec(Tlv.Sequence(Tlv.Integer(1)), [4, .. new byte[64]]),
        "EC without parameters" => Ec([], [4, .. new byte[64]]),
        "P-256 off the curve" => Ec(P256, [4, .. new byte[64]]),
        "P-256 compressed" => Ec(P256, [2, .. new byte[32]]),
        "P-256 at infinity" => Ec(P256, [0]),
        "P-256 without a point" => Ec(P256, []),
        "Ed25519" => Info(Tlv.Sequence(Tlv.Oid("1.3.101.112")), new byte[32]),
        "Ed25519 of 31 bytes" => Info(Tlv.Sequence(Tlv.Oid("1.3.101.112")), new byte[31]),
        "Ed25519 with NULL" => Info(Tlv.Sequence(Tlv.Oid("1.3.101.112"), Tlv.Null), new byte[32]),
        "Ed448" => Info(Tlv.Sequence(Tlv.Oid("1.3.101.113")), new byte[57]),
        "an algorithm of nobody's" => Info(Tlv.Sequence(Tlv.Oid("1.2.3.4.5"), Tlv.Sequence()), [1, 2, 3]),
        "DSA of nothing" => Info(Tlv.Sequence(Tlv.Oid("1.2.840.10040.4.1"), Tlv.Sequence()), []),
        "no algorithm" => Tlv.Sequence(),
        _ => Tlv.Sequence(Tlv.Sequence(Tlv.Oid("1.2.3.4.5"))),
    };

    private static byte[] P256 => Tlv.Oid("1.2.840.10045.3.1.7");

    private static byte[] Info(byte[] algorithm, byte[] key) => Tlv.Sequence(algorithm, Tlv.Bits(key));

    private static byte[] Rsa(byte[] modulus, byte[] exponent) =>
        Info(Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.1"), Tlv.Null), Tlv.Sequence(Tlv.Of(2, modulus), Tlv.Of(2, exponent)));

    private static byte[] Ec(byte[] parameters, byte[] point) => Info(Tlv.Sequence(Tlv.Oid("1.2.840.10045.2.1"), parameters), point);

    private static byte[][] ExtensionsOf(string name) => name switch
    {
        "none" => [],
        "SAN twice" => [Dns("a"u8), Dns("b"u8)],
        "an extension of nobody's, critical" => [Draft.Extension("1.2.3.4", [1], critical: true)],
        "SAN that is no SEQUENCE" => [Draft.Extension("2.5.29.17", Tlv.Null)],
        "SAN of nothing" => [Draft.AlternativeNames()],
        "SAN cut off" => [Draft.Extension("2.5.29.17", Tlv.Sequence([0x82, 5, 0x61]))],
        "an address of 5 bytes" => [Draft.AlternativeNames((7, new byte[5]))],
        "an address of no bytes" => [Draft.AlternativeNames((7, []))],
        "a mapped address" => [Draft.AlternativeNames((7, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1]))],
        "a DNS name that is not ASCII" => [Dns("b\u00fcro"u8)],
        "a DNS name with ESC" => [Dns("\u001b[2J"u8)],
        "a DNS name of 100,000 letters" => [Dns([.. Enumerable.Repeat((byte)'a', 100_000)])],
        "a URI with ESC" => [Draft.AlternativeNames((6, "spiffe://a/\u001b[2J"u8.ToArray()))],
        "a URI of colons" => [Draft.AlternativeNames((6, "::::::"u8.ToArray()))],
        "key usage of nothing" => [Draft.Extension("2.5.29.15", Tlv.Of(3))],
        "key usage with odd padding" => [Draft.Extension("2.5.29.15", Tlv.Of(3, [9, 0]))],
        "basic constraints with a long path length" =>
            [Draft.Extension("2.5.29.19", Tlv.Sequence([1, 1, 0xff], Tlv.Of(2, [1, .. new byte[8]])))],
        "basic constraints with a negative path length" => [Draft.Extension("2.5.29.19", Tlv.Sequence([1, 1, 0xff], Tlv.Integer(-1)))],
        "basic constraints with the truth 1" => [Draft.Extension("2.5.29.19", Tlv.Sequence([1, 1, 1]))],
        "extended key usage of nothing" => [Draft.Extension("2.5.29.37", Tlv.Sequence())],
        "extended key usage of numbers" => [Draft.Extension("2.5.29.37", Tlv.Sequence(Tlv.Integer(1)))],
        "SKI critical" => [Draft.Extension("2.5.29.14", Tlv.Of(4, [1]), critical: true)],
        "SKI empty" => [Draft.Extension("2.5.29.14", Tlv.Of(4))],
        "AKI with a bad tag" => [Draft.Extension("2.5.29.35", Tlv.Sequence(Tlv.Of(0x85, [1])))],
        "an extension without a value" => [Tlv.Sequence(Tlv.Oid("1.2.3"))],
        "an OID that does not end" => [Tlv.Sequence([6, 1, 0x81], Tlv.Of(4))],
        "an empty OID" => [Tlv.Sequence([6, 0], Tlv.Of(4))],
        "a critical field of 1" => [Tlv.Sequence(Tlv.Oid("1.2.3"), [1, 1, 1], Tlv.Of(4))],
        "name constraints of nothing" => [Draft.Extension("2.5.29.30", Tlv.Sequence())],
        _ => [Draft.Extension("2.5.29.30", Tlv.Sequence(Tlv.Of(0xa0, Tlv.Sequence(Tlv.Of(0x87, [10, 0, 0, 0, 0xff, 0, 0xff, 0])))))],
    };

    private static byte[] Dns(ReadOnlySpan<byte> name) => Draft.AlternativeNames((2, name.ToArray()));
}
