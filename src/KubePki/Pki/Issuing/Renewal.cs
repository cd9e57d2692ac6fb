using KubePki.Pki.X509;

namespace KubePki.Pki.Issuing;

/// <summary>Orders a certificate that says all that an old one says, but for key, serial number and dates.</summary>
internal static class Renewal
{
    // digitalSignature and keyEncipherment: what kubeadm gives to every leaf.
    public const int LeafKeyUsage = 0b101;

    // digitalSignature, keyEncipherment and keyCertSign: what kubeadm gives to every CA.
    public const int AuthorityKeyUsage = 0b10_0101;

    /// <summary>kubeadm's certificates of old have no basic constraints; all others are kept as they were.</summary>
    public static CertificateOrder Of(ParsedCertificate old, DateTimeOffset notBefore, DateTimeOffset notAfter) => new()
    {
        Subject = old.Raw.Slice(old.RawSubject.Start, old.RawSubject.Length),
        Names = AlternativeNameList.Of(old),
        Usages = old.Extensions.ExtendedKeyUsages ?? [],
        KeyUsage = old.Extensions.KeyUsage ?? LeafKeyUsage,
        IsAuthority = old.Extensions.IsAuthority,
        NotBefore = notBefore,
        NotAfter = notAfter,
        OtherExtensions = [.. ExtensionsOf(old).Where(extension => !ExtensionWriter.Made.Contains(OidOf(extension)))],
    };

    /// <summary>
    /// A CA that signs itself again with the key that it has: the same extensions to the octet, for the key identifiers in what it signed
    /// must still fit. Only an authority key identifier goes: it may name the old serial number.
    /// </summary>
    public static CertificateOrder OfAuthority(ParsedCertificate old, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        ReadOnlyMemory<byte>[] kept = [.. ExtensionsOf(old).Where(extension => OidOf(extension) != ExtensionWriter.AuthorityKeyId)];
        return new CertificateOrder
        {
            Subject = old.Raw.Slice(old.RawSubject.Start, old.RawSubject.Length),
            KeyUsage = AuthorityKeyUsage,
            IsAuthority = true,
            NotBefore = notBefore,
            NotAfter = notAfter,
            OtherExtensions = kept,
            OnlyOtherExtensions = kept.Length > 0,
        };
    }

    /// <summary>The OID of an extension; empty when it has none that can be read.</summary>
    public static string OidOf(ReadOnlyMemory<byte> extension) =>
        new Der(extension.Span).TryRead(DerTag.Sequence, out var fields) && fields.TryOid(out var oid, minimal: false) ? Oid.Dotted(oid)
            : "";

    private static List<ReadOnlyMemory<byte>> ExtensionsOf(ParsedCertificate old)
    {
        var all = new List<ReadOnlyMemory<byte>>();
        var tbs = old.Raw.Slice(old.Tbs.Start, old.Tbs.Length);
        new Der(tbs.Span).TryRead(DerTag.Sequence, out var fields);
        while (fields.TryAny(out var tag, out var content, out _))
        {
            if (tag != DerTag.ContextConstructed(3) || !content.TryRead(DerTag.Sequence, out var extensions))
                continue;
            while (extensions.TryAny(out _, out _, out var extension))
                all.Add(tbs.Slice(extension.Start, extension.Length));
        }
        return all;
    }
}
