using KubePki.Model;
using KubePki.Trust;

namespace KubePki.Credentials;

/// <summary>What an API server says of a client certificate.</summary>
internal static class ChainJudge
{
    /// <summary>Go's words against a certificate; null when there are none.</summary>
    public static string? Refusal(KubeCertificate certificate, IReadOnlyList<KubeCertificate> authorities, DateTimeOffset asOf)
    {
        if (certificate.GoError is { } parse)
            return parse;
        if (asOf < certificate.NotBefore)
            return $"x509: certificate has expired or is not yet valid: current time {Rfc3339(asOf)} is before {Rfc3339(certificate.NotBefore)}";
        if (asOf > certificate.NotAfter)
            return $"x509: certificate has expired or is not yet valid: current time {Rfc3339(asOf)} is after {Rfc3339(certificate.NotAfter)}";
        if (!authorities.Any(authority => new AuthorityKey(authority.Parsed).Signed(certificate.Parsed)))
            return "x509: certificate signed by unknown authority";
        return null;
    }

    /// <summary>The day of a time, UTC, whatever calendar the machine has.</summary>
    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A time as Go prints it.</summary>
    public static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
