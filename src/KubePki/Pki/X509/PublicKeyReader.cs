using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>Reads a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7; RFC 3279; RFC 5480; RFC 8410).</summary>
internal static class PublicKeyReader
{
    /// <summary>Reads the content of a SubjectPublicKeyInfo; <paramref name="error"/> is Go's complaint.</summary>
    public static PublicKey? Read(ReadOnlySpan<byte> whole, Der info, GoVersion go, out string? error)
    {
        if (!info.TryRead(DerTag.Sequence, out var algorithm))
            return Fail("x509: malformed public key algorithm identifier", out error);
        if (!algorithm.TryOid(out var oid, go.Minor >= 21))
            return Fail("x509: malformed OID", out error);
        if (!TryParameters(ref algorithm, out var parameters))
            return Fail("x509: malformed parameters", out error);
        if (!info.TryBitString(out var bits, out _))
            return Fail("x509: malformed subjectPublicKey", out error);
        if (oid.SequenceEqual(Oid.Rsa))
            return ReadRsa(whole, parameters.Of(whole), bits, out error);
        if (oid.SequenceEqual(Oid.Ec))
            return ReadEc(whole, parameters.Of(whole), bits, go, out error);
        if (oid.SequenceEqual(Oid.Ed25519))
            return ReadEdwards(PublicKeyKind.Ed25519, "Ed25519", parameters, bits, out error);
        if (oid.SequenceEqual(Oid.X25519) && go.Minor >= 20)
            return ReadEdwards(PublicKeyKind.X25519, "X25519", parameters, bits, out error);
        if (oid.SequenceEqual(Oid.Dsa))
            return ReadDsa(whole, parameters.Of(whole), bits, out error);
        if (LatticeParameters.FromOid(oid) is { } lattice && go.Minor >= 27)
            return ReadLattice(lattice, parameters, bits, out error);
        error = null;
        return new PublicKey { Kind = PublicKeyKind.Unknown, Algorithm = Oid.Dotted(oid), Key = bits };
    }

    /// <summary>The parameters of an AlgorithmIdentifier, empty when absent.</summary>
    public static bool TryParameters(ref Der algorithm, out Slice parameters)
    {
        parameters = new Slice(algorithm.Offset, 0);
        return algorithm.IsEmpty || algorithm.TryAny(out _, out _, out parameters);
    }

    private static PublicKey? ReadRsa(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> parameters, Slice bits, out string? error)
    {
        error = parameters is [DerTag.Null, 0] ? null : "x509: RSA key missing NULL parameters";
        var der = new Der(bits.Of(whole), bits.Start);
        if (!der.TryRead(DerTag.Sequence, out var key))
            return Fail(error ?? "x509: invalid RSA public key", out error);
        if (!key.TryInteger(out var modulus))
            return Fail(error ?? "x509: invalid RSA modulus", out error);
        var afterModulus = key;
        if (!key.TryInteger(out var exponent) || !afterModulus.TryInt64(out var e))
            return Fail(error ?? "x509: invalid RSA public exponent", out error);
        var wrong = !IsPositive(modulus.Of(whole)) ? "x509: RSA modulus is not a positive number"
            : e <= 0 ? "x509: RSA public exponent is not a positive number" : null;
        error ??= wrong;
        return new PublicKey
        {
            // Numbers like these verify nothing; .NET would not even say so.
            Kind = wrong is null ? PublicKeyKind.Rsa : PublicKeyKind.Unknown,
            Algorithm = "RSA",
            Size = BitLength(modulus.Of(whole)),
            Key = modulus,
            Exponent = exponent,
        };
    }

    private static PublicKey? ReadEc(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> parameters, Slice bits, GoVersion go, out string? error)
    {
        if (!new Der(parameters).TryOid(out var oid, go.Minor >= 21))
            return Fail("x509: invalid ECDSA parameters", out error);
        var curve = NamedCurve.FromOid(oid);
        var hasPoint = curve?.HasPoint(bits.Of(whole)) == true;
        error = hasPoint ? null : curve is null ? "x509: unsupported elliptic curve" : "x509: failed to unmarshal elliptic curve point";
        return new PublicKey
        {
            Kind = PublicKeyKind.Ecdsa,
            Algorithm = "ECDSA",
            Size = curve?.Bits ?? 0,
            Curve = hasPoint ? curve : null,
            Key = bits,
        };
    }

    private static PublicKey ReadEdwards(PublicKeyKind kind, string name, Slice parameters, Slice bits, out string? error)
    {
        // What Go knows as X25519 is no key of a certificate, so it has no complaint either.
        error = kind == PublicKeyKind.X25519 ? null
            : parameters.Length != 0 ? $"x509: {name} key encoded with illegal parameters"
            : bits.Length != 32 ? "x509: wrong Ed25519 public key size" : null;
        return new PublicKey { Kind = kind, Algorithm = name, Size = 256, Key = bits };
    }

    // RFC 9881, section 2.
    private static PublicKey ReadLattice(LatticeParameters lattice, Slice parameters, Slice bits, out string? error)
    {
        error = parameters.Length != 0 ? "x509: ML-DSA key encoded with illegal parameters"
            : bits.Length != lattice.PublicKeyLength ? "mldsa: invalid public key length" : null;
        return new PublicKey
        {
            // A key of another length verifies nothing.
            Kind = bits.Length == lattice.PublicKeyLength ? PublicKeyKind.MLDsa : PublicKeyKind.Unknown,
            Algorithm = lattice.Name,
            Lattice = lattice,
            Key = bits,
        };
    }

    private static PublicKey ReadDsa(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> parameters, Slice bits, out string? error)
    {
        var size = 0;
        error = null;
        if (!new Der(bits.Of(whole)).TryInteger(out var y))
            error = "x509: invalid DSA public key";
        else if (!new Der(parameters).TryRead(DerTag.Sequence, out var numbers) || !numbers.TryInteger(out var p)
            || !numbers.TryInteger(out var q) || !numbers.TryInteger(out var g))
            error = "x509: invalid DSA parameters";
        else if (!IsPositive(y.Of(bits.Of(whole))) || !IsPositive(p.Of(parameters))
            || !IsPositive(q.Of(parameters)) || !IsPositive(g.Of(parameters)))
            error = "x509: zero or negative DSA parameter";
        else
            size = BitLength(p.Of(parameters));
        return new PublicKey { Kind = PublicKeyKind.Dsa, Algorithm = "DSA", Size = size, Key = bits };
    }

    public static bool IsPositive(ReadOnlySpan<byte> integer) => (integer[0] & 0x80) == 0 && integer is not [0];

    /// <summary>The bit length of a non-negative INTEGER's content octets.</summary>
    public static int BitLength(ReadOnlySpan<byte> integer)
    {
        var significant = integer.TrimStart((byte)0);
        return significant.IsEmpty ? 0 : (significant.Length * 8) - System.Numerics.BitOperations.LeadingZeroCount(significant[0]) + 24;
    }

    private static PublicKey? Fail(string message, out string? error)
    {
        error = message;
        return null;
    }
}
