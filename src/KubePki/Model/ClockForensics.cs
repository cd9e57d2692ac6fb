namespace KubePki.Model;

/// <summary>What the traces on a node's disk say about its clock.</summary>
public sealed record ClockForensics
{
    /// <summary>The traces, the newest first.</summary>
    public IReadOnlyList<ClockWitness> Witnesses { get; init; } = [];

    /// <summary>
    /// How far the stamp in the current pem's name lies ahead of UTC: the zone in which kubelet ran; null when it cannot be told.
    /// </summary>
    public TimeSpan? ZoneOffset { get; init; }

    /// <summary>The same as <c>+08:00</c>; null when it cannot be told.</summary>
    public string? Zone => ZoneOffset is { } offset ? $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}" : null;

    /// <summary>How far the clock was ahead of now at the least, when some trace lies in the future; else null.</summary>
    public TimeSpan? AheadBy { get; init; }

    /// <summary>
    /// How far the clock was probably ahead: the zone's offset, where it explains the traces of the future (a hardware clock that holds
    /// local time and is read as UTC at boot); else null.
    /// </summary>
    public TimeSpan? EstimatedSkew { get; init; }

    /// <summary>Whether the hardware clock seems to hold local time, by the traces or by <c>/etc/adjtime</c>.</summary>
    public bool LooksLikeLocalHardwareClock { get; init; }

    /// <summary>The conclusion in plain words.</summary>
    public required string Conclusion { get; init; }

    /// <summary>The conclusion.</summary>
    public override string ToString() => Conclusion;
}
