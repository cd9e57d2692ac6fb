namespace KubePki.Cluster.Trust;

/// <summary>A right that a part needs, as a rule of RBAC has it.</summary>
/// <param name="Verb">The verb: <c>list</c>.</param>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Resource">The resource, with its subresource: <c>secrets</c>, <c>pods/portforward</c>; a path for <see
/// cref="OfUrl"/>.</param>
public sealed record TrustRight(string Verb, string Group, string Resource)
{
    /// <summary>The one object that it is about; null for all.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the part does most of its work without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether it is about a path of the API server and not about a resource.</summary>
    public bool IsUrl { get; private init; }

    /// <summary>The right to read a path of the API server that belongs to no resource.</summary>
    /// <param name="path">The path.</param>
    public static TrustRight OfUrl(string path) => new("get", "", path) { IsUrl = true };

    /// <summary>As <c>kubectl auth can-i</c> writes it: <c>list secrets</c>, <c>get configmaps cluster-info</c>.</summary>
    public override string ToString() =>
        $"{Verb} {Resource}{(Group.Length == 0 ? "" : "." + Group)}{(Name is null ? "" : " " + Name)}";
}
