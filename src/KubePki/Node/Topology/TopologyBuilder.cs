using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Topology;

/// <summary>Makes the graph of a node's trust from its snapshot.</summary>
public static class TopologyBuilder
{
    /// <summary>The graph: keys, kubeconfigs and programs, and who signs, trusts and presents what.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    public static KubePkiTopology Build(NodePki node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var keys = new KeyVertices(node);
        var users = new UserVertices(node, keys);
        var vertices = keys.All.Concat(users.All).OrderBy(Place).ThenBy(vertex => PkiRoles.PlaceOf(vertex.Role)).ToList();
        var places = vertices.Select((vertex, place) => (vertex.Id, place)).ToDictionary(pair => pair.Id, pair => pair.place);
        var edges = new SignerSearch(node).Edges().Concat(users.Edges).Distinct()
            .OrderBy(edge => edge.Kind == TopologyEdgeKind.Signs ? 0 : edge.Kind == TopologyEdgeKind.Presents ? 1 : 2)
            .ThenBy(edge => places[edge.From]).ThenBy(edge => places[edge.To]).ToList();
        return new KubePkiTopology
        {
            Root = node.Root,
            NodeName = node.NodeName,
            AsOf = node.AsOf,
            Vertices = vertices,
            Edges = edges,
        };
    }

    private static int Place(TopologyVertex vertex) => vertex.Kind switch
    {
        TopologyVertexKind.Authority => 0,
        TopologyVertexKind.Certificate => 1,
        TopologyVertexKind.ServiceAccountKey => 2,
        TopologyVertexKind.Kubeconfig => 3,
        _ => 4,
    };
}
