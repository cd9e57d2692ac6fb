using KubePki.Layout;

namespace KubePki.Requests;

/// <summary>Names of nodes, and of users that are nodes.</summary>
internal static class NodeNames
{
    private const int MaxLength = 253;
    private const int MaxLabel = 63;

    /// <summary>The node of a user or common name <c>system:node:NAME</c>; null when it is of another kind.</summary>
    public static string? Of(string user) => user.StartsWith(PkiRoles.NodeUser, StringComparison.Ordinal) ? user[PkiRoles.NodeUser.Length..] : null;

    /// <summary>Whether this is a DNS subdomain (RFC 1123) in lower case, as every name of a Node object is.</summary>
    public static bool IsValid(string name)
    {
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
}
