namespace KubePki.X509;

/// <summary>Certificate policies; and policy mappings, policy constraints and inhibitAnyPolicy, which Go reads since 1.24.</summary>
internal static class PolicyReader
{
    /// <summary>Reads certificatePolicies (RFC 5280, 4.2.1.4).</summary>
    public static string? ReadPolicies(CertificateExtensions result, ReadOnlySpan<byte> value, GoVersion go)
    {
        const string Invalid = "x509: invalid certificate policies";
        if (!new Der(value).TryRead(DerTag.Sequence, out var sequence))
            return Invalid;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!sequence.IsEmpty)
        {
            if (!sequence.TryRead(DerTag.Sequence, out var policy) || !policy.TryOid(out var oid, go.Minor >= 21))
                return Invalid;
            var octets = DerString.Raw(oid);
            if (!seen.Add(octets) && go.Minor >= 24)
                return Invalid;
            result.Policies.Add(octets);
        }
        return null;
    }

    /// <summary>Reads the extension 2.5.29.<paramref name="extension"/>: 33, 36 or 54.</summary>
    public static string? Read(CertificateExtensions result, byte extension, ReadOnlySpan<byte> value, GoVersion go) => extension switch
    {
        33 => ReadMappings(result, value, go) ? null : "x509: invalid policy mappings extension",
        36 => ReadConstraints(result, value) ? null : "x509: invalid policy constraints extension",
        _ => ReadInhibitAny(result, value) ? null : "x509: invalid inhibit any policy extension",
    };

    private static bool ReadMappings(CertificateExtensions result, ReadOnlySpan<byte> value, GoVersion go)
    {
        if (!new Der(value).TryRead(DerTag.Sequence, out var sequence))
            return false;
        while (!sequence.IsEmpty)
        {
            if (!sequence.TryRead(DerTag.Sequence, out var mapping)
                || !mapping.TryOid(out var issuer, go.Minor >= 21) || !mapping.TryOid(out var subject, go.Minor >= 21))
                return false;
            result.PolicyMappings.Add((DerString.Raw(issuer), DerString.Raw(subject)));
        }
        return true;
    }

    private static bool ReadConstraints(CertificateExtensions result, ReadOnlySpan<byte> value)
    {
        if (!new Der(value).TryRead(DerTag.Sequence, out var sequence))
            return false;
        if (sequence.NextIs(DerTag.Context(0)))
        {
            if (!sequence.TryInt64(out var require, DerTag.Context(0)))
                return false;
            result.RequireExplicitPolicy = require;
        }
        if (!sequence.NextIs(DerTag.Context(1)))
            return true;
        if (!sequence.TryInt64(out var inhibit, DerTag.Context(1)))
            return false;
        result.InhibitPolicyMapping = inhibit;
        return true;
    }

    private static bool ReadInhibitAny(CertificateExtensions result, ReadOnlySpan<byte> value)
    {
        if (!new Der(value).TryInt64(out var inhibit))
            return false;
        result.InhibitAnyPolicy = inhibit;
        return true;
    }
}
