using System.Text.RegularExpressions;

namespace KubePki.Layout;

/// <summary>What names nodes may have: DNS subdomains of RFC 1123, as Kubernetes checks them (apimachinery, pkg/util/validation).</summary>
public static partial class NodeNames
{
    private const int MaxLength = 253;

    /// <summary>Why a name is none; null when a node may have it.</summary>
    /// <param name="name">The name.</param>
    public static string? WhyNot(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > MaxLength)
            return $"a node's name has {MaxLength} characters at most";
        return Subdomain().IsMatch(name) ? null : "a node's name is made of small letters, digits, '-' and '.', and each part starts and ends with a letter or digit";
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Subdomain();
}
