namespace KubePki.Kubernetes;

/// <summary>Which release an API server is.</summary>
/// <param name="GitVersion">The release, <c>v1.36.2</c>.</param>
/// <param name="GoVersion">The Go that it was built with; null when it does not say.</param>
public sealed record ServerRelease(string GitVersion, string? GoVersion);
