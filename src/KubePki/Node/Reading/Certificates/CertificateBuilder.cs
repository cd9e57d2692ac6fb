using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Reading.Certificates;

/// <summary>Turns what was parsed into the flat certificates that users see.</summary>
internal sealed class CertificateBuilder(AuthorityPool authorities, ReadOptions options)
{
    /// <summary>The directory that stands for the node's <c>/</c>.</summary>
    public string Root { get; init; } = "/";

    public string? NodeName { get; init; }

    public KubeCertificate Build(CertificateEntry entry)
    {
        var parsed = entry.Parsed;
        var whole = parsed.Raw.Span;
        var extensions = parsed.Extensions;
        var signer = authorities.FindSigner(parsed, entry.Budget);
        var notBefore = Time(parsed.NotBefore);
        var notAfter = Time(parsed.NotAfter);
        return new KubeCertificate
        {
            Name = entry.Name,
            Role = entry.Role,
            Path = entry.Path,
            NodePath = entry.NodePath,
            NodeName = NodeName,
            Root = Root,
            Index = entry.Index,
            Source = entry.Source,
            Entry = entry.Entry,
            Subject = parsed.Subject!.ToString(),
            CommonName = parsed.Subject.CommonName,
            Organization = TextList.From(parsed.Subject.Organization),
            Issuer = parsed.Issuer!.ToString(),
            SerialNumber = SerialText(parsed.Serial.Of(whole)),
            Fingerprint = Hex.Sha256(whole),
            PublicKeyHash = parsed.PublicKeyInfo.Length == 0 ? null : Hex.Sha256(parsed.PublicKeyInfo.Of(whole)),
            NotBefore = notBefore,
            NotAfter = notAfter,
            DnsNames = TextList.From(extensions.DnsNames),
            IPAddresses = TextList.From(extensions.IPAddresses.Select(address => GoText.Address(address))),
            EmailAddresses = TextList.From(extensions.EmailAddresses),
            Uris = TextList.From(extensions.Uris),
            Usages = extensions.ExtendedKeyUsages is { } usages ? TextList.From(usages) : TextList.Empty,
            KeyUsages = extensions.KeyUsage is { } bits ? TextList.From(UsageNames.FromBits(bits)) : TextList.Empty,
            IsAuthority = extensions.IsAuthority,
            KeyAlgorithm = parsed.PublicKey?.Algorithm,
            KeySize = parsed.PublicKey?.Size ?? 0,
            SignatureAlgorithm = parsed.SignatureAlgorithm?.Name,
            SubjectKeyId = extensions.SubjectKeyId is { } ski ? Hex.Lower(ski) : null,
            AuthorityKeyId = extensions.AuthorityKeyId is { } aki ? Hex.Lower(aki) : null,
            Authority = AuthorityText(entry, signer),
            ExternallyManaged = signer is null ? true : !signer.HasPrivateKey,
            HasKey = entry.HasKey,
            KeyPath = entry.KeyPath,
            KeyMatches = entry.KeyMatches,
            AsOf = options.AsOf,
            Status = StatusOf(notBefore, notAfter),
            GoError = parsed.GoError,
            Parsed = parsed,
        };
    }

    private static string? AuthorityText(CertificateEntry entry, AuthorityPool.Entry? signer)
    {
        if (signer is null)
            return null;
        var role = PkiRoles.Find(entry.Role);
        var expected = role?.Kind == PkiRoleKind.Authority ? role.Name : role?.Authority;
        // One key under two roles: the truth has both names.
        return expected is not null && expected != signer.Labels[0] && signer.Labels.Contains(expected)
            ? $"{signer.Labels[0]}, {expected}" : signer.Labels[0];
    }

    private string StatusOf(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        if (options.AsOf > notAfter)
            return CertificateStatus.Expired;
        if (options.AsOf < notBefore)
            return CertificateStatus.NotYetValid;
        return (options.ExpiresWithin ?? ExpiryThreshold.Default).Covers(notBefore, notAfter, options.AsOf)
            ? CertificateStatus.Expiring : CertificateStatus.Valid;
    }

    // Leading zeros go, as in kubectl's and OpenSSL's texts; a negative number keeps its sign.
    private static string SerialText(ReadOnlySpan<byte> serial)
    {
        if ((serial[0] & 0x80) == 0)
        {
            var digits = Hex.Lower(serial).TrimStart('0');
            return digits.Length == 0 ? "0" : digits;
        }
        var value = new System.Numerics.BigInteger(serial, isBigEndian: true);
        return "-" + Hex.Lower((-value).ToByteArray(isUnsigned: true, isBigEndian: true)).TrimStart('0');
    }

    // Years 0 and beyond 9999 exist in certificates, not in .NET.
    private static DateTimeOffset Time(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, -62135596800, 253402300799));
}
