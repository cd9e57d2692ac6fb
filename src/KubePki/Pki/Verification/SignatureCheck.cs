using System.Numerics;
using System.Security.Cryptography;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>Whether a CA may have signed a certificate, and did: Go's CheckSignatureFrom.</summary>
internal static class SignatureCheck
{
    private const string Unimplemented = "x509: cannot verify signature: algorithm unimplemented";
    private const string Specifies = "x509: signature algorithm specifies an";
    private const string NotAuthority = "x509: invalid signature: parent certificate cannot sign this kind of certificate";

    // keyCertSign of RFC 5280, 4.2.1.3.
    private const int CertSign = 1 << 5;

    /// <summary>Go's complaint, or null when the signature holds.</summary>
    public static string? Check(ParsedCertificate child, PoolEntry parent, GoVersion go)
    {
        var authority = parent.Certificate;
        var extensions = authority.Extensions;
        if (extensions.HasBasicConstraints ? !extensions.IsAuthority : authority.Version == 3)
            return NotAuthority;
        if (extensions.KeyUsage is { } usage && usage != 0 && (usage & CertSign) == 0)
            return NotAuthority;
        if (authority.PublicKey is not { Kind: not (PublicKeyKind.Unknown or PublicKeyKind.X25519) } key
            || child.SignatureAlgorithm is not { } algorithm)
            return Unimplemented;
        return CheckAlgorithm(algorithm, key, go) ?? CheckKey(authority, key, go) ?? CheckOctets(child, parent, key, go);
    }

    private static string? CheckAlgorithm(SignatureAlgorithm algorithm, PublicKey key, GoVersion go)
    {
        if (algorithm.Hash is null && algorithm.Key != PublicKeyKind.Ed25519 && !(algorithm.Key == PublicKeyKind.MLDsa && go.Minor >= 27))
            return Unimplemented;
        if (algorithm.Hash == HashAlgorithmName.MD5 || algorithm.Hash == HashAlgorithmName.SHA1)
        {
            // Up to Go 1.23 there was a way back.
            var hint = go.Minor < 24 && algorithm.Name is ("SHA1-RSA" or "ECDSA-SHA1")
                ? " (temporarily override with GODEBUG=x509sha1=1)"
                : "";
            return $"x509: cannot verify signature: insecure algorithm {algorithm.Name}{hint}";
        }
        if (key.Kind == PublicKeyKind.Dsa)
            return Unimplemented;
        if (algorithm.Key != key.Kind)
            return $"{Specifies} {Name(algorithm.Key)} public key, but have public key of type {GoType(key.Kind)}";
        return key.Lattice is not { } lattice || algorithm.Name == lattice.Name ? null
            : $"{Specifies} ML-DSA public key with {algorithm.Name} parameters, but have a public key with {lattice.Name} parameters";
    }

    // Since Go 1.24 RSA looks at the key before it computes.
    private static string? CheckKey(ParsedCertificate authority, PublicKey key, GoVersion go)
    {
        if (key.Kind != PublicKeyKind.Rsa || go.Minor < 24)
            return null;
        if (key.Size < 1024)
            return $"crypto/rsa: {key.Size}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)";
        var whole = authority.Raw.Span;
        if ((key.Key.Of(whole)[^1] & 1) == 0)
            return "crypto/rsa: public modulus is even";
        var exponent = new BigInteger(key.Exponent.Of(whole), isBigEndian: true);
        return exponent < 2 ? "crypto/rsa: public exponent too small or negative"
            : exponent.IsEven ? "crypto/rsa: public exponent is even"
            : exponent > int.MaxValue ? "crypto/rsa: public exponent too large" : null;
    }

    private static string? CheckOctets(ParsedCertificate child, PoolEntry parent, PublicKey key, GoVersion go) =>
        parent.Key.Signed(child, wrapsAround: go.Minor < 20) ? null : key.Kind switch
        {
            PublicKeyKind.Rsa => "crypto/rsa: verification error",
            PublicKeyKind.Ecdsa => "x509: ECDSA verification failure",
            PublicKeyKind.MLDsa => $"x509: ML-DSA verification failure: {parent.Key.LatticeComplaint(child)}",
            _ => "x509: Ed25519 verification failure",
        };

    private static string Name(PublicKeyKind kind) => kind switch
    {
        PublicKeyKind.Rsa => "RSA",
        PublicKeyKind.Dsa => "DSA",
        PublicKeyKind.Ecdsa => "ECDSA",
        PublicKeyKind.MLDsa => "ML-DSA",
        _ => "Ed25519",
    };

    private static string GoType(PublicKeyKind kind) => kind switch
    {
        PublicKeyKind.Rsa => "*rsa.PublicKey",
        PublicKeyKind.Ecdsa => "*ecdsa.PublicKey",
        PublicKeyKind.MLDsa => "*mldsa.PublicKey",
        _ => "ed25519.PublicKey",
    };
}
