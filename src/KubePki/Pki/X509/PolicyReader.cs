using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

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
            if (!sequence.TryRead(DerTag.Sequence, out var policy) || !TryPolicy(ref policy, go, out var oid))
                return Invalid;
            var octets = DerString.Raw(oid);
            if (!seen.Add(octets) && go.Minor >= 24)
                return Invalid;
            result.Policies.Add(octets);
        }
        return null;
    }

    /// <summary>Reads the extension 2.5.29.<paramref name="extension"/>: 33, 36 or 54.</summary>
    public static string? Read(CertificateExtensions result, byte extension, ReadOnlySpan<byte> value) => extension switch
    {
        33 => ReadMappings(result, value) ? null : "x509: invalid policy mappings extension",
        36 => ReadConstraints(result, value) ? null : "x509: invalid policy constraints extension",
        _ => ReadInhibitAny(result, value) ? null : "x509: invalid inhibit any policy extension",
    };

    // Since Go 1.22 the parts of a policy's OID may be of any size.
    private static bool TryPolicy(ref Der policy, GoVersion go, out ReadOnlySpan<byte> oid)
    {
        if (go.Minor < 22)
            return policy.TryOid(out oid, go.Minor >= 21);
        oid = default;
        if (!policy.TryRead(DerTag.Oid, out var content) || !Oid.IsMinimal(content.Rest))
            return false;
        oid = content.Rest;
        return true;
    }

    private static bool ReadMappings(CertificateExtensions result, ReadOnlySpan<byte> value)
    {
        if (!new Der(value).TryRead(DerTag.Sequence, out var sequence))
            return false;
        while (!sequence.IsEmpty)
        {
            // Go does not look into these OIDs.
            if (!sequence.TryRead(DerTag.Sequence, out var mapping)
                || !mapping.TryRead(DerTag.Oid, out var issuer) || !mapping.TryRead(DerTag.Oid, out var subject))
                return false;
            result.PolicyMappings.Add((DerString.Raw(issuer.Rest), DerString.Raw(subject.Rest)));
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
