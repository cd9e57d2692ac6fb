using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>Whether a certificate file and a key file can serve together: Go's tls.X509KeyPair.</summary>
internal static class KeyPair
{
    private const string Mismatch = "tls: private key does not match public key";

    /// <summary>Go's complaint, or null. Of the certificates only the first is parsed; of the keys only the first counts.</summary>
    public static string? Check(ReadOnlySpan<byte> certificates, ReadOnlySpan<byte> keys, GoVersion go)
    {
        if (FindCertificate(certificates, go, out var der) is { } noCertificate)
            return noCertificate;
        if (FindKey(keys, go, out var keyBlock) is { } noKey)
            return noKey;
        try
        {
            var certificate = CertificateParser.Parse(der, go);
            if (certificate.GoError is not null)
                return certificate.GoError;
            return ReadKey(keyBlock.Span, go, out var error) is { } key ? Compare(certificate, key) : error;
        }
        finally
        {
            SecretBytes.Wipe(keyBlock);
        }
    }

    private static string? FindCertificate(ReadOnlySpan<byte> text, GoVersion go, out ReadOnlyMemory<byte> der)
    {
        der = default;
        var pem = new GoPem(text, go);
        var skipped = new List<string>();
        while (pem.TryNext(out var block))
        {
            if (block.Label == "CERTIFICATE")
            {
                der = block.Data;
                return null;
            }
            skipped.Add(block.Label);
        }
        if (skipped.Count == 0)
            return "tls: failed to find any PEM data in certificate input";
        return skipped is [var only] && only.EndsWith("PRIVATE KEY", StringComparison.Ordinal)
            ? "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched"
            : "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of "
                + $"the following types: [{string.Join(' ', skipped)}]";
    }

    private static string? FindKey(ReadOnlySpan<byte> text, GoVersion go, out ReadOnlyMemory<byte> der)
    {
        der = default;
        var pem = new GoPem(text, go);
        var skipped = new List<string>();
        while (pem.TryNext(out var block))
        {
            if (block.Label == "PRIVATE KEY" || block.Label.EndsWith(" PRIVATE KEY", StringComparison.Ordinal))
            {
                der = block.Data;
                return null;
            }
            skipped.Add(block.Label);
        }
        if (skipped.Count == 0)
            return "tls: failed to find any PEM data in key input";
        return skipped is ["CERTIFICATE"]
            ? "tls: found a certificate rather than a key in the PEM for the private key"
            : "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of "
                + $"the following types: [{string.Join(' ', skipped)}]";
    }

    // Whatever the label says, each form is tried.
    private static GoPrivateKey? ReadKey(ReadOnlySpan<byte> der, GoVersion go, out string? error)
    {
        var key = GoKeyReader.ReadPkcs1(der, go) ?? GoKeyReader.ReadPkcs8(der, go) ?? GoKeyReader.ReadSec1(der, default, go);
        error = key is null ? "tls: failed to parse private key"
            : key.Kind == PublicKeyKind.X25519 ? "tls: found unknown private key type in PKCS#8 wrapping" : null;
        return error is null ? key : null;
    }

    private static string? Compare(ParsedCertificate certificate, GoPrivateKey key)
    {
        if (certificate.PublicKey
            is not { Kind: PublicKeyKind.Rsa or PublicKeyKind.Ecdsa or PublicKeyKind.Ed25519 or PublicKeyKind.MLDsa } own)
            return "tls: unknown public key algorithm";
        if (own.Kind != key.Kind)
            return "tls: private key type does not match public key type";
        var octets = own.Key.Of(certificate.Raw.Span);
        if (own.Kind == PublicKeyKind.Rsa)
            octets = octets.TrimStart((byte)0);
        // Go compares the coordinates and not the curve.
        return octets.SequenceEqual(key.PublicOctets) ? null : Mismatch;
    }
}
