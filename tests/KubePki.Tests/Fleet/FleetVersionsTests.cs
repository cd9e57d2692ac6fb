using KubePki.Fleet;
using KubePki.Model;
using KubePki.Node.Forecast;
using KubePki.Node.Layout;

namespace KubePki.Tests.Fleet;

/// <summary>The version skew policy of Kubernetes.</summary>
public sealed class FleetVersionsTests
{
    private const string Server = "kube-apiserver";

    [Theory]
    // API servers: within one minor version.
    [InlineData(FindingSeverity.Information, "cp1 kube-apiserver v1.30.1", "cp2 kube-apiserver v1.29.9")]
    [InlineData(FindingSeverity.Warning, "cp1 kube-apiserver v1.30.1", "cp2 kube-apiserver v1.28.0")]
    [InlineData(FindingSeverity.Information, "cp1 kube-apiserver v1.30.1", "cp2 kube-apiserver v1.30.2")]
    // kubelet and kube-proxy: never newer, and three older, or two before 1.25.
    [InlineData(FindingSeverity.Warning, "cp1 kube-apiserver v1.30.1", "w1 kubelet v1.31.0")]
    [InlineData(FindingSeverity.Information, "cp1 kube-apiserver v1.30.1", "w1 kubelet v1.27.0")]
    [InlineData(FindingSeverity.Warning, "cp1 kube-apiserver v1.30.1", "w1 kubelet v1.26.9")]
    [InlineData(FindingSeverity.Information, "cp1 kube-apiserver v1.26.1", "w1 kube-proxy v1.24.0")]
    [InlineData(FindingSeverity.Warning, "cp1 kube-apiserver v1.27.1", "w1 kube-proxy v1.24.0")]
    // Where API servers differ, the oldest and the newest count.
    [InlineData(FindingSeverity.Warning, "cp1 kube-apiserver v1.30.1", "cp2 kube-apiserver v1.29.1", "w1 kubelet v1.30.0")]
    [InlineData(FindingSeverity.Warning, "cp1 kube-apiserver v1.30.1", "cp2 kube-apiserver v1.29.1", "w1 kubelet v1.26.0")]
    // The others of the control plane: never newer than theirs, and one older.
    [InlineData(FindingSeverity.Information, "cp1 kube-apiserver v1.30.1", "cp1 kube-controller-manager v1.29.1")]
    [InlineData(FindingSeverity.Warning, "cp1 kube-apiserver v1.30.1", "cp1 kube-scheduler v1.28.1")]
    [InlineData(FindingSeverity.Warning, "cp1 kube-apiserver v1.30.1", "cp1 kube-controller-manager v1.31.0")]
    [InlineData(FindingSeverity.Information, "cp1 kube-apiserver v1.30.1", "cp2 kube-apiserver v1.29.1", "cp1 kube-scheduler v1.30.1")]
    public void Versions_are_judged_by_the_policy(FindingSeverity severity, params string[] programs)
    {
        var found = Assert.Single(Find(programs));
        Assert.Equal(severity, found.SeverityLevel);
        // The last one named is the odd one, unless nothing is.
        if (severity == FindingSeverity.Warning)
            Assert.Equal((programs[^1].Split(' ')[1], programs[^1].Split(' ')[0]), (found.Target, Assert.Single(found.Nodes)));
    }

    [Theory]
    [InlineData("cp1 kube-apiserver v1.30.1", "cp1 kube-scheduler v1.30.1", "w1 kubelet v1.30.1")]
    [InlineData("cp1 kube-apiserver latest", "cp2 kube-apiserver v1.30.1")]
    [InlineData("cp1 kube-apiserver v2.0.0", "cp2 kube-apiserver v1.30.1")]
    public void What_is_the_same_or_unknown_is_not_told(params string[] programs) => Assert.Empty(Find(programs));

    [Fact]
    public void The_images_of_manifests_tell()
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = NodeTree.Unpack("expired-2020");
        var manifest = second.Path("/etc/kubernetes/manifests/kube-apiserver.yaml");
        var text = File.ReadAllText(manifest);
        File.WriteAllText(manifest, text.Replace("kube-apiserver:v1.", "kube-apiserver:v1.9", StringComparison.Ordinal));
        Assert.NotEqual(text, File.ReadAllText(manifest));
        var night = new DateTimeOffset(2020, 7, 28, 0, 0, 0, TimeSpan.Zero);
        var found = FleetDiagnosis.Run([first.Root, second.Root], new() { AsOf = night }, _ => [], _ => { });
        Assert.Contains(found.Findings, finding => finding is { Check: "FleetVersionSkew", Target: Server,
            SeverityLevel: FindingSeverity.Warning });
    }

    private static List<KubePkiFleetFinding> Find(string[] programs) => [.. FleetDiagnosis.Compare([.. programs
        .Select(line => line.Split(' ')).GroupBy(words => words[0]).Select(node => new NodeSummary
        {
            Root = $"/srv/{node.Key}", Name = node.Key, AsOf = DateTimeOffset.UnixEpoch,
            Forecast = new ForecastNode(new NodePki { Root = "/", AsOf = DateTimeOffset.UnixEpoch }),
            Authorities = [new FleetKey(PkiRoles.ClusterAuthority, new string('a', 64), "/etc/kubernetes/pki/ca.crt", [])],
            Programs = [.. node.Select(words => new FleetProgram(words[1], words[2], $"/etc/kubernetes/manifests/{words[1]}.yaml"))],
        })]).Where(finding => finding.Check == "FleetVersionSkew")];
}
