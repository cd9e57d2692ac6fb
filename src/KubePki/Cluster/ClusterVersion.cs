namespace KubePki.Cluster;

/// <summary>Which release an API server is.</summary>
/// <param name="GitVersion">The release, <c>v1.20.2</c>.</param>
/// <param name="GoVersion">The Go that it was built with, <c>go1.15.5</c>; null when it does not say.</param>
public sealed record ClusterVersion(string GitVersion, string? GoVersion)
{
    /// <summary>The release.</summary>
    public override string ToString() => GitVersion;
}
