namespace KubePki.Pki.X509;

/// <summary>
/// A request taken apart to the last octet: all that Go's parser passes over is kept or named here, so that nobody can hide in it. Go drops
/// unknown attributes, takes the last of several common names and the first of several lists of extensions, and never looks at SAN kinds
/// that it does not know.
/// </summary>
internal sealed class RequestAnatomy
{
    /// <summary>The subject's attributes in their order.</summary>
    public List<SubjectPart> Subject { get; } = [];

    /// <summary>The types of the request's attributes, dotted, in their order.</summary>
    public List<string> Attributes { get; } = [];

    /// <summary>The extensions of all extensionRequests, in their order.</summary>
    public List<RequestExtension> Extensions { get; } = [];

    /// <summary>The kinds of the subject alternative names (RFC 5280, 4.2.1.6), in their order.</summary>
    public List<int> NameKinds { get; } = [];

    /// <summary>Where the encoding is not what DER and RFC 2986 want; null when it is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Takes a request apart.</summary>
    public static RequestAnatomy Of(ReadOnlySpan<byte> der)
    {
        var anatomy = new RequestAnatomy();
        anatomy.Fault = DerCheck.Find(der) ?? anatomy.Read(der);
        return anatomy;
    }

    private string? Read(ReadOnlySpan<byte> der)
    {
        if (!new Der(der).TryRead(DerTag.Sequence, out var outer) || !outer.TryRead(DerTag.Sequence, out var info)
            || !outer.TryRead(DerTag.Sequence, out _) || !outer.TryBitString(out _, out var unused))
            return "it is not a certificate request (RFC 2986)";
        if (!outer.IsEmpty)
            return "there is data after the signature";
        if (unused != 0)
            return "the signature has unused bits";
        if (!info.TryInt64(out var version) || version != 0)
            return "its version is not 1";
        if (!info.TryRead(DerTag.Sequence, out var subject) || !info.TryRead(DerTag.Sequence, out var key))
            return "subject or public key is missing";
        var fault = ReadSubject(subject) ?? CheckKey(key);
        if (fault is not null || info.IsEmpty)
            return fault;
        if (!info.TryRead(DerTag.ContextConstructed(0), out var attributes) || !info.IsEmpty)
            return "there is data after the attributes";
        return ReadAttributes(attributes);
    }

    private string? ReadSubject(Der subject)
    {
        for (var rdn = 0; !subject.IsEmpty; rdn++)
        {
            if (!subject.TryRead(DerTag.Set, out var set) || set.IsEmpty)
                return "the subject has an empty part";
            while (!set.IsEmpty)
            {
                if (!set.TryRead(DerTag.Sequence, out var attribute) || !attribute.TryOid(out var type)
                    || !attribute.TryAny(out var tag, out var value, out _) || !attribute.IsEmpty)
                    return "the subject has a part that is not type and value";
                Subject.Add(new SubjectPart(rdn, Oid.Dotted(type), tag, DerString.Raw(value.Rest)));
            }
        }
        return null;
    }

    // An AlgorithmIdentifier has parameters or none, and then it ends.
    private static string? CheckKey(Der key)
    {
        if (!key.TryRead(DerTag.Sequence, out var algorithm) || !algorithm.TryOid(out var type)
            || !PublicKeyReader.TryParameters(ref algorithm, out _) || !algorithm.IsEmpty)
            return "the public key has extra or missing parts";
        var bits = key;
        if (!bits.TryRead(DerTag.BitString, out var content) || !key.TryBitString(out _, out var unused) || !key.IsEmpty)
            return "the public key has extra or missing parts";
        if (unused != 0)
            return "the public key has unused bits";
        return type.SequenceEqual(Oid.Rsa) ? CheckRsa(content.Rest[1..]) : null;
    }

    // Go reads modulus and exponent and looks no further; one key would have many faces.
    private static string? CheckRsa(ReadOnlySpan<byte> key)
    {
        if (DerCheck.Find(key) is { } fault)
            return "inside the public key " + fault;
        return new Der(key).TryRead(DerTag.Sequence, out var numbers) && numbers.TryInteger(out _) && numbers.TryInteger(out _)
            && numbers.IsEmpty
            ? null : "the public key has extra or missing parts";
    }

    private string? ReadAttributes(Der attributes)
    {
        while (!attributes.IsEmpty)
        {
            if (!attributes.TryRead(DerTag.Sequence, out var attribute) || !attribute.TryOid(out var type)
                || !attribute.TryRead(DerTag.Set, out var values) || !attribute.IsEmpty)
                return "an attribute is not type and values";
            Attributes.Add(Oid.Dotted(type));
            if (!type.SequenceEqual(Oid.ExtensionRequest))
                continue;
            if (!values.TryRead(DerTag.Sequence, out var extensions) || !values.IsEmpty)
                return "the extensionRequest does not have exactly one value";
            if (ReadExtensions(extensions) is { } fault)
                return fault;
        }
        return null;
    }

    private string? ReadExtensions(Der extensions)
    {
        while (!extensions.IsEmpty)
        {
            if (!extensions.TryRead(DerTag.Sequence, out var extension) || !extension.TryOid(out var type))
                return "an extension is malformed";
            var critical = false;
            if (extension.NextIs(DerTag.Boolean) && (!extension.TryBoolean(out critical) || !critical))
                return "an extension is explicitly not critical, which DER does not allow";
            if (!extension.TryRead(DerTag.OctetString, out var value) || !extension.IsEmpty)
                return "an extension has extra or missing parts";
            Extensions.Add(new RequestExtension(Oid.Dotted(type), critical));
            if (type is [0x55, 0x1d, 15 or 17 or 19 or 37] && DerCheck.Find(value.Rest) is { } fault)
                return "inside an extension " + fault;
            if (type is [0x55, 0x1d, 17] && !ReadNames(value))
                return "the subject alternative names are malformed";
        }
        return null;
    }

    private bool ReadNames(Der value)
    {
        if (!value.TryRead(DerTag.Sequence, out var names))
            return false;
        while (!names.IsEmpty)
        {
            if (!names.TryAny(out var tag, out _, out _) || (tag & 0xc0) != 0x80)
                return false;
            NameKinds.Add(tag & 0x1f);
        }
        return true;
    }
}
