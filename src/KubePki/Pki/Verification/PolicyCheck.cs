using KubePki.Pki.X509;

namespace KubePki.Pki.Verification;

/// <summary>
/// Certificate policies along a chain (RFC 5280, 6.1, with the policy graph of RFC 9618), any policy being welcome. Of the graph only the
/// deepest level is kept: a policy is there exactly while some path leads to it, and nothing else is asked of the levels above.
/// </summary>
internal sealed class PolicyCheck
{
    // 2.5.29.32.0
    private const string AnyPolicy = "\x55\x1d\x20\x00";

    private long _explicitPolicy;
    private long _policyMapping;
    private long _inhibitAnyPolicy;

    // Each policy with the policies that stand for it in the next certificate; null once a certificate had none.
    private Dictionary<string, HashSet<string>>? _level = new(StringComparer.Ordinal) { [AnyPolicy] = [AnyPolicy] };

    private PolicyCheck(int length)
    {
        _explicitPolicy = _policyMapping = _inhibitAnyPolicy = length + 1;
    }

    /// <summary>Whether the chain, which starts at the leaf, has valid policies where it requires them.</summary>
    public static bool IsValid(IReadOnlyList<PoolEntry> chain)
    {
        // The trust anchor does not count.
        var check = new PolicyCheck(chain.Count - 1);
        for (var i = chain.Count - 2; i >= 0; i--)
        {
            if (!check.Take(chain[i].Certificate, isLeaf: i == 0))
                return false;
        }
        return chain.Count == 1 || check.Conclude(chain[0].Certificate);
    }

    private bool Take(ParsedCertificate certificate, bool isLeaf)
    {
        var isSelfIssued = certificate.NamesIssuer(certificate);
        var extensions = certificate.Extensions;
        if (extensions.Policies.Count == 0)
            _level = null;
        if (_explicitPolicy == 0 && _level is null)
            return false;
        if (_level is not null)
        {
            _level = Descend(_level, extensions.Policies, _inhibitAnyPolicy > 0 || (!isLeaf && isSelfIssued));
            if (!isLeaf && !Map(_level, extensions.PolicyMappings))
                return false;
        }
        if (!isLeaf)
            Prepare(extensions, isSelfIssued);
        return true;
    }

    // 6.1.3 (d)
    private static Dictionary<string, HashSet<string>> Descend(
        Dictionary<string, HashSet<string>> level, List<string> policies, bool anyCounts)
    {
        var expected = new HashSet<string>(level.Values.SelectMany(set => set), StringComparer.Ordinal);
        var hasAny = level.ContainsKey(AnyPolicy);
        var next = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var policy in policies)
        {
            if (policy != AnyPolicy && (hasAny || expected.Contains(policy)))
                next[policy] = [policy];
        }
        if (anyCounts && policies.Contains(AnyPolicy))
        {
            foreach (var policy in expected)
                next.TryAdd(policy, [policy]);
        }
        return next;
    }

    // 6.1.4 (a) and (b)
    private bool Map(Dictionary<string, HashSet<string>> level, List<(string Issuer, string Subject)> mappings)
    {
        if (_policyMapping == 0)
        {
            foreach (var (issuer, _) in mappings)
                level.Remove(issuer);
            return true;
        }
        foreach (var group in mappings.GroupBy(mapping => mapping.Issuer, mapping => mapping.Subject))
        {
            if (group.Key == AnyPolicy || group.Contains(AnyPolicy))
                return false;
            if (level.ContainsKey(group.Key) || level.ContainsKey(AnyPolicy))
                level[group.Key] = [.. group];
        }
        return true;
    }

    // 6.1.4 (h) to (j). A negative number is no number.
    private void Prepare(CertificateExtensions extensions, bool isSelfIssued)
    {
        if (!isSelfIssued)
        {
            _explicitPolicy = Math.Max(0, _explicitPolicy - 1);
            _policyMapping = Math.Max(0, _policyMapping - 1);
            _inhibitAnyPolicy = Math.Max(0, _inhibitAnyPolicy - 1);
        }
        _explicitPolicy = Lower(_explicitPolicy, extensions.RequireExplicitPolicy);
        _policyMapping = Lower(_policyMapping, extensions.InhibitPolicyMapping);
        _inhibitAnyPolicy = Lower(_inhibitAnyPolicy, extensions.InhibitAnyPolicy);
    }

    private static long Lower(long value, long? limit) => limit is >= 0 && limit < value ? limit.Value : value;

    // 6.1.5
    private bool Conclude(ParsedCertificate leaf)
    {
        if (_explicitPolicy > 0)
            _explicitPolicy--;
        if (leaf.Extensions.RequireExplicitPolicy == 0)
            _explicitPolicy = 0;
        return _explicitPolicy > 0 || _level is { Count: > 0 };
    }
}
