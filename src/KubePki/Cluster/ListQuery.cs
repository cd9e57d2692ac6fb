using System.Globalization;

namespace KubePki.Cluster;

/// <summary>What of a collection is wanted.</summary>
public sealed record ListQuery
{
    /// <summary>Fields that must have a value, such as <c>spec.signerName=kubernetes.io/kubelet-serving</c>; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Labels that must be there; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>How many objects the server sends at once.</summary>
    public int PageSize { get; init; } = 500;

    internal string Page(string? next) => Selectors(string.Create(CultureInfo.InvariantCulture, $"?limit={PageSize}")) + (next is null ? "" : $"&continue={Uri.EscapeDataString(next)}");

    internal string Watch(string version, int seconds) =>
        Selectors(string.Create(CultureInfo.InvariantCulture, $"?watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={Uri.EscapeDataString(version)}"));

    private string Selectors(string query) => query
        + (FieldSelector is null ? "" : $"&fieldSelector={Uri.EscapeDataString(FieldSelector)}")
        + (LabelSelector is null ? "" : $"&labelSelector={Uri.EscapeDataString(LabelSelector)}");
}
