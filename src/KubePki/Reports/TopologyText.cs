using System.Text;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>The graph of a node's trust as a table, and in the languages that draw graphs.</summary>
public static class TopologyText
{
    /// <summary>The forms besides objects.</summary>
    public static IReadOnlyList<string> Forms { get; } = ["Dot", "Mermaid", "Json"];

    /// <summary>The graph in a form of <see cref="Forms"/>.</summary>
    /// <param name="topology">The graph.</param>
    /// <param name="form">The form, in any case.</param>
    public static string Write(KubePkiTopology topology, string form)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (form.Equals("Dot", StringComparison.OrdinalIgnoreCase))
            return Dot(topology);
        if (form.Equals("Mermaid", StringComparison.OrdinalIgnoreCase))
            return Mermaid(topology);
        using var stream = new MemoryStream();
        using (var json = new JsonObjects(stream, single: true))
            json.Write(topology);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The edges, a row each; vertices that have none come last.</summary>
    /// <param name="topology">The graph.</param>
    public static ReportText Table(KubePkiTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        var names = topology.Vertices.ToDictionary(vertex => vertex.Id);
        var table = new TextTable("FROM", "EDGE", "TO", "VIA", "REMARK");
        foreach (var edge in topology.Edges)
            table.Add(names[edge.From].Name, edge.Kind, names[edge.To].Name, edge.Via ?? "", Remark(names[edge.To]) ?? "");
        var tied = topology.Edges.SelectMany(edge => new[] { edge.From, edge.To }).ToHashSet();
        foreach (var vertex in topology.Vertices.Where(vertex => !tied.Contains(vertex.Id)))
            table.Add("", "", vertex.Name, "", Remark(vertex) ?? "");
        return ReportText.Of(table);
    }

    /// <summary>The edges by the names of their vertices, a line each: <c>ca signs apiserver</c>; PowerShell's view has them.</summary>
    /// <param name="topology">The graph.</param>
    public static IEnumerable<string> Lines(KubePkiTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        var names = topology.Vertices.ToDictionary(vertex => vertex.Id, vertex => vertex.Name);
        return topology.Edges.Select(edge => Printable.Text($"{names[edge.From]} {edge.Kind.ToLowerInvariant()} {names[edge.To]}"));
    }

    /// <summary>What stands out about a vertex; null for nothing.</summary>
    /// <param name="vertex">The vertex.</param>
    public static string? Remark(TopologyVertex vertex)
    {
        ArgumentNullException.ThrowIfNull(vertex);
        if (vertex.IsTwin)
            return "twin: same subject as the cluster's CA, different key";
        if (vertex.IsStranger)
            return $"signed by a CA that is not on this node ({vertex.Issuer})";
        return vertex.Status is null or CertificateStatus.Valid ? null : vertex.Status;
    }

    /// <summary>The graph in the language of Graphviz.</summary>
    /// <param name="topology">The graph.</param>
    public static string Dot(KubePkiTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        var text = new StringBuilder("digraph trust {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n");
        var ids = Ids(topology);
        foreach (var vertex in topology.Vertices)
        {
            text.Append("  ").Append(ids[vertex.Id]).Append(" [label=\"").Append(string.Join("\\n", Label(vertex).Select(DotText)))
                .Append('"').Append(Shape(vertex)).Append("];\n");
        }
        foreach (var edge in topology.Edges)
        {
            text.Append("  ").Append(ids[edge.From]).Append(" -> ").Append(ids[edge.To]).Append(" [label=\"")
                .Append(edge.Kind.ToLowerInvariant()).Append('"')
                .Append(edge.Kind == TopologyEdgeKind.Trusts ? ", style=dashed" : "").Append("];\n");
        }
        return text.Append("}\n").ToString();
    }

    /// <summary>The graph in the language of Mermaid, which code hosts draw in Markdown.</summary>
    /// <param name="topology">The graph.</param>
    public static string Mermaid(KubePkiTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        var text = new StringBuilder("flowchart LR\n");
        var ids = Ids(topology);
        foreach (var vertex in topology.Vertices)
        {
            text.Append("  ").Append(ids[vertex.Id]).Append("[\"").Append(string.Join("<br>", Label(vertex).Select(MermaidText)))
                .Append("\"]\n");
        }
        foreach (var edge in topology.Edges)
        {
            text.Append("  ").Append(ids[edge.From]).Append(edge.Kind == TopologyEdgeKind.Trusts ? " -.->|" : " -->|")
                .Append(edge.Kind.ToLowerInvariant()).Append("| ").Append(ids[edge.To]).Append('\n');
        }
        var marked = topology.Vertices.Where(vertex => vertex.IsTwin || vertex.IsStranger).Select(vertex => ids[vertex.Id]).ToList();
        if (marked.Count > 0)
            text.Append("  classDef marked stroke:#b3261e,stroke-width:3px\n  class ").AppendJoin(',', marked).Append(" marked\n");
        return text.ToString();
    }

    private static Dictionary<string, string> Ids(KubePkiTopology topology) => topology.Vertices
        .Select((vertex, place) => (vertex.Id, place)).ToDictionary(pair => pair.Id, pair => $"n{pair.place}");

    private static IEnumerable<string> Label(TopologyVertex vertex)
    {
        yield return vertex.Name;
        if (vertex.NotAfter is { } end)
            yield return $"until {Times.Date(end)}";
        if (Remark(vertex) is { } remark)
            yield return remark;
    }

    private static string Shape(TopologyVertex vertex) => (vertex.IsTwin || vertex.IsStranger ? ", color=\"#b3261e\", penwidth=3" : "")
        + vertex.Kind switch
        {
            TopologyVertexKind.Authority => ", style=bold",
            TopologyVertexKind.Kubeconfig => ", shape=note",
            TopologyVertexKind.Program => ", shape=component",
            _ => "",
        };

    private static string DotText(string text) =>
        Printable.Text(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    // In quotes Mermaid knows no escapes but entities, and draws what is left as HTML.
    private static string MermaidText(string text)
    {
        var safe = new StringBuilder();
        foreach (var rune in Printable.Text(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || (rune.IsAscii && " .,:/-_=()@".Contains((char)rune.Value, StringComparison.Ordinal)))
                safe.Append(rune);
            else
                safe.Append(System.Globalization.CultureInfo.InvariantCulture, $"#{rune.Value};");
        }
        return safe.ToString();
    }
}
