using System.Text.RegularExpressions;
using KubePki.Node.Layout;

namespace KubePki.Fleet;

/// <summary>What a finding speaks of, without what only its node is called: the stamp of a file, the name of the node.</summary>
internal static partial class FleetTarget
{
    private const string Left = "…";

    // Shorter ones are within other words by chance.
    private const int MinName = 3;

    /// <summary>A target with an ellipsis where it is the node's own.</summary>
    /// <param name="target">The target of a finding.</param>
    /// <param name="own">What only this node is called.</param>
    public static string Of(string target, IReadOnlySet<string> own)
    {
        if (PkiRoles.Find(target) is not null)
            return target;
        var rest = Stamp().Replace(target, Left);
        foreach (var name in own.Where(name => name.Length >= MinName && rest.Length > name.Length)
            .OrderByDescending(name => name.Length))
            rest = Without(rest, name);
        return rest;
    }

    private static string Without(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0;
            at = text.IndexOf(name, at + Left.Length, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                text = text[..at] + Left + text[end..];
        }
        return text;
    }

    // kubelet's (2021-09-01-13-21-24), those of backups, and hashes.
    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[-T_][0-9]{2}[-:]?[0-9]{2}[-:]?[0-9]{2}Z?)?|[0-9]{8,}(?:[-T_][0-9]{4,6}Z?)?"
        + "|[0-9a-f]{16,}", RegexOptions.CultureInvariant)]
    private static partial Regex Stamp();
}
