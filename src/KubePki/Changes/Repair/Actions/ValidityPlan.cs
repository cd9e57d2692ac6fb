using KubePki.Model;

namespace KubePki.Changes.Repair.Actions;

/// <summary>From when until when that is valid which is made now.</summary>
internal sealed class ValidityPlan(DateTimeOffset asOf, RepairOptions options, AuthorityPlan authorities)
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
    public static DateTimeOffset EndAfter(DateTimeOffset now, TimeSpan span) => span < Last - now ? now + span : Last;

    /// <summary>The lifetime of what a CA signs: back-dated, and never beyond that CA.</summary>
    public (DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool Clamped) Below(KubeCertificate authority)
    {
        var (end, last) = (EndAfter(Now, options.ValidFor), authorities.EndOf(authority));
        return (Start, end > last ? last : end, end > last);
    }
}
