using KubePki.Model;

namespace KubePki.Cluster.Trust.Requests;

/// <summary>Whether kube-controller-manager, which signs, lives: its lease in kube-system says so.</summary>
/// <param name="Holder">Who holds it; null when nobody does.</param>
/// <param name="RenewTime">When it was renewed last, UTC; null when it does not say.</param>
/// <param name="Duration">How long it is good for.</param>
internal sealed record SignerLife(string? Holder, DateTimeOffset? RenewTime, TimeSpan Duration)
{
    /// <summary>The lease's name.</summary>
    public const string LeaseName = "kube-controller-manager";

    // Clocks differ; a restart takes its time.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(45);

    /// <summary>Whether it has gone without renewal for too long.</summary>
    public bool IsDead(DateTimeOffset asOf) => RenewTime is { } last && asOf - last > Duration + Grace;

    /// <summary>The lease as a fact.</summary>
    public string Describe() => $"lease kube-system/{LeaseName}: "
        + (RenewTime is { } last ? $"renewed at {Times.Rfc3339(last)} by {Holder ?? "nobody"}" : "never renewed");
}
