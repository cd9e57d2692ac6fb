using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>The names of a certificate, taken apart for name constraints (Go 1.26 and later).</summary>
internal sealed class ConstrainedNames
{
    public IReadOnlyList<byte[]> Addresses { get; private init; } = [];

    public IReadOnlyList<string> DnsNames { get; private init; } = [];

    /// <summary>URIs as Go prints them, and their hosts.</summary>
    public IReadOnlyList<(string Uri, string Host)> Uris { get; private init; } = [];

    /// <summary>Mailboxes with their domains in lower case.</summary>
    public IReadOnlyList<Mailbox> Mailboxes { get; private init; } = [];

    /// <summary>How many there are.</summary>
    public int Count => Addresses.Count + DnsNames.Count + Uris.Count + Mailboxes.Count;

    /// <summary>Takes the names apart; null with Go's complaint about one that no constraint could be held against.</summary>
    public static ConstrainedNames? Read(ParsedCertificate certificate, GoVersion go, out string? error)
    {
        error = null;
        var uris = new List<(string, string)>();
        foreach (var uri in certificate.Extensions.Uris)
        {
            if (GoUrl.Parse(uri, go, out error) is not { } url || !UriHost.TryFind(url, go, out var host, out error))
                return null;
            uris.Add((url.ToString(), host));
        }
        var mailboxes = new List<Mailbox>();
        foreach (var email in certificate.Extensions.EmailAddresses)
        {
            if (!Mailbox.TryParse(email, go, out var mailbox))
            {
                error = $"cannot parse rfc822Name {GoText.Quote(email)}";
                return null;
            }
            mailboxes.Add(mailbox with { Domain = mailbox.Domain.ToLowerInvariant() });
        }
        var extensions = certificate.Extensions;
        return new ConstrainedNames
        {
            Addresses = extensions.IPAddresses,
            DnsNames = extensions.DnsNames,
            Uris = uris,
            Mailboxes = mailboxes,
        };
    }
}
