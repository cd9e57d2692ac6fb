namespace KubePki.Tests.Architecture;

/// <summary>That a file uses a type.</summary>
/// <param name="From">The namespace of the file.</param>
/// <param name="To">The namespace of the type.</param>
/// <param name="Use">Both by name.</param>
internal sealed record SourceReference(string From, string To, string Use)
{
    /// <summary>The group of a namespace of the core, <c>Node</c>, or a bridge, <c>Yaml</c>.</summary>
    public static string GroupOf(string name) => name.Split('.')[1];

    /// <summary>The room: <c>Node.Reading</c> with all that is in it; requests have two, policy and approval.</summary>
    public static string RoomOf(string name) =>
        string.Join('.', name.Split('.').Skip(1).Take(name.StartsWith("KubePki.Cluster.Csr.", StringComparison.Ordinal) ? 3 : 2));
}
