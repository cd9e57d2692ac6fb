using KubePki.Model;
using KubePki.Node.Checks;

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

    /// <summary>What happens, in order.</summary>
    public IEnumerable<KubePkiForecastEvent> Events(CancellationToken cancellation)
    {
        foreach (var node in cluster.Nodes)
        {
            Expect(node, node.Moments);
            _events.AddRange(Diagnosis.Run(node.View.Pki, cancellation).Where(Forecaster.Lasts)
                .Select(finding => Told(node).Broken(finding)));
            _events.AddRange(Openings(node));
        }
        Look(asOf, [.. cluster.Nodes]);
        for (var count = 0; count < most && _ahead.TryDequeue(out var next, out _); count++)
        {
            cancellation.ThrowIfCancellationRequested();
            HashSet<ForecastNode> changed = [next.Node];
            while (_ahead.TryPeek(out var same, out var moment) && moment == next.Moment)
                changed.Add(_ahead.Dequeue().Node);
            Look(next.Moment, changed);
        }
        return _events;
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
        foreach (var node in changed)
            Rotate(node, control, moment);
        var states = control == _control ? [] : control.States.ToList();
        _control = control;
        states.AddRange(cluster.Nodes.Where(changed.Contains).SelectMany(node => ForecastCluster.NodeAt(node, moment, control.Api)));
        Tell([.. states.OrderBy(state => state.Part.Rank)], moment);
    }

    private void Tell(IReadOnlyList<PartState> states, DateTimeOffset moment)
    {
        var fallen = states.Where(state => !state.IsUp && WasUp(state)).ToList();
        var followers = fallen.ToLookup(state => state.DueTo);
        foreach (var state in states)
        {
            if (WasUp(state) && !state.IsUp)
                Stop(state, moment, [.. followers[state.Part].Where(next => next.DueToNode == state.Node)]);
            else if (!WasUp(state) && state.IsUp)
                _events.Add(Told(state.Node).Heal(state, moment, _before[(state.Node, state.Part)]));
        }
        foreach (var state in states)
            _before[(state.Node, state.Part)] = state;
    }

    private bool WasUp(PartState state) => !_before.TryGetValue((state.Node, state.Part), out var before) || before.IsUp;

    // What was down at the beginning has been down since its cause.
    private void Stop(PartState state, DateTimeOffset moment, IReadOnlyList<PartState> next)
    {
        var since = state is { Faults.Count: 0, DueTo: { } cause, DueToNode: { } where } && moment == asOf
            && _stops.TryGetValue((where, cause), out var at) ? at : moment;
        var stop = Told(state.Node).Stop(state, since, next);
        _stops[(state.Node, state.Part)] = stop.At;
        _events.Add(stop);
    }

    private void Rotate(ForecastNode node, ControlState control, DateTimeOffset moment)
    {
        if (node.Kubelet is not { } kubelet || moment < kubelet.WindowUntil)
            return;
        var state = ForecastCluster.KubeletAt(node, kubelet, moment, control.Api);
        var obstacle = kubelet.Obstacle ?? control.Obstacle;
        // What has ended is told as an end.
        if (!state.IsUp || (obstacle is not null && kubelet.HasMissed))
            return;
        if (obstacle is not null)
        {
            kubelet.HasMissed = true;
            _events.Add(Told(node).Miss(kubelet, obstacle));
            return;
        }
        _events.Add(Told(node).Renew(kubelet, moment));
        kubelet.Renew(moment, cluster.Signing);
        Expect(node, kubelet.Moments);
    }

    private IEnumerable<KubePkiForecastEvent> Openings(ForecastNode node) => node.Certificates
        .Select(certificate => (Certificate: certificate, Runner: node.RunnerOf(certificate)))
        .Where(pair => pair.Runner?.RenewsBefore is not null && pair.Certificate.NotAfter >= asOf)
        .GroupBy(pair => pair.Runner!)
        .Select(group => Told(node).Opening(group.Key, group.MinBy(pair => pair.Certificate.NotAfter).Certificate))
        .Where(item => item.At <= until);

    private ForecastText Told(ForecastNode node) => new(node, asOf, cluster.Nodes.Count > 1);
}
