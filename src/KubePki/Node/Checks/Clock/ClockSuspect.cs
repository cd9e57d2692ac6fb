using KubePki.Model;

namespace KubePki.Node.Checks.Clock;

/// <summary>Traces of a clock that was wrong, or is.</summary>
internal sealed class ClockSuspect : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(ClockSuspect), "Clock", FindingSeverity.Warning,
        "Timestamps on disk are in the future, or the hardware clock is set to local time.",
        "https://man7.org/linux/man-pages/man5/adjtime_config.5.html");

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        var clock = node.Kubelet?.Clock;
        if (clock?.AheadBy is null && node.Pki.Host.ClockIsLocal != true)
            yield break;
        var path = clock?.AheadBy is null ? "/etc/adjtime" : clock.Witnesses[0].NodePath;
        yield return new CheckResult("clock",
            clock?.AheadBy is null ? "The hardware clock is set to local time (/etc/adjtime)." : clock.Conclusion,
            "Certificates issued while a clock is ahead are not valid yet once it is corrected. kubelet does not check "
                + "NotBefore, and the API server answers 401 Unauthorized.",
            $"Compare with a trusted clock: chronyc tracking; timedatectl. Keep the hardware clock in UTC (timedatectl set-local-rtc 0) "
                + $"and synchronize the time before kubelet starts. Never set the clock back to make certificates valid.") with
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
