using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace KubePki.Ciphers.Tests;

public sealed class SignatureTests
{
    private static readonly byte[] Message = [1, 2, 3, 4];

    [Theory]
    [InlineData(44, 1312, 2420)]
    [InlineData(65, 1952, 3309)]
    [InlineData(87, 2592, 4627)]
    public void ML_DSA_is_verified_and_both_forms_of_a_key_have_one_public_key(int set, int keyLength, int signatureLength)
    {
        var parameters = set switch { 44 => MLDsaParameters.ml_dsa_44, 65 => MLDsaParameters.ml_dsa_65, _ => MLDsaParameters.ml_dsa_87 };
        var seed = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        var key = MLDsaPrivateKeyParameters.FromSeed(parameters, seed);
        var signer = new MLDsaSigner(parameters, deterministic: true);
        signer.Init(true, key);
        signer.BlockUpdate(Message);
        var signature = signer.GenerateSignature();
        var publicKey = ModuleLatticeSignature.PublicKeyOfSeed(set, seed);
        Assert.Equal((keyLength, signatureLength), (publicKey.Length, signature.Length));
        Assert.Equal(publicKey, ModuleLatticeSignature.PublicKeyOfExpanded(set, key.GetEncoded()));
        Assert.True(ModuleLatticeSignature.Verify(set, publicKey, Message, signature));
        Assert.False(ModuleLatticeSignature.Verify(set, publicKey, [.. Message, 0], signature));
        signature[5] ^= 1;
        Assert.False(ModuleLatticeSignature.Verify(set, publicKey, Message, signature));
    }

    // RFC 8032, 7.1, TEST 2.
    [Fact]
    public void Ed25519_is_verified()
    {
        var seed = Convert.FromHexString("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        var key = EdwardsSignature.PublicKey(seed);
        Assert.Equal("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", Convert.ToHexStringLower(key));
        var signature = new byte[64];
        Ed25519.Sign(seed, (ReadOnlySpan<byte>)Message, signature);
        Assert.True(EdwardsSignature.Accepts(key, Message, signature));
        Assert.False(EdwardsSignature.Accepts(key, [.. Message, 0], signature));
        Assert.False(EdwardsSignature.Accepts(key.AsSpan(1), Message, signature));
        Assert.False(EdwardsSignature.Accepts(key, Message, signature.AsSpan(1)));
    }

    // RFC 7914, section 12.
    [Fact]
    public void Scrypt_derives_what_its_rfc_says() => Assert.Equal(
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
        Convert.ToHexStringLower(ScryptDerivation.Derive("password"u8.ToArray(), "NaCl"u8.ToArray(), 1024, 8, 16, 64)));
}
