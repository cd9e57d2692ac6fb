using System.Formats.Asn1;
using System.Security.Cryptography;

namespace KubePki.Pki.Keys;

/// <summary>
/// Reads a PKCS#12 store (RFC 7292), modern or legacy, with .NET's ASN.1, hashes and ciphers. .NET's own loader is not asked: it takes any
/// number of rounds inside what is encrypted, and puts keys into the stores of some systems.
/// </summary>
internal sealed class Pkcs12Store(StoreContent content, KeyPassphrase given)
{
    private const string Data = "1.2.840.113549.1.7.1";
    private const string EncryptedData = "1.2.840.113549.1.7.6";
    private const string X509Certificate = "1.2.840.113549.1.9.22.1";
    private const string BagPrefix = "1.2.840.113549.1.12.10.1.";
    private const string Pbmac1 = "1.2.840.113549.1.5.14";
    private const int MaxDepth = 4;

    private static readonly Asn1Tag Explicit = new(TagClass.ContextSpecific, 0, isConstructed: true);

    private static readonly Dictionary<string, HashAlgorithmName> Digests = new(StringComparer.Ordinal)
    {
        ["1.3.14.3.2.26"] = HashAlgorithmName.SHA1,
        ["2.16.840.1.101.3.4.2.1"] = HashAlgorithmName.SHA256,
        ["2.16.840.1.101.3.4.2.2"] = HashAlgorithmName.SHA384,
        ["2.16.840.1.101.3.4.2.3"] = HashAlgorithmName.SHA512,
        ["1.2.840.113549.2.9"] = HashAlgorithmName.SHA256,
        ["1.2.840.113549.2.10"] = HashAlgorithmName.SHA384,
        ["1.2.840.113549.2.11"] = HashAlgorithmName.SHA512,
    };

    /// <summary>Reads the store.</summary>
    /// <exception cref="AsnContentException">It is malformed.</exception>
    public void Read(ReadOnlyMemory<byte> octets)
    {
        var store = new AsnReader(octets, AsnEncodingRules.BER).ReadSequence();
        store.ReadInteger();
        var safe = store.ReadSequence();
        if (safe.ReadObjectIdentifier() is not Data and var oid)
        {
            content.Problems.Add(SealProblem.Unsupported(oid));
            return;
        }
        var authenticated = safe.ReadSequence(Explicit).ReadOctetString();
        var mac = store.HasData ? store.ReadEncodedValue() : default(ReadOnlyMemory<byte>?);
        if (Choose(authenticated, mac, out var problem) is not { } choice)
        {
            content.Problems.Add(problem!);
            return;
        }
        ReadSafe(authenticated, choice);
    }

    private ReadOnlySpan<char> CharactersOf(Choice choice) => choice == Choice.Given ? given.Characters : [];

    // The passphrase is the one that was given, an empty one, or none: programs differ in how they write that there is none.
    private Choice? Choose(byte[] authenticated, ReadOnlyMemory<byte>? mac, out SealProblem? problem)
    {
        problem = null;
        foreach (var choice in (Choice[])[Choice.Empty, Choice.None, Choice.Given])
        {
            // Whoever must be asked is asked only when nothing else opens it.
            if (choice == Choice.Given && !given.IsGiven)
                continue;
            var passphrase = new Passphrase(CharactersOf(choice), choice == Choice.None);
            var isRight = mac is { } octets ? HasMac(authenticated, octets, passphrase, ref problem)
                : Opens(authenticated, passphrase, ref problem);
            if (isRight)
                return choice;
            if (problem is not null)
                return null;
        }
        problem = given.IsGiven ? SealProblem.WrongPassphrase : SealProblem.NoPassphrase;
        return null;
    }

    private bool HasMac(byte[] authenticated, ReadOnlyMemory<byte> macData, Passphrase passphrase, ref SealProblem? problem)
    {
        var mac = new AsnReader(macData, AsnEncodingRules.BER).ReadSequence();
        var digestInfo = mac.ReadSequence();
        var algorithm = digestInfo.ReadSequence();
        var (oid, expected, salt) = (algorithm.ReadObjectIdentifier(), digestInfo.ReadOctetString(), mac.ReadOctetString());
        byte[]? key;
        if (oid == Pbmac1)
        {
            var parameters = algorithm.ReadSequence();
            var derivation = parameters.ReadSequence();
            oid = parameters.ReadSequence().ReadObjectIdentifier();
            key = PasswordCipher.Derive(derivation, expected.Length, passphrase, given.Budget, out problem);
        }
        else
        {
            key = DeriveMacKey(oid, mac, salt, passphrase, out problem);
        }
        if (key is null)
            return false;
        if (!Digests.TryGetValue(oid, out var hash))
            problem = SealProblem.Unsupported(oid);
        return problem is null && CryptographicOperations.FixedTimeEquals(Hmac(hash, key, authenticated), expected);
    }

    private byte[]? DeriveMacKey(string oid, AsnReader mac, byte[] salt, Passphrase passphrase, out SealProblem? problem)
    {
        problem = Digests.TryGetValue(oid, out var hash) ? null : SealProblem.Unsupported(oid);
        var rounds = 1;
        if (problem is not null || (mac.HasData && !PasswordCipher.TryRounds(mac, 1, given.Budget, out rounds, out problem)))
            return null;
        using var digest = IncrementalHash.CreateHash(hash);
        return Pkcs12Derivation.Derive(hash, passphrase.Characters, passphrase.IsNull, Pkcs12Derivation.ForMac, salt, rounds,
            digest.HashLengthInBytes);
    }

    private static byte[] Hmac(HashAlgorithmName hash, byte[] key, byte[] data)
    {
        using var hmac = IncrementalHash.CreateHMAC(hash, key);
        hmac.AppendData(data);
        return hmac.GetHashAndReset();
    }

    // Without a MAC the first thing that is encrypted tells; where nothing is, any passphrase will do.
    private bool Opens(byte[] authenticated, Passphrase passphrase, ref SealProblem? problem)
    {
        var contents = new AsnReader(authenticated, AsnEncodingRules.BER).ReadSequence();
        while (contents.HasData)
        {
            var info = contents.ReadSequence();
            var oid = info.ReadObjectIdentifier();
            var shrouded = oid == Data ? FindShrouded(info.ReadSequence(Explicit).ReadOctetString()) : null;
            if (oid != EncryptedData && shrouded is null)
                continue;
            var plain = shrouded is { } key ? EncryptedKey.OpenPkcs8(key, passphrase, given.Budget, out problem)
                : Decrypt(info, passphrase, out problem);
            if (problem == SealProblem.WrongPassphrase)
                problem = null;
            var isRight = plain is [0x30, ..];
            CryptographicOperations.ZeroMemory(plain);
            return isRight;
        }
        return true;
    }

    private static ReadOnlyMemory<byte>? FindShrouded(byte[] octets)
    {
        var bags = new AsnReader(octets, AsnEncodingRules.BER).ReadSequence();
        while (bags.HasData)
        {
            var bag = bags.ReadSequence();
            if (bag.ReadObjectIdentifier() == BagPrefix + "2")
                return bag.ReadSequence(Explicit).ReadEncodedValue();
        }
        return null;
    }

    private byte[]? Decrypt(AsnReader info, Passphrase passphrase, out SealProblem? problem)
    {
        var data = info.ReadSequence(Explicit).ReadSequence();
        data.ReadInteger();
        var encrypted = data.ReadSequence();
        encrypted.ReadObjectIdentifier();
        return PasswordCipher.Decrypt(encrypted.ReadSequence(), encrypted.ReadOctetString(new Asn1Tag(TagClass.ContextSpecific, 0)),
            passphrase, given.Budget, out problem);
    }

    private void ReadSafe(byte[] authenticated, Choice choice)
    {
        var contents = new AsnReader(authenticated, AsnEncodingRules.BER).ReadSequence();
        while (contents.HasData)
        {
            var info = contents.ReadSequence();
            switch (info.ReadObjectIdentifier())
            {
                case Data:
                    ReadBags(info.ReadSequence(Explicit).ReadOctetString(), choice, isEncrypted: false, 0);
                    break;
                case EncryptedData:
                    ReadEncrypted(info, choice);
                    break;
                case var oid:
                    content.Problems.Add(SealProblem.Unsupported(oid));
                    break;
            }
        }
    }

    private void ReadEncrypted(AsnReader info, Choice choice)
    {
        if (Decrypt(info, new Passphrase(CharactersOf(choice), choice == Choice.None), out var problem) is not { } plain)
        {
            content.Problems.Add(problem!);
            return;
        }
        try
        {
            ReadBags(plain, choice, isEncrypted: true, 0);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private void ReadBags(ReadOnlyMemory<byte> octets, Choice choice, bool isEncrypted, int depth)
    {
        var bags = new AsnReader(octets, AsnEncodingRules.BER).ReadSequence();
        while (bags.HasData)
        {
            var bag = bags.ReadSequence();
            var kind = bag.ReadObjectIdentifier();
            var value = bag.ReadSequence(Explicit).ReadEncodedValue();
            switch (kind)
            {
                case BagPrefix + "1":
                    content.Keys.Add((value.ToArray(), isEncrypted));
                    break;
                case BagPrefix + "2":
                    ReadShroudedKey(value, choice);
                    break;
                case BagPrefix + "3":
                    ReadCertificate(value);
                    break;
                case BagPrefix + "6" when depth < MaxDepth:
                    ReadBags(value, choice, isEncrypted, depth + 1);
                    break;
            }
        }
    }

    private void ReadShroudedKey(ReadOnlyMemory<byte> value, Choice choice)
    {
        var key = EncryptedKey.OpenPkcs8(value, new Passphrase(CharactersOf(choice), choice == Choice.None), given.Budget, out var problem);
        if (key is null)
            content.Problems.Add(problem!);
        else
            content.Keys.Add((key, true));
    }

    private void ReadCertificate(ReadOnlyMemory<byte> value)
    {
        var certificate = new AsnReader(value, AsnEncodingRules.BER).ReadSequence();
        if (certificate.ReadObjectIdentifier() == X509Certificate)
            content.Certificates.Add(certificate.ReadSequence(Explicit).ReadOctetString());
    }

    private enum Choice
    {
        Given,
        Empty,
        None,
    }
}
