namespace KubePki.Kubernetes;

/// <summary>What an API server says to an <see cref="AccessReview"/>.</summary>
/// <param name="Allowed">Whether one may.</param>
/// <param name="Reason">Why, in the server's words; null when it does not say.</param>
public sealed record AccessVerdict(bool Allowed, string? Reason)
{
    /// <summary>Yes or no, and why.</summary>
    public override string ToString() => (Allowed ? "yes" : "no") + (Reason is null ? "" : $": {Reason}");
}
