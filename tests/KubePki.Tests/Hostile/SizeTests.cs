using System.Text;
using KubePki.Model;
using KubePki.Node.Reading.Files;

namespace KubePki.Tests.Hostile;

/// <summary>Files of a size that no PKI has.</summary>
[Collection(nameof(Measured))]
public sealed class SizeTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly NodeTree _tree = NodeTree.Empty();

    public static TheoryData<string, string> Repeated => new()
    {
        { "BEGIN lines", "-----BEGIN \n" },
        { "BEGIN lines that end", "-----BEGIN CERTIFICATE-----\n" },
        { "BEGIN on one line", "-----BEGIN " },
        { "BEGIN with a label on one line", "-----BEGIN CERTIFICATE-----" },
        { "END lines", "-----END CERTIFICATE-----\n" },
        { "empty blocks", "-----BEGIN A-----\n-----END A-----\n" },
        { "empty blocks on one line", "-----BEGIN A----------END A-----" },
        { "blocks that end otherwise", "-----BEGIN A-----\n-----END B-----\n" },
        { "blocks that end otherwise on one line", "-----BEGIN A-----AA-----END B-----" },
        { "dashes", "-" },
        { "four dashes and a letter", "----a" },
        { "labels that do not end", "-----BEGIN ----" },
        { "headers", "-----BEGIN A-----\na: b\n-----END A-----\n" },
        { "spaces behind END", "-----BEGIN A-----\n-----END A-----        \n" },
        { "carriage returns", "-----BEGIN A-----\r" },
    };

    public void Dispose() => _tree.Dispose();

    [Theory]
    [MemberData(nameof(Repeated))]
    public void A_megabyte_of_one_thing_takes_one_pass(string what, string text)
    {
        foreach (var start in (string[])["", "-----BEGIN CERTIFICATE-----\n"])
        {
            var whole = start + string.Concat(Enumerable.Repeat(text, 1_000_000 / text.Length)) + "\n" + FixedKeys.LeafPem;
            var judged = Judge.File(_tree.Write("/x.crt", whole), bytesPerByte: 50);
            Assert.Equal(what == "BEGIN with a label on one line" || start.Length == 0 || judged.Problems.Count > 0,
                judged.Certificates.Count <= 1);
            Assert.True(judged.Time < Soon, $"{what}: {judged.Time}");
        }
    }

    [Fact]
    public void Sixteen_mebibytes_are_read_and_one_more_byte_is_told()
    {
        var filled = FixedKeys.LeafPem + new string('x', FileBytes.Limit - (2 * FixedKeys.LeafPem.Length) - 1) + "\n" + FixedKeys.LeafPem;
        Assert.Equal(FileBytes.Limit, filled.Length);
        var whole = Judge.File(_tree.Write("/x.crt", filled), bytesPerByte: 3);
        Assert.Equal((2, 0), (whole.Certificates.Count, whole.Problems.Count));

        var cut = Judge.File(_tree.Write("/x.crt", new string('\n', 10) + filled), bytesPerByte: 3);
        Assert.Equal([PkiProblemId.FileTooLarge, PkiProblemId.MalformedPem], cut.Problems.Select(problem => problem.Id));
        Assert.Single(cut.Certificates);
    }

    [Theory]
    [InlineData("/x.crt", 3)]
    [InlineData("/x.key", 3)]
    [InlineData("/x.csr", 3)]
    public void Of_a_hundred_megabytes_no_more_is_read_than_sixteen(string name, int bytesPerByte)
    {
        var path = _tree.Write(name, FixedKeys.LeafPem);
        using (var file = File.OpenWrite(path))
            file.SetLength(100_000_000);
        var judged = Judge.File(path, bytesPerByte);
        judged.Problem(PkiProblemId.FileTooLarge, 0);
        Assert.Equal("node-1", Assert.Single(judged.Certificates).CommonName);
    }

    [Fact]
    public void A_hundred_megabytes_of_text_are_no_kubeconfig()
    {
        var path = _tree.Write("/admin.conf", "");
        using (var file = new StreamWriter(path))
        {
            for (var i = 0; i < 1_000_000; i++)
                file.Write("# clusters and users, a line of one hundred characters, of which there are a million, on and on, so:\n");
        }
        Assert.True(new FileInfo(path).Length > 100_000_000);
        var judged = Judge.File(path, bytesPerByte: 8);
        Assert.Equal(PkiProblemId.FileTooLarge, judged.Problems[0].Id);
    }

    [Fact]
    public void Ten_thousand_certificates_are_all_listed()
    {
        const int Count = 10_000;
        // One certificate with ten thousand serial numbers; the CA's name is right, its signature is not.
        var der = FixedKeys.Leaf.Encode();
        var serial = der.AsSpan().IndexOf(FixedKeys.Leaf.Serial);
        var text = new StringBuilder(FixedKeys.AuthorityPem);
        for (var i = 1; i < Count; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(der.AsSpan(serial), 0x1000000000000000 + i);
            text.Append(FixedKeys.Pem("CERTIFICATE", der));
        }
        var judged = Judge.File(_tree.Write("/bundle.crt", text.ToString()), bytesPerByte: 20);
        Assert.Empty(judged.Problems);
        Assert.Equal(Enumerable.Range(0, Count), judged.Certificates.Select(certificate => certificate.Index));
        Assert.Equal(Count, judged.Certificates.Select(certificate => certificate.SerialNumber).Distinct().Count());
        Assert.True(judged.Time < Soon, $"{judged.Time}");
    }

    [Fact]
    public void A_good_certificate_behind_ten_thousand_broken_ones_is_found()
    {
        var broken = FixedKeys.Pem("CERTIFICATE", FixedKeys.Leaf.Encode()[..^1]);
        var judged = Judge.File(_tree.Write("/bundle.crt", string.Concat(Enumerable.Repeat(broken, 10_000)) + FixedKeys.AuthorityPem),
            bytesPerByte: 20);
        Assert.Equal("9900 more blocks after this line are broken", judged.Problems[^1].Reason);
        Assert.Equal("kubernetes", judged.Certificates[^1].CommonName);
        var lines = broken.Count(c => c == '\n');
        Assert.Equal(Enumerable.Range(0, 100).Select(i => 1 + (i * lines)), judged.Problems.SkipLast(1).Select(problem => problem.Line));
    }

    [Fact]
    public void A_certificate_of_twelve_megabytes_is_read()
    {
        var names = Enumerable.Range(0, 1_000_000).Select(i => ((byte)2, Encoding.ASCII.GetBytes($"n{i:D7}.a"))).ToArray();
        var draft = FixedKeys.Leaf with { Extensions = [Draft.AlternativeNames(names)] };
        var judged = Judge.File(_tree.Write("/x.crt", draft.Encode()), bytesPerByte: 20);
        Assert.Equal(1_000_000, Assert.Single(judged.Certificates).DnsNames.Count);
    }

    [Fact]
    public void A_thousand_authorities_of_one_name_do_not_take_the_time_of_their_square()
    {
        // Nobody's signature: every key of the name would have to be asked for each.
        var text = new StringBuilder();
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var modulus = new byte[129];
            random.NextBytes(modulus.AsSpan(1));
            (modulus[1], modulus[^1]) = ((byte)(modulus[1] | 0x80), (byte)(modulus[^1] | 1));
            var info = Tlv.Sequence(
                Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.1"), Tlv.Null), Tlv.Bits(Tlv.Sequence(Tlv.Of(2, modulus), Tlv.Of(2, [1, 0, 1]))));
            text.Append(FixedKeys.Pem("CERTIFICATE", (FixedKeys.Authority with { PublicKeyInfo = info }).Encode(signatureLength: 128)));
        }
        var judged = Judge.File(_tree.Write("/x.crt", text.ToString()));
        Assert.Equal(1000, judged.Certificates.Count);
        Assert.True(judged.Time < Soon, $"{judged.Time}");
    }
}
