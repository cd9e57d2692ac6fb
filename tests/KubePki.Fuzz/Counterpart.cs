using KubePki.Ciphers;
using KubePki.Pki.X509;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using BouncyCastle = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace KubePki.Fuzz;

/// <summary>
/// Holds our arithmetic against BouncyCastle's, without Go: signatures of Ed25519 and ML-DSA, whole and mutated. What BouncyCastle takes
/// and ours does not is
/// a fault of the shortcut in <see cref="Ed25519"/>; the other way round there are the keys of small order, which Go takes.
/// </summary>
internal static class Counterpart
{
    /// <summary>How many of the signatures BouncyCastle alone takes, and how many ours alone.</summary>
    public static (int TheirsAlone, int OursAlone) Compare(int seed, int count)
    {
        var random = new Random(seed);
        var (theirs, ours) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var (key, message, signature) = Edwards(random);
            var (quick, slow) = (EdwardsSignature.Accepts(key, message, signature), Ed25519.VerifySlowly(key, message, signature));
            theirs += quick && !slow ? 1 : 0;
            ours += slow && !quick ? 1 : 0;
            if (i % 20 == 0 && !Lattice(random))
                theirs++;
        }
        return (theirs, ours);
    }

    private static (byte[] Key, byte[] Message, byte[] Signature) Edwards(Random random)
    {
        var (seed, message, signature) = (Octets(random, 32), Octets(random, random.Next(100)), new byte[64]);
        BouncyCastle.Sign(seed, (ReadOnlySpan<byte>)message, signature);
        return (Mutate(random, EdwardsSignature.PublicKey(seed)), message, Mutate(random, signature));
    }

    // Our complaint about a signature must be there exactly when it was changed.
    private static bool Lattice(Random random)
    {
        var key = MLDsaPrivateKeyParameters.FromSeed(MLDsaParameters.ml_dsa_44, Octets(random, 32));
        var signer = new MLDsaSigner(MLDsaParameters.ml_dsa_44, deterministic: true);
        var message = Octets(random, 64);
        signer.Init(true, key);
        signer.BlockUpdate(message);
        var signature = signer.GenerateSignature();
        var changed = Mutate(random, signature);
        var complaint = LatticeParameters.FromOid([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03,
            0x11])!.Complaint(key.GetPublicKeyEncoded(), message, changed);
        return complaint is null == changed.SequenceEqual(signature);
    }

    private static byte[] Mutate(Random random, byte[] octets)
    {
        var changed = octets.ToArray();
        if (random.Next(3) == 0)
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    }

    private static byte[] Octets(Random random, int length)
    {
        var octets = new byte[length];
        random.NextBytes(octets);
        return octets;
    }
}
