using KubePki.Model;

namespace KubePki.Cluster.Trust;

/// <summary>A part of a cluster's trust: what it needs to read, what it may find, and how it is looked at.</summary>
internal abstract class TrustPart
{
    /// <summary>Where to read on, for all checks of clusters.</summary>
    protected const string Reference = "https://github.com/KubePkiPS/KubePkiPS/blob/main/docs/cluster.md";

    /// <summary>Its name, for what could not be looked at: <c>secrets</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it may find.</summary>
    public abstract IReadOnlyList<KubePkiCheck> Checks { get; }

    /// <summary>All rights that it needs. No part is asked for more than these.</summary>
    public abstract IReadOnlyList<TrustRight> Rights { get; }

    /// <summary>
    /// Looks at it. What is refused, missing or malformed is told by the context, and the rest is done; an exception ends this part alone.
    /// </summary>
    /// <param name="context">The cluster, what is asked, and where findings go.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="Client.ClusterException">The API server does not answer, or answers with an error that more calls would
    /// meet.</exception>
    public abstract Task RunAsync(TrustContext context, CancellationToken cancellation);

    /// <summary>A check of clusters.</summary>
    protected static KubePkiCheck Check(string name, FindingSeverity severity, string summary) =>
        new(name, "Cluster", severity, summary, Reference);
}
