using System.Globalization;
using System.Net;
using KubePki.Model;

namespace KubePki.Node.Configuration;

/// <summary>
/// Refuses what kubeadm's validation refuses (cmd/kubeadm/app/apis/kubeadm/validation), so that no certificate says nonsense.
/// </summary>
internal static class SettingsCheck
{
    /// <summary>What is wrong, and with which value; none when all is well.</summary>
    public static IEnumerable<(string Reason, string? Source)> Complaints(NodeSpec spec, ClusterSettings settings)
    {
        if (spec.NodeName is { } node && !IsDnsName(node.Value, wildcard: false))
            yield return ($"'{node.Value}' is not a valid node name. Use lowercase letters, digits, hyphens and dots", node.Source);
        if (spec.AdvertiseAddress is { } address
            && (!IsAddress(address.Value) || !IPAddress.TryParse(address.Value, out var ip)
                || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
            yield return ($"'{address.Value}' is not a valid API server address", address.Source);
        if (spec.BindPort is { } port && !IsPort(port.Value))
            yield return ($"'{port.Value}' is not a valid port", port.Source);
        if (spec.ControlPlaneEndpoint is { } endpoint && !IsEndpoint(endpoint.Value))
            yield return ($"'{endpoint.Value}' is not a valid endpoint. Use HOST or HOST:PORT", endpoint.Source);
        if (spec.ServiceAddress is null && spec.ServiceSubnet is { } subnet)
            yield return ($"'{subnet.Value}' is not a valid address range such as 10.96.0.0/12", subnet.Source);
        if (spec.DnsDomain is { } domain && !IsDnsName(domain.Value, wildcard: false))
            yield return ($"'{domain.Value}' is not a valid DNS domain", domain.Source);
        if (spec.ClusterName is { } cluster && !cluster.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            yield return ($"'{cluster.Value}' is not a valid cluster name. Use letters, digits, hyphens and dots", cluster.Source);
        foreach (var name in settings.ApiServerNames.Concat(settings.EtcdServerNames)
            .Concat(settings.EtcdPeerNames).Where(name => !IsName(name.Value)))
            yield return ($"'{name.Value}' is not a valid address or DNS name", name.Source);
    }

    /// <summary>Whether a certificate can have this as a subject alternative name.</summary>
    public static bool IsName(string text) => IPAddress.TryParse(text.Trim('[', ']'), out _) || IsDnsName(text, wildcard: true);

    // To .NET, 10.1 is 10.0.0.1.
    private static bool IsAddress(string text) => text.Contains(':', StringComparison.Ordinal) || text.Split('.').Length == 4;

    private static bool IsEndpoint(string text)
    {
        var host = RequiredNames.HostOf(text);
        var rest = text.StartsWith('[') ? text[Math.Min(text.Length, host.Length + 2)..] : text == host ? "" : text[host.Length..];
        return IsName(host) && !host.StartsWith('*') && (rest.Length == 0 || (rest[0] == ':' && IsPort(rest[1..])));
    }

    private static bool IsPort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536;

    // RFC 1123; in a certificate the first label may be a star.
    private static bool IsDnsName(string text, bool wildcard)
    {
        var name = wildcard && text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return name.Length is > 0 and <= 253
            && name.Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
                && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' || (c == '_' && wildcard)));
    }
}
