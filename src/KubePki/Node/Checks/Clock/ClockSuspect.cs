using KubePki.Model;

namespace KubePki.Node.Checks.Clock;

/// <summary>Traces of a clock that was wrong, or is.</summary>
internal sealed class ClockSuspect : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(ClockSuspect), "Clock", FindingSeverity.Warning,
        "Traces on the disk lie in the future, or the hardware clock holds local time.",
        "https://man7.org/linux/man-pages/man5/adjtime_config.5.html");

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        var clock = node.Kubelet?.Clock;
        if (clock?.AheadBy is null && node.Pki.Host.ClockIsLocal != true)
            yield break;
        var path = clock?.AheadBy is null ? "/etc/adjtime" : clock.Witnesses[0].NodePath;
        yield return new CheckResult("clock",
            clock?.AheadBy is null ? "The hardware clock holds local time (/etc/adjtime)." : clock.Conclusion,
            "While a clock is ahead, certificates are issued that are not valid yet once it is right again: kubelet does not look at "
                + "NotBefore, and the API server answers 401 Unauthorized.",
            $"Compare with a trusted clock: chronyc tracking; timedatectl. Keep the hardware clock in UTC (timedatectl set-local-rtc 0), "
                + $"and have the time set before kubelet starts. Never set the clock back to make certificates valid.") with
        {
            Path = node.HostPath(path),
            NodePath = path,
            Severity = clock?.AheadBy is null ? FindingSeverity.Information : FindingSeverity.Warning,
            Proof = clock?.AheadBy is null
                ? ["/etc/adjtime: LOCAL"]
                : [.. clock.Witnesses.Where(witness => witness.Time > node.AsOf)
                    .Select(witness => $"{witness}, {Times.Span(witness.Time - node.AsOf)} after {Times.Rfc3339(node.AsOf)}")],
        };
    }
}
