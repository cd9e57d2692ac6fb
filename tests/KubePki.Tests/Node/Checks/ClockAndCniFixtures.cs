using KubePki.Node.Checks.Clock;
using KubePki.Node.Checks.Cni;
using static KubePki.Tests.Node.Checks.CheckFixture;

namespace KubePki.Tests.Node.Checks;

internal static class ClockAndCniFixtures
{
    private static readonly DateTimeOffset Leftover = new(2020, 6, 21, 0, 0, 0, TimeSpan.Zero);

    // The file's last change, ten minutes after NotBefore.
    private static readonly DateTimeOffset LastTrace = new(2021, 9, 1, 5, 21, 24, TimeSpan.Zero);

    public static IEnumerable<CheckFixture> All { get; } =
    [
        Failing(nameof(ClockSuspect), "power-loss") with { AsOf = LastTrace.AddSeconds(-1) },
        Passing(nameof(ClockSuspect), "power-loss") with { AsOf = LastTrace.AddSeconds(1) },

        Failing(nameof(CniConflict), "cni-leftover") with { AsOf = Leftover },
        Passing(nameof(CniConflict), "cni-leftover", tree =>
        {
            tree.Delete("/etc/cni/net.d/10-calico.conflist");
            tree.Write("/etc/cni/net.d/99-loopback.conf", """{"cniVersion": "0.3.1", "name": "lo", "type": "loopback"}""");
        }) with { AsOf = Leftover },
    ];
}
