using System.Net;
using KubePki.Cluster.Csr.Policy;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Trust;

/// <summary>
/// Addresses that mean another machine wherever they are used: the loopback of the API server's machine is not that of this one, and what
/// is link-local leads to whoever is near, such as a cloud's metadata.
/// </summary>
internal static class OwnAddress
{
    /// <summary>Why a host that a cluster names is not connected to from here; null when it may be.</summary>
    /// <param name="host">The host: a name or an address.</param>
    /// <param name="server">The API server. Where it is reached over the loopback, its machine is this one.</param>
    public static string? Objection(string host, Uri server) => KindOf(host) switch
    {
        null => null,
        SpecialAddress.Loopback when KindOf(server.IdnHost) == SpecialAddress.Loopback => null,
        SpecialAddress.Loopback => "this is the API server's own machine, and not connected to from here",
        var kind => $"this address is {kind}, and not connected to",
    };

    private static string? KindOf(string host)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
            return SpecialAddress.KindOf(GoAddress.Shortest(address.GetAddressBytes()));
        var name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? SpecialAddress.Loopback : null;
    }
}
