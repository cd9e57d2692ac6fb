namespace KubePki.Model;

/// <summary>A Node object, as far as it says who a node is.</summary>
public sealed record KubeNode
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>The object's uid; null when it is not said.</summary>
    public string? Uid { get; init; }

    /// <summary>When the object was made, UTC; null when it is not said.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether the object is being deleted.</summary>
    public bool IsBeingDeleted { get; init; }

    /// <summary>The cloud's id of the machine; null when it is not said.</summary>
    public string? ProviderId { get; init; }

    /// <summary>The names of <c>status.addresses</c>, of whatever type, in lower case. The kubelet itself reports them.</summary>
    public TextList Names { get; init; } = TextList.Empty;

    /// <summary>The IP addresses of <c>status.addresses</c>. The kubelet itself reports them.</summary>
    public TextList Addresses { get; init; } = TextList.Empty;

    /// <summary>The ranges of its pods' addresses.</summary>
    public TextList PodRanges { get; init; } = TextList.Empty;

    /// <summary>Name and addresses in one line.</summary>
    public override string ToString() => Printable.Text($"{Name} ({Addresses})");
}
