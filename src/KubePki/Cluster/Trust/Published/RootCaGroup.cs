namespace KubePki.Cluster.Trust.Published;

/// <summary>Namespaces with the same bundle, byte for byte.</summary>
/// <param name="Place">The first of the ConfigMaps.</param>
/// <param name="Bundle">The bundle.</param>
internal sealed record RootCaGroup(string Place, PublishedBundle Bundle)
{
    /// <summary>The namespaces.</summary>
    public List<string> Namespaces { get; } = [];
}
