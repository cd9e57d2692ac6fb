using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>
/// Reads an X.509 certificate (RFC 5280) with the strictness of Go's crypto/x509. It never throws: the first thing
/// that Go would refuse is kept in <see cref="ParsedCertificate.GoError"/>, in Go's words, and reading goes on where
/// the structure allows.
/// </summary>
internal static class CertificateParser
{
    /// <summary>Parses one certificate that must fill <paramref name="der"/> entirely.</summary>
    public static ParsedCertificate Parse(ReadOnlyMemory<byte> der, GoVersion go)
    {
        var certificate = new ParsedCertificate { Raw = der };
        certificate.GoError = ReadWhole(certificate, der.Span, go);
        return certificate;
    }

    private static string? ReadWhole(ParsedCertificate certificate, ReadOnlySpan<byte> whole, GoVersion go)
    {
        var input = new Der(whole);
        if (!input.TryRead(DerTag.Sequence, out var outer))
            return "x509: malformed certificate";
        var trailing = input.IsEmpty ? null : "x509: trailing data";
        if (!outer.TryRead(DerTag.Sequence, out var tbs, out var tbsElement))
            return "x509: malformed tbs certificate";
        certificate.Tbs = tbsElement;
        var error = ReadTbs(certificate, whole, ref tbs, outer, go);
        if (!outer.TryRead(DerTag.Sequence, out _) || !outer.TryBitString(out var signature, out var unused))
            return error ?? "x509: malformed signature";
        certificate.Signature = signature;
        certificate.SignatureUnusedBits = unused;
        return error ?? trailing;
    }

    private static string? ReadTbs(ParsedCertificate certificate, ReadOnlySpan<byte> whole, ref Der tbs, Der afterTbs, GoVersion go)
    {
        if (!TryVersion(ref tbs, out var version))
            return "x509: malformed version";
        // Go adds one, and the greatest number becomes the smallest, which is no version 3 and no error.
        certificate.Version = version == long.MaxValue ? 1 : (int)Math.Min(version, int.MaxValue - 1) + 1;
        var error = version is > 2 and < long.MaxValue ? "x509: invalid version" : null;

        if (!tbs.TryInteger(out var serial))
            return error ?? "x509: malformed serial number";
        certificate.Serial = serial;
        if (go.Minor >= 23 && (serial.Of(whole)[0] & 0x80) != 0)
            error ??= "x509: negative serial number";

        if (!tbs.TryRead(DerTag.Sequence, out var algorithm, out var algorithmElement))
            return error ?? "x509: malformed signature algorithm identifier";
        error ??= ReadSignatureAlgorithm(certificate, whole, algorithm, algorithmElement, afterTbs, go);

        if (!tbs.TryRead(DerTag.Sequence, out _, out var issuer))
            return error ?? "x509: malformed issuer";
        certificate.RawIssuer = issuer;
        certificate.Issuer = DistinguishedName.Read(issuer.Of(whole), go, out var issuerError);
        error ??= issuerError;

        if (!tbs.TryRead(DerTag.Sequence, out var validity))
            return error ?? "x509: malformed validity";
        if (!DerTime.TryRead(ref validity, go, out var notBefore, out var notBeforeZone, out var notBeforeError))
            return error ?? notBeforeError;
        if (!DerTime.TryRead(ref validity, go, out var notAfter, out var notAfterZone, out var notAfterError))
            return error ?? notAfterError;
        certificate.NotBefore = notBefore;
        certificate.NotAfter = notAfter;
        certificate.Zones = (notBeforeZone, notAfterZone);

        // Go says "issuer" here too.
        if (!tbs.TryRead(DerTag.Sequence, out _, out var subject))
            return error ?? "x509: malformed issuer";
        certificate.RawSubject = subject;
        certificate.Subject = DistinguishedName.Read(subject.Of(whole), go, out var subjectError);
        certificate.IsReadable = true;
        return error ?? subjectError ?? ReadKeyAndRest(certificate, whole, ref tbs, go);
    }

    private static bool TryVersion(ref Der tbs, out long version)
    {
        version = 0;
        return tbs.TryOptional(DerTag.ContextConstructed(0), out var present, out var field)
            && (!present || (field.TryInt64(out version) && field.IsEmpty && version >= 0));
    }

    private static string? ReadSignatureAlgorithm(
        ParsedCertificate certificate, ReadOnlySpan<byte> whole, Der algorithm, Slice element, Der afterTbs, GoVersion go)
    {
        if (!afterTbs.TryRead(DerTag.Sequence, out _, out var outerElement))
            return "x509: malformed algorithm identifier";
        var mismatch = element.Of(whole).SequenceEqual(outerElement.Of(whole))
            ? null : "x509: inner and outer signature algorithm identifiers don't match";
        if (!algorithm.TryOid(out var oid, go.Minor >= 21))
            return mismatch ?? "x509: malformed OID";
        if (!PublicKeyReader.TryParameters(ref algorithm, out var parameters))
            return mismatch ?? "x509: malformed parameters";
        certificate.SignatureAlgorithm = SignatureAlgorithms.Find(oid, parameters.Of(whole));
        return mismatch;
    }

    private static string? ReadKeyAndRest(ParsedCertificate certificate, ReadOnlySpan<byte> whole, ref Der tbs, GoVersion go)
    {
        if (!tbs.TryRead(DerTag.Sequence, out var info, out var infoElement))
            return "x509: malformed spki";
        certificate.PublicKeyInfo = infoElement;
        certificate.PublicKey = PublicKeyReader.Read(whole, info, go, out var error);
        if (certificate.Version == 1)
            return error;
        if (!tbs.TryOptional(DerTag.Context(1), out _, out _))
            return error ?? "x509: malformed issuerUniqueID";
        if (!tbs.TryOptional(DerTag.Context(2), out _, out _))
            return error ?? "x509: malformed subjectUniqueID";
        if (certificate.Version < 3)
            return error;
        if (!tbs.TryOptional(DerTag.ContextConstructed(3), out var present, out var field))
            return error ?? "x509: malformed extensions";
        if (!present)
            return error;
        if (!field.TryRead(DerTag.Sequence, out var extensions))
            return error ?? "x509: malformed extensions";
        certificate.Extensions = ExtensionReader.Read(whole, extensions, go, out var extensionError);
        return error ?? extensionError;
    }
}
