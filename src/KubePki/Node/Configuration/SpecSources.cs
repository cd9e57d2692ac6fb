using System.Net;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading;

namespace KubePki.Node.Configuration;

/// <summary>Where each value of the configuration may be read; the most trustworthy place first.</summary>
internal sealed class SpecSources(NodePki node)
{
    public ControlPlaneComponent? ApiServer { get; } = Component(node, "kube-apiserver");

    public ControlPlaneComponent? Etcd { get; } = Component(node, "etcd");

    /// <summary>A flag of a component.</summary>
    public SpecValue? Flag(string component, string flag) => Flag(Component(node, component), flag);

    /// <summary>A flag, wherever it is given.</summary>
    public IEnumerable<SpecValue?> Flags(string flag) => node.Components.Select(component => Flag(component, flag));

    /// <summary>kubelet's own word first, then what was made for the node.</summary>
    public IEnumerable<SpecValue?> NodeNames() => NodeNaming.Of(node);

    /// <summary>The addresses that flags give to the node itself.</summary>
    public IReadOnlyList<SpecValue> NodeAddresses()
    {
        var values = new List<SpecValue?> { Flag(ApiServer, "advertise-address") };
        if (node.Kubelet?.NodeIP is { } addresses)
            values.AddRange(addresses.Split(',').Select(address => new SpecValue(address.Trim(), "kubelet --node-ip")));
        values.AddRange(Urls("initial-advertise-peer-urls"));
        values.AddRange(Urls("advertise-client-urls"));
        return values.OfType<SpecValue>().Where(IsRealAddress).DistinctBy(value => value.Value).ToArray();
    }

    /// <summary>The hosts in the URLs by which other members of etcd call this one.</summary>
    public IReadOnlyList<SpecValue> PeerHosts() => [.. Urls("initial-advertise-peer-urls").Concat(Urls("listen-peer-urls"))
        .OfType<SpecValue>().Where(IsRealAddress).DistinctBy(value => value.Value, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The versions in the images' tags.</summary>
    public IEnumerable<SpecValue?> Versions() => Programs(node)
        .Select(program => new SpecValue(program.Version, $"{program.NodePath} image"));

    /// <summary>The programs of Kubernetes whose images tell their version.</summary>
    public static IEnumerable<(string Name, string Version, string NodePath)> Programs(NodePki node) =>
        from component in node.Components
        where component.Name != "etcd"
        let tag = component.Image is { } image ? TagOf(image) : null
        where tag is ['v', ..]
        select (component.Name, tag, component.NodePath);

    /// <summary>The name of the cluster in the node's kubeconfigs, when kubeadm wrote them.</summary>
    public SpecValue? ClusterEntry()
    {
        var admin = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == PkiRoles.AdminConf);
        return admin?.Cluster is { } name ? new SpecValue(name, $"{admin.NodePath} cluster") : null;
    }

    /// <summary>What the API server says, then what etcd beside it says.</summary>
    public IEnumerable<SpecValue?> AdvertiseAddresses()
    {
        yield return Flag(ApiServer, "advertise-address");
        if (ApiServer is not null)
            yield return Urls("advertise-client-urls").FirstOrDefault(value => value is not null && IsRealAddress(value));
    }

    /// <summary>The domain of kubelet's pods, and that of the API server's certificate.</summary>
    public IEnumerable<SpecValue?> Domains()
    {
        string[] prefixes = ["kubernetes.default.svc.", "kubernetes.svc."];
        if (node.Kubelet?.ClusterDomain is { } domain)
            yield return new SpecValue(domain.TrimEnd('.'), $"{node.Kubelet.ConfigurationFile} clusterDomain");
        var serving = Certificate(PkiRoles.ApiServer);
        // Tutorials list the name cut short, too: kubernetes.default.svc.cluster beside kubernetes.svc.cluster.local.
        var names = prefixes.SelectMany(prefix => (serving?.DnsNames ?? []).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => (Name: name, Domain: name[prefix.Length..]))).ToList();
        if (names.Count > 0 && names.Aggregate((best, next) =>
            next.Domain.StartsWith(best.Domain + ".", StringComparison.Ordinal) ? next : best) is var found)
            yield return new SpecValue(found.Domain, $"{serving!.NodePath} DNS:{found.Name}");
    }

    /// <summary>The directory of the CA that signs the API server's clients.</summary>
    public SpecValue? CertificatesDirectory()
    {
        if (Flag(ApiServer, "client-ca-file") is { } flag && flag.Value.LastIndexOf('/') is > 0 and var slash)
            return flag with { Value = flag.Value[..slash] };
        return Certificate("ca") is { Source: CertificateSource.File } authority
            ? new SpecValue(authority.NodePath[..authority.NodePath.LastIndexOf('/')], authority.NodePath)
            : null;
    }

    /// <summary>The part of the API server's image before its name.</summary>
    public SpecValue? ImageRepository() => ApiServer?.Image is { } image && image.LastIndexOf('/') is > 0 and var slash
        ? new SpecValue(image[..slash], $"{ApiServer.NodePath} image") : null;

    /// <summary>Each server of <c>--etcd-servers</c>.</summary>
    public IReadOnlyList<SpecValue> EtcdServers() => Flag(ApiServer, "etcd-servers") is { } flag
        ? flag.Value.Split(',').Select(url => flag with { Value = url.Trim() }).ToArray() : [];

    /// <summary>The first address of the first service range, which the service <c>kubernetes</c> has.</summary>
    public static SpecValue? ServiceAddress(SpecValue? subnet)
    {
        var text = subnet?.Value.Split(',')[0].Trim();
        if (text is null || !IPNetwork.TryParse(Masked(text), out var network))
            return null;
        var octets = network.BaseAddress.GetAddressBytes();
        for (var i = octets.Length - 1; i >= 0 && ++octets[i] == 0; i--)
        {
            // Carried into the next octet.
        }
        return new SpecValue(new IPAddress(octets).ToString(), $"first of {text} ({subnet!.Source})");
    }

    /// <summary>Where the node's kubeconfigs find the control plane, unless that is this node itself.</summary>
    public SpecValue? Endpoint(NodeSpec spec)
    {
        foreach (var role in new[] { PkiRoles.AdminConf, PkiRoles.KubeletConf })
        {
            var kubeconfig = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == role && kubeconfig.Server is not null);
            if (kubeconfig is null || !Uri.TryCreate(kubeconfig.Server, UriKind.Absolute, out var server))
                continue;
            var host = server.Host.Trim('[', ']');
            if (host == spec.AdvertiseAddress?.Value || (IsLocal(host) && !IsChosen(host, kubeconfig)))
                return null;
            var bracketed = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
            return new SpecValue($"{bracketed}:{server.Port}", $"{kubeconfig.NodePath} server");
        }
        return null;
    }

    // kubeadm writes the advertise address unless an endpoint was chosen, and puts that into the certificate; others write 127.0.0.1.
    private bool IsChosen(string host, Kubeconfig kubeconfig) => host == "localhost" && kubeconfig.Role == PkiRoles.AdminConf
        && Distributions.IsKubeadms(node) && Certificate(PkiRoles.ApiServer)?.DnsNames.Contains(host) == true;

    /// <summary>The names of the API server's certificate that kubeadm would not give by itself.</summary>
    public IReadOnlyList<SpecValue> ExtraNames(NodeSpec spec)
    {
        if (Certificate(PkiRoles.ApiServer) is not { } serving)
            return [];
        var known = spec.RequiredApiServerNames.Select(name => name.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return serving.DnsNames.Concat(serving.IPAddresses).Where(name => !known.Contains(name))
            .Distinct().Select(name => new SpecValue(name, serving.NodePath)).ToArray();
    }

    private KubeCertificate? Certificate(string role) =>
        node.Certificates.FirstOrDefault(certificate => certificate.Role == role && certificate.Index == 0);

    private IEnumerable<SpecValue?> Urls(string flag)
    {
        if (Flag(Etcd, flag) is not { } value)
            yield break;
        foreach (var text in value.Value.Split(','))
        {
            if (Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url))
                yield return value with { Value = url.Host.Trim('[', ']') };
        }
    }

    private static SpecValue? Flag(ControlPlaneComponent? component, string flag) =>
        component?.Flag(flag) is { Length: > 0 } value ? new SpecValue(value, $"{component.NodePath} --{flag}") : null;

    private static ControlPlaneComponent? Component(NodePki node, string name) =>
        node.Components.FirstOrDefault(component => component.Name == name);

    private static bool IsRealAddress(SpecValue value) => IPAddress.TryParse(value.Value, out var address)
        && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);

    private static bool IsLocal(string host) =>
        host == "localhost" || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);

    // .NET refuses a range whose address has bits beyond the mask; Go's ParseCIDR, and so Kubernetes, does not.
    private static string Masked(string range)
    {
        var slash = range.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(range[..slash], out var address) || !int.TryParse(range[(slash + 1)..], out var length))
            return range;
        var octets = address.GetAddressBytes();
        for (var i = 0; i < octets.Length; i++)
            octets[i] &= (byte)(0xff << (8 - Math.Clamp(length - 8 * i, 0, 8)));
        return $"{new IPAddress(octets)}{range[slash..]}";
    }

    private static string? TagOf(string image)
    {
        var colon = image.LastIndexOf(':');
        if (colon < 0 || image.IndexOf('/', colon) >= 0)
            return null;
        var at = image.IndexOf('@', StringComparison.Ordinal);
        return at > colon ? image[(colon + 1)..at] : image[(colon + 1)..];
    }
}
