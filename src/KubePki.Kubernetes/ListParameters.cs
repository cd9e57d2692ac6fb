namespace KubePki.Kubernetes;

/// <summary>What of a collection is asked for.</summary>
public sealed record ListParameters
{
    /// <summary>Fields that must have a value, such as <c>metadata.name=x</c>; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Labels that must be there; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>How many objects are sent at once; null for no bound, as in a watch.</summary>
    public int? Limit { get; init; }

    /// <summary>The token of the next page; null for the first.</summary>
    public string? Continue { get; init; }

    /// <summary>The state behind which changes are wanted; null for a list.</summary>
    public string? WatchFrom { get; init; }

    /// <summary>After how many seconds the server ends a watch; null for a list.</summary>
    public int? WatchSeconds { get; init; }

    internal bool? IsWatch => WatchFrom is null ? null : true;
}
