using KubePki.Model;

namespace KubePki.Reports;

/// <summary>The graph of a node's trust as JSON.</summary>
public sealed partial class JsonObjects
{
    /// <summary>Writes a graph: its vertices, and its edges by the ids of the vertices.</summary>
    /// <param name="topology">The graph.</param>
    public void Write(KubePkiTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        _writer.WriteStartObject();
        Property("nodeName", topology.NodeName);
        Property("root", topology.Root);
        Property("asOf", topology.AsOf);
        WriteGraph(topology);
        _writer.WriteEndObject();
        Drain();
    }

    internal void WriteGraph(KubePkiTopology topology)
    {
        WriteList("vertices", topology.Vertices, WriteVertex);
        WriteList("edges", topology.Edges, WriteEdge);
    }

    private void WriteVertex(TopologyVertex vertex)
    {
        _writer.WriteStartObject();
        Property("id", vertex.Id);
        Property("kind", vertex.Kind);
        Property("name", vertex.Name);
        Property("role", vertex.Role);
        Property("subject", vertex.Subject);
        Property("issuer", vertex.Issuer);
        Property("publicKeyHash", vertex.PublicKeyHash);
        Property("notAfter", vertex.NotAfter);
        Property("status", vertex.Status);
        Property("nodePaths", vertex.NodePaths);
        Property("hasKey", vertex.HasKey);
        Property("isTwin", vertex.IsTwin);
        Property("isStranger", vertex.IsStranger);
        _writer.WriteEndObject();
    }

    private void WriteEdge(TopologyEdge edge)
    {
        _writer.WriteStartObject();
        Property("kind", edge.Kind);
        Property("from", edge.From);
        Property("to", edge.To);
        Property("via", edge.Via);
        _writer.WriteEndObject();
    }
}
