using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>Reads the extensions of a certificate or of a request (RFC 5280, 4.2), with Go's complaints.</summary>
internal static class ExtensionReader
{
    // Real certificates have a dozen; beyond, comparing each with each would take too long.
    private const int FewExtensions = 32;

    private readonly record struct Extension(Slice Oid, bool IsCritical, Slice Value);

    /// <summary>Reads a SEQUENCE OF Extension; <paramref name="error"/> is Go's first complaint.</summary>
    public static CertificateExtensions Read(ReadOnlySpan<byte> whole, Der sequence, GoVersion go, out string? error)
    {
        // Go looks at the structure of all of them first, then at the contents.
        var list = new List<Extension>(8);
        error = ReadList(whole, sequence, list, go);
        var result = new CertificateExtensions();
        foreach (var extension in list)
        {
            var oid = Oid.Shortest(extension.Oid.Of(whole));
            var complaint = ReadValue(result, oid, extension.IsCritical, extension.Value.Of(whole), go, out var handled);
            error ??= complaint;
            if (oid is [0x55, 0x1d, 17])
                result.SubjectAltName = extension.Value;
            if (extension.IsCritical && !handled)
                result.UnhandledCritical.Add(Oid.Dotted(oid));
        }
        return result;
    }

    private static string? ReadList(ReadOnlySpan<byte> whole, Der sequence, List<Extension> list, GoVersion go)
    {
        string? error = null;
        HashSet<string>? many = null;
        while (!sequence.IsEmpty)
        {
            if (!sequence.TryRead(DerTag.Sequence, out var extension))
                return error ?? "x509: malformed extension";
            if (!extension.TryOid(out _, out var oid, go.Minor >= 21))
                return error ?? "x509: malformed extension OID field";
            var critical = false;
            if (extension.NextIs(DerTag.Boolean) && !extension.TryBoolean(out critical))
                return error ?? "x509: malformed extension critical field";
            if (!extension.TryRead(DerTag.OctetString, out var value))
                return error ?? "x509: malformed extension value field";
            list.Add(new Extension(oid, critical, value.Whole));
            error ??= FindDuplicate(whole, list, ref many, go);
        }
        return error;
    }

    private static string? FindDuplicate(ReadOnlySpan<byte> whole, List<Extension> list, ref HashSet<string>? many, GoVersion go)
    {
        if (!IsDuplicate(whole, list, ref many))
            return null;
        return go.Minor >= 23
            ? $"x509: certificate contains duplicate extension with OID \"{Oid.Dotted(list[^1].Oid.Of(whole))}\""
            : "x509: certificate contains duplicate extensions";
    }

    private static bool IsDuplicate(ReadOnlySpan<byte> whole, List<Extension> list, ref HashSet<string>? many)
    {
        var oid = Oid.Shortest(list[^1].Oid.Of(whole));
        if (list.Count > FewExtensions)
        {
            many ??= AllButLast(whole, list);
            return !many.Add(DerString.Raw(oid));
        }
        for (var i = 0; i < list.Count - 1; i++)
        {
            if (Oid.Shortest(list[i].Oid.Of(whole)).SequenceEqual(oid))
                return true;
        }
        return false;
    }

    private static HashSet<string> AllButLast(ReadOnlySpan<byte> whole, List<Extension> list)
    {
        var oids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count - 1; i++)
            oids.Add(DerString.Raw(Oid.Shortest(list[i].Oid.Of(whole))));
        return oids;
    }

    private static string? ReadValue(
        CertificateExtensions result, ReadOnlySpan<byte> oid, bool critical, ReadOnlySpan<byte> value, GoVersion go, out bool handled)
    {
        handled = true;
        if (oid.SequenceEqual(Oid.AuthorityInfoAccess))
        {
            return go.Minor >= 23 && critical
                ? "x509: authority info access incorrectly marked critical" : DistributionReader.CheckAuthorityInfo(value, go);
        }
        // 2.5.29.n, id-ce; anything else is nobody's.
        handled = oid is [0x55, 0x1d, _];
        if (!handled)
            return null;
        switch (oid[2])
        {
            case 15: return ReadKeyUsage(result, value);
            case 19: return ReadBasicConstraints(result, value, go);
            case 17: return SubjectAltNameReader.Read(result, value, go, out handled);
            case 30: return NameConstraintsReader.Read(result, value, critical, go, out handled);
            case 31: return DistributionReader.CheckPoints(value);
            case 35: return ReadAuthorityKeyId(result, value, critical, go);
            case 37: return ReadExtendedKeyUsages(result, value, go);
            case 14: return ReadSubjectKeyId(result, value, critical, go);
            case 32: return PolicyReader.ReadPolicies(result, value, go);
            case 33 or 36 or 54 when go.Minor >= 24: return PolicyReader.Read(result, oid[2], value);
            default:
                handled = false;
                return null;
        }
    }

    private static string? ReadKeyUsage(CertificateExtensions result, ReadOnlySpan<byte> value)
    {
        if (!new Der(value).TryBitString(out var bits, out _))
            return "x509: invalid key usage";
        var usage = 0;
        var octets = bits.Of(value);
        for (var bit = 0; bit < 9 && bit / 8 < octets.Length; bit++)
        {
            if ((octets[bit / 8] & (0x80 >> (bit % 8))) != 0)
                usage |= 1 << bit;
        }
        result.KeyUsage = usage;
        return null;
    }

    private static string? ReadBasicConstraints(CertificateExtensions result, ReadOnlySpan<byte> value, GoVersion go)
    {
        // Go 1.19 and 1.20 told the three places apart by a letter.
        var letters = go.Minor < 21;
        const string Invalid = "x509: invalid basic constraints";
        if (!new Der(value).TryRead(DerTag.Sequence, out var sequence))
            return letters ? Invalid + " a" : Invalid;
        var isAuthority = false;
        if (sequence.NextIs(DerTag.Boolean) && !sequence.TryBoolean(out isAuthority))
            return letters ? Invalid + " b" : Invalid;
        result.HasBasicConstraints = true;
        result.IsAuthority = isAuthority;
        if (!sequence.NextIs(DerTag.Integer))
            return null;
        if (!sequence.TryInt64(out var length) || (go.Minor >= 26 && length < 0))
            return letters ? Invalid + " c" : Invalid;
        result.MaxPathLength = length;
        return null;
    }

    private static string? ReadAuthorityKeyId(CertificateExtensions result, ReadOnlySpan<byte> value, bool critical, GoVersion go)
    {
        if (critical && go.Minor >= 23)
            return "x509: authority key identifier incorrectly marked critical";
        if (!new Der(value).TryRead(DerTag.Sequence, out var sequence))
            return "x509: invalid authority key identifier";
        if (!sequence.NextIs(DerTag.Context(0)))
            return null;
        if (!sequence.TryRead(DerTag.Context(0), out var id))
            return "x509: invalid authority key identifier";
        result.AuthorityKeyId = id.Rest.ToArray();
        return null;
    }

    private static string? ReadSubjectKeyId(CertificateExtensions result, ReadOnlySpan<byte> value, bool critical, GoVersion go)
    {
        if (critical && go.Minor >= 23)
            return "x509: subject key identifier incorrectly marked critical";
        if (!new Der(value).TryRead(DerTag.OctetString, out var id))
            return "x509: invalid subject key identifier";
        result.SubjectKeyId = id.Rest.ToArray();
        return null;
    }

    private static string? ReadExtendedKeyUsages(CertificateExtensions result, ReadOnlySpan<byte> value, GoVersion go)
    {
        result.ExtendedKeyUsages = [];
        if (!new Der(value).TryRead(DerTag.Sequence, out var sequence))
            return "x509: invalid extended key usages";
        while (!sequence.IsEmpty)
        {
            if (!sequence.TryOid(out var oid, go.Minor >= 21))
                return "x509: invalid extended key usages";
            result.ExtendedKeyUsages.Add(UsageNames.Extended(oid));
        }
        return null;
    }
}
