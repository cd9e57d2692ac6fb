namespace KubePki.Node.Forecast;

/// <summary>The nodes of one cluster, and how their parts depend on each other.</summary>
/// <param name="nodes">The nodes.</param>
/// <param name="obstacle">Why no request of a kubelet is signed, where the cluster itself tells; else null.</param>
internal sealed class ForecastCluster(IReadOnlyList<ForecastNode> nodes, string? obstacle = null)
{
    private static readonly ForecastPart[] Shared = [ForecastPart.EtcdMember, ForecastPart.Etcd, ForecastPart.ApiServer,
        ForecastPart.ControllerManager, ForecastPart.Scheduler, ForecastPart.Logs, ForecastPart.Aggregation];

    private readonly ForecastNode[] _etcd = [.. nodes.Where(node => node.Has(ForecastPart.Etcd) || node.Has(ForecastPart.EtcdMember))];

    private readonly Dictionary<ForecastPart, ForecastNode[]> _having =
        Shared.ToDictionary(part => part, part => nodes.Where(node => node.Has(part)).ToArray());

    private readonly HashSet<ForecastNode> _control = [.. nodes.Where(node => node.Has(ForecastPart.Etcd)
        || node.Has(ForecastPart.EtcdMember) || node.Has(ForecastPart.ApiServer) || node.Has(ForecastPart.ControllerManager))];

    public IReadOnlyList<ForecastNode> Nodes => nodes;

    /// <summary>Whether a control plane was read: without one it is taken to live.</summary>
    public bool KnowsControlPlane => Having(ForecastPart.ApiServer).Count > 0;

    /// <summary>The nodes that have a part of which one does for the whole cluster; none for what is each node's own.</summary>
    public IReadOnlyList<ForecastNode> Having(ForecastPart part) => _having.GetValueOrDefault(part) ?? [];

    /// <summary>How many members of etcd were not read.</summary>
    public int UnreadMembers => Math.Max(0, Math.Max(Members, _etcd.Select(node => node.EtcdHosts.Count).DefaultIfEmpty().Max())
        - _etcd.Length);

    /// <summary>Whether the control plane depends on a node.</summary>
    public bool IsControl(ForecastNode node) => _control.Contains(node);

    /// <summary>How the control plane fares at a moment.</summary>
    public ControlState ControlAt(DateTimeOffset moment)
    {
        var members = _etcd.Select(node => Member(node, moment)).ToArray();
        var quorum = new ForecastQuorum(Members, Array.FindAll(members, state => !state.IsUp));
        var etcd = Having(ForecastPart.Etcd).Select(node => State(node, ForecastPart.Etcd, moment, quorum.Decisive)
            with { Quorum = quorum.IsLost ? quorum : null }).ToArray();
        var servers = Having(ForecastPart.ApiServer)
            .Select(node => State(node, ForecastPart.ApiServer, moment, EtcdOf(node, etcd))).ToArray();
        // A client finds any API server that works: when none does, the last to stop is to blame.
        var api = servers.Length > 0 && Array.TrueForAll(servers, state => !state.IsUp) ? servers.MaxBy(state => state.Since) : null;
        var signers = Having(ForecastPart.ControllerManager)
            .Select(node => OfApi(State(node, ForecastPart.ControllerManager, moment, api))).ToArray();
        return new([.. members.Where(state => state.Node.Has(ForecastPart.EtcdMember)).Select(state => state with { Quorum = quorum }),
            .. etcd, .. servers, .. signers], api, ObstacleToSigning(servers, signers, moment) ?? obstacle, !quorum.IsLost);
    }

    /// <summary>How the rest of a node fares at a moment.</summary>
    /// <param name="node">The node.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="api">The API server that has stopped; null as long as one works.</param>
    public IEnumerable<PartState> NodeAt(ForecastNode node, DateTimeOffset moment, PartState? api)
    {
        foreach (var part in node.Parts.Where(part => part.Rank > ForecastPart.ControllerManager.Rank))
            yield return part == ForecastPart.Scheduler ? OfApi(State(node, part, moment, api)) : State(node, part, moment, null);
        if (node.Kubelet is { } kubelet)
            yield return KubeletAt(node, kubelet, moment, api);
    }

    /// <summary>How kubelet fares at a moment.</summary>
    public PartState KubeletAt(ForecastNode node, ForecastKubelet kubelet, DateTimeOffset moment, PartState? api) =>
        OfApi(new(node, ForecastPart.Kubelet)
        {
            Faults = kubelet.Credential.FaultAt(moment) is { } fault ? [fault] : [],
            DueTo = api?.Part,
            DueToNode = api?.Node,
            DueSince = api?.Since,
            IsRefused = kubelet.IsRefused,
            IsOverdue = kubelet.IsOverdue,
        });

    /// <summary>How long what is signed lives; null when nothing tells.</summary>
    public TimeSpan? SigningDuration => Having(ForecastPart.ControllerManager).FirstOrDefault(node => node.HasSigner)?.SigningDuration;

    private PartState OfApi(PartState state) => state with
    {
        IsDueToAll = state.DueTo is not null && Having(ForecastPart.ApiServer).Count > 1,
    };

    private PartState Member(ForecastNode node, DateTimeOffset moment) => new(node, ForecastPart.EtcdMember)
    {
        // Alone it has nobody to be rejected by.
        Faults = Members > 1 ? node.FaultsAt(ForecastPart.EtcdMember, moment) : [],
    };

    private int Members => Math.Max(_etcd.Length, _etcd.Select(node => node.Members).DefaultIfEmpty().Max());

    // One that is told of several asks another; those that were not read are taken to live, unless they serve the same certificate.
    private static PartState? EtcdOf(ForecastNode node, PartState[] etcd)
    {
        var down = etcd.Where(state => !state.IsUp).ToList();
        if (node.EtcdHosts.Count <= 1)
            return down.Find(state => state.Node == node);
        var isAll = down.Count > 0 && down.Count == etcd.Length && (down.Count >= node.EtcdHosts.Count
            || down.Exists(state => state.Quorum is not null) || node.EtcdHosts.All(host => down.Exists(state => IsNamed(state, host))));
        return isAll ? down.Find(state => state.Node == node) ?? down[0] : null;
    }

    private static bool IsNamed(PartState state, string host) => state.Faults.Any(fault => fault.Names.Contains(host));

    // Null where a request of a kubelet is signed.
    private static string? ObstacleToSigning(PartState[] servers, PartState[] signers, DateTimeOffset moment)
    {
        var living = Array.FindAll(signers, state => state.IsUp);
        if (servers.Length > 0 && Array.TrueForAll(servers, state => !state.IsUp))
            return servers.Length == 1 ? "the API server has stopped, and nothing is signed without it"
                : "no API server works, and nothing is signed without one";
        if (signers.Length == 0)
            return null;
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
        DueSince = cause?.Since,
    };
}
