using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>
/// Name constraints up to Go 1.25: each CA compares each of its constraints with each name, excluded ones first, and gives up after
/// 250,000 comparisons.
/// </summary>
internal sealed class ConstraintComparison(NameConstraints constraints, GoVersion go, ComparisonBudget budget)
{
    /// <summary>How Go introduces a constraint that a name breaks.</summary>
    public const string Unauthorized = "x509: a root or intermediate certificate is not authorized to sign for this name: ";

    private const int MaxComparisons = 250_000;

    private const string TooMany = "x509: unknown error";

    private int _count;

    // Whether the domain of the name at hand is well-formed, found out once for all constraints.
    private bool _isValid;

    private delegate bool Match(string constraint, out string? error);

    /// <summary>Go's complaint about the names of a certificate below this CA, or null.</summary>
    public string? Check(PoolEntry certificate)
    {
        foreach (var (form, octets) in certificate.Names)
        {
            var error = form switch
            {
                NameForm.Email => CheckEmail(DerString.Raw(octets)),
                NameForm.Dns => CheckDns(DerString.Raw(octets)),
                NameForm.Uri => CheckUri(DerString.Raw(octets)),
                _ => CheckAddress(octets),
            };
            if (error is not null)
                return error;
        }
        return null;
    }

    private string? CheckEmail(string name)
    {
        if (!Mailbox.TryParse(name, go, out var mailbox))
            return "x509: cannot parse rfc822Name {\"\" \"\"}";
        _isValid = true;
        return CheckTexts("email address", name, constraints.Permitted.EmailAddresses, constraints.Excluded.EmailAddresses, MatchEmail);

        bool MatchEmail(string constraint, out string? error)
        {
            if (!constraint.Contains('@', StringComparison.Ordinal))
                return MatchDomain(mailbox.Domain, constraint, out error);
            error = null;
            return Mailbox.TryParse(constraint, go, out var wanted)
                && wanted.Local == mailbox.Local && wanted.Domain.Equals(mailbox.Domain, StringComparison.OrdinalIgnoreCase);
        }
    }

    private string? CheckDns(string name)
    {
        if (!GoDomain.IsValid(name, go))
            return $"x509: cannot parse dnsName {GoText.Quote(name)}";
        _isValid = true;
        return CheckTexts("DNS name", name, constraints.Permitted.DnsDomains, constraints.Excluded.DnsDomains,
            (string constraint, out string? error) => MatchDomain(name, constraint, out error));
    }

    private string? CheckUri(string name)
    {
        if (GoUrl.Parse(name, go, out _) is not { } url)
            return $"x509: internal error: URI SAN {GoText.Quote(name)} failed to parse";
        var hasHost = UriHost.TryFind(url, go, out var host, out var complaint);
        _isValid = GoDomain.IsValid(host, go);
        return CheckTexts("URI", name, constraints.Permitted.UriDomains,
            constraints.Excluded.UriDomains, (string constraint, out string? error) =>
            {
                error = complaint;
                return hasHost && MatchDomain(host, constraint, out error);
            });
    }

    private string? CheckAddress(byte[] address)
    {
        var (permitted, excluded) = (constraints.Permitted.IPRanges, constraints.Excluded.IPRanges);
        if (Count(excluded.Count) is { } tooMany)
            return tooMany;
        if (excluded.Find(range => new IPRange(range).Covers(address)) is { } hit)
            return $"{Unauthorized}IP address {GoText.Quote(GoText.Address(address))} is excluded by "
                + $"constraint {GoText.Quote(new IPRange(hit).ToString())}";
        if (Count(permitted.Count) is { } stillTooMany)
            return stillTooMany;
        return permitted.Count == 0 || permitted.Exists(range => new IPRange(range).Covers(address))
            ? null : $"{Unauthorized}IP address {GoText.Quote(GoText.Address(address))} is not permitted by any constraint";
    }

    private string? CheckTexts(string kind, string name, List<string> permitted, List<string> excluded, Match match)
    {
        if (Count(excluded.Count) is { } tooMany)
            return tooMany;
        foreach (var constraint in excluded)
        {
            var isHit = match(constraint, out var error);
            if (error is not null)
                return Unauthorized + error;
            if (isHit)
                return $"{Unauthorized}{kind} {GoText.Quote(name)} is excluded by constraint {GoText.Quote(constraint)}";
        }
        if (Count(permitted.Count) is { } stillTooMany)
            return stillTooMany;
        foreach (var constraint in permitted)
        {
            var isHit = match(constraint, out var error);
            if (error is not null)
                return Unauthorized + error;
            if (isHit)
                return null;
        }
        return permitted.Count == 0 ? null : $"{Unauthorized}{kind} {GoText.Quote(name)} is not permitted by any constraint";
    }

    private string? Count(int comparisons)
    {
        _count += comparisons;
        return _count > MaxComparisons ? TooMany : budget.TryTake(comparisons) ? null : ComparisonBudget.UsedUp;
    }

    // A constraint covers itself and what is below it; with a leading dot, only what is below it. An empty one covers everything.
    private bool MatchDomain(string domain, string constraint, out string? error)
    {
        error = null;
        if (constraint.Length == 0)
            return true;
        if (!_isValid)
        {
            error = $"x509: internal error: cannot parse domain {GoText.Quote(domain)}";
            return false;
        }
        // Up to Go 1.22 the leading dot of a name was overlooked.
        if (go.Minor < 23 && domain.StartsWith('.'))
            domain = domain[1..];
        if (constraint == ".")
            return domain.Length > 0;
        if (constraint[0] == '.')
            return domain.Length > constraint.Length && domain.EndsWith(constraint, StringComparison.OrdinalIgnoreCase);
        return domain.EndsWith(constraint, StringComparison.OrdinalIgnoreCase)
            && (domain.Length == constraint.Length || domain[^(constraint.Length + 1)] == '.');
    }
}
