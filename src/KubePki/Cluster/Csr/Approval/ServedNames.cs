using KubePki.Cluster.Csr.Policy;
using KubePki.Cluster.Probing;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>
/// What the certificate says that a node serves now. It counts only when the cluster's CA signed it for this very node and it is valid:
/// what a kubelet makes for itself proves nothing.
/// </summary>
internal sealed class ServedNames
{
    private const int KubeletPort = 10250;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, KubeNode> _nodes;
    private readonly CertificatePool _roots = new();
    private readonly TimeProvider _clock;

    public ServedNames(IReadOnlyList<KubeNode> nodes, IReadOnlyList<KubeCertificate> authorities, TimeProvider clock)
    {
        _nodes = nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        _clock = clock;
        foreach (var authority in authorities)
            _roots.Add(authority.Parsed);
    }

    /// <summary>Asks the node under its addresses, the first that answers.</summary>
    public AddressEvidence Ask(string name)
    {
        if (!_nodes.TryGetValue(name, out var node))
            return new AddressEvidence { Failure = "there is no such node" };
        var failure = "it has no address";
        foreach (var address in node.Addresses)
        {
            var seen = Dialler.DialAsync(new ProbeTarget(address, KubeletPort), address, null, Timeout, CancellationToken.None)
                .GetAwaiter().GetResult();
            if (seen.Sent.Count > 0)
                return Judge(seen.Sent, address, name);
            failure = seen.Unreachable ?? seen.Failure ?? "it sent no certificate";
        }
        return new AddressEvidence { Failure = failure };
    }

    private AddressEvidence Judge(IReadOnlyList<byte[]> sent, string address, string name)
    {
        if (ServedChain.Judge(sent, address, _roots, _clock.GetUtcNow(), GoVersion.Newest) is { Ok: false } answer)
            return new AddressEvidence { Failure = answer.GoError };
        var leaf = CertificateParser.Parse(sent[0], GoVersion.Newest);
        if (leaf.Subject?.CommonName != PkiRoles.NodeUser + name)
            return new AddressEvidence { Failure = $"the certificate is for {leaf.Subject}" };
        return new AddressEvidence
        {
            Names = TextList.From(leaf.Extensions.DnsNames.Select(Addresses.Name)),
            Addresses = TextList.From(leaf.Extensions.IPAddresses.Select(octets => Addresses.Text(octets))),
        };
    }
}
