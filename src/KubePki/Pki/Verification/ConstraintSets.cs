using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>The name constraints of one CA, made ready for many names (Go 1.26 and later).</summary>
internal sealed class ConstraintSets(NameConstraints constraints, GoVersion go)
{
    private readonly AddressSet? _permittedAddresses = AddressSet.Create(constraints.Permitted.IPRanges);
    private readonly AddressSet? _excludedAddresses = AddressSet.Create(constraints.Excluded.IPRanges);
    private readonly DomainSet? _permittedDomains = DomainSet.Create(constraints.Permitted.DnsDomains, areExcluded: false);
    private readonly DomainSet? _excludedDomains = DomainSet.Create(constraints.Excluded.DnsDomains, areExcluded: true);
    private readonly DomainSet? _permittedHosts = DomainSet.Create(constraints.Permitted.UriDomains, areExcluded: false);
    private readonly DomainSet? _excludedHosts = DomainSet.Create(constraints.Excluded.UriDomains, areExcluded: true);
    private readonly MailboxSet? _permittedMailboxes = MailboxSet.Create(constraints.Permitted.EmailAddresses, areExcluded: false, go);
    private readonly MailboxSet? _excludedMailboxes = MailboxSet.Create(constraints.Excluded.EmailAddresses, areExcluded: true, go);

    /// <summary>Go's complaint about the first name that breaks a constraint, or null.</summary>
    public string? Check(ConstrainedNames names)
    {
        foreach (var address in names.Addresses)
        {
            if (Judge("IP address", GoText.Address(address), _permittedAddresses is not null,
                _permittedAddresses?.Find(address)?.ToString(), _excludedAddresses?.Find(address)?.ToString()) is { } error)
                return error;
        }
        foreach (var name in names.DnsNames)
        {
            if (!GoDomain.IsValid(name, go))
                return $"x509: cannot parse dnsName {GoText.Quote(name)}";
            if (Judge("DNS name", name, _permittedDomains is not null,
                _permittedDomains?.Find(name), _excludedDomains?.Find(name)) is { } error)
                return error;
        }
        foreach (var (uri, host) in names.Uris)
        {
            if (!GoDomain.IsValid(host, go))
                return $"x509: internal error: URI SAN {GoText.Quote(uri)} failed to parse";
            if (Judge("URI", uri, _permittedHosts is not null, _permittedHosts?.Find(host), _excludedHosts?.Find(host)) is { } error)
                return error;
        }
        foreach (var mailbox in names.Mailboxes)
        {
            var text = $"{mailbox.Local}@{mailbox.Domain}";
            if (Judge("email address", text, _permittedMailboxes is not null,
                _permittedMailboxes?.Find(mailbox), _excludedMailboxes?.Find(mailbox)) is { } error)
                return error;
        }
        return null;
    }

    private static string? Judge(string kind, string name, bool isRestricted, string? permitted, string? excluded) =>
        isRestricted && permitted is null ? $"{kind} {GoText.Quote(name)} is not permitted by any constraint"
        : excluded is not null ? $"{kind} {GoText.Quote(name)} is excluded by constraint {GoText.Quote(excluded)}" : null;
}
