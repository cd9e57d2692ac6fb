using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace KubePki.Pki.Issuing;

/// <summary>
/// What a serving certificate may be good for: DNS names, with a wildcard in front or not, and addresses (kubeadm, apis/kubeadm/validation,
/// ValidateCertSANs).
/// </summary>
public static partial class ServerNames
{
    private const int MaxLength = 253;

    /// <summary>
    /// Reads an address that is written in full: <c>10.2.1</c> is none, whatever resolvers take it for. IPv6 may stand in brackets.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    public static bool TryAddress(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bare = text is ['[', .., ']'] ? text[1..^1] : text;
        if (!IPAddress.TryParse(bare, out address))
            return false;
        return address.AddressFamily == AddressFamily.InterNetwork
            ? address.ToString() == text
            : !bare.Contains('%', StringComparison.Ordinal);
    }

    /// <summary>Why no certificate can be good for a name; null when one can.</summary>
    /// <param name="name">The name or address.</param>
    public static string? ValidationError(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (TryAddress(name, out _))
            return null;
        if (name.Length > MaxLength)
            return $"a name has at most {MaxLength} characters";
        return Name().IsMatch(name) && !LooksLikeAddress().IsMatch(name) ? null
            : "use a DNS name (k8s.example.org, *.example.org) or an IP address (10.2.1.139, fd00::1), without scheme, port or prefix";
    }

    // Names of services and machines have underscores, whatever the standard says.
    [GeneratedRegex(@"\A(\*\.)?[a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?(\.[a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?)*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"(\A|\.)[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeAddress();
}
