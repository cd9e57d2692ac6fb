using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>Mail addresses of name constraints from Go 1.26 on: whole mailboxes, or domains.</summary>
internal sealed class MailboxSet
{
    private readonly HashSet<Mailbox> _mailboxes = [];
    private readonly DomainSet? _domains;

    private MailboxSet(List<string> constraints, bool areExcluded, GoVersion go)
    {
        var domains = new List<string>();
        foreach (var constraint in constraints)
        {
            if (!constraint.Contains('@', StringComparison.Ordinal))
                domains.Add(constraint);
            else if (Mailbox.TryParse(constraint, go, out var mailbox))
                _mailboxes.Add(mailbox with { Domain = mailbox.Domain.ToLowerInvariant() });
        }
        _domains = DomainSet.Create(domains, areExcluded);
    }

    /// <summary>The set of these constraints; null when there are none, for then nothing is asked.</summary>
    public static MailboxSet? Create(List<string> constraints, bool areExcluded, GoVersion go) =>
        constraints.Count == 0 ? null : new MailboxSet(constraints, areExcluded, go);

    /// <summary>The constraint that covers a mailbox, whose domain is in lower case; or null.</summary>
    public string? Find(Mailbox mailbox) =>
        _mailboxes.Contains(mailbox) ? $"{mailbox.Local}@{mailbox.Domain}" : _domains?.Find(mailbox.Domain);
}
