using System.Text.Json;

namespace KubePki.Cluster;

/// <summary>A change of an object that is watched.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="Item">The object; undefined for <see cref="ClusterChangeKind.Restarted"/>.</param>
public sealed record ClusterChange(ClusterChangeKind Kind, JsonElement Item)
{
    /// <summary>What has happened to which object.</summary>
    public override string ToString() =>
        Item.ValueKind == JsonValueKind.Object && Item.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("name", out var name)
            ? $"{Kind} {name.GetString()}" : Kind.ToString();
}
