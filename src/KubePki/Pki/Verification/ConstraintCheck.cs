using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>Name constraints of a whole chain (Go 1.26 and later; before, each CA is checked as it joins the chain).</summary>
internal static class ConstraintCheck
{
    /// <summary>Go's complaint, or null. The chain starts at the leaf; a CA constrains what is below it, not itself.</summary>
    public static string? Check(IReadOnlyList<PoolEntry> chain, GoVersion go, ComparisonBudget budget)
    {
        for (var i = 0; i < chain.Count; i++)
        {
            var certificate = chain[i].Certificate;
            if (!certificate.Extensions.HasSubjectAltName
                || !chain.Skip(i + 1).Any(above => above.Certificate.Extensions.NameConstraints is not null))
                continue;
            var names = chain[i].ConstrainedNames(go, out var error);
            if (names is null)
                return ConstraintComparison.Unauthorized + error;
            foreach (var above in chain.Skip(i + 1))
            {
                if (above.Constraints(go) is not { } constraints)
                    continue;
                if (!budget.TryTake(names.Count))
                    return ComparisonBudget.UsedUp;
                if (constraints.Check(names) is { } complaint)
                    return ConstraintComparison.Unauthorized + complaint;
            }
        }
        return null;
    }
}
