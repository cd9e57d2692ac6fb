namespace KubePki.Cluster.Serving;

/// <summary>How metrics are served.</summary>
public sealed record MetricServerOptions
{
    /// <summary>The media type of the metrics.</summary>
    public required string MediaType { get; init; }

    /// <summary>How long metrics are served again without being made anew.</summary>
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a client may take to ask, and again to take the answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it waits, when it is stopped, for what is being answered.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Is told why metrics could not be made; null for nobody.</summary>
    public Action<Exception>? Failed { get; init; }

    /// <summary>How long it rests before it tries again.</summary>
    internal TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(20);
}
