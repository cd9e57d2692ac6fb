using System.Globalization;
using System.Numerics;
using KubePki.Ciphers;
using KubePki.Pki.X509;
using BouncyCastle = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace KubePki.Tests.Pki.X509;

/// <summary>
/// The bridge's quick yes stands for Go's: of all these vectors there is none that it takes and our slow arithmetic, which is Go's to the
/// last bit, does not.
/// The other way there are many: keys and commitments of small order and some encodings, which Go takes.
/// </summary>
public sealed class Ed25519VectorTests
{
    private static readonly BigInteger L = BigInteger.Pow(2, 252)
        + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    // The eight points of small order, and the other ways to write some of them down: y beyond p, and the sign of a zero.
    private static readonly string[] SmallOrder =
    [
        "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
            "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];

    private sealed record Vector(string Kind, byte[] Key, byte[] Message, byte[] Signature);

    [Fact]
    public void What_the_bridge_accepts_go_accepts()
    {
        var vectors = Vectors().ToList();
        var (both, oursAlone) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var vector in vectors)
        {
            var quick = EdwardsSignature.Accepts(vector.Key, vector.Message, vector.Signature);
            var slow = Ed25519.VerifySlowly(vector.Key, vector.Message, vector.Signature);
            Assert.True(slow || !quick,
                string.Join(' ', vector.Kind, Convert.ToHexString(vector.Key),
                    Convert.ToHexString(vector.Message), Convert.ToHexString(vector.Signature)));
            Assert.Equal(slow, Ed25519.Verify(vector.Key, vector.Message, vector.Signature));
            both += quick ? 1 : 0;
            if (slow && !quick)
                oursAlone.Add(vector.Kind);
        }
        Assert.True(vectors.Count > 1500, $"{vectors.Count} vectors");
        Assert.True(both >= 30, $"{both} are taken by both");
        // Without these there would be no need for arithmetic of our own.
        Assert.Contains("small order", oursAlone);
    }

    private static IEnumerable<Vector> Vectors()
    {
        for (byte i = 0; i < 30; i++)
        {
            var seed = Enumerable.Range(0, 32).Select(j => (byte)((7 * i) + j)).ToArray();
            var message = Enumerable.Range(0, i).Select(j => (byte)j).ToArray();
            var (key, signature) = (EdwardsSignature.PublicKey(seed), new byte[64]);
            BouncyCastle.Sign(seed, (ReadOnlySpan<byte>)message, signature);
            yield return new("valid", key, message, signature);
            yield return new("another message", key, [.. message, 1], signature);
            yield return new("S + L", key, message, [.. signature[..32], .. Little(Number(signature.AsSpan(32)) + L)]);
            yield return new("S + 2L", key, message, [.. signature[..32], .. Little(Number(signature.AsSpan(32)) + (2 * L))]);
            yield return new("-S", key, message, [.. signature[..32], .. Little(L - Number(signature.AsSpan(32)))]);
            yield return new("short", key, message, signature[..63]);
            foreach (var bit in Enumerable.Range(0, 16))
            {
                yield return new("flip in the signature", key, message, Flip(signature, (bit * 37) + i));
                yield return new("flip in the key", Flip(key, ((bit * 17) + i) % 256), message, signature);
            }
        }
        foreach (var vector in OfSmallOrder())
            yield return vector;
    }

    // S = 0 and a key of small order: R = −kA is of small order, too, and for one message in eight or so it is the one that is written.
    private static IEnumerable<Vector> OfSmallOrder()
    {
        var points = SmallOrder.Select(Convert.FromHexString).ToArray();
        foreach (var key in points)
        {
            foreach (var r in points)
            {
                yield return new("small order", key, [], [.. r, .. new byte[32]]);
                yield return new("small order", key, [1], [.. r, .. new byte[32]]);
                yield return new("small order, S = L", key, [], [.. r, .. Little(L)]);
            }
        }
    }

    private static byte[] Flip(byte[] octets, int bit)
    {
        var flipped = octets.ToArray();
        flipped[bit / 8 % octets.Length] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static BigInteger Number(ReadOnlySpan<byte> little) => new(little, isUnsigned: true);

    private static byte[] Little(BigInteger number)
    {
        var octets = new byte[32];
        number.TryWriteBytes(octets, out _, isUnsigned: true);
        return octets;
    }
}
