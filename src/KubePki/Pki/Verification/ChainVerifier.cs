using System.Globalization;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>
/// What Go's Certificate.Verify says of a certificate. It is a function of its question alone: no clock, no store, no network, and nothing
/// but hashes and signatures of the platform. What it may cost is bounded as in Go: a hundred signatures, and constraints that are compared
/// 250,000 times or by halving.
/// </summary>
internal static class ChainVerifier
{
    /// <summary>Answers the whole question, in Go's order: the leaf, its name, then the chain.</summary>
    public static ChainAnswer Verify(ChainQuestion question)
    {
        var error = CheckLeaf(question)
            ?? (question.Host.Length == 0 ? null : HostnameCheck.Check(question.Leaf, question.Host, question.Go));
        return error is null ? VerifyChain(question) : new ChainAnswer { GoError = error };
    }

    /// <summary>What is said of the leaf alone before its name is looked at.</summary>
    public static string? CheckLeaf(ChainQuestion question) =>
        AuthorityCheck.CheckExtensions(question.Leaf) ?? AuthorityCheck.CheckTime(question.Leaf, question.Time);

    /// <summary>What is said of the chain, the leaf and its name being right.</summary>
    public static ChainAnswer VerifyChain(ChainQuestion question)
    {
        // A certificate that is trusted itself needs no signer.
        if (question.Roots.Find(question.Leaf) is { } trusted)
            return Choose([[trusted]], question, []);
        var search = new ChainSearch(question);
        var error = search.Run(new PoolEntry(question.Leaf, null));
        return error is null
            ? Choose(search.Chains, question, search.Candidates)
            : new ChainAnswer { GoError = error, Candidates = search.Candidates };
    }

    private static ChainAnswer Choose(
        IReadOnlyList<PoolEntry[]> chains, ChainQuestion question, IReadOnlyList<CandidateAuthority> candidates)
    {
        IReadOnlyList<string> usages = question.Usages.Count == 0 ? ["serverAuth"] : question.Usages;
        var isAnyUsage = usages.Contains(UsageCheck.Any);
        PoolEntry[]? chosen = null;
        string? constraintError = null;
        var budget = new ComparisonBudget();
        var (badPolicies, badUsages) = (0, 0);
        foreach (var chain in chains)
        {
            if (question.Go.Minor >= 24 && !PolicyCheck.IsValid(chain))
                badPolicies++;
            else if (!isAnyUsage && !UsageCheck.IsValid(chain, usages))
                badUsages++;
            else if (question.Go.Minor >= 26 && ConstraintCheck.Check(chain, question.Go, budget) is { } complaint)
                constraintError ??= complaint;
            else
                chosen ??= chain;
        }
        return chosen is null
            ? new ChainAnswer { GoError = constraintError ?? Complain(badPolicies, badUsages, question.Go), Candidates = candidates }
            : new ChainAnswer { Chain = chosen, Candidates = candidates };
    }

    private static string Complain(int badPolicies, int badUsages, GoVersion go)
    {
        if (badPolicies == 0)
            return "x509: certificate specifies an incompatible key usage";
        const string None = "x509: no valid chains built: ";
        if (badUsages == 0 && go.Minor < 25)
            return None + "all candidate chains have invalid policies";
        var candidate = go.Minor < 25 ? "" : "candidate ";
        var usages = badUsages == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{badUsages} {candidate}chains with incompatible key usage, ");
        return string.Create(CultureInfo.InvariantCulture, $"{None}{usages}{badPolicies} {candidate}chains with invalid policies");
    }
}
