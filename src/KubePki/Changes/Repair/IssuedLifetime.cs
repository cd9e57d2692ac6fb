using KubePki.Model;

namespace KubePki.Changes.Repair;

/// <summary>From when until when that is valid which is issued now.</summary>
internal sealed class IssuedLifetime(DateTimeOffset asOf)
{
    // As the signers of Kubernetes do, for clocks that are a little behind.
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    // Where RFC 5280 (4.1.2.5) says that nothing ends.
    private static readonly DateTimeOffset Last = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <summary>This moment, in whole seconds.</summary>
    public DateTimeOffset Now { get; } = Times.WholeSeconds(asOf);

    /// <summary>The first moment.</summary>
    public DateTimeOffset Start => Now - Backdate;

    /// <summary>The end of a lifetime, within the calendar.</summary>
    public DateTimeOffset EndAfter(TimeSpan span) => span < Last - Now ? Now + span : Last;
}
