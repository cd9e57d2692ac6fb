using System.Net;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Logs;

/// <summary>Proofs by what a server serves or a client presents.</summary>
internal static class PeerProofs
{
    // The server first, then who asks it.
    private static readonly string[] EtcdRoles =
    [
        PkiRoles.EtcdServer, PkiRoles.ApiServerEtcdClient, PkiRoles.EtcdPeer, PkiRoles.EtcdHealthcheckClient, PkiRoles.EtcdAuthority,
    ];

    // What keeps the API server from listening.
    private static readonly string[] ControlPlaneRoles =
    [
        PkiRoles.ApiServer, PkiRoles.EtcdServer, PkiRoles.ApiServerEtcdClient, PkiRoles.ApiServerKubeletClient, PkiRoles.ClusterAuthority,
        PkiRoles.EtcdAuthority,
    ];

    public static LogProof? ServedNames(NodeFacts facts, LogMatch match)
    {
        var wanted = match.Values["address"] ?? match.Values["name"];
        // Members of etcd speak of each other.
        var served = match.Values["endpoint"] is null && match.Component == "etcd" ? facts.WithRole(PkiRoles.EtcdPeer)
            : facts.ServedAt(LogEndpoint.PortOf(match.Values["endpoint"]));
        if (served is null)
            return null;
        string[] names = [.. served.DnsNames, .. served.IPAddresses];
        // The file must have all that the line says is served, or the line is of another server.
        if (match.Values["names"] is { } said && !said.Split(", ").All(name => names.Contains(name) || IsSameAddress(name, names)))
            return null;
        if (wanted is null ? names.Length > 0 : match.Values["names"] is null && served.IPAddresses.Count > 0)
            return null;
        if (wanted is not null && names.Contains(wanted, StringComparer.OrdinalIgnoreCase))
        {
            return LogProof.Of(served, $"{served.NodePath} already has {wanted}: an older certificate is still being served.",
                $"names: {string.Join(", ", names)}") with
            {
                Remedy = Advice.Of($"Restart the component that serves {served.NodePath} so that it loads the new file."),
            };
        }
        return LogProof.Of(served,
            $"{served.NodePath} has "
                + $"{(names.Length == 0 ? "no name" : string.Join(", ", names))}{(wanted is null ? "" : $", not {wanted}")}.");
    }

    /// <summary>A server that shows no certificate: its files are no pair, or cannot be read.</summary>
    public static LogProof? ServedFile(NodeFacts facts, LogMatch match)
    {
        if (match.Values["endpoint"] is not { } endpoint || ComponentPorts.Find(LogEndpoint.PortOf(endpoint)) is not { Role: { } role })
            return null;
        if (facts.WithRole(role) is { } served)
            return served.KeyMatches == false
                ? LogProof.Of(served, $"{CertificateFact.Place(served)} and {served.KeyPath ?? "its key"} do not match.") : null;
        var file = $"/{role}.crt";
        return facts.Node.Problems.FirstOrDefault(problem => problem.NodePath.EndsWith(file, StringComparison.Ordinal)) is { } problem
            ? FileProofs.Trouble(facts, problem.NodePath) : null;
    }

    /// <summary>etcd's certificates that its own CA did not sign.</summary>
    public static LogProof? EtcdAuthority(NodeFacts facts, LogMatch match)
    {
        if (LogEndpoint.PortOf(match.Values["endpoint"]) is not (2379 or 2380) && match.Component is not ("etcd" or "etcdctl")
            && match.Values["ca"] is not ("etcd-ca" or "etcd-server-ca"))
            return null;
        if (facts.WithRole(PkiRoles.EtcdAuthority) is not { } authority)
            return null;
        var strange = EtcdRoles.Select(facts.WithRole).FirstOrDefault(certificate =>
            certificate is { IsAuthority: false } && certificate.Authority?.Split(", ").Contains(PkiRoles.EtcdAuthority) != true);
        return strange is null ? null : LogProof.Of(strange,
            $"The key of {authority.NodePath} did not sign {CertificateFact.Place(strange)}.", CertificateFact.Key(authority))
            with { IsOfOwn = true };
    }

    /// <summary>The list of names that the API server allows a front proxy; a flag without a value allows none.</summary>
    public static LogProof? AllowedNames(NodeFacts facts, LogMatch match)
    {
        const string Flag = "requestheader-allowed-names";
        var component = facts.Node.Components.FirstOrDefault(component => component.Flag(Flag) is not null);
        if (component?.Flag(Flag) is not { } list || match.Values["name"] is not { } name || list.Split(',').Contains(name))
            return null;
        return new LogProof
        {
            Target = component.Name,
            Path = component.Path,
            NodePath = component.NodePath,
            Says = $"{component.NodePath} has --{Flag}={list}{(list.Length == 0 ? " without a value" : "")}, which does not name {name}.",
            Remedy = Advice.Of($"Remove --requestheader-allowed-names from {component.NodePath}, or add {name} to it.")
        };
    }

    /// <summary>The certificate with which the API server speaks to aggregated APIs.</summary>
    public static LogProof? FrontProxy(NodeFacts facts, LogMatch match)
    {
        if (facts.WithRole(PkiRoles.FrontProxyClient) is not { } client)
            return null;
        if (facts.Outside(client, match.Last) is { } outside)
            return LogProof.Of(client, outside);
        return facts.WithRole(PkiRoles.FrontProxyAuthority) is { } authority
            && client.Authority?.Split(", ").Contains(PkiRoles.FrontProxyAuthority) != true
            ? LogProof.Of(client, $"The key of {authority.NodePath} did not sign {client.NodePath}.", CertificateFact.Key(authority))
            : null;
    }

    public static LogProof? Etcd(NodeFacts facts, LogMatch match)
    {
        if (Outside(facts, match, EtcdRoles) is { } ended)
            return ended;
        return facts.WithRole(PkiRoles.ApiServerEtcdClient) is { } client
            && facts.WithRole(PkiRoles.EtcdServer) is { } server && client.Authority != server.Authority
            ? LogProof.Of(client, $"{client.NodePath} was signed by {client.Authority ?? "no CA of this node"}, "
                + $"{server.NodePath} by {server.Authority ?? "none"}.",
                CertificateFact.Lifetime(server))
            : null;
    }

    /// <summary>A server that nobody reaches may be down because of a certificate: this is what can be seen of it.</summary>
    public static LogProof? ControlPlane(NodeFacts facts, LogMatch match)
    {
        if ((Outside(facts, match, ControlPlaneRoles) ?? Dead(facts.KubeletConfig, facts, match)) is not { } proof)
            return null;
        return proof with { Says = $"{proof.Says} That may be why the server is down." };
    }

    public static LogProof? Presented(NodeFacts facts, LogMatch match) =>
        (LogEndpoint.PortOf(match.Values["endpoint"]), match.Component) switch
        {
            (2379, _) or (_, "etcd") => Outside(facts, match, PkiRoles.ApiServerEtcdClient, PkiRoles.EtcdServer),
            (10250, _) => Outside(facts, match, PkiRoles.ApiServerKubeletClient),
            (_, "kubelet") => KubeletProofs.Credential(facts, match),
            (_, "kube-apiserver") =>
                Outside(facts, match, PkiRoles.ApiServer, PkiRoles.ApiServerEtcdClient, PkiRoles.ApiServerKubeletClient),
            _ => null,
        };

    public static LogProof? Leader(NodeFacts facts, LogMatch match) =>
        Dead(facts.KubeconfigOf(match.Values["lock"]?.Contains("scheduler", StringComparison.Ordinal) == true
            ? PkiRoles.SchedulerConf
            : PkiRoles.ControllerManagerConf), facts, match);

    public static LogProof? Personal(NodeFacts facts, LogMatch match) => facts.Node.Kubeconfigs
        .Where(kubeconfig => kubeconfig.Role is null || PkiRoles.Of(kubeconfig.Role).IsCopiedByPeople)
        .Select(kubeconfig => Dead(kubeconfig, facts, match))
        .FirstOrDefault(proof => proof is not null);

    public static LogProof? Component(NodeFacts facts, LogMatch match) => match.Component switch
    {
        "kubelet" => KubeletProofs.Credential(facts, match),
        "kube-scheduler" => Dead(facts.KubeconfigOf(PkiRoles.SchedulerConf), facts, match),
        "kube-controller-manager" => Dead(facts.KubeconfigOf(PkiRoles.ControllerManagerConf), facts, match),
        "kubectl" => Personal(facts, match),
        // Its own node, its lease, and the drivers on it are what kubelet asks for.
        "" when match.Values["kind"] is "nodes" or "csinodes" or "leases" => KubeletProofs.Credential(facts, match),
        "" => DeadOfComponents(facts, match),
        _ => null,
    };

    // Nobody says who wrote it: what is dead explains it.
    private static LogProof? DeadOfComponents(NodeFacts facts, LogMatch match)
    {
        var dead = new[] { PkiRoles.ControllerManagerConf, PkiRoles.SchedulerConf }
            .Select(role => Dead(facts.KubeconfigOf(role), facts, match)).OfType<LogProof>().ToList();
        return dead.Count == 0 ? null
            : dead[0] with { Facts = TextList.From([.. dead.SelectMany(proof => proof.Facts)]) };
    }

    private static bool IsSameAddress(string written, string[] names) =>
        IPAddress.TryParse(written, out var address)
            && names.Any(name => IPAddress.TryParse(name, out var other) && other.Equals(address));

    private static LogProof? Outside(NodeFacts facts, LogMatch match, params string[] roles) =>
        LifetimeProofs.FirstOutside(facts, match, [.. roles.Select(facts.WithRole).OfType<KubeCertificate>()]);

    private static LogProof? Dead(Kubeconfig? kubeconfig, NodeFacts facts, LogMatch match) =>
        kubeconfig?.Certificate is { } certificate && facts.Outside(certificate, seen: null) is { } outside
            ? LogProof.Of(certificate, outside) with { Target = kubeconfig.Name, Path = kubeconfig.Path, NodePath = kubeconfig.NodePath }
            : null;
}
