using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>Reads PKCS#10 requests; complaints are those of Go's ParseCertificateRequest where it has words of its own.</summary>
internal static class RequestParser
{
    private const string Malformed = "asn1: structure error: malformed certificate request";

    public static ParsedRequest Parse(ReadOnlyMemory<byte> der, GoVersion go)
    {
        var request = new ParsedRequest { Raw = der };
        request.GoError = Read(request, der.Span, go);
        return request;
    }

    private static string? Read(ParsedRequest request, ReadOnlySpan<byte> whole, GoVersion go)
    {
        var input = new Der(whole);
        if (!input.TryRead(DerTag.Sequence, out var outer) || !outer.TryRead(DerTag.Sequence, out var info, out var infoElement))
            return Malformed;
        request.Info = infoElement;
        if (!info.TryInt64(out _) || !info.TryRead(DerTag.Sequence, out _, out var subject))
            return Malformed;
        request.Subject = DistinguishedName.Read(subject.Of(whole), go, out var error);
        if (!info.TryRead(DerTag.Sequence, out var key, out var keyElement))
            return error ?? Malformed;
        request.IsReadable = true;
        request.PublicKeyInfo = keyElement;
        request.PublicKey = PublicKeyReader.Read(whole, key, go, out var keyError);
        error ??= keyError;
        error ??= ReadAttributes(request, whole, info, go);
        if (!outer.TryRead(DerTag.Sequence, out var algorithm) || !algorithm.TryOid(out var oid)
            || !PublicKeyReader.TryParameters(ref algorithm, out var parameters) || !outer.TryBitString(out var signature, out _))
            return error ?? Malformed;
        request.SignatureAlgorithm = SignatureAlgorithms.Find(oid, parameters.Of(whole));
        request.Signature = signature;
        return error ?? (input.IsEmpty ? null : "asn1: syntax error: trailing data");
    }

    // SET OF Attribute, implicitly tagged 0; extensions are in the attribute extensionRequest (RFC 2985, 5.4.2).
    private static string? ReadAttributes(ParsedRequest request, ReadOnlySpan<byte> whole, Der info, GoVersion go)
    {
        if (!info.TryOptional(DerTag.ContextConstructed(0), out _, out var attributes))
            return Malformed;
        while (!attributes.IsEmpty)
        {
            if (!attributes.TryRead(DerTag.Sequence, out var attribute) || !attribute.TryOid(out var type))
                return Malformed;
            if (!type.SequenceEqual(Oid.ExtensionRequest))
                continue;
            if (!attribute.TryRead(DerTag.Set, out var values) || !values.TryRead(DerTag.Sequence, out var extensions))
                return Malformed;
            request.Extensions = ExtensionReader.Read(whole, extensions, go, out var error);
            return error;
        }
        return null;
    }
}
