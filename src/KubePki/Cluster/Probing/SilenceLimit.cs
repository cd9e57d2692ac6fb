namespace KubePki.Cluster.Probing;

/// <summary>
/// Ends a round of connections that leads nowhere. Of many that do not answer each costs its whole time; when hardly anybody answers, this
/// machine has no way to them, and the rest is not waited for.
/// </summary>
/// <param name="most">So many may be silent.</param>
internal sealed class SilenceLimit(int most = SilenceLimit.Usual)
{
    /// <summary>Two rounds of eight, 10 seconds or so.</summary>
    public const int Usual = 16;

    // So many silent ones for each that answers are the usual life of a large cluster.
    private const int Share = 4;

    // Who refuses does it at once.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    private int _silent;
    private int _answered;

    /// <summary>Why nobody is connected to any more; null while somebody is.</summary>
    public string? Reason => Volatile.Read(ref _silent) is var silent && silent >= most && silent > Share * Volatile.Read(ref _answered)
        ? FormattableString.Invariant($"not connected to, after {silent} others did not answer") : null;

    /// <summary>Counts a connection.</summary>
    /// <param name="seen">What came of it.</param>
    /// <param name="took">How long it took.</param>
    public void Note(Handshake seen, TimeSpan took)
    {
        if (seen.Sent.Count > 0)
            Interlocked.Increment(ref _answered);
        else if (took >= Long)
            Interlocked.Increment(ref _silent);
    }
}
