using System.Globalization;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>Whether a certificate is for a name or an address: Go's VerifyHostname.</summary>
internal static class HostnameCheck
{
    // From so many on, Go 1.26 no longer lists them.
    private const int ManyNames = 100;

    /// <summary>Go's complaint, or null when the certificate is for this host.</summary>
    public static string? Check(ParsedCertificate certificate, string host, GoVersion go)
    {
        var literal = host is ['[', _, .., ']'] ? host[1..^1] : host;
        if (ParseHost(literal, go) is { } address)
            return certificate.Extensions.IPAddresses.Exists(san => GoAddress.AreEqual(san, address))
                ? null
                : Complain(certificate, literal, go);
        var wanted = Lower(host);
        var isHostname = IsHostname(wanted, isPattern: false, go);
        foreach (var name in certificate.Extensions.DnsNames)
        {
            // Wildcards and the trailing dot are for well-formed names; anything else must be the same to the letter.
            var matches = isHostname && IsHostname(name, isPattern: true, go) ? Matches(name, wanted) : IsSame(name, wanted);
            if (matches)
                return null;
        }
        return Complain(certificate, host, go);
    }

    // Go 1.27 takes an address with a zone, and overlooks the zone.
    private static byte[]? ParseHost(string host, GoVersion go)
    {
        var zone = go.Minor < 27 || !host.Contains(':', StringComparison.Ordinal) ? -1 : host.IndexOf('%', StringComparison.Ordinal);
        return GoAddress.Parse(zone > 0 && zone < host.Length - 1 ? host[..zone] : host, go);
    }

    private static string Complain(ParsedCertificate certificate, string host, GoVersion go)
    {
        var extensions = certificate.Extensions;
        if (!extensions.HasSubjectAltName && Matches(certificate.Subject?.CommonName ?? "", host))
            return "x509: certificate relies on legacy Common Name field, use SANs instead";
        var isAddress = ParseHost(host, go) is not null;
        if (isAddress && extensions.IPAddresses.Count == 0)
            return $"x509: cannot validate certificate for {host} because it doesn't contain any IP SANs";
        var count = isAddress ? extensions.IPAddresses.Count : extensions.DnsNames.Count;
        if (go.Minor >= 26 && count >= ManyNames)
            return string.Create(CultureInfo.InvariantCulture,
                $"x509: certificate is valid for {count} {(isAddress ? "IP SANs" : "names")}, but none matched {host}");
        var valid = string.Join(", ", isAddress ? extensions.IPAddresses.Select(ip => GoText.Address(ip)) : extensions.DnsNames);
        return valid.Length == 0
            ? $"x509: certificate is not valid for any names, but wanted to match {host}"
            : $"x509: certificate is valid for {valid}, not {host}";
    }

    private static bool Matches(string pattern, string host)
    {
        pattern = Lower(pattern);
        host = Lower(host.EndsWith('.') ? host[..^1] : host);
        if (pattern.Length == 0 || host.Length == 0)
            return false;
        var patternLabels = pattern.Split('.');
        var hostLabels = host.Split('.');
        if (patternLabels.Length != hostLabels.Length)
            return false;
        for (var i = 0; i < patternLabels.Length; i++)
        {
            if ((i > 0 || patternLabels[i] != "*") && patternLabels[i] != hostLabels[i])
                return false;
        }
        return true;
    }

    private static bool IsSame(string name, string host) =>
        name is not ("" or ".") && host is not ("" or ".") && Lower(name) == Lower(host);

    private static bool IsHostname(string host, bool isPattern, GoVersion go)
    {
        if (!isPattern && host.EndsWith('.'))
            host = host[..^1];
        if (host.Length == 0 || (host == "*" && go.Minor >= 23))
            return false;
        var isFirst = true;
        foreach (var label in host.Split('.'))
        {
            if (label.Length == 0 || (!IsLabel(label) && !(isPattern && isFirst && label == "*")))
                return false;
            isFirst = false;
        }
        return true;
    }

    // The underscore is no letter of host names, but it is met inside of clusters.
    private static bool IsLabel(string label)
    {
        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }
        return label[0] != '-';
    }

    private static string Lower(string text) => string.Create(text.Length, text, (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
    });
}
