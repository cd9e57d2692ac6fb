using KubePki.Cluster.Client;
using KubePki.Model;

namespace KubePki.Tests.Cluster.Client;

/// <summary>What kubelet says of a port forward, in one short sentence.</summary>
public sealed class TunnelWordsTests
{
    /// <summary>Of kubelet 1.20 with containerd 1.6, where nobody listens.</summary>
    internal const string Containerd =
        "error forwarding port 8447 to pod 6434563242c7be6f818ecb5d350e2f433973bfcb6415586591f13567f519422b, "
        + "uid : failed to execute portforward in network namespace \"/var/run/netns/cni-c9bf4aae-8534-999b-5d38-9b33ff79e42b\": "
        + "failed to "
        + "connect to localhost:8447 inside namespace \"6434563242c7be6f818ecb5d350e2f433973bfcb6415586591f13567f519422b\", IPv4: "
        + "dial tcp4 "
        + "127.0.0.1:8447: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found ";

    private const string Refused = "nothing in the pod listens on this port of 127.0.0.1 (connection refused)";
    private const string Start = "error forwarding port 8443 to pod 6434563242c7, uid 1b24772c-02ac: ";

    [Theory]
    [InlineData(Containerd, Refused)]
    [InlineData(Start + "exit status 1: 2020/11/30 08:00:00 "
        + "socat[305] E connect(5, AF=2 127.0.0.1:8443, 16): Connection refused\n", Refused)]
    [InlineData(Start + "unable to do port forwarding: socat not found", "unable to do port forwarding: socat not found")]
    [InlineData(Start + "failed to execute portforward in network namespace \"host\": failed to connect to localhost:8443 inside namespace "
        + "\"0a\": dial tcp4 127.0.0.1:8443:\r\n\ti/o timeout",
        "failed to connect to localhost:8443: dial tcp4 127.0.0.1:8443: i/o timeout")]
    [InlineData("dial tcp 192.0.2.1:10250: connect: connection refused", "dial tcp 192.0.2.1:10250: connect: connection refused")]
    [InlineData("\u001b[2J", "?[2J")]
    [InlineData(" \n", "kubelet ended the port forward without a reason")]
    public void What_kubelet_says_is_one_sentence_without_numbers_of_sandboxes(string said, string told) =>
        Assert.Equal(told, TunnelWords.Of(said));

    [Fact]
    public void What_is_longer_than_anybody_reads_is_cut_and_no_character_is_halved()
    {
        Assert.Equal(new string('a', 240) + "…", TunnelWords.Of(new string('a', 5000)));
        Assert.Equal(new string('a', 239) + "…", Printable.Beginning(new string('a', 239) + "\ud83d\ude00" + new string('a', 99), 240));
    }
}
