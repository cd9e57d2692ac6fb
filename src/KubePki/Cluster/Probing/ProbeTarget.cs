using System.Globalization;
using KubePki.Model;

namespace KubePki.Cluster.Probing;

/// <summary>An endpoint to probe, and what is known of it before.</summary>
/// <param name="Host">A DNS name or an address, without brackets.</param>
/// <param name="Port">The port.</param>
public sealed record ProbeTarget(string Host, int Port)
{
    /// <summary>The port of an API server that is named without one.</summary>
    public const int DefaultPort = 6443;

    /// <summary>The name or address that the certificate must be for; null for the host.</summary>
    public string? ServerName { get; init; }

    /// <summary>The program that should listen there; null when nothing tells.</summary>
    public string? Component { get; init; }

    /// <summary>The role of the certificate that it should serve, as in the layout; null when nothing tells.</summary>
    public string? Role { get; init; }

    /// <summary>The file that it should serve, as a path of the node; null when nothing tells.</summary>
    public string? File { get; init; }

    /// <summary>Whether it makes its certificate at its start, for want of a file.</summary>
    public bool IsInMemory { get; init; }

    /// <summary>The CAs that its clients trust; null for those of the node, else the machine's.</summary>
    public IReadOnlyList<KubeCertificate>? Authorities { get; init; }

    /// <summary>Why it is probed; null when a person named it.</summary>
    public string? Origin { get; init; }

    /// <summary>Host and port, as they are written.</summary>
    public string Endpoint =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>Reads <c>host:port</c>, <c>[::1]:port</c>, a host alone (port 6443), or a URL (port 443 without another).</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">The endpoint.</param>
    public static bool TryParse(string? text, out ProbeTarget target)
    {
        target = new ProbeTarget("", 0);
        text = text?.Trim() ?? "";
        var isUrl = text.Contains("://", StringComparison.Ordinal);
        // An IPv6 address without brackets has no port.
        if (!isUrl && !text.StartsWith('[') && System.Net.IPAddress.TryParse(text, out var address)
            && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            text = $"[{address}]";
        if (!Uri.TryCreate(isUrl ? text : $"https://{text}", UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0 || uri.UserInfo.Length > 0)
            return false;
        if (!isUrl && uri.PathAndQuery != "/")
            return false;
        // The port 443 that stands there is not told from the one that does not.
        var isWritten = text.EndsWith(":443", StringComparison.Ordinal) || !uri.IsDefaultPort;
        target = new ProbeTarget(uri.IdnHost.Trim('[', ']'), isUrl || isWritten ? uri.Port : DefaultPort);
        return target.Port > 0;
    }

    /// <summary>Host and port.</summary>
    public override string ToString() => Endpoint;
}
