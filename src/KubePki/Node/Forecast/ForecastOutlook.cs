using KubePki.Model;

namespace KubePki.Node.Forecast;

/// <summary>What is known of a cluster beside the files of its nodes.</summary>
public sealed record ForecastOutlook
{
    /// <summary>What the cluster is called in events: host and port of its API server.</summary>
    public required string Name { get; init; }

    /// <summary>The URL of the API server.</summary>
    public required string Server { get; init; }

    /// <summary>The moment at which it was looked at, UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>What ends.</summary>
    public IReadOnlyList<ForecastEnd> Ends { get; init; } = [];

    /// <summary>What is wrong already.</summary>
    public IReadOnlyList<KubePkiFinding> Findings { get; init; } = [];

    /// <summary>Why no request of a kubelet is signed; null when nothing says that.</summary>
    public string? Obstacle { get; init; }

    /// <summary>How many nodes it has.</summary>
    public int NodeCount { get; init; }
}
