using System.Globalization;
using KubePki.Model;

namespace KubePki.Fleet;

/// <summary>
/// Versions that Kubernetes does not support together (https://kubernetes.io/releases/version-skew-policy/): API servers differ by one
/// minor version at most; nothing is newer than they are; the controller manager and the scheduler are one older at most, kubelet and
/// kube-proxy three, and two before 1.25.
/// </summary>
internal static class FleetVersions
{
    private const string Check = "FleetVersionSkew", Server = "kube-apiserver";

    private static readonly string[] OfNodes = ["kubelet", "kube-proxy"];

    /// <summary>What breaks the policy; where nothing does, that versions differ.</summary>
    public static IEnumerable<KubePkiFleetFinding> Find(IReadOnlyList<NodeSummary> cluster)
    {
        var known = cluster.SelectMany(node => node.Programs.Select(program => (Node: node, Program: program)))
            .Where(pair => MinorOf(pair.Program.Version) is not null)
            .Select(pair => new Known(pair.Node, pair.Program, MinorOf(pair.Program.Version)!.Value)).ToList();
        var servers = known.FindAll(each => each.Program.Name == Server);
        var broken = servers.Count == 0 ? [] : Unequal(servers).Concat(known.Where(each => each.Program.Name != Server)
            .GroupBy(each => each.Program.Name).SelectMany(program => Strangers([.. program], servers))).ToList();
        return broken.Count > 0 ? broken : Differing(known);
    }

    private static IEnumerable<KubePkiFleetFinding> Unequal(List<Known> servers)
    {
        var newest = servers.Max(server => server.Minor);
        var old = servers.FindAll(server => newest - server.Minor > 1);
        if (old.Count > 0)
            yield return Finding(old, servers, $"The API servers run {Range(servers)}: they must be within one minor version of each "
                + $"other, and {NamesOf(old)} {(old.Count == 1 ? "is" : "are")} older.");
    }

    private static IEnumerable<KubePkiFleetFinding> Strangers(List<Known> programs, List<Known> servers)
    {
        var name = programs[0].Program.Name;
        var newer = programs.FindAll(each => each.Minor > ServersOf(each, servers).Min(server => server.Minor));
        if (newer.Count > 0)
            yield return Finding(newer, servers, $"{name} of {NamesOf(newer)} ({Range(newer)}) is newer than the API server "
                + $"({Range(servers)}): it must never be.");
        var older = programs.FindAll(each => ServersOf(each, servers).Max(server => server.Minor) - each.Minor > MaxLag(each));
        if (older.Count > 0)
            yield return Finding(older, servers, $"{name} of {NamesOf(older)} ({Range(older)}) is more than "
                + $"{(MaxLag(older[0]) == 1 ? "one minor version" : $"{MaxLag(older[0])} minor versions")} older than the API server "
                + $"({Range(servers)}).");
    }

    // The controller manager and the scheduler ask the API server beside them; kubelet may be led to any.
    private static List<Known> ServersOf(Known program, List<Known> servers) => !OfNodes.Contains(program.Program.Name)
        && servers.FindAll(server => server.Node == program.Node) is { Count: > 0 } beside ? beside : servers;

    private static int MaxLag(Known program) => !OfNodes.Contains(program.Program.Name) ? 1 : program.Minor < 25 ? 2 : 3;

    private static KubePkiFleetFinding Finding(List<Known> odd, List<Known> servers, string message) =>
        FleetFindings.Of(Check, FindingSeverity.Warning, odd[0].Program.Name, [.. odd.Select(each => each.Node).Distinct()]) with
        {
            Message = message,
            Proof = Proof(odd.Concat(servers).Distinct()),
            Why = "Kubernetes does not support such versions together: a request may fail, or be understood in another way, depending on "
                + "which API server answers.",
            Remedy = "Upgrade one minor version at a time: first the API servers, one after the other, then the controller manager and the "
                + "scheduler, then each node's kubelet and kube-proxy.",
        };

    private static IEnumerable<KubePkiFleetFinding> Differing(List<Known> known)
    {
        var versions = known.GroupBy(each => each.Program.Version).OrderByDescending(group => group.Count()).ToList();
        if (versions.Count < 2)
            yield break;
        var odd = versions.Skip(1).SelectMany(group => group).Select(each => each.Node).Distinct().ToList();
        yield return FleetFindings.Of(Check, FindingSeverity.Information, "kubernetes", odd) with
        {
            Message = $"Versions differ, within the version skew policy: {Range(known)}. Most programs run {versions[0].Key}.",
            Proof = Proof(known),
            Why = "Nothing stops. An upgrade is halfway, or a node was left behind.",
            Remedy = "Finish the upgrade: the API servers first, then the rest of the control plane, then the other nodes.",
        };
    }

    private static TextList Proof(IEnumerable<Known> known) => FleetFindings.Proof(known.Select(each =>
        $"{each.Node.Label}: {each.Program.Name} {each.Program.Version} ({each.Program.NodePath})"));

    private static string NamesOf(List<Known> known) => FleetFindings.Names([.. known.Select(each => each.Node).Distinct()]);

    private static string Range(List<Known> known)
    {
        var sorted = known.OrderBy(each => each.Minor).ThenBy(each => PatchOf(each.Program.Version)).ToList();
        return sorted[0].Program.Version == sorted[^1].Program.Version ? sorted[0].Program.Version
            : $"{sorted[0].Program.Version} to {sorted[^1].Program.Version}";
    }

    private static int? MinorOf(string version) => version.TrimStart('v').Split('.') is ["1", var minor, ..] ? NumberOf(minor) : null;

    private static int PatchOf(string version) => version.Split('.') is [_, _, var patch, ..]
        ? NumberOf(new string([.. patch.TakeWhile(char.IsAsciiDigit)])) ?? 0 : 0;

    private static int? NumberOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed record Known(NodeSummary Node, FleetProgram Program, int Minor);
}
