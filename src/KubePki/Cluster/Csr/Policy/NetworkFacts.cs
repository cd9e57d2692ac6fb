using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Yaml;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>What belongs to the cluster as a whole and so to no node.</summary>
public sealed record NetworkFacts
{
    /// <summary>The domain that clusters have unless they are told another one.</summary>
    public const string DefaultDomain = "cluster.local";

    /// <summary>Who told ranges that nobody but the user told.</summary>
    internal const string ByHand = "specified manually";

    /// <summary>Names and addresses of the API server: its own, the load balancer's, the control plane endpoint.</summary>
    public TextList ApiEndpoints { get; init; } = TextList.Empty;

    /// <summary>
    /// The ranges of services' addresses, in CIDR: all of them. Without any, nobody can say that an address is no service's.
    /// </summary>
    public TextList ServiceRanges { get; init; } = TextList.Empty;

    /// <summary>Who told <see cref="ServiceRanges"/>; empty when they were given by hand.</summary>
    public TextList ServiceRangeSources { get; init; } = TextList.Empty;

    /// <summary>
    /// Addresses of services that were given to them out of the ranges. Where one is in none of <see cref="ServiceRanges"/>, those are not
    /// all.
    /// </summary>
    public TextList ClusterAddresses { get; init; } = TextList.Empty;

    /// <summary>Other addresses under which services are reached: external ones and those of load balancers.</summary>
    public TextList ServiceAddresses { get; init; } = TextList.Empty;

    /// <summary>The ranges of pods' addresses, in CIDR.</summary>
    public TextList PodRanges { get; init; } = TextList.Empty;

    /// <summary>
    /// The cluster's namespaces: pods reach the service <c>a</c> of the namespace <c>b</c> as <c>a.b</c>. Without any, nobody can say that
    /// a name of two labels is no service's.
    /// </summary>
    public TextList Namespaces { get; init; } = TextList.Empty;

    /// <summary>The domain of services.</summary>
    public string ClusterDomain { get; init; } = DefaultDomain;

    /// <summary>The first value that is neither a name nor an address, or no range; null when all are well.</summary>
    public string? FirstError
    {
        get
        {
            foreach (var range in ServiceRanges.Concat(PodRanges))
            {
                if (!Addresses.TryRange(range, out _))
                    return $"'{Printable.Text(range)}' is not a valid address range. Use, for example, 10.96.0.0/12";
            }
            foreach (var endpoint in ApiEndpoints)
            {
                if (HostOf(endpoint).Length == 0)
                    return $"'{Printable.Text(endpoint)}' is not a valid name or address";
            }
            foreach (var name in Namespaces)
            {
                if (!IsLabel(name))
                    return $"'{Printable.Text(name)}' is not a valid namespace";
            }
            return NodeNames.IsDnsName(Addresses.Name(ClusterDomain)) ? null : $"'{Printable.Text(ClusterDomain)}' is not a valid domain";
        }
    }

    /// <summary>These facts with ranges of services that a source tells; unchanged when it tells none.</summary>
    /// <param name="ranges">The ranges, in CIDR.</param>
    /// <param name="source">Who tells them.</param>
    internal NetworkFacts WithServiceRanges(IReadOnlyList<string> ranges, string source)
    {
        if (ranges.Count == 0)
            return this;
        IEnumerable<string> before = ServiceRanges.Count > 0 && ServiceRangeSources.Count == 0 ? [ByHand] : ServiceRangeSources;
        var sources = TextList.From(before.Append(source));
        return this with { ServiceRanges = TextList.From(ServiceRanges.Union(ranges)), ServiceRangeSources = sources };
    }

    /// <summary>The host of an endpoint that may be written as a URL or with a port.</summary>
    internal static string HostOf(string endpoint)
    {
        var text = endpoint.Trim();
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
            text = text[(scheme + 3)..];
        text = text.Split('/')[0];
        if (Addresses.Parse(text) is not null)
            return text;
        if (text.StartsWith('['))
            text = text[1..].Split(']')[0];
        else if (text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon && text.LastIndexOf(':') == colon)
            text = text[..colon];
        return Addresses.Parse(text) is not null || NodeNames.IsDnsName(Addresses.Name(text)) ? text : "";
    }

    /// <summary>Reads a file: YAML or JSON with <c>apiEndpoints</c>, <c>serviceCidrs</c>, <c>podCidrs</c>, <c>namespaces</c>,
    /// <c>clusterDomain</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="PkiProblemException">The file cannot be read, or something in it is wrong.</exception>
    public static NetworkFacts Read(string path, CancellationToken cancellation = default)
    {
        var file = SettingsFile.Read(path, cancellation);
        var top = file.Mapping(file.Root, "apiEndpoints", "serviceCidrs", "podCidrs", "namespaces", "clusterDomain");
        return new NetworkFacts
        {
            ApiEndpoints = file.Texts(top, "apiEndpoints", text => HostOf(text).Length > 0, "is not a valid name or address"),
            ServiceRanges = file.Texts(top, "serviceCidrs", text => Addresses.TryRange(text, out _), "is not a valid address range"),
            PodRanges = file.Texts(top, "podCidrs", text => Addresses.TryRange(text, out _), "is not a valid address range"),
            Namespaces = file.Texts(top, "namespaces", IsLabel, "is not a valid namespace"),
            ClusterDomain = file.Text(top, "clusterDomain", text => NodeNames.IsDnsName(Addresses.Name(text)), "is not a valid domain")
                ?? DefaultDomain,
        };
    }

    private static bool IsLabel(string name) => NodeNames.IsDnsName(name) && !name.Contains('.', StringComparison.Ordinal);

    /// <summary>The endpoints and ranges in one line.</summary>
    public override string ToString() => $"API {ApiEndpoints}; services {ServiceRanges}; pods {PodRanges}; {ClusterDomain}";
}
