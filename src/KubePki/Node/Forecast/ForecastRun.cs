using KubePki.Model;

namespace KubePki.Node.Forecast;

/// <summary>The time ahead of one cluster.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="asOf">From when.</param>
/// <param name="until">Until when.</param>
/// <param name="most">After how many moments it gives up.</param>
internal sealed class ForecastRun(ForecastCluster cluster, DateTimeOffset asOf, DateTimeOffset until, int most)
{
    private readonly List<KubePkiForecastEvent> _events = [];
    private readonly PriorityQueue<(DateTimeOffset Moment, ForecastNode Node), DateTimeOffset> _ahead = new();
    private readonly Dictionary<(ForecastNode, ForecastPart), PartState> _before = [];
    private readonly Dictionary<(ForecastNode, ForecastPart), DateTimeOffset> _stops = [];
    private ControlState? _control;
    private bool _hadQuorum = true;

    /// <summary>Whether only what stops is kept, and the run ends with the first moment ahead at which something does.</summary>
    public bool IsOnlyFirst { get; init; }

    /// <summary>What happens, in order.</summary>
    public IEnumerable<KubePkiForecastEvent> Events(CancellationToken cancellation)
    {
        foreach (var node in cluster.Nodes)
        {
            Expect(node, node.Moments);
            foreach (var item in Openings(node))
                Keep(item);
        }
        foreach (var (node, fault) in cluster.Nodes.SelectMany(node => node.Faults.Select(fault => (node, fault)))
            .OrderByDescending(pair => pair.fault.Severity))
            Keep(Told(node).Broken(fault));
        Look(asOf, [.. cluster.Nodes]);
        for (var count = 0; count < most && !IsDone && _ahead.TryDequeue(out var next, out _); count++)
        {
            cancellation.ThrowIfCancellationRequested();
            HashSet<ForecastNode> changed = [next.Node];
            while (_ahead.TryPeek(out var same, out var moment) && moment == next.Moment)
                changed.Add(_ahead.Dequeue().Node);
            Look(next.Moment, changed);
        }
        return _events;
    }

    // Certificates of one renewal end within seconds.
    private bool IsDone => IsOnlyFirst && _events.Find(item => item.At > asOf) is { } first
        && (!_ahead.TryPeek(out _, out var next) || next - first.At >= TimeSpan.FromMinutes(1));

    private void Keep(KubePkiForecastEvent item)
    {
        if (!IsOnlyFirst || item is { Change: ForecastChange.Stops, Severity: >= FindingSeverity.Error })
            _events.Add(item);
    }

    private void Expect(ForecastNode node, IEnumerable<DateTimeOffset> moments)
    {
        foreach (var moment in moments.Where(moment => moment > asOf && moment <= until).Distinct())
            _ahead.Enqueue((moment, node), moment);
    }

    // Only nodes whose moment it is are asked, and all when what they share has changed.
    private void Look(DateTimeOffset moment, HashSet<ForecastNode> changed)
    {
        var control = _control;
        if (control is null || changed.Any(cluster.IsControl))
            control = cluster.ControlAt(moment);
        if (control.Api is null != _control?.Api is null || control.Obstacle is null != _control?.Obstacle is null)
            changed = [.. cluster.Nodes];
        foreach (var node in cluster.Nodes.Where(changed.Contains))
            Rotate(node, control, moment);
        var states = control == _control ? [] : control.States.ToList();
        _hadQuorum = _control?.HasQuorum ?? true;
        _control = control;
        states.AddRange(cluster.Nodes.Where(changed.Contains).SelectMany(node => cluster.NodeAt(node, moment, control.Api)));
        Tell([.. states.OrderBy(state => state.Part.Rank).ThenByDescending(state => state.Part.Severity)
            .ThenBy(state => state.Part.Name, StringComparer.Ordinal)], moment);
    }

    private void Tell(IReadOnlyList<PartState> states, DateTimeOffset moment)
    {
        var was = states.Select(state => _before.GetValueOrDefault((state.Node, state.Part))).ToList();
        // What is refused whatever the time is told as a fault that lasts.
        var fallen = states.Where((state, i) => IsDown(state) && was[i]?.IsUp != false).ToList();
        var had = fallen.Select(state => state.Part).Distinct().ToDictionary(part => part, HadAny);
        foreach (var state in states)
            _before[(state.Node, state.Part)] = state;
        var followers = fallen.ToLookup(state => (state.DueToNode, state.DueTo));
        for (var i = 0; i < states.Count; i++)
        {
            var (state, before) = (states[i], was[i]);
            if (before?.IsUp != false)
            {
                if (IsDown(state))
                    Stop(state, moment, [.. followers[(state.Node, state.Part)]], had[state.Part]);
            }
            else if (state.IsUp)
                Keep(Told(state.Node).Heal(state, moment, before));
            else if (before is { Faults.Count: 0, IsRefused: false } && state.Faults.Count > 0)
                Keep(Told(state.Node).StopItself(state, moment, before));
        }
    }

    private static bool IsDown(PartState state) => !state.IsUp && !(state.IsRefused && state.Faults.Count == 0);

    // At the beginning everything is taken to have worked before.
    private bool HadAny(ForecastPart part) => part == ForecastPart.EtcdMember ? _hadQuorum
        : cluster.Having(part) is not { Count: > 0 } nodes || nodes.Any(node => Works(node, part, orUnknown: true));

    // What an API server does for clients ends with it.
    private bool Works(ForecastNode node, ForecastPart part, bool orUnknown)
    {
        if (!_before.TryGetValue((node, part), out var state) ? !orUnknown : !state.IsUp)
            return false;
        return part != ForecastPart.Logs && part != ForecastPart.Aggregation
            || !node.Has(ForecastPart.ApiServer) || Works(node, ForecastPart.ApiServer, orUnknown);
    }

    private ForecastStanding StandingOf(PartState state, bool hadAny)
    {
        var nodes = cluster.Having(state.Part);
        var unread = state.Part == ForecastPart.Etcd ? cluster.UnreadMembers : 0;
        if (state.Part == ForecastPart.EtcdMember && state.Quorum is { } quorum)
        {
            return new([.. quorum.IsLost ? [] : nodes.Where(node => Works(node, state.Part, orUnknown: false)).Select(node => node.Label)],
                hadAny, quorum.IsLost || nodes.Count > 1, unread);
        }
        return nodes.Count == 0 ? ForecastStanding.Alone
            : new([.. nodes.Where(node => Works(node, state.Part, orUnknown: false)).Select(node => node.Label)], hadAny, nodes.Count > 1,
                unread);
    }

    // What was down at the beginning has been down since its cause.
    private void Stop(PartState state, DateTimeOffset moment, IReadOnlyList<PartState> next, bool hadAny)
    {
        var since = state is { Faults.Count: 0, DueTo: { } cause, DueToNode: { } where } && moment == asOf
            && _stops.TryGetValue((where, cause), out var at) ? at : moment;
        var stop = Told(state.Node).Stop(state, since, next, StandingOf(state, hadAny));
        _stops[(state.Node, state.Part)] = stop.At;
        Keep(stop);
    }

    private void Rotate(ForecastNode node, ControlState control, DateTimeOffset moment)
    {
        if (node.Kubelet is not { } kubelet || kubelet.IsRefused || moment < kubelet.WindowUntil)
            return;
        // What has ended is told as an end.
        if (kubelet.Credential.FaultAt(moment) is not null)
            return;
        if (kubelet.IsOverdue)
            return;
        if ((kubelet.Obstacle ?? control.Obstacle) is { } obstacle)
        {
            if (!kubelet.HasMissed)
                Keep(Told(node).Miss(kubelet, obstacle));
            kubelet.HasMissed = true;
            return;
        }
        // It had its time, and a signer: why it did not renew, no file shows, and nothing says that it will.
        if (moment == asOf && asOf > kubelet.WindowUntil)
        {
            kubelet.IsOverdue = true;
            Keep(Told(node).Overdue(kubelet));
            return;
        }
        Keep(Told(node).Renew(kubelet, moment));
        kubelet.Renew(moment, cluster.SigningDuration);
        Expect(node, kubelet.Moments);
    }

    private IEnumerable<KubePkiForecastEvent> Openings(ForecastNode node) => node.Certificates
        .Where(certificate => certificate.Runner?.RenewsBefore is not null && certificate.NotAfter >= asOf)
        .GroupBy(certificate => certificate.Runner!)
        .Select(group => Told(node).Opening(group.Key, group.MinBy(certificate => certificate.NotAfter)!))
        .Where(item => item.At <= until);

    private ForecastText Told(ForecastNode node) => new(node, asOf, cluster.Nodes.Count > 1);
}
