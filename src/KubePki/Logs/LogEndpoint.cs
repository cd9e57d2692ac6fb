using System.Text.RegularExpressions;

namespace KubePki.Logs;

/// <summary>Whom a line was speaking to, and which certificate it names: what any entry may have besides its own values.</summary>
internal static partial class LogEndpoint
{
    private const string Https = "443";

    /// <summary>
    /// The server that the words before a place are about: the last one before it, or the first one behind; never where to read on.
    /// </summary>
    /// <param name="text">The line.</param>
    /// <param name="end">Where the error ends.</param>
    public static LogServer? ServerIn(string text, int end)
    {
        Match? found = null;
        for (var match = Peer().Match(text); match.Success && (found is null || match.Index < end); match = match.NextMatch())
            found = match;
        return found is null || text[..found.Index].EndsWith("(see ", StringComparison.Ordinal) ? null : new LogServer(
            found.Groups["host"].Value, found.Groups["port"] is { Success: true } port ? port.Value : Https, found.Groups["way"].Value);
    }

    /// <summary>Adds the server, and what identifies a certificate, to the values of a line.</summary>
    public static void AddTo(LogValues values, LogServer? server, string text)
    {
        if (values["endpoint"] is null && server is not null)
            values.Add("endpoint", server.Endpoint);
        if (text.Contains("X509SHA256=", StringComparison.Ordinal) && Fingerprint().Match(text) is { Success: true } fingerprint)
            values.Add("fingerprint", fingerprint.Groups["hex"].Value.ToLowerInvariant());
        if (!text.Contains("SN=", StringComparison.Ordinal) || Identity().Match(text) is not { Success: true } identity)
            return;
        foreach (var name in (ReadOnlySpan<string>)["serial", "skid", "akid"])
        {
            if (values[name] is null && identity.Groups[name].Length > 0)
                values.Add(name, identity.Groups[name].Value);
        }
    }

    /// <summary>The port of an endpoint; 0 when there is none.</summary>
    public static int PortOf(string? endpoint) =>
        endpoint is not null && int.TryParse(endpoint.AsSpan(endpoint.LastIndexOf(':') + 1), out var port) ? port : 0;

    /// <summary>The host of an endpoint, without brackets.</summary>
    public static string? HostOf(string? endpoint) => endpoint?[..Math.Max(0, endpoint.LastIndexOf(':'))].Trim('[', ']');

    // A server: https://host:port, grpc's {host:port and Addr: "host:port", etcd's endpoints, Python's and .NET's own ways. A client's
    // port says nothing and is not sought.
    [GeneratedRegex("""(?:(?:https|ldaps|smtps|amqps|wss)://|connect to \{(?![Aa]ddr: )(?:https://)?|Addr: "|addr: "|"""
        + """etcd-endpoints://\w+/|inner exception\. \(|host=(?='))'?(?<host>\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)"""
        + """(?:(?::|', port=)(?<port>[0-9]{1,5}))?(?<way>/[^\s"'\\?,)]{0,200})?""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Peer();

    [GeneratedRegex("X509SHA256=(?<hex>[0-9A-Fa-f]{64})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Fingerprint();

    [GeneratedRegex("verifying certificate SN=(?<serial>[0-9]+)(?:, SKID=(?<skid>[0-9A-Fa-f:]*))?(?:, AKID=(?<akid>[0-9A-Fa-f:]*))?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Identity();
}
