namespace KubePki.Cluster.Hosts;

/// <summary>How nodes are reached over SSH, with the system's own <c>ssh</c> and its configuration.</summary>
public sealed record SshOptions
{
    /// <summary>The native program that is brought to each node, run and removed: <c>kubepki</c> for the nodes' processor.</summary>
    public required string Program { get; init; }

    /// <summary>The directory that stands for <c>/</c> on each node.</summary>
    public string Root { get; init; } = "/";

    /// <summary>A configuration file for <c>ssh</c>; null for the user's own.</summary>
    public string? Configuration { get; init; }

    /// <summary>How many nodes are asked at once.</summary>
    public int Throttle { get; init; } = 8;

    /// <summary>How long one node has, from the connection to the last byte.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The clock by which the nodes' clocks are measured.</summary>
    public required TimeProvider Clock { get; init; }
}
