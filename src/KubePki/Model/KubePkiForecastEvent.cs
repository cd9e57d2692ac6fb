using System.Globalization;

namespace KubePki.Model;

/// <summary>One thing that will happen to a node or cluster if nobody does anything: when, to what, why, and what follows.</summary>
public sealed record KubePkiForecastEvent
{
    /// <summary>When, UTC; before <see cref="AsOf"/> for what has happened already.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// The earliest moment at which it may happen, UTC, where that is not certain: kubelet renews within a window. Else null.
    /// </summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>The whole days from <see cref="AsOf"/> to <see cref="At"/>, rounded down; negative for what has happened.</summary>
    public int DaysFromNow => (int)Math.Floor((At - AsOf).TotalDays);

    /// <summary>What becomes of it.</summary>
    public required ForecastChange Change { get; init; }

    /// <summary>How much it matters.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>What it happens to: a program (<c>kube-apiserver</c>, <c>kubelet</c>) or a role (<c>admin.conf</c>).</summary>
    public required string Part { get; init; }

    /// <summary>What happens, in a sentence.</summary>
    public required string What { get; init; }

    /// <summary>Why: the certificate that ends, or the part that stopped before.</summary>
    public required string Cause { get; init; }

    /// <summary>What this stops at once, by name; with the node's name where it is another node.</summary>
    public TextList StopsNext { get; init; } = TextList.Empty;

    /// <summary>
    /// What heals it without anybody renewing certificates: the part that must work again, a restart, or time. Null when nothing does.
    /// </summary>
    public string? HealsBy { get; init; }

    /// <summary>
    /// The last moment at which a cure is still calm, UTC: a tenth of the certificate's lifetime, at most 30 days, before it stops. Null
    /// for what a certificate does not stop.
    /// </summary>
    public DateTimeOffset? CalmUntil { get; init; }

    /// <summary>The files whose end is the cause, as paths of the node.</summary>
    public TextList NodePaths { get; init; } = TextList.Empty;

    /// <summary>The name of the node; null when its files do not tell.</summary>
    public string? NodeName { get; init; }

    /// <summary>The directory that stands for that node's <c>/</c>.</summary>
    public required string Root { get; init; }

    /// <summary>The moment from which it was foretold, UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>One line for a person.</summary>
    public override string ToString() => Printable.Text(string.Create(CultureInfo.InvariantCulture,
        $"{Times.Rfc3339(At)} {NodeName ?? Root}: {What}: {Cause}"));
}
