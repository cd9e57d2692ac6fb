using System.Globalization;
using KubePki.Model;

namespace KubePki.Fleet;

/// <summary>What findings about several nodes have in common.</summary>
internal static class FleetFindings
{
    private const int MaxNames = 5;
    private const int MaxProof = 20;

    /// <summary>A finding about these nodes, still without its words.</summary>
    public static KubePkiFleetFinding Of(string check, FindingSeverity severity, string target, IReadOnlyList<NodeSummary> nodes) => new()
    {
        Check = check,
        SeverityLevel = severity,
        Target = target,
        Nodes = TextList.From(nodes.Select(node => node.Label)),
        Roots = TextList.From(nodes.Select(node => node.Root)),
        AsOf = nodes[0].AsOf,
        Message = "",
        Why = "",
        Remedy = "",
    };

    /// <summary>Facts as a proof: the first of very many, and how many more there are.</summary>
    public static TextList Proof(IEnumerable<string> facts)
    {
        var all = facts.ToList();
        return TextList.From(all.Count <= MaxProof ? all
            : all.Take(MaxProof).Append(string.Create(CultureInfo.InvariantCulture, $"… and {all.Count - MaxProof} more")));
    }

    /// <summary>Where one key was found: nodes that have it in the same place are told together.</summary>
    public static IEnumerable<string> KeyFacts(IEnumerable<(NodeSummary Node, FleetKey Key)> found) =>
        found.GroupBy(pair => (pair.Key.NodePath, pair.Key.Hash)).Select(place =>
            $"{Names([.. place.Select(pair => pair.Node)])}: {place.Key.NodePath}: public key SHA-256 {place.Key.Hash}");

    /// <summary>The names of nodes for a sentence: the first few, and how many more there are.</summary>
    public static string Names(IReadOnlyList<NodeSummary> nodes) => nodes.Count <= MaxNames
        ? string.Join(", ", nodes.Select(node => node.Label))
        : $"{string.Join(", ", nodes.Take(MaxNames).Select(node => node.Label))} and {nodes.Count - MaxNames} more";
}
