using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Pki.X509;

namespace KubePki.Pki.Keys;

/// <summary>
/// A private key while it is needed: to be written once, or to sign. It never leaves as text but for <see cref="WritePem"/>.
/// </summary>
internal sealed class PrivateKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;

    // What careful people ask of PBKDF2 with SHA-256: a fifth of a second.
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 600_000);

    private PrivateKey(AsymmetricAlgorithm key) => _key = key;

    /// <summary>A new key, made now: .NET would make it when it is first used, and so on one processor after the other.</summary>
    public static PrivateKey Create(KeyKind kind)
    {
        var key = new PrivateKey(kind.Curve is { } curve ? ECDsa.Create(curve) : RSA.Create(kind.RsaBits));
        key.PublicKeyInfo();
        return key;
    }

    /// <summary>The first private key of a file; null when it holds none that can sign (encrypted, of another kind, damaged).</summary>
    public static PrivateKey? Read(ReadOnlySpan<byte> file) => Read(file, null, out _);

    /// <summary>
    /// The first private key of a PEM file or of a PKCS#12 store, opened where it is encrypted; null when there is none that can sign.
    /// </summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="passphrase">What opens it; null to take keys that lie open only.</param>
    /// <param name="problem">Why an encrypted key stays closed; null when that is not the matter.</param>
    public static PrivateKey? Read(ReadOnlySpan<byte> file, KeyPassphrase? passphrase, out SealProblem? problem)
    {
        problem = null;
        if (StoreForm.Of(file) == StoreForm.Pkcs12)
            return ReadStore(file, passphrase, out problem);
        var blocks = new PemScanner(file);
        while (blocks.TryNext(out var block))
        {
            if (!block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
                continue;
            var isEncrypted = EncryptedKey.IsOne(block);
            if (isEncrypted && passphrase?.IsGiven != true)
            {
                problem ??= SealProblem.NoPassphrase;
                continue;
            }
            if (!isEncrypted)
                return Import(block.Data, isEncrypted: false);
            if (EncryptedKey.Open(block, passphrase!, out problem) is { } der)
                return Import(der, isEncrypted: true);
        }
        return null;
    }

    /// <summary>Whether the private key of a PEM text is encrypted.</summary>
    public static bool IsEncryptedIn(ReadOnlySpan<byte> file)
    {
        var blocks = new PemScanner(file);
        while (blocks.TryNext(out var block))
        {
            if (EncryptedKey.IsOne(block))
                return true;
        }
        return false;
    }

    /// <summary>Whether it came out of something encrypted.</summary>
    public bool WasEncrypted { get; private init; }

    public bool IsRsa => _key is RSA;

    /// <summary>The SubjectPublicKeyInfo.</summary>
    public byte[] PublicKeyInfo() => _key switch
    {
        RSA rsa => rsa.ExportSubjectPublicKeyInfo(),
        _ => ((ECDsa)_key).ExportSubjectPublicKeyInfo(),
    };

    /// <summary>Signs as Go does: RSA with PKCS#1 v1.5 and SHA-256, ECDSA with the hash of the curve's size.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => _key switch
    {
        RSA rsa => rsa.SignData(data.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        _ => ((ECDsa)_key).SignData(data.ToArray(), HashOf((ECDsa)_key), DSASignatureFormat.Rfc3279DerSequence),
    };

    /// <summary>The OID of such signatures.</summary>
    public string SignatureOid => _key switch
    {
        RSA => "1.2.840.113549.1.1.11",
        ECDsa { KeySize: 384 } => "1.2.840.10045.4.3.3",
        ECDsa { KeySize: 521 } => "1.2.840.10045.4.3.4",
        _ => "1.2.840.10045.4.3.2",
    };

    /// <summary>
    /// The key as kubeadm writes it: PKCS#1 for RSA, SEC1 for ECDSA; with a passphrase as encrypted PKCS#8. The caller wipes the octets.
    /// </summary>
    public byte[] WritePem(KeyPassphrase? passphrase = null)
    {
        if (passphrase is not null)
            return Pem.Write("ENCRYPTED PRIVATE KEY", _key.ExportEncryptedPkcs8PrivateKey(passphrase.Characters, Encryption));
        var der = _key switch
        {
            RSA rsa => rsa.ExportRSAPrivateKey(),
            _ => ((ECDsa)_key).ExportECPrivateKey(),
        };
        try
        {
            return Pem.Write(IsRsa ? "RSA PRIVATE KEY" : "EC PRIVATE KEY", der);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>The certificate with this key, for handshakes. The caller disposes both.</summary>
    public X509Certificate2 Join(X509Certificate2 certificate)
    {
        var joined = _key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)_key);
        if (!OperatingSystem.IsWindows())
            return joined;
        // Windows takes only keys that its key storage holds; this one goes away with the certificate.
        using (joined)
            return new X509Certificate2(joined.Export(X509ContentType.Pkcs12));
    }

    public void Dispose() => _key.Dispose();

    private static PrivateKey? ReadStore(ReadOnlySpan<byte> file, KeyPassphrase? passphrase, out SealProblem? problem)
    {
        var octets = file.ToArray();
        var store = StoreContent.Read(octets, passphrase ?? KeyPassphrase.None());
        CryptographicOperations.ZeroMemory(octets);
        problem = store.Problems.FirstOrDefault();
        PrivateKey? first = null;
        foreach (var (der, isEncrypted) in store.Keys)
        {
            if (first is null)
                first = Import(der, isEncrypted);
            else
                SecretBytes.Wipe(der);
        }
        return first;
    }

    private static PrivateKey? Import(ReadOnlyMemory<byte> der, bool isEncrypted)
    {
        var key = Import(der.Span);
        SecretBytes.Wipe(der);
        return key is null ? null : new PrivateKey(key) { WasEncrypted = isEncrypted };
    }

    private static AsymmetricAlgorithm? Import(ReadOnlySpan<byte> der)
    {
        AsymmetricAlgorithm? key = null;
        try
        {
            if (KeyParser.ReadPrivate(der) is not { } parsed)
                return null;
            key = parsed.Algorithm switch
            {
                "RSA" => RSA.Create(),
                "ECDSA" => ECDsa.Create(),
                _ => null,
            };
            // What the label says may be wrong; the structure is not.
            switch (key, parsed.Format)
            {
                case (null, _):
                    return null;
                case (RSA rsa, "PKCS#1"):
                    rsa.ImportRSAPrivateKey(der, out _);
                    return rsa;
                case (ECDsa ecdsa, "SEC1"):
                    ecdsa.ImportECPrivateKey(der, out _);
                    break;
                default:
                    key.ImportPkcs8PrivateKey(der, out _);
                    break;
            }
            // The platform imports a key of zero, and only stumbles over it when it is used.
            if (key is ECDsa curve)
                curve.ExportSubjectPublicKeyInfo();
            return key;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            // A key that the platform does not take cannot sign here.
            key?.Dispose();
            return null;
        }
    }

    private static HashAlgorithmName HashOf(ECDsa key) => key.KeySize switch
    {
        384 => HashAlgorithmName.SHA384,
        521 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };
}
