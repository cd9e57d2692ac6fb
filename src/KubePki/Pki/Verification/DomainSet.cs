namespace KubePki.Pki.Verification;

/// <summary>
/// Domains of name constraints from Go 1.26 on. They are kept in the order of their reversed labels, so that the one candidate for a name
/// is found by halving; a domain below another of the set is left out, so that the broader one is named.
/// </summary>
internal sealed class DomainSet
{
    // The dot sorts before everything that a label may hold.
    private const char Dot = '\0';

    private readonly bool _all;
    private readonly List<string> _keys = [];
    private readonly List<string> _domains = [];
    private readonly Dictionary<string, string> _byParent = new(StringComparer.Ordinal);

    private DomainSet(IReadOnlyList<string> domains, bool areExcluded)
    {
        _all = domains.Contains("");
        if (_all)
            return;
        foreach (var (key, domain) in domains.Select(domain => (Key: Key(domain), domain))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (_keys.Count > 0 && Covers(_keys[^1], key))
                continue;
            _keys.Add(key);
            _domains.Add(domain);
            var lower = domain.ToLowerInvariant();
            if (areExcluded && lower.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot)
                _byParent[lower[dot..]] = lower;
        }
    }

    /// <summary>The set of these domains; null when there are none, for then nothing is asked.</summary>
    public static DomainSet? Create(IReadOnlyList<string> domains, bool areExcluded) =>
        domains.Count == 0 ? null : new DomainSet(domains, areExcluded);

    /// <summary>
    /// The domain that covers a name; or, among excluded ones, one that a wildcard might stand for. Null when there is none.
    /// </summary>
    public string? Find(string name)
    {
        if (_all)
            return "";
        var key = Key(name);
        var at = _keys.BinarySearch(key, StringComparer.Ordinal);
        at = at >= 0 ? at : Math.Max(0, ~at - 1);
        if (Covers(_keys[at], key))
            return _domains[at];
        if (!name.StartsWith('*') || _byParent.Count == 0)
            return null;
        var lower = name.ToLowerInvariant();
        var dot = lower.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? null : _byParent.GetValueOrDefault(lower[dot..]);
    }

    // A leading dot stands last in a key, and wants something below it.
    private static bool Covers(string constraint, string name) => name.StartsWith(constraint, StringComparison.Ordinal)
        && (name.Length == constraint.Length || constraint[^1] == Dot || name[constraint.Length] == Dot);

    private static string Key(string domain) => string.Create(domain.Length, domain, (key, text) =>
    {
        for (var i = 0; i < key.Length; i++)
        {
            var c = text[^(i + 1)];
            key[i] = c == '.' ? Dot : char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
        }
    });
}
