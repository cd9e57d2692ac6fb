using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>Whether a certificate may take its place in a chain, its signature aside.</summary>
internal static class AuthorityCheck
{
    /// <summary>Critical extensions that Go does not know.</summary>
    public static string? CheckExtensions(ParsedCertificate certificate) =>
        certificate.Extensions.UnhandledCritical.Count == 0 ? null : "x509: unhandled critical extension";

    /// <summary>The lifetime, whose last second still counts.</summary>
    public static string? CheckTime(ParsedCertificate certificate, Moment time)
    {
        const string Expired = "x509: certificate has expired or is not yet valid: current time ";
        if (time.IsBefore(certificate.NotBefore))
            return $"{Expired}{time} is before {new Moment(certificate.NotBefore, 0, certificate.Zones.NotBefore)}";
        return time.IsAfter(certificate.NotAfter)
            ? $"{Expired}{time} is after {new Moment(certificate.NotAfter, 0, certificate.Zones.NotAfter)}"
            : null;
    }

    /// <summary>Whether a CA may join a chain, which starts at the leaf.</summary>
    public static string? Check(
        PoolEntry authority, bool isRoot, IReadOnlyList<PoolEntry> chain, ChainQuestion question, ComparisonBudget budget) =>
        CheckExtensions(authority.Certificate) ?? CheckTime(authority.Certificate, question.Time)
        ?? CheckNames(authority, chain, question.Go, budget)
        ?? CheckConstraints(authority.Certificate, isRoot, chain.Count - 1);

    private static string? CheckNames(PoolEntry authority, IReadOnlyList<PoolEntry> chain, GoVersion go, ComparisonBudget budget)
    {
        if (go.Minor >= 26 || authority.Certificate.Extensions.NameConstraints is not { } constraints)
            return null;
        var comparison = new ConstraintComparison(constraints, go, budget);
        if (go.Minor >= 21)
            return chain.Select(below => comparison.Check(below)).FirstOrDefault(error => error is not null);
        // Up to Go 1.20: the leaf's names and the CA's own.
        return comparison.Check(chain[0]) ?? comparison.Check(authority);
    }

    // Self-issued certificates count as any other. A root without basicConstraints is an old one, and may be a CA.
    private static string? CheckConstraints(ParsedCertificate authority, bool isRoot, int intermediates)
    {
        var extensions = authority.Extensions;
        if (!isRoot && !extensions.IsAuthority)
            return "x509: certificate is not authorized to sign other certificates";
        return extensions.HasBasicConstraints && extensions.MaxPathLength >= 0 && intermediates > extensions.MaxPathLength
            ? "x509: too many intermediates for path length constraint" : null;
    }
}
