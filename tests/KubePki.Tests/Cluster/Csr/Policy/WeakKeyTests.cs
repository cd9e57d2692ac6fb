using System.Numerics;
using System.Security.Cryptography;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Pki.X509;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>Keys whose private part anybody can compute: each asks with a signature that holds.</summary>
public sealed class WeakKeyTests
{
    private static readonly CsrDraft Good = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21");

    private static readonly BigInteger P = WeakRsa.Prime(1024, "p");

    private static readonly Dictionary<string, Func<WeakRsa>> Weak = new(StringComparer.Ordinal)
    {
        ["a prime and the next one"] = () => WeakRsa.Of(P, WeakRsa.NextPrime(P)),
        ["primes 2^500 apart"] = () => WeakRsa.Of(P, WeakRsa.NextPrime(P + BigInteger.Pow(2, 500))),
        ["primes 2^519 apart"] = () => WeakRsa.Of(P, WeakRsa.NextPrime(P + BigInteger.Pow(2, 519))),
        ["primes as 3 to 2"] = () => WeakRsa.Of(P, WeakRsa.NextPrime(P * 3 / 2)),
        ["primes as 5 to 3"] = () => WeakRsa.Of(P, WeakRsa.NextPrime(P * 5 / 3)),
        ["a square"] = () => WeakRsa.OfPower(P, 2),
        ["a cube"] = () => WeakRsa.OfPower(WeakRsa.Prime(688, "cube"), 3),
        ["a prime"] = () => WeakRsa.OfPower(WeakRsa.Prime(2048, "whole"), 1),
        ["a factor of 3"] = () => WeakRsa.Of(5, WeakRsa.Prime(2048, "big")),
        ["a factor of 65537"] = () => WeakRsa.Of(65539, WeakRsa.Prime(2048, "big")),
        ["a factor near 2^20"] = () => WeakRsa.Of(1048573, WeakRsa.Prime(2048, "big")),
    };

    public static TheoryData<string> Titles() => new(Weak.Keys);

    [Theory]
    [MemberData(nameof(Titles))]
    public void None_is_approved(string title)
    {
        var csr = Weak[title]().In(Good).Read();
        Assert.True(csr.SignatureValid, "the request is not signed, so it would be refused anyhow");
        var decision = new CsrJudge(Cluster.Context).Judge(csr);
        Assert.Equal((CsrAnswer.Deny, "NoKnownWeakKey"), (decision.Decision, decision.Failed.Single()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(257)]
    [InlineData(65535)]
    [InlineData(65538)]
    [InlineData(2147483648)]
    [InlineData(2147483659)]
    [InlineData(4294967295)]
    [InlineData(1099511627791)]
    public void Exponents_are_from_65537_to_31_bits_and_odd(long exponent)
    {
        var decision = Cluster.Judge(WeakRsa.Of(P, WeakRsa.Prime(1024, "q"), exponent).In(Good));
        Assert.Equal(CsrAnswer.Deny, decision.Decision);
        Assert.Contains("KeyStrength", decision.Failed);
    }

    [Theory]
    [InlineData(65537)]
    [InlineData(65539)]
    [InlineData(2147483647)]
    public void Other_exponents_are_taken(long exponent) =>
        Assert.DoesNotContain("KeyStrength", Cluster.Judge(WeakRsa.Of(P, WeakRsa.Prime(1024, "q"), exponent).In(Good)).Failed);

    [Theory]
    [InlineData(2048)]
    [InlineData(2056)]
    [InlineData(3072)]
    public void Honest_keys_are_strong(int bits)
    {
        using var key = RSA.Create(bits);
        var modulus = new BigInteger(key.ExportParameters(false).Modulus!, isUnsigned: true, isBigEndian: true);
        Assert.Null(RsaModulus.FindFault(modulus));
    }

    [Fact]
    public void Arithmetic_is_that_of_big_numbers()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var octets = new byte[random.Next(1, 70)];
            random.NextBytes(octets);
            var n = new BigInteger(octets, isUnsigned: true) | 1;
            if (n.IsOne)
                continue;
            Assert.Equal(BigInteger.ModPow(2, n, n), new Montgomery(n).TwoToModulus());
            var longer = new byte[random.Next(1, 300)];
            random.NextBytes(longer);
            var product = new BigInteger(longer, isUnsigned: true) * (i % 2 == 0 ? n : 1);
            Assert.Equal(BigInteger.GreatestCommonDivisor(product, n),
                BigInteger.GreatestCommonDivisor(new Montgomery(n).Reduce(Montgomery.Limbs(product)), n));
            Assert.Equal(n, RsaModulus.SquareRoot((n * n) + (2 * n)));
        }
    }

    [Fact]
    public void All_ones_and_single_bits_are_numbers_too()
    {
        foreach (var bits in new[] { 3, 63, 64, 65, 127, 128, 2047, 2048 })
        {
            foreach (var n in new[] { (BigInteger.One << bits) - 1, (BigInteger.One << bits) + 1 })
                Assert.Equal(BigInteger.ModPow(2, n, n), new Montgomery(n).TwoToModulus());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_prime_that_two_requests_share_is_found(bool judgedIsAmongThem)
    {
        var shared = WeakRsa.Prime(1024, "shared");
        var one = WeakRsa.Of(shared, WeakRsa.Prime(1024, "one")).In(Good).Read();
        var two = (WeakRsa.Of(shared, WeakRsa.Prime(1024, "two")).In(CsrDraft.ServingOf("worker-10", "worker-10")) with { Uid = "2" })
            .Read();
        var honest = (CsrDraft.ServingOf("worker-10", "worker-10") with { Name = "h", Uid = "3",
            Request = CsrDraft.ServingOf("worker-10", "worker-10").Request with { Key = RequestDraft.KeyOf("rsa:2048:h") } }).Read();
        var judge = new CsrJudge(Cluster.Context with { Others = judgedIsAmongThem ? [honest, two, one] : [honest, two] });
        var decision = judge.Judge(one);
        Assert.Equal((CsrAnswer.Deny, "NoSharedPrime"), (decision.Decision, decision.Failed.Single()));
        Assert.Equal(judgedIsAmongThem, decision.Sentence.Contains("csr-worker-10", StringComparison.Ordinal));
        Assert.Equal(judgedIsAmongThem, judge.Judge(two).Failed.Contains("NoSharedPrime"));
        Assert.Equal(CsrAnswer.Approve, judge.Judge(honest).Decision);
    }

    [Fact]
    public void Who_only_writes_a_multiple_of_anothers_modulus_harms_nobody()
    {
        var key = WeakRsa.Of(P, WeakRsa.Prime(1024, "q"));
        var victim = key.In(Good).Read();
        var liar = ((key with { Modulus = key.Modulus * 3, Private = 7 })
            .In(CsrDraft.ServingOf("worker-10", "worker-10")) with { Uid = "2" }).Read();
        Assert.False(liar.SignatureValid);
        Assert.Equal(CsrAnswer.Approve, new CsrJudge(Cluster.Context with { Others = [liar, victim] }).Judge(victim).Decision);
    }

    [Fact]
    public void Many_keys_are_held_against_each_other_in_little_time()
    {
        var honest = Enumerable.Range(0, 40).Select(i =>
            (WeakRsa.Of(WeakRsa.Prime(512, $"a{i}"), WeakRsa.Prime(512, $"b{i}")).In(Good) with { Name = $"m{i}" }).Read());
        var weak = (WeakRsa.Of(WeakRsa.Prime(512, "a7"), WeakRsa.Prime(512, "other")).In(Good) with { Name = "weak" }).Read();
        var all = honest.Append(weak).ToArray();
        var primes = new SharedPrimes(all);
        Assert.Equal(["m7", "weak"], all.Where(csr => primes.PartnerOf(csr) is not null).Select(csr => csr.Name));
        Assert.Equal(("weak", "m7"), (primes.PartnerOf(all[7]), primes.PartnerOf(weak)));
    }

    [Theory]
    [InlineData("P-256", 1)]
    [InlineData("P-256", 2)]
    [InlineData("P-256", 256)]
    [InlineData("P-384", 1)]
    [InlineData("P-521", 3)]
    public void Small_numbers_are_no_private_keys(string name, int scalar)
    {
        var curve = name switch
        {
            "P-256" => ECCurve.NamedCurves.nistP256,
            "P-384" => ECCurve.NamedCurves.nistP384,
            _ => ECCurve.NamedCurves.nistP521,
        };
        var d = new byte[name switch { "P-256" => 32, "P-384" => 48, _ => 66 }];
        (d[^2], d[^1]) = ((byte)(scalar >> 8), (byte)scalar);
        using var key = ECDsa.Create(new ECParameters { Curve = curve, D = d });
        var decision = Cluster.Judge(Good with { Request = Good.Request with { Key = key } });
        Assert.Equal((CsrAnswer.Deny, "NoKnownWeakKey"), (decision.Decision, decision.Failed.Single()));
    }

    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public void Points_of_a_small_order_are_refused_beyond_doubt(string hex) => Assert.Contains("KeyKind", Denied(Good with
    {
        Request = Good.Request with { PublicKeyInfo = Tlv.Sequence(Tlv.Sequence(Tlv.Oid("1.3.101.112")),
            Tlv.Bits(Convert.FromHexString(hex))) },
    }));

    [Fact]
    public void The_base_point_of_Ed25519_is_of_a_large_order() =>
        Assert.False(WeakKeys.IsOfSmallOrder(Convert.FromHexString("5866666666666666666666666666666666666666666666666666666666666666")));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000")]
    public void A_key_is_written_in_one_way(string tail)
    {
        using var rsa = RSA.Create(2048);
        var numbers = rsa.ExportRSAPublicKey();
        var info = Tlv.Sequence(Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.1"), Tlv.Null), Tlv.Bits(numbers, Convert.FromHexString(tail)));
        var draft = Good with { Request = Good.Request with { PublicKeyInfo = info, Signer = data =>
            rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) } };
        Assert.Equal(tail.Length == 0 ? CsrAnswer.Approve : CsrAnswer.Deny, Cluster.Judge(draft).Decision);
    }

    private static TextList Denied(CsrDraft draft)
    {
        var decision = Cluster.Judge(draft);
        Assert.Contains(decision.Rules, rule => rule.Rule == "KeyKind" && rule.Answer == CsrAnswer.Deny);
        return decision.Failed;
    }
}
