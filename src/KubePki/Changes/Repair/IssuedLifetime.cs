using KubePki.Model;
using KubePki.Pki.Verification;

namespace KubePki.Changes.Repair;

/// <summary>From when until when that is valid which is issued now.</summary>
internal sealed class IssuedLifetime(DateTimeOffset asOf)
{
    // As the signers of Kubernetes do, for clocks that are a little behind.
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    // What lives for minutes is renewed by a machine; from our hands it gets the usual time.
    private static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    // Where RFC 5280 (4.1.2.5) says that nothing ends.
    private static readonly DateTimeOffset Last = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <summary>
    /// How long a certificate was made to be valid, where somebody chose that: neither a year nor a span that tells nothing. Null else.
    /// </summary>
    /// <param name="old">The certificate; null for none.</param>
    /// <param name="authority">The CA that signs the next one.</param>
    public static TimeSpan? ChosenFor(KubeCertificate? old, KubeCertificate authority)
    {
        // What another signed says what it likes.
        if (old is null or { GoError: not null } or { IsNeverValid: true } || !new AuthorityKey(authority.Parsed).Signed(old.Parsed))
            return null;
        var span = old.NotAfter - old.NotBefore - Backdate;
        // A year may have 366 days, and be back-dated by an hour.
        if (span < Shortest || (span - RepairOptions.Year).Duration() < TimeSpan.FromDays(2))
            return null;
        // Until 1.30, kubeadm let certificates begin with their CA, whenever they were made.
        return span > RepairOptions.Year && old.NotBefore == authority.NotBefore ? null : span;
    }

    /// <summary>This moment, in whole seconds.</summary>
    public DateTimeOffset Now { get; } = Times.WholeSeconds(asOf);

    /// <summary>The first moment.</summary>
    public DateTimeOffset Start => Now - Backdate;

    /// <summary>The end of a lifetime, within the calendar.</summary>
    public DateTimeOffset EndAfter(TimeSpan span) => span < Last - Now ? Now + span : Last;
}
