namespace KubePki.Model;

/// <summary>Names that a user may mean: which of what was written is none of them, and which come near it.</summary>
public static class KnownNames
{
    /// <summary>The first pattern that fits no name; null when all do.</summary>
    /// <param name="patterns">Names; wildcards are supported.</param>
    /// <param name="known">The names that there are.</param>
    public static string? Unknown(IEnumerable<string>? patterns, IEnumerable<string> known) =>
        patterns?.FirstOrDefault(pattern => !known.Any(name => Wildcard.Matches(pattern, name)));

    /// <summary>A sentence that says so, with the names that come near.</summary>
    /// <param name="kind">What it should be: <c>role</c>.</param>
    /// <param name="name">What was written.</param>
    /// <param name="known">The names that there are.</param>
    public static string Sentence(string kind, string name, IEnumerable<string> known) =>
        Printable.Text($"There is no {kind} named '{name}'.{Hint(name, known)}");

    /// <summary>A sentence that says so, or where the name belongs, with the names that come near.</summary>
    /// <param name="kind">What it should be: <c>check</c>.</param>
    /// <param name="name">What was written; wildcards are supported.</param>
    /// <param name="known">The names that there are.</param>
    /// <param name="others">Names of the same kind that belong to another command.</param>
    /// <param name="owner">That command.</param>
    public static string Sentence(string kind, string name, IEnumerable<string> known, IEnumerable<string> others, string owner)
    {
        ArgumentNullException.ThrowIfNull(others);
        return others.FirstOrDefault(other => Wildcard.Matches(name, other)) is not { } match ? Sentence(kind, name, known)
            : Printable.Text(match.Equals(name, StringComparison.OrdinalIgnoreCase) ? $"{match} is a {kind} of {owner}."
                : $"'{name}' fits {kind}s of {owner} only.");
    }

    /// <summary>A sentence that asks for the names that come near, with a space before it; empty when none does.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">The names that there are.</param>
    public static string Hint(string name, IEnumerable<string> known) =>
        Near(name, known) is { Count: > 0 } near ? $" Did you mean {string.Join(" or ", near)}?" : "";

    /// <summary>Up to three names that come near, the nearest first.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">The names that there are.</param>
    public static IReadOnlyList<string> Near(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        var written = name.ToLowerInvariant();
        return [.. known.Distinct(StringComparer.Ordinal)
            .Select(candidate => (Name: candidate, Distance: Distance(written, candidate.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Min(written.Length, candidate.Name.Length) / 3)
                || (written.Length > 3 && candidate.Name.Contains(written, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(candidate => candidate.Distance).Take(3).Select(candidate => candidate.Name)];
    }

    // Letters to insert, remove, replace, or to swap with their neighbour. Nobody writes a long name by mistake.
    private static int Distance(string one, string other)
    {
        if (Math.Max(one.Length, other.Length) > 100)
            return int.MaxValue;
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }
                var replaced = rows[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, replaced);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[one.Length, other.Length];
    }
}
