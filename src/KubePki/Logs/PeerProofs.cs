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
        if (facts.ServedAt(LogEndpoint.PortOf(match.Values["endpoint"])) is not { } served)
            return null;
        string[] names = [.. served.DnsNames, .. served.IPAddresses];
        // What the line says is served must have something of the file, or the line is of another server.
        if (match.Values["names"] is { } said && !said.Split(", ").Any(names.Contains))
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
        _ => null,
    };

    private static LogProof? Outside(NodeFacts facts, LogMatch match, params string[] roles) =>
        LifetimeProofs.FirstOutside(facts, match, [.. roles.Select(facts.WithRole).OfType<KubeCertificate>()]);

    private static LogProof? Dead(Kubeconfig? kubeconfig, NodeFacts facts, LogMatch match) =>
        kubeconfig?.Certificate is { } certificate && facts.Outside(certificate, seen: null) is { } outside
            ? LogProof.Of(certificate, outside) with { Target = kubeconfig.Name, Path = kubeconfig.Path, NodePath = kubeconfig.NodePath }
            : null;
}
