namespace KubePki.Pki.Verification;

/// <summary>Whether a chain is for a usage: the extended key usages of every certificate narrow those below it, the root's too.</summary>
internal static class UsageCheck
{
    public const string Any = "any";

    /// <summary>Whether one of the usages is left at the end of the chain. The chain starts at the leaf.</summary>
    public static bool IsValid(IReadOnlyList<PoolEntry> chain, IReadOnlyCollection<string> usages)
    {
        var left = usages.ToList();
        for (var i = chain.Count - 1; i >= 0; i--)
        {
            if (chain[i].Certificate.Extensions.ExtendedKeyUsages is not { Count: > 0 } own || own.Contains(Any))
                continue;
            left.RemoveAll(usage => !own.Contains(usage));
            if (left.Count == 0)
                return false;
        }
        return true;
    }
}
