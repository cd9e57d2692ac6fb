using System.Globalization;
using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Cluster.Probing;

/// <summary>The endpoints that a node should serve, from its manifests and the configuration of its kubelet.</summary>
public static class NodeTargets
{
    private const string Loopback = "127.0.0.1";

    /// <summary>The endpoints; empty when nothing on the node serves.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    public static IReadOnlyList<ProbeTarget> Of(NodePki node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var spec = SpecBuilder.Build(node);
        var targets = new List<ProbeTarget>();
        foreach (var component in node.Components)
            targets.AddRange(OfComponent(component, node, spec));
        if (node.Kubelet is { } kubelet)
            targets.Add(OfKubelet(kubelet, node, spec));
        return [.. targets.DistinctBy(target => target.Endpoint).OrderBy(target => target.Port)];
    }

    /// <summary>Why the addresses in a tree are not dialled unless that is asked for; null for this machine itself.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    public static string? Objection(NodePki node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Root == "/" ? null : Printable.Text(
            $"the addresses in {node.Root} may be those of another machine, or lead to this one: "
            + "specify endpoints, or connect to them all the same with -Force (kubepki: --force)");
    }

    private static IEnumerable<ProbeTarget> OfComponent(ControlPlaneComponent component, NodePki node, NodeSpec spec) =>
        component.Name switch
        {
            "kube-apiserver" => [Serving(component, node, Reachable(component.Flag("bind-address"), spec.AdvertiseAddress?.Value),
                PortOf("kube-apiserver")) with { Role = PkiRoles.ApiServer, Authorities = Authorities(node, "ca", "server-ca") }],
            // Their metrics are asked for on the loopback address alone, as kubeadm sets them up.
            "kube-controller-manager" =>
                [Serving(component, node, Reachable(component.Flag("bind-address"), spec.AdvertiseAddress?.Value), PortOf(component.Name))],
            "kube-scheduler" =>
                [Serving(component, node, Reachable(component.Flag("bind-address"), spec.AdvertiseAddress?.Value), PortOf(component.Name))],
            "etcd" =>
            [
                .. Etcd(component, node, "listen-client-urls", PkiRoles.EtcdServer, "cert-file", Authorities(node, PkiRoles.EtcdAuthority)),
                .. Etcd(component, node, "listen-peer-urls", PkiRoles.EtcdPeer,
                    "peer-cert-file", Authorities(node, "etcd-peer-ca", PkiRoles.EtcdAuthority)),
            ],
            _ => [],
        };

    private static ProbeTarget Serving(ControlPlaneComponent component, NodePki node, string host, int port)
    {
        var file = component.Flag("tls-cert-file");
        var given = int.TryParse(component.Flag("secure-port"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0
            ? number
            : port;
        return new ProbeTarget(host, given)
        {
            Component = component.Name,
            File = file,
            IsInMemory = file is null && component.Name != "kube-apiserver",
            Authorities = Authorities(node, "ca"),
            Origin = component.NodePath,
        };
    }

    private static IEnumerable<ProbeTarget> Etcd(
        ControlPlaneComponent etcd, NodePki node, string flag, string role, string file, KubeCertificate[]? authorities) =>
        (etcd.Flag(flag) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(url => url.StartsWith("https://", StringComparison.Ordinal))
            .Select(url => ProbeTarget.TryParse(url, out var target) ? target : null).OfType<ProbeTarget>()
            .Select(target => target with
            {
                Host = Reachable(target.Host, null),
                Component = etcd.Name,
                Role = role,
                File = etcd.Flag(file),
                Authorities = authorities,
                Origin = etcd.NodePath,
            });

    private static ProbeTarget OfKubelet(KubeletState kubelet, NodePki node, NodeSpec spec)
    {
        var port = int.TryParse(Setting(kubelet, KubeletSetting.Port), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            && given > 0
            ? given
            : PortOf("kubelet");
        var host = Reachable(Setting(kubelet, KubeletSetting.Address),
            kubelet.NodeIP ?? (spec.NodeAddresses.Count > 0 ? spec.NodeAddresses[0].Value : null) ?? spec.AdvertiseAddress?.Value);
        return new ProbeTarget(host, port)
        {
            Component = "kubelet",
            Role = PkiRoles.KubeletServer,
            ServerName = spec.NodeName?.Value,
            File = ServingCertificate.PathOf(node),
            Authorities = Authorities(node, "ca", "server-ca"),
            Origin = kubelet.ConfigurationFile,
        };
    }

    private static string? Setting(KubeletState kubelet, KubeletSetting setting) =>
        kubelet.Settings.LastOrDefault(item => item.Name == setting.Field || item.Name == setting.Flag)?.Value;

    private static int PortOf(string component) => ComponentPorts.All.First(row => row.Component == component).Port;

    // Who listens everywhere is dialled where clients dial it.
    private static string Reachable(string? bound, string? known) => bound switch
    {
        null or "" or "0.0.0.0" or "::" => known ?? Loopback,
        _ => bound,
    };

    private static KubeCertificate[]? Authorities(NodePki node, params string[] roles)
    {
        var found = node.Certificates.Where(certificate => roles.Contains(certificate.Role)).ToArray();
        return found.Length > 0 ? found : null;
    }
}
