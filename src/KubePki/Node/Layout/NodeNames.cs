using System.Text.RegularExpressions;
using KubePki.Model;

namespace KubePki.Node.Layout;

/// <summary>What names nodes may have: DNS subdomains of RFC 1123, as Kubernetes checks them (apimachinery, pkg/util/validation).</summary>
public static partial class NodeNames
{
    private const int MaxLength = 253;
    private const int MaxLabel = 63;

    /// <summary>The node of a user or common name <c>system:node:NAME</c>; null when it is of another kind.</summary>
    /// <param name="user">The name of the user.</param>
    public static string? Of(string user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.StartsWith(PkiRoles.NodeUser, StringComparison.Ordinal) ? user[PkiRoles.NodeUser.Length..] : null;
    }

    /// <summary>
    /// The name of a node for its certificates; null where it is not known, or is none that a node can have, as a file that was changed may
    /// say.
    /// </summary>
    /// <param name="spec">What is known of the node.</param>
    internal static string? ForCertificates(NodeSpec spec) =>
        spec.NodeName is { Value: var name } && ValidationError(name) is null ? name : null;

    /// <summary>Why a name is none; null when a node may have it.</summary>
    /// <param name="name">The name.</param>
    public static string? ValidationError(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > MaxLength)
            return $"a node name has at most {MaxLength} characters";
        return Subdomain().IsMatch(name)
            ? null
            : "a node name consists of lowercase letters, digits, '-' and '.', and each part starts and ends with a letter or digit";
    }

    /// <summary>
    /// Whether this is a DNS name in lower case (RFC 1123), whose labels are as short as DNS wants them; Kubernetes alone does not.
    /// </summary>
    /// <param name="name">The name.</param>
    public static bool IsDnsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength)
            return false;
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                    return false;
            }
        }
        return true;
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();
}
