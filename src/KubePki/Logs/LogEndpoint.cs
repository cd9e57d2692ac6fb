using System.Text.RegularExpressions;

namespace KubePki.Logs;

/// <summary>Whom a line was speaking to, and which certificate it names: what any entry may have besides its own values.</summary>
internal static partial class LogEndpoint
{
    public static void AddTo(LogValues values, string text)
    {
        if (values["endpoint"] is null && Peer().Match(text) is { Success: true } peer)
            values.Add("endpoint", peer.Groups["host"].Value + ":" + (peer.Groups["port"] is { Success: true } port ? port.Value : "443"));
        if (text.Contains("X509SHA256=", StringComparison.Ordinal) && Fingerprint().Match(text) is { Success: true } fingerprint)
            values.Add("fingerprint", fingerprint.Groups["hex"].Value.ToLowerInvariant());
    }

    /// <summary>The port of an endpoint; 0 when there is none.</summary>
    public static int PortOf(string? endpoint) =>
        endpoint is not null && int.TryParse(endpoint.AsSpan(endpoint.LastIndexOf(':') + 1), out var port) ? port : 0;

    /// <summary>The host of an endpoint, without brackets.</summary>
    public static string? HostOf(string? endpoint) => endpoint?[..Math.Max(0, endpoint.LastIndexOf(':'))].Trim('[', ']');

    // A server: https://host:port, grpc's {host:port and Addr: "host:port", etcd's endpoints. A client's port says nothing and is not
    // sought.
    [GeneratedRegex("""(?:https://|connect to \{|Addr: "|addr: """
        + """|etcd-endpoints://\w+/)(?<host>\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)(?::(?<port>[0-9]{1,5}))?""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Peer();

    [GeneratedRegex("X509SHA256=(?<hex>[0-9A-Fa-f]{64})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Fingerprint();
}
