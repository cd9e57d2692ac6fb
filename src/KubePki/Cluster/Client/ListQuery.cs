using KubePki.Kubernetes;

namespace KubePki.Cluster.Client;

/// <summary>What of a collection is wanted.</summary>
internal sealed record ListQuery
{
    /// <summary>Fields that must have a value, such as <c>spec.signerName=kubernetes.io/kubelet-serving</c>; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Labels that must be there; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>How many objects the server sends at once.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Asks for a page; null for the first.</summary>
    public ListParameters Page(string? next) => Selectors with { Limit = PageSize, Continue = next };

    /// <summary>Asks for what happens behind a state.</summary>
    public ListParameters Watch(string version, int seconds) => Selectors with { WatchFrom = version, WatchSeconds = seconds };

    private ListParameters Selectors => new() { FieldSelector = FieldSelector, LabelSelector = LabelSelector };
}
