using System.Net;
using KubePki.Model;

namespace KubePki.Checks.Content;

/// <summary>Whether a serving certificate is good for a name or an address, by Go's rules.</summary>
internal static class ServerNames
{
    /// <summary>Go's words against a name; null when the certificate has it.</summary>
    public static string? Refusal(KubeCertificate certificate, string name)
    {
        if (IPAddress.TryParse(name.Trim('[', ']'), out var address))
        {
            if (certificate.IPAddresses.Any(known => IPAddress.TryParse(known, out var other) && Same(other, address)))
                return null;
            return certificate.IPAddresses.Count == 0 ? $"x509: cannot validate certificate for {name} because it doesn't contain any IP SANs"
                : $"x509: certificate is valid for {certificate.IPAddresses}, not {name}";
        }
        if (certificate.DnsNames.Any(pattern => Matches(pattern, name.TrimEnd('.'))))
            return null;
        return certificate.DnsNames.Count == 0 ? $"x509: certificate is not valid for any names, but wanted to match {name}"
            : $"x509: certificate is valid for {certificate.DnsNames}, not {name}";
    }

    private static bool Same(IPAddress a, IPAddress b) => a.MapToIPv6().Equals(b.MapToIPv6());

    // A star stands for one label, the first.
    private static bool Matches(string pattern, string name)
    {
        if (string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase))
            return true;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return pattern.StartsWith("*.", StringComparison.Ordinal) && dot > 0 && string.Equals(pattern[1..], name[dot..], StringComparison.OrdinalIgnoreCase);
    }
}
