using System.Net;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Fleet;

/// <summary>Names and addresses that only one node can have, and that two claim.</summary>
internal static class FleetClaims
{
    private static readonly string[] EtcdFlags = ["initial-advertise-peer-urls", "advertise-client-urls"];

    /// <summary>The names by which a node is one of the cluster: its own, and that of the credential which kubelet uses.</summary>
    public static IEnumerable<SpecValue> Names(NodePki node)
    {
        if (node.Kubelet?.HostnameOverride is { Length: > 0 } name)
            yield return new SpecValue(name.ToLowerInvariant(), "kubelet --hostname-override");
        else if (node.NodeName is { } own)
            yield return new SpecValue(own, own == node.Host.Name ? "/etc/hostname" : "the node's name");
        var credential = node.Certificates.LastOrDefault(certificate => IsOfNode(certificate, PkiRoles.KubeletClient))
            ?? node.Certificates.LastOrDefault(certificate => IsOfNode(certificate, PkiRoles.KubeletConf));
        if (credential is not null)
            yield return new SpecValue(credential.CommonName[PkiRoles.NodeUser.Length..].ToLowerInvariant(),
                $"{credential.NodePath} {credential.Subject}");
    }

    /// <summary>The addresses and hosts that a node gives out as its own.</summary>
    public static IEnumerable<SpecValue> Addresses(NodePki node, NodeSpec spec)
    {
        var etcd = node.Components.FirstOrDefault(component => component.Name == "etcd");
        var hosts = from flag in EtcdFlags
                    from url in (etcd?.Flag(flag) ?? "").Split(',')
                    where Uri.TryCreate(url.Trim(), UriKind.Absolute, out _)
                    select new SpecValue(new Uri(url.Trim()).Host.Trim('[', ']'), $"{etcd!.NodePath} --{flag}");
        var served = from certificate in node.Certificates
                     where certificate is { Role: PkiRoles.KubeletServer, Index: 0 }
                     from address in certificate.IPAddresses
                     select new SpecValue(address, $"{certificate.NodePath} IP");
        return new[] { spec.AdvertiseAddress }.OfType<SpecValue>().Concat(spec.NodeAddresses).Concat(hosts).Concat(served)
            .Select(claim => claim with { Value = Plain(claim.Value) }).Where(claim => IsOwn(claim.Value)).Distinct();
    }

    public static IEnumerable<KubePkiFleetFinding> Find(IReadOnlyList<NodeSummary> cluster) =>
        Twice(cluster, node => node.Names.Prepend(new SpecValue(node.Name, "the node's name"))).Select(Named)
            .Concat(Twice(cluster, node => node.Addresses)
                .Where(claims => claims.Select(claim => claim.Node.Name).Distinct().Skip(1).Any()).Select(Addressed));

    // What several nodes claim, each claim once.
    private static IEnumerable<List<(NodeSummary Node, SpecValue Claim)>> Twice(
        IReadOnlyList<NodeSummary> cluster, Func<NodeSummary, IEnumerable<SpecValue>> claims) =>
        cluster.SelectMany(node => claims(node).Distinct().Select(claim => (Node: node, Claim: claim)))
            .GroupBy(pair => pair.Claim.Value, StringComparer.OrdinalIgnoreCase).Select(group => group.ToList())
            .Where(group => group.Exists(pair => pair.Node.Root != group[0].Node.Root));

    private static KubePkiFleetFinding Named(List<(NodeSummary Node, SpecValue Claim)> claims)
    {
        var nodes = claims.Select(claim => claim.Node).DistinctBy(node => node.Root).ToList();
        var name = claims[0].Claim.Value;
        var areCalled = nodes.TrueForAll(node => node.Name == name);
        return FleetFindings.Of("FleetNodeNameTwice", FindingSeverity.Error, "kubelet", nodes) with
        {
            Message = areCalled ? $"{nodes.Count} nodes are called {name}."
                : $"{nodes.Count} nodes claim to be {name}: {FleetFindings.Names(nodes)}.",
            Proof = FleetFindings.Proof(areCalled ? nodes.Select(node => $"{node.Root}: {node.Name}")
                : claims.Select(claim => $"{claim.Node.Label}: {claim.Claim.Value} ({claim.Claim.Source})")),
            Why = "Kubelets of one name share one Node object: each overwrites the other's status and evicts its pods.",
            Remedy = "Check that they are not two snapshots of one node; else give one another host name and have it join again.",
        };
    }

    private static KubePkiFleetFinding Addressed(List<(NodeSummary Node, SpecValue Claim)> claims)
    {
        var nodes = claims.Select(claim => claim.Node).DistinctBy(node => node.Root).ToList();
        var address = claims[0].Claim.Value;
        var isServed = claims.TrueForAll(claim => claim.Claim.Source.EndsWith(" IP", StringComparison.Ordinal));
        return FleetFindings.Of("FleetAddressTwice", isServed ? FindingSeverity.Warning : FindingSeverity.Error,
            isServed ? PkiRoles.KubeletServer : "address", nodes) with
        {
            Message = isServed ? $"The kubelets of {FleetFindings.Names(nodes)} serve certificates for the same address {address}."
                : $"{FleetFindings.Names(nodes)} claim the same address {address}.",
            Proof = FleetFindings.Proof(claims.Select(claim => $"{claim.Node.Label}: {claim.Claim.Value} ({claim.Claim.Source})")),
            Why = isServed ? "One of them can pass for the other: kubectl logs and exec may end at the wrong node."
                : "Who looks for one node reaches the other: API servers take each other's place in the Service kubernetes, a member of "
                    + "etcd cannot join, kubectl logs and exec end at the wrong node.",
            Remedy = isServed ? "Find out whose address it is, and issue the other's serving certificate anew."
                : "Find out whose address it is. On the others set their own in the places that the proof names, then renew the "
                    + "certificates that hold it. A load balancer's address belongs into certificates and kubeconfigs only.",
        };
    }

    private static bool IsOfNode(KubeCertificate certificate, string role) =>
        certificate.Role == role && certificate.CommonName.StartsWith(PkiRoles.NodeUser, StringComparison.Ordinal);

    private static string Plain(string host) => IPAddress.TryParse(host, out var address) ? address.ToString() : host.ToLowerInvariant();

    // Every machine has these, and nobody else reaches them.
    private static bool IsOwn(string host) => host.Length > 0 && host != "localhost" && (!IPAddress.TryParse(host, out var address)
        || !(IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
}
