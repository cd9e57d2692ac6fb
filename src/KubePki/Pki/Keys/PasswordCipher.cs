using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using KubePki.Ciphers;

namespace KubePki.Pki.Keys;

/// <summary>
/// Decrypts by passphrase as PKCS#5 (RFC 8018) and PKCS#12 (RFC 7292) name their ways, with .NET's hashes and ciphers and, for scrypt, the
/// bridge. .NET's own readers of such keys take any number of rounds and know RSA and EC keys only, so they are not asked.
/// </summary>
internal static class PasswordCipher
{
    private const string Pbes2 = "1.2.840.113549.1.5.13";
    private const string Pbkdf2 = "1.2.840.113549.1.5.12";
    private const string Scrypt = "1.3.6.1.4.1.11591.4.11";
    private const int VectorOfDes = 8;

    /// <summary>PKCS#5, version 1: hash and cipher. The hash makes sixteen octets, half key and half vector.</summary>
    private static readonly Dictionary<string, (HashAlgorithmName Hash, bool IsRc2)> Version1 = new(StringComparer.Ordinal)
    {
        ["1.2.840.113549.1.5.3"] = (HashAlgorithmName.MD5, false),
        ["1.2.840.113549.1.5.6"] = (HashAlgorithmName.MD5, true),
        ["1.2.840.113549.1.5.10"] = (HashAlgorithmName.SHA1, false),
        ["1.2.840.113549.1.5.11"] = (HashAlgorithmName.SHA1, true),
    };

    /// <summary>PKCS#12: the bits of the key, and the cipher.</summary>
    private static readonly Dictionary<string, (int KeyBits, bool IsRc2)> OfPkcs12 = new(StringComparer.Ordinal)
    {
        ["1.2.840.113549.1.12.1.3"] = (192, false),
        ["1.2.840.113549.1.12.1.4"] = (128, false),
        ["1.2.840.113549.1.12.1.5"] = (128, true),
        ["1.2.840.113549.1.12.1.6"] = (40, true),
    };

    private static readonly Dictionary<string, HashAlgorithmName> PseudoRandom = new(StringComparer.Ordinal)
    {
        ["1.2.840.113549.2.7"] = HashAlgorithmName.SHA1,
        ["1.2.840.113549.2.9"] = HashAlgorithmName.SHA256,
        ["1.2.840.113549.2.10"] = HashAlgorithmName.SHA384,
        ["1.2.840.113549.2.11"] = HashAlgorithmName.SHA512,
    };

    /// <summary>PBES2's ciphers: the octets of the key.</summary>
    private static readonly Dictionary<string, (int KeyLength, Func<SymmetricAlgorithm> Create)> OfPbes2 = new(StringComparer.Ordinal)
    {
        ["2.16.840.1.101.3.4.1.2"] = (16, Aes.Create),
        ["2.16.840.1.101.3.4.1.22"] = (24, Aes.Create),
        ["2.16.840.1.101.3.4.1.42"] = (32, Aes.Create),
        ["1.2.840.113549.3.7"] = (24, TripleDES.Create),
        ["1.3.14.3.2.7"] = (8, DES.Create),
    };

    /// <summary>Decrypts; null with the reason.</summary>
    /// <param name="algorithm">The content of the AlgorithmIdentifier.</param>
    /// <param name="data">What is encrypted.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="budget">What may be spent.</param>
    /// <param name="problem">Why there is no answer.</param>
    /// <exception cref="AsnContentException">The parameters are malformed.</exception>
    public static byte[]? Decrypt(AsnReader algorithm, byte[] data, Passphrase passphrase, DerivationBudget budget,
        out SealProblem? problem)
    {
        var oid = algorithm.ReadObjectIdentifier();
        var parameters = algorithm.ReadSequence();
        if (oid == Pbes2)
            return DecryptPbes2(parameters, data, passphrase, budget, out problem);
        var isOfPkcs12 = OfPkcs12.TryGetValue(oid, out var cipher12);
        if (!isOfPkcs12 && !Version1.ContainsKey(oid))
            return Fail(SealProblem.Unsupported(oid), out problem);
        var salt = parameters.ReadOctetString();
        if (!TryRounds(parameters, isOfPkcs12 ? 3 : 1, budget, out var rounds, out problem))
            return null;
        if (isOfPkcs12)
        {
            var (hash, length) = (HashAlgorithmName.SHA1, cipher12.KeyBits / 8);
            return Decrypt(cipher12.IsRc2 ? RC2.Create : TripleDES.Create, cipher12.KeyBits,
                Pkcs12Derivation.Derive(hash, passphrase.Characters, passphrase.IsNull, Pkcs12Derivation.ForKey, salt, rounds, length),
                Pkcs12Derivation.Derive(hash, passphrase.Characters, passphrase.IsNull, Pkcs12Derivation.ForVector, salt, rounds,
                    VectorOfDes), data, out problem);
        }
        var (hash1, isRc2) = Version1[oid];
        var derived = DeriveVersion1(hash1, passphrase, salt, rounds);
        try
        {
            return Decrypt(isRc2 ? RC2.Create : DES.Create, 64, derived[..8], derived[8..16], data, out problem);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>The key of PBKDF2 or scrypt; null with the reason.</summary>
    /// <exception cref="AsnContentException">The parameters are malformed.</exception>
    public static byte[]? Derive(AsnReader derivation, int length, Passphrase passphrase, DerivationBudget budget, out SealProblem? problem)
    {
        var oid = derivation.ReadObjectIdentifier();
        if (oid is not (Pbkdf2 or Scrypt))
            return Fail(SealProblem.Unsupported(oid), out problem);
        var parameters = derivation.ReadSequence();
        var salt = parameters.ReadOctetString();
        var octets = KeyPassphrase.Octets(passphrase.Characters);
        try
        {
            return oid == Scrypt ? DeriveByScrypt(parameters, salt, octets, length, budget, out problem)
                : DeriveByPbkdf2(parameters, salt, octets, length, budget, out problem);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    /// <summary>Reads how many rounds a file wants, and takes them.</summary>
    public static bool TryRounds(AsnReader parameters, int times, DerivationBudget budget, out int rounds, out SealProblem? problem)
    {
        // A file can hold a number of a million digits, and printing one takes minutes: it is not even converted.
        var isNumber = parameters.TryReadInt64(out var wanted);
        var isSmall = isNumber && wanted is >= 1 and <= DerivationBudget.MaxRounds;
        rounds = isSmall ? (int)wanted : 0;
        problem = isSmall ? budget.Take(wanted * times)
            : SealProblem.TooCostly(isNumber ? $"{wanted} hash iterations" : "too many hash iterations");
        return problem is null;
    }

    private static byte[]? DecryptPbes2(AsnReader parameters, byte[] data, Passphrase passphrase, DerivationBudget budget,
        out SealProblem? problem)
    {
        var (derivation, scheme) = (parameters.ReadSequence(), parameters.ReadSequence());
        var oid = scheme.ReadObjectIdentifier();
        if (!OfPbes2.TryGetValue(oid, out var cipher))
            return Fail(SealProblem.Unsupported(oid), out problem);
        var vector = scheme.ReadOctetString();
        var key = Derive(derivation, cipher.KeyLength, passphrase, budget, out problem);
        return key is null ? null : Decrypt(cipher.Create, cipher.KeyLength * 8, key, vector, data, out problem);
    }

    private static byte[]? DeriveByPbkdf2(AsnReader parameters, byte[] salt, byte[] passphrase, int length, DerivationBudget budget,
        out SealProblem? problem)
    {
        if (!TryRounds(parameters, 1, budget, out var rounds, out problem))
            return null;
        if (parameters.HasData && parameters.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
            parameters.ReadEncodedValue();
        var oid = parameters.HasData ? parameters.ReadSequence().ReadObjectIdentifier() : "1.2.840.113549.2.7";
        return PseudoRandom.TryGetValue(oid, out var hash) ? Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, rounds, hash, length)
            : Fail(SealProblem.Unsupported(oid), out problem);
    }

    private static byte[]? DeriveByScrypt(AsnReader parameters, byte[] salt, byte[] passphrase, int length, DerivationBudget budget,
        out SealProblem? problem)
    {
        if (!parameters.TryReadInt32(out var cost) || !parameters.TryReadInt32(out var blockSize)
            || !parameters.TryReadInt32(out var parallelization))
            return Fail(SealProblem.TooCostly("too much memory"), out problem);
        if (cost < 2 || blockSize < 1 || parallelization < 1 || !BitOperations.IsPow2(cost))
            return Fail(SealProblem.Malformed, out problem);
        // Two ints make no more than 2^62; the limit leaves room for what follows.
        var blocks = (long)cost * blockSize;
        if (blocks > DerivationBudget.MaxMemory / 128)
            return Fail(SealProblem.TooCostly($"{blocks / (1024 * 1024 / 128)} MiB of memory"), out problem);
        // A pass over the memory and back; a block of 64 octets is about a round.
        var rounds = 4 * blocks * parallelization;
        problem = rounds > DerivationBudget.MaxRounds ? SealProblem.TooCostly($"{rounds} hash iterations") : budget.Take(rounds);
        return problem is null ? ScryptDerivation.Derive(passphrase, salt, cost, blockSize, parallelization, length) : null;
    }

    // RFC 8018, 5.1.
    private static byte[] DeriveVersion1(HashAlgorithmName hash, Passphrase passphrase, byte[] salt, int rounds)
    {
        var octets = KeyPassphrase.Octets(passphrase.Characters);
        using var digest = IncrementalHash.CreateHash(hash);
        digest.AppendData(octets);
        digest.AppendData(salt);
        CryptographicOperations.ZeroMemory(octets);
        var result = digest.GetHashAndReset();
        for (var round = 1; round < rounds; round++)
        {
            digest.AppendData(result);
            digest.GetHashAndReset(result);
        }
        return result;
    }

    private static byte[]? Decrypt(Func<SymmetricAlgorithm> create, int keyBits, byte[] key, byte[] vector, byte[] data,
        out SealProblem? problem)
    {
        problem = null;
        try
        {
            using var cipher = create();
            if (vector.Length != cipher.BlockSize / 8)
                return Fail(SealProblem.Malformed, out problem);
            if (cipher is RC2)
                cipher.KeySize = keyBits;
            // Two of the three keys; the third is the first.
            cipher.Key = cipher is TripleDES && key.Length == 16 ? [.. key, .. key.AsSpan(0, 8)] : key;
            return cipher.DecryptCbc(data, vector);
        }
        catch (CryptographicException)
        {
            // Bad padding: that is all that a wrong passphrase shows.
            return Fail(SealProblem.WrongPassphrase, out problem);
        }
        catch (PlatformNotSupportedException)
        {
            return Fail(SealProblem.Unsupported("RC2, which this system does not have"), out problem);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[]? Fail(SealProblem reason, out SealProblem? problem)
    {
        problem = reason;
        return null;
    }
}
