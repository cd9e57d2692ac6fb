namespace KubePki.Node.Layout;

/// <summary>How a distribution runs its PKI. Where its files lie is told by its layouts.</summary>
/// <param name="Name">What the layouts call it.</param>
public sealed record Distribution(string Name)
{
    /// <summary>The systemd unit whose start renews what has expired or soon will; null when none does.</summary>
    public string? Service { get; init; }

    /// <summary>The command that renews what has expired, where that is no restart of a unit; null when there is none.</summary>
    public string? RenewCommand { get; init; }

    /// <summary>When it renews its certificates, as a sentence says it.</summary>
    public string RenewsWhen { get; init; } = "on start";

    /// <summary>
    /// Whether it makes and renews all of its certificates itself, after rules of its own, and nobody should do so beside it.
    /// </summary>
    public bool IsSelfManaged => Service is not null || RenewCommand is not null;
}
