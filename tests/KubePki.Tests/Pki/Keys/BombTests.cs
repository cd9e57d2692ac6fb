using System.Diagnostics;
using System.Formats.Asn1;
using System.Numerics;
using KubePki.Model;
using KubePki.Node.Reading.Certificates;

namespace KubePki.Tests.Pki.Keys;

/// <summary>Files that ask for more rounds or memory than any honest one does: they are refused, at once, and told what they are.</summary>
public sealed class BombTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("2147483648")]
    [InlineData("10000001")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("340282366920938463463374607431768211456")]
    public void Rounds_beyond_measure(string rounds)
    {
        var der = Pbes2(kdf =>
        {
            kdf.WriteObjectIdentifier("1.2.840.113549.1.5.12");
            using (kdf.PushSequence())
            {
                kdf.WriteOctetString(new byte[8]);
                kdf.WriteInteger(BigInteger.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture));
            }
        });
        Assert.Equal(PkiProblemId.EncryptionTooCostly, Refused(der).Id);
        Assert.Equal(PkiProblemId.EncryptionTooCostly, Refused(Pbes1("1.2.840.113549.1.12.1.3", rounds)).Id);
        Assert.Equal(PkiProblemId.EncryptionTooCostly, Refused(Pbes1("1.2.840.113549.1.5.3", rounds)).Id);
    }

    [Theory]
    [InlineData(1L << 40, 8, 1, PkiProblemId.EncryptionTooCostly)]
    [InlineData(1 << 20, 8, 1, PkiProblemId.EncryptionTooCostly)]
    [InlineData(1 << 14, 1 << 20, 1, PkiProblemId.EncryptionTooCostly)]
    [InlineData(1 << 14, 8, 1 << 20, PkiProblemId.EncryptionTooCostly)]
    [InlineData(1000, 8, 1, PkiProblemId.MalformedKey)]
    [InlineData(0, 8, 1, PkiProblemId.MalformedKey)]
    public void Memory_beyond_measure(long cost, int blockSize, int parallelization, string id) => Assert.Equal(id, Refused(Pbes2(kdf =>
    {
        kdf.WriteObjectIdentifier("1.3.6.1.4.1.11591.4.11");
        using (kdf.PushSequence())
        {
            kdf.WriteOctetString(new byte[8]);
            kdf.WriteInteger(cost);
            kdf.WriteInteger(blockSize);
            kdf.WriteInteger(parallelization);
        }
    })).Id);

    [Fact]
    public void Many_keys_share_one_budget()
    {
        var keys = string.Concat(Enumerable.Range(0, 60).Select(i => "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
            + Convert.ToBase64String(Pbes1("1.2.840.113549.1.5.3", "1000000", (byte)i)) + "\n-----END ENCRYPTED PRIVATE KEY-----\n"));
        var content = EncryptedFixtures.Parse(System.Text.Encoding.ASCII.GetBytes(keys), "x");
        Assert.Equal(60, content.Keys.Count);
        Assert.Equal(10, content.Problems.Count(problem => problem.Id == PkiProblemId.EncryptionTooCostly));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_store_whose_mac_or_inner_key_asks_too_much(bool inMac)
    {
        var shrouded = Pbes1("1.2.840.113549.1.12.1.3", "2147483647");
        var store = Pkcs12Writer.Write(Pkcs12Writer.ShroudedKey(inMac ? Pbes1("1.2.840.113549.1.12.1.3", "1") : shrouded), inMac
            ? 2147483647 : 0);
        var watch = Stopwatch.StartNew();
        var content = EncryptedFixtures.Parse(store, "x");
        Assert.True(watch.Elapsed < AtOnce, $"it took {watch.Elapsed}");
        Assert.Equal(PkiProblemId.EncryptionTooCostly, Assert.Single(content.Problems).Id);
    }

    [Fact]
    public void A_number_of_a_million_digits_is_refused_at_once_and_not_printed()
    {
        var digits = new BigInteger([.. Enumerable.Repeat((byte)0x7f, 512 * 1024)]);
        var pbkdf2 = Pbes2(kdf =>
        {
            kdf.WriteObjectIdentifier("1.2.840.113549.1.5.12");
            using (kdf.PushSequence())
            {
                kdf.WriteOctetString(new byte[8]);
                kdf.WriteInteger(digits);
            }
        });
        var scrypt = Pbes2(kdf =>
        {
            kdf.WriteObjectIdentifier("1.3.6.1.4.1.11591.4.11");
            using (kdf.PushSequence())
            {
                kdf.WriteOctetString(new byte[8]);
                kdf.WriteInteger(digits);
                kdf.WriteInteger(8);
                kdf.WriteInteger(1);
            }
        });
        foreach (var problem in (PkiFileContentProblem[])[Refused(pbkdf2), Refused(scrypt)])
        {
            Assert.Equal(PkiProblemId.EncryptionTooCostly, problem.Id);
            Assert.True(problem.Reason.Length < 200, problem.Reason[..Math.Min(500, problem.Reason.Length)]);
        }
    }

    [Fact]
    public void Stores_that_nobody_gave_a_passphrase_for_share_one_budget()
    {
        // Each is tried with the empty passphrase and with none: twice three million rounds.
        var bag = Pkcs12Writer.ShroudedKey(Pbes1("1.2.840.113549.1.12.1.3", "1000000"));
        var block = "-----BEGIN PKCS12-----\n" + Convert.ToBase64String(Pkcs12Writer.Write(bag, 0)) + "\n-----END PKCS12-----\n";
        var content = PkiFileParser.Parse(System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(block, 20))), default);
        Assert.Equal(8, content.Problems.Count(problem => problem.Id == PkiProblemId.PassphraseRequired));
        Assert.Equal(12, content.Problems.Count(problem => problem.Id == PkiProblemId.EncryptionTooCostly));
    }

    [Fact]
    public void A_store_of_stores_has_an_end()
    {
        var bag = Pkcs12Writer.ShroudedKey(Pbes1("1.2.840.113549.1.12.1.3", "1"));
        for (var i = 0; i < 1000; i++)
            bag = Pkcs12Writer.Nested(bag);
        EncryptedFixtures.Parse(Pkcs12Writer.Write(bag, 0), "x");
    }

    private static PkiFileContentProblem Refused(byte[] der)
    {
        var watch = Stopwatch.StartNew();
        var content = EncryptedFixtures.Parse(der, "x");
        Assert.True(watch.Elapsed < AtOnce, $"it took {watch.Elapsed}");
        Assert.True(Assert.Single(content.Keys).IsEncrypted);
        var problem = Assert.Single(content.Problems);
        return new(problem.Id, problem.Reason);
    }

    private sealed record PkiFileContentProblem(string Id, string Reason);

    private static byte[] Pbes2(Action<AsnWriter> writeDerivation) => Encrypted(algorithm =>
    {
        algorithm.WriteObjectIdentifier("1.2.840.113549.1.5.13");
        using (algorithm.PushSequence())
        {
            using (algorithm.PushSequence())
                writeDerivation(algorithm);
            using (algorithm.PushSequence())
            {
                algorithm.WriteObjectIdentifier("2.16.840.1.101.3.4.1.42");
                algorithm.WriteOctetString(new byte[16]);
            }
        }
    });

    private static byte[] Pbes1(string oid, string rounds, byte salt = 0) => Encrypted(algorithm =>
    {
        algorithm.WriteObjectIdentifier(oid);
        using (algorithm.PushSequence())
        {
            algorithm.WriteOctetString([salt, 1, 2, 3, 4, 5, 6, 7]);
            algorithm.WriteInteger(BigInteger.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture));
        }
    });

    private static byte[] Encrypted(Action<AsnWriter> writeAlgorithm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writeAlgorithm(writer);
            writer.WriteOctetString(new byte[128]);
        }
        return writer.Encode();
    }
}
