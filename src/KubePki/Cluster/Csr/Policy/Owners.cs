namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// Whose something is: the first owner, and the first that is another one. Looking for a stranger takes one step, however many there are.
/// </summary>
internal sealed class Owners<T>(IEqualityComparer<string>? comparer = null)
    where T : class
{
    private readonly Dictionary<string, (string First, T FirstItem, string? Second, T? SecondItem)> _owners = new(
        comparer ?? StringComparer.Ordinal);

    /// <summary>Remembers that something is an owner's.</summary>
    public void Add(string key, string owner, T item)
    {
        if (!_owners.TryGetValue(key, out var known))
            _owners.Add(key, (owner, item, null, null));
        else if (known.Second is null && known.First != owner)
            _owners[key] = known with { Second = owner, SecondItem = item };
    }

    /// <summary>An owner that is not this one; null when there is none.</summary>
    public (string Owner, T Item)? Other(string key, string than) => !_owners.TryGetValue(key, out var known) ? null
        : known.First != than ? (known.First, known.FirstItem)
        : known.Second is not null ? (known.Second, known.SecondItem!) : null;
}
