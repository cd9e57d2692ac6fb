using KubePki.Model;

namespace KubePki.Node.Forecast;

/// <summary>The nodes of one cluster, and how their parts depend on each other.</summary>
/// <param name="nodes">The nodes.</param>
/// <param name="obstacle">Why no request of a kubelet is signed, where the cluster itself tells; else null.</param>
internal sealed class ForecastCluster(IReadOnlyList<ForecastNode> nodes, string? obstacle = null)
{
    private readonly ForecastNode[] _etcd = [.. nodes.Where(node => node.Has(ForecastPart.Etcd) || node.Has(ForecastPart.EtcdMember))];

    private readonly ForecastNode[] _servers = [.. nodes.Where(node => node.Has(ForecastPart.ApiServer))];

    private readonly ForecastNode[] _signers = [.. nodes.Where(node => node.Has(ForecastPart.ControllerManager))];

    private readonly HashSet<ForecastNode> _control = [.. nodes.Where(node => node.Has(ForecastPart.Etcd)
        || node.Has(ForecastPart.EtcdMember) || node.Has(ForecastPart.ApiServer) || node.Has(ForecastPart.ControllerManager))];

    public IReadOnlyList<ForecastNode> Nodes => nodes;

    /// <summary>Whether a control plane was read: without one it is taken to live.</summary>
    public bool KnowsControlPlane => _servers.Length > 0;

    /// <summary>Whether the control plane depends on a node.</summary>
    public bool IsControl(ForecastNode node) => _control.Contains(node);

    /// <summary>How the control plane fares at a moment.</summary>
    public ControlState ControlAt(DateTimeOffset moment)
    {
        var members = _etcd.Select(node => Member(node, moment)).ToArray();
        var quorum = HasQuorum(members) ? null : members.FirstOrDefault(state => !state.IsUp);
        var etcd = _etcd.Where(node => node.Has(ForecastPart.Etcd))
            .Select(node => State(node, ForecastPart.Etcd, moment, quorum)).ToArray();
        var servers = _servers.Select(node => State(node, ForecastPart.ApiServer, moment, EtcdOf(node, etcd))).ToArray();
        // A client finds any API server that works.
        var api = servers.Length > 0 && Array.TrueForAll(servers, state => !state.IsUp) ? servers[0] : null;
        var signers = _signers.Select(node => State(node, ForecastPart.ControllerManager, moment, api)).ToArray();
        return new([.. members.Where(state => state.Node.Has(ForecastPart.EtcdMember)), .. etcd, .. servers, .. signers], api,
            obstacle ?? ObstacleToSigning(signers, moment));
    }

    /// <summary>How the rest of a node fares at a moment.</summary>
    /// <param name="node">The node.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="api">The API server that has stopped; null as long as one works.</param>
    public static IEnumerable<PartState> NodeAt(ForecastNode node, DateTimeOffset moment, PartState? api)
    {
        foreach (var part in node.Parts.Where(part => part.Rank > ForecastPart.ControllerManager.Rank))
            yield return State(node, part, moment, part == ForecastPart.Scheduler ? api : null);
        if (node.Kubelet is { } kubelet)
            yield return KubeletAt(node, kubelet, moment, api);
    }

    /// <summary>How kubelet fares at a moment.</summary>
    public static PartState KubeletAt(ForecastNode node, ForecastKubelet kubelet, DateTimeOffset moment, PartState? api) =>
        new(node, ForecastPart.Kubelet)
        {
            Faults = kubelet.Credential.FaultAt(moment) is { } fault ? [fault] : [],
            DueTo = api?.Part,
            DueToNode = api?.Node,
        };

    /// <summary>The controller manager that signs; null when none was read.</summary>
    public ControlPlaneComponent? Signing => _signers.Select(node => node.View.Component(ForecastPart.ControllerManager.Name))
        .FirstOrDefault(component => component is not null);

    private PartState Member(ForecastNode node, DateTimeOffset moment) => new(node, ForecastPart.EtcdMember)
    {
        // Alone it has nobody to be rejected by.
        Faults = Members > 1 ? node.FaultsAt(ForecastPart.EtcdMember, moment) : [],
    };

    private int Members => Math.Max(_etcd.Length, _etcd.Select(node => node.Members).DefaultIfEmpty().Max());

    private bool HasQuorum(PartState[] members) => Members <= 1
        || Members - members.Count(state => !state.IsUp) >= (Members / 2) + 1;

    // One that is told of several asks another; those that were not read are taken to live.
    private static PartState? EtcdOf(ForecastNode node, PartState[] etcd)
    {
        var down = etcd.Where(state => !state.IsUp).ToList();
        if (node.View.Spec.EtcdServers.Count > 1)
            return down.Count >= node.View.Spec.EtcdServers.Count ? down[0] : null;
        return down.Find(state => state.Node == node);
    }

    // Null where a request of a kubelet is signed.
    private static string? ObstacleToSigning(PartState[] signers, DateTimeOffset moment)
    {
        if (signers.Length == 0)
            return null;
        var living = Array.FindAll(signers, state => state.IsUp);
        if (living.Length == 0)
            return "the controller manager, which signs, has stopped";
        return Array.Exists(living, state => state.Node.CanSignAt(moment)) ? null
            : "no valid CA with its key is where the controller manager runs";
    }

    private static PartState State(ForecastNode node, ForecastPart part, DateTimeOffset moment, PartState? cause) => new(node, part)
    {
        Faults = node.FaultsAt(part, moment),
        DueTo = cause?.Part,
        DueToNode = cause?.Node,
    };
}
