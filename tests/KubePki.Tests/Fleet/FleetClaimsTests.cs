using KubePki.Fleet;
using KubePki.Model;

namespace KubePki.Tests.Fleet;

/// <summary>Names and addresses that two nodes of a cluster claim, on real trees of which one was changed.</summary>
public sealed class FleetClaimsTests
{
    private const string Manifests = "/etc/kubernetes/manifests";

    [Theory]
    [InlineData("etcd.yaml", "--initial-advertise-peer-urls", "https://10.77.0.9:2380", "10.77.0.9")]
    [InlineData("etcd.yaml", "--advertise-client-urls", "https://10.77.0.9:2379", "10.77.0.9")]
    [InlineData("etcd.yaml", "--initial-advertise-peer-urls", "https://etcd.example.com:2380", "etcd.example.com")]
    [InlineData("kube-apiserver.yaml", "--advertise-address", "10.77.0.9", "10.77.0.9")]
    public void An_address_that_flags_of_two_nodes_give_out_is_told(string manifest, string flag, string value, string address)
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = Renamed();
        Assert.DoesNotContain(Addresses(first, second), finding => finding.Message.Contains(address, StringComparison.Ordinal));
        Set(first, manifest, flag, value);
        Assert.DoesNotContain(Addresses(first, second), finding => finding.Message.Contains(address, StringComparison.Ordinal));
        Set(second, manifest, flag, value);
        var found = Assert.Single(Addresses(first, second), finding => finding.Message.Contains(address, StringComparison.Ordinal));
        Assert.Equal((FindingSeverity.Error, 2), (found.SeverityLevel, found.NodeCount));
        Assert.Contains(found.Proof, fact => fact.Contains($"{Manifests}/{manifest} {flag}", StringComparison.Ordinal));
    }

    [Fact]
    public void Loopback_and_wildcards_are_nobodys()
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = Renamed();
        foreach (var tree in new[] { first, second })
        {
            Set(tree, "etcd.yaml", "--advertise-client-urls", "https://127.0.0.1:2379,https://localhost:2379,https://0.0.0.0:2379");
            Set(tree, "etcd.yaml", "--initial-advertise-peer-urls", "https://[::1]:2380");
        }
        Assert.DoesNotContain(Addresses(first, second), finding => finding.Message.Contains("127.0.0.1", StringComparison.Ordinal)
            || finding.Message.Contains("localhost", StringComparison.Ordinal) || finding.Message.Contains("::", StringComparison.Ordinal)
            || finding.Message.Contains("0.0.0.0", StringComparison.Ordinal));
    }

    [Fact]
    public void What_all_API_servers_certificates_share_is_no_claim()
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = Renamed();
        // The service address and the names in the certificate are in both.
        Assert.DoesNotContain(Addresses(first, second), finding => finding.Message.Contains("10.96.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public void The_name_in_a_credential_is_claimed_beside_the_nodes_own()
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = Renamed();
        var found = Assert.Single(Find(first, second), finding => finding.Check == "FleetNodeNameTwice");
        Assert.StartsWith("2 nodes claim to be kubemaster: ", found.Message, StringComparison.Ordinal);
        Assert.Contains(found.Proof, fact => fact.Contains("CN=system:node:kubemaster", StringComparison.Ordinal)
            && fact.StartsWith("other: ", StringComparison.Ordinal));
    }

    // The same node as if it had been cloned, with another host name.
    private static NodeTree Renamed()
    {
        var tree = NodeTree.Unpack("expired-2020");
        tree.Write("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"--hostname-override=other\"\n");
        return tree;
    }

    private static void Set(NodeTree tree, string manifest, string flag, string value)
    {
        var path = tree.Path($"{Manifests}/{manifest}");
        var lines = File.ReadAllLines(path);
        var at = Array.FindIndex(lines, line => line.TrimStart().StartsWith($"- {flag}=", StringComparison.Ordinal));
        Assert.True(at >= 0, $"{flag} is not in {manifest}");
        lines[at] = $"{lines[at][..lines[at].IndexOf('-', StringComparison.Ordinal)]}- {flag}={value}";
        File.WriteAllLines(path, lines);
    }

    private static List<KubePkiFleetFinding> Addresses(NodeTree first, NodeTree second) =>
        [.. Find(first, second).Where(finding => finding.Check == "FleetAddressTwice")];

    private static IReadOnlyList<KubePkiFleetFinding> Find(NodeTree first, NodeTree second) => FleetDiagnosis.Run([first.Root, second.Root],
        new() { AsOf = new(2020, 7, 28, 0, 0, 0, TimeSpan.Zero) }, _ => [], _ => { }).Findings;
}
