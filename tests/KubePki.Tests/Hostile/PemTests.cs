using System.Text;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Hostile;

/// <summary>PEM texts as people, editors and power losses leave them.</summary>
public sealed class PemTests : IDisposable
{
    private const string NoPem = PkiProblemId.NoPkiData;
    private const string Bad = PkiProblemId.MalformedPem;
    private const string Unseen = "data does not contain any valid RSA or ECDSA certificates";

    private static readonly string Leaf = FixedKeys.LeafPem;
    private static readonly string Authority = FixedKeys.AuthorityPem;
    private static readonly string Request = FixedKeys.Pem("CERTIFICATE REQUEST", FixedKeys.Request());
    private static readonly string Parameters = FixedKeys.Pem("EC PARAMETERS", Tlv.Oid("1.2.840.10045.3.1.7"));
    private static readonly byte[] Utf8Mark = [0xef, 0xbb, 0xbf];
    private static readonly int LeafLines = Leaf.Count(c => c == '\n');

    private static readonly HostileFile[] Files =
    [
        new("good", Leaf) { Certificates = 1 },
        new("text before, between and behind", $"subject=x\n{Leaf}\nissuer=y\n{Authority}\nend") { Certificates = 2, Problems = 0 },
        new("CRLF", Leaf.Replace("\n", "\r\n", StringComparison.Ordinal)) { Certificates = 1, Problems = 0 },
        new("lone CR", (Leaf + Authority).Replace('\n', '\r'), Bad, 1) { Certificates = 2, Problems = 2, GoError = Unseen },
        new("no newline at the end", Leaf.TrimEnd()) { Certificates = 1, Problems = 0 },
        new("two without a newline between", Leaf.TrimEnd() + Authority, Bad, 1) { Certificates = 2, Problems = 2 },
        new("byte order mark", [.. Utf8Mark, .. Ascii(Leaf + Authority)], Bad, 1) { Certificates = 2, Problems = 1, GoError = Unseen },
        new("UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Leaf)], NoPem),
        new("UTF-16, other way round", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Leaf)], NoPem),
        new("UTF-32", Encoding.UTF32.GetBytes(Leaf), NoPem),
        new("indented", "    " + Leaf.Replace("\n", "\n    ", StringComparison.Ordinal), Bad, 1) { Certificates = 1, GoError = Unseen },
        new("indented by tabs", "\n\t" + Leaf.Replace("\n", "\n\t", StringComparison.Ordinal), Bad, 2) { Certificates = 1 },
        new("only the END line indented", Leaf.Replace("-----END", " -----END", StringComparison.Ordinal), Bad, 1) { Certificates = 1 },
        new("only the data indented", Leaf.Replace("\n", "\n  ", StringComparison.Ordinal)
            .Replace("  -----", "-----", StringComparison.Ordinal)) { Certificates = 1, Problems = 0 },
        new("quoted as in a mail", "> " + Leaf.Replace("\n", "\n> ", StringComparison.Ordinal), Bad, 1),
        new("on one line", Leaf.Replace("\n", "", StringComparison.Ordinal), Bad, 1) { Certificates = 1 },
        new("on one line with spaces", Leaf.Replace('\n', ' '), Bad, 1) { Certificates = 1 },
        new("two on one line", (Leaf + Authority).Replace("\n", "", StringComparison.Ordinal), Bad, 1) { Certificates = 2, Problems = 2 },
        new("newlines written as backslash n", Leaf.Replace("\n", "\\n", StringComparison.Ordinal), Bad, 1),
        new("blank lines in the data", Leaf.Replace("\n", "\n\n", StringComparison.Ordinal)) { Certificates = 1, Problems = 0 },
        new("data on one line", Body(Leaf, body => body.Replace("\n", "", StringComparison.Ordinal))) { Certificates = 1, Problems = 0 },
        new("lines of one character", Body(Leaf, body => string.Join('\n', body.ToCharArray()))) { Certificates = 1, Problems = 0 },
        new("white space behind BEGIN and END", Leaf.Replace("-----\n", "----- \t\r\n", StringComparison.Ordinal))
        {
            Certificates = 1,
            Problems = 0,
        },
        new("text behind BEGIN", Leaf.Replace("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE----- x", StringComparison.Ordinal), Bad, 1),
        new("text behind END", Leaf.TrimEnd() + " x\n" + Authority, Bad, 1) { Certificates = 2, Problems = 1 },
        new("four dashes at the end of BEGIN",
            Leaf.Replace("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE----", StringComparison.Ordinal), Bad, 1),
        new("four dashes at the start of BEGIN", Leaf[1..] + Authority) { Certificates = 1, Problems = 0 },
        new("six dashes at the start of BEGIN", "-" + Leaf, Bad, 1) { Certificates = 1, GoError = Unseen },
        new("six dashes at the end of BEGIN",
            Leaf.Replace("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE------", StringComparison.Ordinal) + Authority,
            Bad, 1) { Certificates = 1 },
        new("four dashes at the end of END", Leaf.TrimEnd()[..^1] + "\n" + Authority, Bad, 1) { Certificates = 1, Problems = 1 },
        new("long dashes", Leaf.Replace("-----", "\u2014\u2014", StringComparison.Ordinal), NoPem),
        new("lower case", Leaf.Replace("BEGIN", "begin", StringComparison.Ordinal).Replace("END", "end", StringComparison.Ordinal), NoPem),
        new("no space behind BEGIN", Leaf.Replace("BEGIN ", "BEGIN", StringComparison.Ordinal), NoPem),
        new("END says something else", Leaf.Replace("END CERTIFICATE", "END CERTIFICAT", StringComparison.Ordinal) + Authority, Bad, 1)
        {
            Certificates = 1,
            Problems = 1,
        },
        new("END says something else in the second",
            Leaf + Authority.Replace("END CERTIFICATE", "END X509 CRL", StringComparison.Ordinal) + Leaf,
            Bad, 1 + LeafLines) { Certificates = 2, Problems = 1 },
        new("END says nothing", Leaf.Replace("END CERTIFICATE", "END ", StringComparison.Ordinal) + Authority, Bad, 1) { Certificates = 1 },
        new("no END", Leaf[..Leaf.IndexOf("-----END", StringComparison.Ordinal)] + Authority, Bad, 1) { Certificates = 1, Problems = 1 },
        new("no END at all", Leaf[..Leaf.IndexOf("-----END", StringComparison.Ordinal)], Bad, 1),
        new("only END", Leaf[Leaf.IndexOf("-----END", StringComparison.Ordinal)..], NoPem),
        new("only BEGIN", "-----BEGIN CERTIFICATE-----\n", Bad, 1),
        new("only half of BEGIN", "-----BEGIN CERT", Bad, 1),
        new("no data", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", PkiProblemId.MalformedCertificate, 1)
        {
            GoError = "x509: malformed certificate",
        },
        new("no line between BEGIN and END", "-----BEGIN CERTIFICATE----------END CERTIFICATE-----\n" + Leaf, Bad, 1) { Certificates = 1 },
        new("no label", Leaf.Replace(" CERTIFICATE", " ", StringComparison.Ordinal), NoPem),
        new("wrong label: PRIVATE KEY", Relabel("PRIVATE KEY"), PkiProblemId.MalformedKey, 1),
        new("wrong label: CERTIFICATE REQUEST", Relabel("CERTIFICATE REQUEST"), PkiProblemId.MalformedRequest, 1),
        new("wrong label: PUBLIC KEY", Relabel("PUBLIC KEY"), PkiProblemId.MalformedKey, 1),
        new("wrong label: CERTIFICATES", Relabel("CERTIFICATES"), NoPem),
        new("wrong label: certificate", Relabel("certificate"), NoPem),
        new("a label with dashes", Relabel("X-Y--Z"), NoPem),
        new("a label that moves the cursor", Relabel("\u001b[2J\u0007 PRIVATE KEY"), PkiProblemId.MalformedKey, 1),
        new("X509 CERTIFICATE", Relabel("X509 CERTIFICATE"), Bad, 1) { Certificates = 1, GoError = Unseen },
        new("TRUSTED CERTIFICATE", Trusted(), Bad, 1) { Certificates = 1, GoError = Unseen },
        new("CERTIFICATE with the trust of OpenSSL behind it", Trusted().Replace("TRUSTED ", "", StringComparison.Ordinal),
            PkiProblemId.MalformedCertificate, 1) { Certificates = 1, GoError = "x509: trailing data" },
        new("PKCS7", Relabel("PKCS7"), PkiProblemId.MalformedStore, 1),
        new("X509 CRL beside a certificate", Relabel("X509 CRL") + Leaf) { Certificates = 1, Problems = 0 },
        new("a header", Leaf.Replace("BEGIN CERTIFICATE-----\n", "BEGIN CERTIFICATE-----\nComment: mine\n\n", StringComparison.Ordinal),
            Bad, 1) { Certificates = 1, GoError = Unseen },
        new("a header without the blank line",
            Leaf.Replace("BEGIN CERTIFICATE-----\n", "BEGIN CERTIFICATE-----\nComment: mine\n", StringComparison.Ordinal),
            Bad, 1) { Certificates = 1 },
        new("nothing but headers", "-----BEGIN CERTIFICATE-----\na: b\nc: d\n-----END CERTIFICATE-----\n", Bad, 1),
        new("a colon in the data", Body(Leaf, body => body[..100] + ":" + body[100..]), Bad, 1),
        new("a character that is not base64", Body(Leaf, body => body[..100] + "*" + body[101..]), Bad, 1),
        new("the base64 of URLs", Body(Leaf, body => body.Replace('+', '-').Replace('/', '_').Insert(8, "_")), Bad, 1),
        new("one character less", Body(Leaf, body => body[..100] + body[101..]), Bad, 1),
        new("four characters less", Body(Leaf, body => body[..100] + body[104..]), PkiProblemId.MalformedCertificate, 1),
        new("padding in the middle", Body(Leaf, body => body[..100] + "==" + body[100..]), Bad, 1),
        new("too much padding", Body(Leaf, body => body.TrimEnd() + "====\n"), Bad, 1),
        new("a NUL in the data", Body(Leaf, body => body[..100] + "\0" + body[100..]), Bad, 1),
        new("a letter of another alphabet in the data", Body(Leaf, body => body[..100] + "\u0430" + body[100..]), Bad, 1),
        new("a no-break space in the data", Body(Leaf, body => body[..100] + "\u00a0" + body[100..]), Bad, 1),
        new("NULs for a file, as after a power loss", new byte[4096], NoPem),
        new("NULs behind the block", [.. Ascii(Leaf), .. new byte[4096]]) { Certificates = 1, Problems = 0 },
        new("NULs instead of the end", [.. Ascii(Leaf)[..300], .. new byte[4096]], Bad, 1),
        new("five dashes in the data", Body(Leaf, body => body[..100] + "-----" + body[100..]) + Authority, Bad, 1) { Certificates = 1 },
        new("a block in a block", "-----BEGIN CERTIFICATE-----\n" + Leaf, Bad, 1) { Certificates = 1, Problems = 1 },
        new("a thousand BEGIN lines before a block", Repeat("-----BEGIN CERTIFICATE-----\n", 1000) + Leaf, Bad, 1)
        {
            Certificates = 1,
            Problems = 101,
        },
        new("HTML", "<html><body>404 Not Found</body></html>", NoPem),
        new("a merge conflict", $"<<<<<<< HEAD\n{Leaf}=======\n{Authority}>>>>>>> theirs\n") { Certificates = 2, Problems = 0 },
        new("a merge conflict in the data", Body(Leaf, body => body[..65] + "=======\n" + body[65..]), Bad, 1),
        new("one space", " ", NoPem),
        new("one byte", [0x30], NoPem),
        new("one letter", "x", NoPem),
        new("one newline", "\n", NoPem),
        new("nothing", "", PkiProblemId.EmptyFile) { GoError = "tls: failed to find any PEM data in certificate input" },
    ];

    private readonly NodeTree _tree = NodeTree.Empty();

    public static TheoryData<string> Names => HostileFile.NamesOf(Files);

    public static TheoryData<int> Cuts => [.. Enumerable.Range(1, ((Leaf.Length + Authority.Length) / 50) - 1).Select(index => index * 50)];

    public static TheoryData<int> Orders => [.. Enumerable.Range(0, 120)];

    public void Dispose() => _tree.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_wrong_is_told_and_the_rest_is_read(string name) => HostileFile.Judge(_tree, Files, name);

    [Theory]
    [MemberData(nameof(Cuts))]
    public void A_bundle_that_was_cut_off_tells_where(int length)
    {
        var judged = Judge.File(_tree.Write("/x.crt", (Leaf + Authority)[..length]));
        if (length < Leaf.Length - 1)
        {
            Assert.Equal(0, judged.Problem(PkiProblemId.MalformedPem, 1).Offset);
            Assert.Empty(judged.Certificates);
            return;
        }
        Assert.Single(judged.Certificates);
        if (length >= Leaf.Length + "-----BEGIN ".Length)
            Assert.Equal(Leaf.Length, judged.Problem(PkiProblemId.MalformedPem, 1 + LeafLines).Offset);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Blocks_of_all_kinds_may_stand_in_one_file_in_any_order(int order)
    {
        string[] blocks = [Leaf, FixedKeys.Ec("P-256").ExportECPrivateKeyPem() + "\n", Request, Parameters, Authority];
        var judged = Judge.File(_tree.Write("/x.pem", string.Concat(Permute(blocks, order))));
        Assert.Empty(judged.Problems);
        Assert.Equal((2, 1, 1), (judged.Pki.Certificates.Count, judged.Pki.Keys.Count, judged.Pki.Requests.Count));
        Assert.Equal([0, 1], judged.Certificates.Select(certificate => certificate.Index));
        var leaf = judged.Certificates.Single(certificate => certificate.CommonName == "node-1");
        Assert.Equal((true, "x"), (leaf.KeyMatches, leaf.Authority));
        Assert.NotEqual(true, judged.Certificates.Single(certificate => certificate != leaf).KeyMatches);
    }

    [Fact]
    public void Every_line_of_a_long_file_is_counted()
    {
        var text = Repeat(Leaf, 200) + Leaf.Replace("END", "ENDE", StringComparison.Ordinal) + Authority;
        var judged = Judge.File(_tree.Write("/x.crt", text));
        Assert.Equal(201, judged.Certificates.Count);
        Assert.Equal(200 * Leaf.Length, judged.Problem(PkiProblemId.MalformedPem, 1 + (200 * LeafLines)).Offset);
    }

    private static string[] Permute(string[] blocks, int order)
    {
        var left = blocks.ToList();
        var permuted = new List<string>();
        for (; left.Count > 0; order /= left.Count + 1)
        {
            permuted.Add(left[order % left.Count]);
            left.RemoveAt(order % left.Count);
        }
        return [.. permuted];
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Relabel(string label) => Leaf.Replace("CERTIFICATE", label, StringComparison.Ordinal);

    private static string Trusted() =>
        FixedKeys.Pem("TRUSTED CERTIFICATE", [.. FixedKeys.Leaf.Encode(), .. Tlv.Sequence(Tlv.Sequence(Tlv.Oid("1.3.6.1.5.5.7.3.1")))]);

    // Changes what stands between BEGIN and END.
    private static string Body(string pem, Func<string, string> change)
    {
        var start = pem.IndexOf('\n', StringComparison.Ordinal) + 1;
        var end = pem.IndexOf("-----END", StringComparison.Ordinal);
        return pem[..start] + change(pem[start..end]).TrimEnd('\n') + "\n" + pem[end..];
    }

    [Fact]
    public void Of_very_many_broken_blocks_the_first_hundred_are_told_and_how_many_more_there_are()
    {
        using var tree = NodeTree.Empty();
        tree.Write("/broken.pem", string.Concat(Enumerable.Repeat("-----BEGIN CERTIFICATE-----\n", 40_000)));
        var problems = new NodeReader(new ReadOptions { AsOf = TestPki.AsOf }).ReadPath(tree.Path("/broken.pem")).Single().Problems;
        Assert.Equal(101, problems.Count);
        Assert.Equal("39900 more blocks after this line are broken", problems[^1].Reason);
    }
}
