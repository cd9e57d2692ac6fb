using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Forecast;

/// <summary>Puts what happens to a node into events.</summary>
/// <param name="node">The node.</param>
/// <param name="asOf">From when it was foretold.</param>
/// <param name="isOneOfSeveral">Whether other nodes have the same parts.</param>
internal sealed class ForecastText(ForecastNode node, DateTimeOffset asOf, bool isOneOfSeveral)
{
    private const int MostNames = 5;

    /// <summary>A part stops.</summary>
    /// <param name="state">How it fares now.</param>
    /// <param name="moment">The moment at which it is found so.</param>
    /// <param name="next">What it stops.</param>
    /// <param name="standing">How it fares on the other nodes.</param>
    public KubePkiForecastEvent Stop(PartState state, DateTimeOffset moment, IReadOnlyList<PartState> next, ForecastStanding standing)
    {
        var first = state.Faults.OrderBy(fault => fault.NotAfter).FirstOrDefault();
        var at = first is not null && moment > first.NotAfter && (moment == asOf || moment == first.After) ? first.NotAfter : moment;
        return Event(at, ForecastChange.Stops, state.Part) with
        {
            Severity = SeverityOf(state.Part, standing),
            What = Sentence(state, standing, isCause: next.Count > 0),
            Cause = Cause(state, at),
            StopsNext = TextList.From(Followers(next)),
            HealsBy = HealsBy(state, at),
            CalmUntil = first is null || first.NotBefore > at ? null : ForecastCredential.CalmUntil(first),
            NodePaths = TextList.From(state.Faults.Select(fault => fault.NodePath)),
        };
    }

    /// <summary>What another part has stopped comes to an end of its own.</summary>
    /// <param name="state">How it fares now.</param>
    /// <param name="moment">The moment at which it is found so.</param>
    /// <param name="before">How it fared before.</param>
    public KubePkiForecastEvent StopItself(PartState state, DateTimeOffset moment, PartState before)
    {
        var stop = Stop(state, moment, [], ForecastStanding.Alone);
        var what = state.Part == ForecastPart.Kubelet ? "kubelet stops" : state.Part.StopsHere ?? state.Part.Stops;
        return stop with
        {
            Severity = stop.Severity < FindingSeverity.Error ? stop.Severity : FindingSeverity.Error,
            What = $"{what} by its own certificate, too: it no longer recovers with {Due(before)}",
        };
    }

    /// <summary>A part works again.</summary>
    public KubePkiForecastEvent Heal(PartState state, DateTimeOffset moment, PartState before) =>
        Event(moment, ForecastChange.Heals, state.Part) with
        {
            Severity = FindingSeverity.Information,
            What = state.Part.Works,
            Cause = before.Faults is [var fault, ..] ? $"{fault.NodePath} becomes valid"
                : $"{Due(before)} works again",
            NodePaths = TextList.From(before.Faults.Select(fault => fault.NodePath)),
        };

    /// <summary>kubelet renews its credential.</summary>
    public KubePkiForecastEvent Renew(ForecastKubelet kubelet, DateTimeOffset moment) =>
        Event(moment, ForecastChange.Renews, ForecastPart.Kubelet) with
        {
            Severity = FindingSeverity.Information,
            Earliest = kubelet.WindowFrom < asOf ? asOf : kubelet.WindowFrom,
            What = "kubelet has renewed its credential",
            Cause = $"it asks for the next one between {Times.Rfc3339(kubelet.WindowFrom)} and {Times.Rfc3339(kubelet.WindowUntil)} "
                + "(70 to 90 % of the lifetime), and the controller manager signs it",
            NodePaths = [kubelet.Credential.Certificate.NodePath],
        };

    /// <summary>kubelet's window passes without a new credential.</summary>
    public KubePkiForecastEvent Miss(ForecastKubelet kubelet, string obstacle) => Missed(kubelet) with
    {
        What = $"kubelet does not renew its credential, which ends at {Times.Rfc3339(kubelet.Credential.Certificate.NotAfter)}",
        Cause = obstacle,
    };

    /// <summary>kubelet's window has passed without a new credential, and no file says why.</summary>
    public KubePkiForecastEvent Overdue(ForecastKubelet kubelet) => Missed(kubelet) with
    {
        What = $"kubelet should have renewed its credential by {Times.Rfc3339(kubelet.WindowUntil)}, and has not: it ends at "
            + $"{Times.Rfc3339(kubelet.Credential.Certificate.NotAfter)}, unless it renews",
        Cause = "no file shows why: kubectl get csr shows what waits for approval, kubelet's log what was refused",
    };

    private KubePkiForecastEvent Missed(ForecastKubelet kubelet) =>
        Event(kubelet.WindowUntil, ForecastChange.Misses, ForecastPart.Kubelet) with
        {
            Severity = FindingSeverity.Warning,
            Earliest = kubelet.WindowFrom,
            NodePaths = [kubelet.Credential.Certificate.NodePath],
        };

    /// <summary>A distribution renews at its next start.</summary>
    public KubePkiForecastEvent Opening(Distribution runner, ForecastLife first) =>
        Event(first.NotAfter - runner.RenewsBefore!.Value, ForecastChange.Opens, ForecastPart.Of(runner.Name, null)) with
        {
            Severity = FindingSeverity.Information,
            What = $"From here on a restart of {runner.Title} renews its certificates",
            Cause = $"{first.NodePath} ends at {Times.Rfc3339(first.NotAfter)}, the first of them",
            HealsBy = Restart(runner),
            NodePaths = [first.NodePath],
        };

    /// <summary>A fault that time does not change.</summary>
    public KubePkiForecastEvent Broken(ForecastFault fault) =>
        Event(asOf, ForecastChange.Broken, ForecastPart.Of(fault.Target, null)) with
        {
            Severity = fault.Severity,
            What = fault.What,
            Cause = fault.Cause,
            NodePaths = fault.NodePath is null ? [] : [fault.NodePath],
        };

    private KubePkiForecastEvent Event(DateTimeOffset at, ForecastChange change, ForecastPart part) => new()
    {
        At = Times.WholeSeconds(at),
        Change = change,
        Severity = part.Severity,
        Part = part.Name,
        What = "",
        Cause = "",
        NodeName = node.Name,
        Root = node.Root,
        AsOf = asOf,
    };

    // What goes on elsewhere is noticed by few.
    private static FindingSeverity SeverityOf(ForecastPart part, ForecastStanding standing)
    {
        if (!standing.IsOneOfSeveral || (standing.HadAny && standing.Others.Count == 0))
            return part == ForecastPart.EtcdMember && standing.IsOneOfSeveral ? FindingSeverity.Critical : part.Severity;
        return part.Severity == FindingSeverity.Critical || part == ForecastPart.EtcdMember ? FindingSeverity.Error
            : FindingSeverity.Warning;
    }

    private static string Sentence(PartState state, ForecastStanding standing, bool isCause)
    {
        var part = state.Part;
        if (state is { IsOverdue: true, Faults.Count: > 0 })
            return "kubelet stops, unless it renews before: the node becomes NotReady";
        if (part == ForecastPart.EtcdMember && state.Quorum is { IsLost: true } lost)
        {
            return standing.HadAny ? $"{part.Stops}, and etcd loses its quorum: {lost}; every API server stops with it"
                : $"{part.Stops}, too: {lost} for a quorum";
        }
        if (standing.IsOneOfSeveral && standing.Others.Count > 0)
            return $"{part.StopsHere}; {part.OthersGoOn} {ForecastNames.Of(standing.Others, MostNames)}";
        if (standing.IsOneOfSeveral && !standing.HadAny)
            return $"{part.StopsHere}, as on every other node";
        if (part == ForecastPart.Etcd && !isCause && standing.Unread > 0)
            return $"{part.Stops} here; its other members were not read, and are taken to go on";
        return standing.IsOneOfSeveral && part == ForecastPart.ApiServer ? $"{part.Stops}: no other works" : part.Stops;
    }

    // Thousands of kubelets are no list.
    private IEnumerable<string> Followers(IReadOnlyList<PartState> next)
    {
        foreach (var group in next.Select(state => (state.Part, Name: Named(state))).GroupBy(pair => pair.Part))
        {
            var names = group.Select(pair => pair.Name).Distinct().ToList();
            foreach (var name in names.Count > MostNames ? names.Take(MostNames - 1) : names)
                yield return name;
            if (names.Count > MostNames)
                yield return $"{group.Key.Title} of {names.Count - MostNames + 1} more nodes";
        }
    }

    private string Cause(PartState state, DateTimeOffset at)
    {
        var faults = state.Faults.Select(fault => fault.NotBefore > at
            ? $"{fault.NodePath} is not valid before {Times.Rfc3339(fault.NotBefore)}"
            : $"{(fault.IsAuthority ? "its CA " : "")}{fault.NodePath} {Ended(fault, at)}").ToList();
        if (state is { DueTo: not null, Quorum: { IsLost: true } lost })
            faults.Add($"etcd has no quorum: {lost}");
        else if (state.DueTo is not null)
            faults.Add(state.IsDueToAll ? "every API server has stopped" : $"{Due(state)} has stopped");
        return string.Join("; ", faults);
    }

    private string Ended(ForecastLife fault, DateTimeOffset at) => Times.WholeSeconds(at) == fault.NotAfter
        ? at < asOf ? "has expired" : "expires" : $"expired at {Times.Rfc3339(fault.NotAfter)}";

    private string? HealsBy(PartState state, DateTimeOffset at)
    {
        if (state.Faults.Count > 0 && state.Faults.All(fault => fault.NotBefore > at))
            return state.IsRefused ? null : $"time, at {Times.Rfc3339(state.Faults.Max(fault => fault.NotBefore))}";
        if (state.Faults.Count == 0)
            return state.DueTo is null ? null : Due(state);
        var runners = state.Faults.Select(fault => fault.Runner).ToList();
        return runners.TrueForAll(runner => runner is not null) ? Restart(runners[0]!) : null;
    }

    // What stopped it, as that which must work again.
    private string Due(PartState state) => state switch
    {
        { Quorum.IsLost: true } => "the quorum of etcd",
        { IsDueToAll: true } => "an API server",
        _ => Place(state.DueTo!, state.DueToNode),
    };

    private string? Restart(Distribution runner) => runner switch
    {
        { Service: { } service } => $"systemctl restart {(node.Has(ForecastPart.ApiServer) ? service : runner.AgentService ?? service)}",
        _ => runner.RenewCommand ?? runner.Elsewhere,
    };

    private string Named(PartState state) => isOneOfSeveral && state.Node != node
        ? $"{state.Part.Title} of {state.Node.Label}" : state.Part.Title;

    private string Place(ForecastPart part, ForecastNode? where) => isOneOfSeveral && where is not null && where != node
        ? $"{part.Title} of {where.Label}" : part.Title;
}
