using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Forecast;

/// <summary>Puts what happens to a node into events.</summary>
/// <param name="node">The node.</param>
/// <param name="asOf">From when it was foretold.</param>
/// <param name="isOneOfSeveral">Whether other nodes have the same parts.</param>
internal sealed class ForecastText(ForecastNode node, DateTimeOffset asOf, bool isOneOfSeveral)
{
    /// <summary>A part stops.</summary>
    /// <param name="state">How it fares now.</param>
    /// <param name="moment">The moment at which it is found so.</param>
    /// <param name="next">What it stops.</param>
    public KubePkiForecastEvent Stop(PartState state, DateTimeOffset moment, IReadOnlyList<PartState> next)
    {
        var first = state.Faults.OrderBy(fault => fault.NotAfter).FirstOrDefault();
        var at = first is not null && moment > first.NotAfter && (moment == asOf || moment == ForecastCredential.After(first))
            ? first.NotAfter : moment;
        return Event(at, ForecastChange.Stops, state.Part) with
        {
            What = state.Part.Stops,
            Cause = Cause(state, at),
            StopsNext = TextList.From(next.Select(Named).Distinct()),
            HealsBy = HealsBy(state, at),
            CalmUntil = first is null || first.NotBefore > at ? null : ForecastCredential.CalmUntil(first),
            NodePaths = TextList.From(state.Faults.Select(fault => fault.NodePath)),
        };
    }

    /// <summary>A part works again.</summary>
    public KubePkiForecastEvent Heal(PartState state, DateTimeOffset moment, PartState before) =>
        Event(moment, ForecastChange.Heals, state.Part) with
        {
            Severity = FindingSeverity.Information,
            What = state.Part.Works,
            Cause = before.Faults is [var fault, ..] ? $"{fault.NodePath} becomes valid"
                : $"{Place(before.DueTo!, before.DueToNode)} works again",
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
    public KubePkiForecastEvent Miss(ForecastKubelet kubelet, string obstacle) =>
        Event(kubelet.WindowUntil, ForecastChange.Misses, ForecastPart.Kubelet) with
        {
            Severity = FindingSeverity.Warning,
            Earliest = kubelet.WindowFrom,
            What = $"kubelet does not renew its credential, which ends at {Times.Rfc3339(kubelet.Credential.Certificate.NotAfter)}",
            Cause = obstacle,
            NodePaths = [kubelet.Credential.Certificate.NodePath],
        };

    /// <summary>A distribution renews at its next start.</summary>
    public KubePkiForecastEvent Opening(Distribution runner, KubeCertificate first) =>
        Event(first.NotAfter - runner.RenewsBefore!.Value, ForecastChange.Opens, ForecastPart.Of(runner.Name, null)) with
        {
            Severity = FindingSeverity.Information,
            What = $"From here on a restart of {runner.Title} renews its certificates",
            Cause = $"{first.NodePath} ends at {Times.Rfc3339(first.NotAfter)}, the first of them",
            HealsBy = Restart(runner),
            NodePaths = [first.NodePath],
        };

    /// <summary>A fault that time does not change.</summary>
    public KubePkiForecastEvent Broken(KubePkiFinding finding) =>
        Event(asOf, ForecastChange.Broken, ForecastPart.Of(finding.Target, null)) with
        {
            Severity = finding.SeverityLevel,
            What = finding.Message,
            Cause = $"{finding.Check}: {finding.Why}",
            NodePaths = finding.NodePath is null ? [] : [finding.NodePath],
        };

    private KubePkiForecastEvent Event(DateTimeOffset at, ForecastChange change, ForecastPart part) => new()
    {
        At = Times.WholeSeconds(at),
        Change = change,
        Severity = part.Severity,
        Part = part.Name,
        What = "",
        Cause = "",
        NodeName = node.View.Pki.NodeName,
        Root = node.View.Pki.Root,
        AsOf = asOf,
    };

    private string Cause(PartState state, DateTimeOffset at)
    {
        var faults = state.Faults.Select(fault => fault.NotBefore > at
            ? $"{fault.NodePath} is not valid before {Times.Rfc3339(fault.NotBefore)}"
            : $"{(fault.IsAuthority ? "its CA " : "")}{fault.NodePath} {Ended(fault, at)}").ToList();
        if (state.DueTo is { } cause)
            faults.Add($"{Place(cause, state.DueToNode)} has stopped");
        return string.Join("; ", faults);
    }

    private string Ended(KubeCertificate fault, DateTimeOffset at) => Times.WholeSeconds(at) == fault.NotAfter
        ? at < asOf ? "has expired" : "expires" : $"expired at {Times.Rfc3339(fault.NotAfter)}";

    private string? HealsBy(PartState state, DateTimeOffset at)
    {
        if (state.Faults.Count > 0 && state.Faults.All(fault => fault.NotBefore > at))
            return $"time, at {Times.Rfc3339(state.Faults.Max(fault => fault.NotBefore))}";
        if (state.Faults.Count == 0)
            return Place(state.DueTo!, state.DueToNode);
        var runners = state.Faults.Select(node.RunnerOf).ToList();
        return runners.TrueForAll(runner => runner is not null) ? Restart(runners[0]!) : null;
    }

    private string? Restart(Distribution runner) => runner switch
    {
        { Service: { } service } => $"systemctl restart {(node.Has(ForecastPart.ApiServer) ? service : runner.AgentService ?? service)}",
        _ => runner.RenewCommand ?? runner.Elsewhere,
    };

    private string Named(PartState state) => isOneOfSeveral && state.Node != node
        ? $"{state.Part.Title} of {state.Node.View.Pki.NodeName ?? state.Node.View.Pki.Root}" : state.Part.Title;

    private string Place(ForecastPart part, ForecastNode? where) => isOneOfSeveral && where is not null && where != node
        ? $"{part.Title} of {where.View.Pki.NodeName ?? where.View.Pki.Root}" : part.Title;
}
