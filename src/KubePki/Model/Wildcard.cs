using System.IO.Enumeration;

namespace KubePki.Model;

/// <summary>
/// Names with wildcards, as users write them: <c>*</c> and <c>?</c>, upper and lower case alike, the same in every culture.
/// </summary>
public static class Wildcard
{
    /// <summary>Whether a name fits a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="name">The name.</param>
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name);
}
