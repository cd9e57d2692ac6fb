using System.Text.RegularExpressions;
using KubePki.Model;

namespace KubePki.Cluster.Client;

/// <summary>
/// What kubelet says of a port forward that fails, as one short sentence. It comes through several programs, each of which puts its own
/// before it: kubelet, the container runtime, and with some of them socat.
/// </summary>
internal static partial class TunnelWords
{
    /// <summary>As much as anybody reads.</summary>
    public const int MaxLength = 240;

    /// <summary>The sentence.</summary>
    /// <param name="text">What came from kubelet.</param>
    public static string Of(string text)
    {
        var words = Sandbox().Replace(Printable.Text(Blanks().Replace(text, " ")), "").Trim();
        if (words.Length == 0)
            return "kubelet ended the port forward without a reason";
        // A server that listens on the address of the pod only is not seen by kubelet either.
        if (Refused().IsMatch(words))
            return "nothing in the pod listens on this port of 127.0.0.1 (connection refused)";
        return Printable.Beginning(words, MaxLength);
    }

    // "error forwarding port 8447 to pod 6434…, uid : ", "failed to execute portforward in network namespace "/var/run/netns/cni-…": ",
    // " inside namespace "6434…"": numbers of the runtime's own, which nobody knows the pod by.
    [GeneratedRegex("error forwarding port [0-9]+ to pod [^,]*, uid [^:]*: |failed to execute portforward in network namespace \"[^\"]*\": "
        + "| inside namespace (?:\"[^\"]*\"|[0-9a-f]{64})", RegexOptions.CultureInvariant)]
    private static partial Regex Sandbox();

    // "dial tcp4 127.0.0.1:8447: connect: connection refused", "connect(5, AF=2 127.0.0.1:8447, 16): Connection refused" of socat.
    [GeneratedRegex(@"(?:127\.0\.0\.1|localhost):[0-9]+\b.*connection refused", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Refused();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
