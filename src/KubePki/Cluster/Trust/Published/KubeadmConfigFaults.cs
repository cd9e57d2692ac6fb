using System.Globalization;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Yaml;

namespace KubePki.Cluster.Trust.Published;

/// <summary>The ConfigMap kubeadm-config, from which kubeadm makes new certificates, held against what is served.</summary>
/// <param name="truth">What the API servers serve.</param>
/// <param name="asOf">The moment to look at.</param>
internal sealed class KubeadmConfigFaults(ServedTruth truth, DateTimeOffset asOf)
{
    private const string Place = "ConfigMap kube-system/kubeadm-config";
    private const string Key = "ClusterConfiguration";

    private static readonly string[] Services = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];

    private static readonly TimeSpan UsualPeriod = TimeSpan.FromDays(365);

    /// <summary>What is wrong.</summary>
    /// <param name="data">The data of the ConfigMap; null when there is none: then kubeadm did not make the cluster.</param>
    /// <param name="nodes">The names and addresses of the nodes, which kubeadm adds by itself.</param>
    public IEnumerable<TrustFault> Of(IReadOnlyDictionary<string, string>? data, IReadOnlyCollection<string> nodes)
    {
        if (data is null)
            return [];
        YamlNode? root;
        try
        {
            nodes = [.. nodes, .. Members(data.GetValueOrDefault("ClusterStatus"))];
            root = data.GetValueOrDefault(Key) is { } text ? YamlText.Parse(text).Root : null;
        }
        catch (YamlFormatException e)
        {
            return [Broken($"{Place}: {Key}: line {e.Line.ToString(CultureInfo.InvariantCulture)}: {e.Message}")];
        }
        return root is not YamlMapping ? [Broken($"{Place}: it has no {Key}")]
            : new[] { NotServed(root), Lost(root, nodes), Period(root) }.OfType<TrustFault>();
    }

    // Up to Kubernetes 1.21.
    private static IEnumerable<string> Members(string? status) =>
        status is null || YamlText.Parse(status).Root?.At("apiEndpoints") is not YamlMapping map ? []
            : map.Entries.Select(entry => (entry.Key as YamlScalar)?.Value).OfType<string>();

    private static List<string> Names(YamlNode root) =>
    [
        .. root.Items("apiServer", "certSANs").OfType<YamlScalar>().Select(item => item.Value),
        .. root.Text("controlPlaneEndpoint") is { Length: > 0 } endpoint && NetworkFacts.HostOf(endpoint) is { Length: > 0 } host
            ? new[] { host } : [],
    ];

    private static TrustFault Broken(string fact) =>
        new TrustFault("KubeadmConfigBroken", FindingSeverity.Warning, Place, $"kubeadm-config has no {Key} that can be read.",
            "kubeadm join, upgrade and certs renew fail.",
            Advice.Of($"Rebuild it from a control plane's files: kubepki spec -o kubeadm, then compare; after that: "
                + $"kubeadm init phase upload-config kubeadm --config FILE")).With([fact]);

    private TrustFault? NotServed(YamlNode root)
    {
        var lacking = Names(root).Where(name => name.Length > 0).Distinct()
            .Select(name => (Name: name, Refusing: truth.WithoutName(name).ToList())).Where(pair => pair.Refusing.Count > 0).ToList();
        if (lacking.Count == 0)
            return null;
        var names = lacking.ConvertAll(pair => pair.Name);
        return new TrustFault("KubeadmConfigNameNotServed", FindingSeverity.Warning, Place,
            $"The API server's certificate is not valid for {TrustFault.Names(names)}, {Kind(names)} of kubeadm-config.",
            "Clients that connect there reject it. kubeadm certs renew does not add it: it keeps the names of the old "
                + "certificate.",
            Advice.Of($"On each control plane: kubepki renew --role apiserver "
                + $"{Advice.Join(" ", names.Select(name => Advice.Of($"--add-san {name}")))} "
                + $"(preview: --what-if)"))
        .With([.. lacking.SelectMany(pair => pair.Refusing.Select(item => $"{item.Server.Endpoint}: Go: {item.GoError}"))]);
    }

    private static string Kind(List<string> names)
    {
        var addresses = names.Count(name => Addresses.Parse(name) is not null);
        return (names.Count, addresses) switch
        {
            (1, 0) => "a name",
            (1, _) => "an address",
            (_, 0) => "names",
            var (count, _) => addresses == count ? "addresses" : "names and addresses",
        };
    }

    // kubeadm init phase certs makes a certificate from the configuration alone.
    private TrustFault? Lost(YamlNode root, IReadOnlyCollection<string> nodes)
    {
        var domain = root.Text("networking", "dnsDomain") ?? NetworkFacts.DefaultDomain;
        var known = Names(root).Concat(nodes).Concat(Services).Append($"kubernetes.default.svc.{domain}")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var ranges = (root.Text("networking", "serviceSubnet") ?? "").Split(',', StringSplitOptions.TrimEntries);
        var extra = truth.Servers.SelectMany(server => server.Leaf!.Extensions.DnsNames
                .Concat(server.Leaf.Extensions.IPAddresses.Select(octets => Addresses.Text(octets)))).Distinct()
            .Where(name => !known.Contains(name) && !IsOfRange(name, ranges)).Order(StringComparer.Ordinal).ToList();
        return extra.Count == 0 ? null
            : new TrustFault("KubeadmConfigNameMissing", FindingSeverity.Information, Place,
                $"The API server's certificate has {TrustFault.Names(extra)}, and kubeadm-config does not.",
                "Nothing stops now, and kubeadm certs renew keeps these names. A certificate made anew "
                    + "(kubeadm init phase certs apiserver, or a new control plane) does not have them.",
                Advice.Of($"Add them to apiServer.certSANs: kubectl edit configmap -n kube-system kubeadm-config"))
            .With([.. truth.Servers.Select(server => $"{server.Endpoint} serves: " + string.Join(", ", server.Leaf!.Extensions.DnsNames
                .Concat(server.Leaf.Extensions.IPAddresses.Select(octets => Addresses.Text(octets)))))]);
    }

    private static bool IsOfRange(string name, IEnumerable<string> ranges) => Addresses.Parse(name) is { } address
        && ranges.Any(text => Addresses.TryRange(text, out var range) && range.Contains(address));

    // Kubernetes 1.31 and later.
    private TrustFault? Period(YamlNode root)
    {
        var text = root.Text("certificateValidityPeriod");
        if (text is null || GoDuration.Parse(text) is not { } period || period == UsualPeriod)
            return null;
        var end = truth.Servers.SelectMany(server => server.Chain.Skip(1)).Select(link => DateTimeOffset.FromUnixTimeSeconds(link.NotAfter))
            .DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        return new TrustFault("KubeadmConfigPeriod", FindingSeverity.Information, Place,
            $"kubeadm certs renew --config writes certificates that last {Times.Span(period)} (certificateValidityPeriod).",
            end - asOf < period ? $"The CA ends before: on {Times.Date(end)}."
                : "Without --config it writes a year, whatever kubeadm-config says.",
            Advice.Of($"kubepki renew keeps the lifetime that a certificate has; plan renewals for the period"))
        .With([$"{Place}: certificateValidityPeriod: {text}"]);
    }
}
