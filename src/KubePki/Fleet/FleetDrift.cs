using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Fleet;

/// <summary>What differs between nodes of a cluster without being wrong on any of them.</summary>
internal static class FleetDrift
{
    // A snapshot takes some seconds to be asked for.
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(1);

    public static IEnumerable<KubePkiFleetFinding> Find(IReadOnlyList<NodeSummary> cluster)
    {
        if (Clocks(cluster) is { } clocks)
            yield return clocks;
        foreach (var file in cluster.SelectMany(node => node.Modes.Select(row => (Node: node, row.NodePath, row.Mode)))
            .GroupBy(row => row.NodePath))
        {
            var modes = file.GroupBy(row => row.Mode).OrderByDescending(group => group.Count()).ToList();
            if (modes.Count > 1)
                yield return Modes(file.Key, modes[0].Key, [.. modes.Skip(1).SelectMany(group => group)]);
        }
        if (MissingName(cluster) is { } missing)
            yield return missing;
    }

    private static KubePkiFleetFinding Modes(string path, string usual, List<(NodeSummary Node, string NodePath, string Mode)> odd) =>
        FleetFindings.Of("FleetModesDiffer", FindingSeverity.Information, Path.GetFileName(path), [.. odd.Select(row => row.Node)]) with
        {
            Message = $"{path} has mode {usual} on most nodes, and {string.Join(", ", odd.Select(row => row.Mode).Distinct())} on "
                + $"{FleetFindings.Names([.. odd.Select(row => row.Node)])}.",
            Proof = FleetFindings.Proof(odd.Select(row => $"{row.Node.Label}: {path}: mode {row.Mode}")),
            Why = "Nodes that were set up alike have drifted apart: something else has changed them.",
            Remedy = "Find out what changed the mode. kubepki test says on each node whether it is too loose.",
        };

    private static KubePkiFleetFinding? Clocks(IReadOnlyList<NodeSummary> cluster)
    {
        var wrong = cluster.Where(node => node.ClockSkew is { } skew && skew.Duration() > MaxClockSkew)
            .OrderByDescending(node => node.ClockSkew!.Value.Duration()).ToList();
        return wrong.Count == 0 ? null : FleetFindings.Of("FleetClockSkew", FindingSeverity.Warning, "clock", wrong) with
        {
            Message = $"The clock of {FleetFindings.Names(wrong)} is wrong by up to {Times.Span(wrong[0].ClockSkew!.Value.Duration())}.",
            Proof = FleetFindings.Proof(wrong.Select(node => $"{node.Label}: {Times.Span(node.ClockSkew!.Value.Duration())} "
                + (node.ClockSkew > TimeSpan.Zero ? "ahead" : "behind") + " of the clock of the machine that collected its snapshot")),
            Why = "New certificates and tokens are not valid yet, or no longer, on such a node.",
            Remedy = "Set the clock (chronyc tracking; timedatectl), then test again. Renew nothing until then.",
        };
    }

    // The address of the load balancer must be in every API server's certificate, not only in the first one's.
    private static KubePkiFleetFinding? MissingName(IReadOnlyList<NodeSummary> cluster)
    {
        var servers = cluster.Where(node => node.IsControlPlane)
            .Select(node => (Node: node, Key: node.Keys.FirstOrDefault(key => key.Role == PkiRoles.ApiServer)))
            .Where(pair => pair.Key is not null).ToList();
        var name = cluster.Select(node => HostOf(node.Server)).OfType<string>().GroupBy(host => host)
            .OrderByDescending(group => group.Count()).FirstOrDefault()?.Key;
        if (name is null || servers.Count < 2 || !servers.Exists(pair => pair.Key!.Names.Contains(name)))
            return null;
        var lacking = servers.Where(pair => !pair.Key!.Names.Contains(name)).ToList();
        // One control plane's own address is in no other's certificate.
        if (lacking.Count == 0 || lacking.Count >= servers.Count - 1 && servers.Count > 2)
            return null;
        return FleetFindings.Of("FleetNameMissing", FindingSeverity.Error, PkiRoles.ApiServer, [.. lacking.Select(pair => pair.Node)]) with
        {
            Message = $"Kubelets reach the API server as {name}, but the certificate of "
                + $"{FleetFindings.Names([.. lacking.Select(pair => pair.Node)])} lacks this name.",
            Proof = FleetFindings.Proof(servers.Select(pair =>
                $"{pair.Node.Label}: {pair.Key!.NodePath}: {string.Join(", ", pair.Key.Names)}")),
            Why = "Clients fail with an x509 error whenever the load balancer leads to this control plane.",
            Remedy = $"On these nodes: kubepki renew --role apiserver --add-san {ShellWord.Of(name)}",
        };
    }

    private static string? HostOf(string? server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var url) && url.Host.Length > 0 ? url.Host.Trim('[', ']') : null;
}
