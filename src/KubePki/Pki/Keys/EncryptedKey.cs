using System.Formats.Asn1;
using System.Security.Cryptography;
using KubePki.Ciphers;
using KubePki.Pki.X509;

namespace KubePki.Pki.Keys;

/// <summary>Opens encrypted private keys: PKCS#8 (RFC 5958, section 3), and PEM blocks with a <c>DEK-Info</c> header (RFC 1421).</summary>
internal static class EncryptedKey
{
    /// <summary>Whether a block is a private key that is encrypted.</summary>
    public static bool IsOne(PemBlock block) => block.Label == "ENCRYPTED PRIVATE KEY"
        || (block.IsEncrypted && KeyParser.IsKeyLabel(block.Label));

    /// <summary>
    /// Whether a DER file is an EncryptedPrivateKeyInfo: two elements, the first a SEQUENCE and the second an OCTET STRING.
    /// </summary>
    public static bool IsOne(ReadOnlySpan<byte> der) => new Der(der).TryRead(DerTag.Sequence, out var info)
        && info.TryRead(DerTag.Sequence, out var algorithm)
        && algorithm.NextIs(DerTag.Oid) && info.TryRead(DerTag.OctetString, out _) && info.IsEmpty;

    /// <summary>The public part of an encrypted key, or why it stays closed.</summary>
    public static OpenedKey Look(PemBlock block, KeyPassphrase passphrase) => passphrase.Remember(block.Data.Span, () =>
    {
        var der = Open(block, passphrase, out var problem);
        return Look(der, block.DekInfo is null ? "PKCS#8" : null, problem);
    });

    /// <summary>The public part of an encrypted key in DER, or why it stays closed.</summary>
    public static OpenedKey Look(byte[] der, KeyPassphrase passphrase) => passphrase.Remember(der, () =>
    {
        var plain = OpenPkcs8(der, new Passphrase(passphrase.Characters), passphrase.Budget, out var problem);
        return Look(plain, "PKCS#8", problem);
    });

    /// <summary>The octets of an encrypted key, which the caller wipes; null with the reason.</summary>
    public static byte[]? Open(PemBlock block, KeyPassphrase passphrase, out SealProblem? problem)
    {
        var der = block.DekInfo is null
            ? OpenPkcs8(block.Data, new Passphrase(passphrase.Characters), passphrase.BudgetFor(block.Data.Span), out problem)
            : OpenLegacy(block.DekInfo, block.Data.Span, passphrase, out problem);
        // Noise may look well padded; it is hardly ever a key.
        if (der is null || KeyParser.ReadPrivate(der) is not null)
            return der;
        CryptographicOperations.ZeroMemory(der);
        problem = SealProblem.WrongPassphrase;
        return null;
    }

    /// <summary>The octets of an EncryptedPrivateKeyInfo, which the caller wipes; null with the reason.</summary>
    public static byte[]? OpenPkcs8(ReadOnlyMemory<byte> der, Passphrase passphrase, DerivationBudget budget, out SealProblem? problem)
    {
        try
        {
            var info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            return PasswordCipher.Decrypt(info.ReadSequence(), info.ReadOctetString(), passphrase, budget, out problem);
        }
        catch (AsnContentException)
        {
            problem = SealProblem.Malformed;
            return null;
        }
    }

    private static byte[]? OpenLegacy(string dekInfo, ReadOnlySpan<byte> data, KeyPassphrase passphrase, out SealProblem? problem)
    {
        var parts = dekInfo.Split(',', 2, StringSplitOptions.TrimEntries);
        problem = null;
        if (LegacyPemCipher.VectorLength(parts[0]) is var length && length == 0)
            problem = SealProblem.Unsupported(NameOf(parts[0]));
        else if (parts.Length != 2 || parts[1].Length != 2 * length || !parts[1].All(char.IsAsciiHexDigit))
            problem = SealProblem.Malformed;
        if (problem is not null)
            return null;
        var octets = KeyPassphrase.Octets(passphrase.Characters);
        try
        {
            var plain = LegacyPemCipher.Decrypt(parts[0], Convert.FromHexString(parts[1]), octets, data);
            problem = plain is null ? SealProblem.WrongPassphrase : null;
            return plain;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    // A file can call it whatever it likes, and it is shown to people.
    private static string NameOf(string cipher) =>
        cipher.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') ? cipher : "with an invalid name";

    private static OpenedKey Look(byte[]? der, string? format, SealProblem? problem)
    {
        if (der is null)
            return new OpenedKey(null, problem);
        var key = KeyParser.ReadPrivate(der);
        CryptographicOperations.ZeroMemory(der);
        return key is null ? new OpenedKey(null, SealProblem.WrongPassphrase) : new OpenedKey(key.AsEncrypted(format ?? key.Format), null);
    }
}
