using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Reports of several nodes one below the other, each under the node's name and its root; of one node the report alone.</summary>
public static class NodeSections
{
    /// <summary>The reports.</summary>
    /// <param name="nodes">The nodes, in order.</param>
    /// <param name="report">Makes the report of a node.</param>
    public static ReportText Write(IReadOnlyList<NodePki> nodes, Func<IReadOnlyList<NodePki>, ReportText> report)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(report);
        var roots = nodes.GroupBy(node => node.Root, StringComparer.Ordinal).Select(group => group.ToArray()).ToList();
        return roots.Count == 1 ? report(roots[0])
            : ReportText.Join("\n", roots.Select(of => Printable.Text($"== {Name(of[0].NodeName, of[0].Root)}") + "\n\n" + report(of)));
    }

    /// <summary>A node by its name, and where it was read.</summary>
    internal static string Name(string? name, string root) => name is null ? root : $"{name} ({root})";
}
