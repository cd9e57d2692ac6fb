using System.Globalization;
using KubePki.Model;
using KubePki.Node.Layout;
using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about the names that are asked for.</summary>
internal static class NameRules
{
    private const string Source = "subject alternative names";

    // Names that components and pods dial.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "kubernetes", "kube-apiserver", "apiserver", "kube-controller-manager",
        "kube-scheduler", "etcd", "etcd-server", "front-proxy-client", "kube-dns",
        "kube-etcd", "konnectivity-server", "metadata", "metadata.google.internal", "instance-data",
    };

    // Docker, Podman, Lima, minikube, Rancher Desktop, k3d, OrbStack.
    private static readonly string[] HostDomains =
    [
        "docker.internal", "docker.for.mac.host.internal", "docker.for.win.host.internal", "containers.internal", "lima.internal",
        "minikube.internal", "rancher-desktop.internal", "k3d.internal", "orb.internal",
    ];

    public static CsrRule[] All { get; } =
    [
        new("NoNamesForClients", RuleScope.Client, "A client certificate has no names.",
            tried => tried.Request is null
                ? EncodingRules.Unread()
                : DenyIf(tried.Names.Count > 0 ? $"it requests {tried.Names[0]}" : null, Source, "none")),
        new("SomeName", RuleScope.Serving, "A serving certificate has a DNS name or an address.",
            tried => tried.Request is null
                ? EncodingRules.Unread()
                : DenyIf(tried.Names.Count == 0 ? "it requests no name and no address" : null, Source, "at least one")),
        new("NameCount", RuleScope.Serving, "There are no more names than the policy allows (at most 32).", Count),
        new("NoWildcard", RuleScope.Serving, "No name is a wildcard.",
            tried => Each(tried, name => name.Contains('*', StringComparison.Ordinal), "is a wildcard")),
        new("NoLocalhost", RuleScope.Serving, "No name is localhost, a variant of it or a subdomain of it.",
            tried => Each(tried, IsLocal, "refers to the local machine")),
        new("NoClusterNames", RuleScope.Serving,
            "No name is that of the API server in the cluster, of a service, of etcd or of a container's host, or in the cluster's domain. "
                + "If the namespaces are not known, the inventory must have names of two labels.", NoCluster),
        new("NoAddressAsName", RuleScope.Serving, "No DNS name looks like an address.",
            tried => Each(tried, IsAddress, "is an address written as a name")),
        new("PlainNames", RuleScope.Serving,
            "Each name is a lowercase DNS subdomain without trailing dot, underscore, punycode, space or non-ASCII letter.", Plain),
        new("DnsNameOfPolicy", RuleScope.Serving, "Each DNS name matches a pattern of the policy completely.", OfPolicy),
    ];

    private static RuleAnswer Count(CsrCase tried)
    {
        if (tried.Request is null)
            return EncodingRules.Unread();
        var most = tried.Policy!.MaxNames;
        return tried.Names.Count <= most ? Pass(Source, string.Create(CultureInfo.InvariantCulture, $"{tried.Names.Count} of {most}"))
            : Deny(Source,
                string.Create(CultureInfo.InvariantCulture, $"it requests {tried.Names.Count} names and addresses; {most} are allowed"));
    }

    // The first name of a kind that must not be there.
    private static RuleAnswer Each(CsrCase tried, Func<string, bool> isBad, string what)
    {
        foreach (var name in tried.Names)
        {
            if (name.Address is null && isBad(name.Text))
                return Deny(Source, $"'{name}' {what}");
        }
        return Pass(Source, "none");
    }

    private static RuleAnswer NoCluster(CsrCase tried)
    {
        RuleAnswer? doubt = null;
        foreach (var name in tried.Names)
        {
            if (name.Address is not null)
                continue;
            if (IsCluster(name.Text, tried.Book.Domain))
                return Deny(Source, $"'{name}' is a cluster name, not a node name");
            if (HostDomains.Any(domain => IsIn(name.Text, domain)))
                return Deny(Source, $"'{name}' is what containers call the machine that they run on");
            if (OfNamespace(name, tried.Book) is not { } answer)
                continue;
            if (answer.Answer == CsrAnswer.Deny)
                return answer;
            doubt ??= answer;
        }
        return doubt ?? Pass(Source, "none");
    }

    // Pods find the service a of the namespace b as a.b: the search path of their resolver makes a.b.svc.cluster.local of it.
    private static RuleAnswer? OfNamespace(SanName name, ClusterIndex book)
    {
        const string Namespaces = "namespaces";
        var dot = name.Text.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || dot != name.Text.LastIndexOf('.') || dot == name.Text.Length - 1)
            return null;
        var last = name.Text[(dot + 1)..];
        if (book.Namespaces.Contains(last))
            return name.OfInventory == true
                ? Defer(Namespaces, $"{name} belongs to the node, but in pods it is a service of the namespace {last}")
                : Deny(Namespaces, $"'{name}' is a name of a service in the namespace {last}");
        return book.AreNamespacesKnown || name.OfInventory == true ? null
            : Defer(Namespaces, $"{name} could be a service in a namespace '{last}': the cluster's namespaces are not known");
    }

    private static bool IsCluster(string name, string domain)
    {
        if (Reserved.Contains(name) || IsIn(name, "svc") || IsIn(name, "pod") || IsIn(name, domain)
            || IsIn(name, NetworkFacts.DefaultDomain))
            return true;
        // kubernetes.default and what follows it, under whatever domain; services and pods of another domain.
        return name.StartsWith("kubernetes.default.", StringComparison.Ordinal)
            || name == "kubernetes.default" || name.Contains(".svc.", StringComparison.Ordinal);
    }

    private static bool IsIn(string name, string domain) =>
        name.EndsWith(domain, StringComparison.Ordinal) && (name.Length == domain.Length || name[^(domain.Length + 1)] == '.');

    // What /etc/hosts of the distributions has. A node worker.localdomain is one of many homes, and itself alone.
    private static bool IsLocal(string name) => IsIn(name, "localhost") || name == "localdomain"
        || name.Split('.')[0] is "localhost" or "localhost4" or "localhost6" or "ip6-localhost" or "ip6-loopback";

    // Some resolvers take 10.1, 0x7f.1 and 2130706433 for addresses, too.
    private static bool IsAddress(string name) => Addresses.Parse(name) is not null || name.Contains(':', StringComparison.Ordinal)
        || name.Split('.').All(IsNumber);

    private static bool IsNumber(string label) => label.Length > 0
        && (label.All(char.IsAsciiDigit) || (label.StartsWith("0x", StringComparison.Ordinal) && label.Skip(2).All(char.IsAsciiHexDigit)));

    private static RuleAnswer Plain(CsrCase tried)
    {
        foreach (var name in tried.Csr.DnsNames)
        {
            if (!NodeNames.IsDnsName(name))
                return Deny(Source, $"'{name}' is not a lowercase DNS name");
            if (name.StartsWith("xn--", StringComparison.Ordinal) || name.Contains(".xn--", StringComparison.Ordinal))
                return Deny(Source, $"'{name}' represents non-ASCII letters");
        }
        return Pass(Source, "plain");
    }

    private static RuleAnswer OfPolicy(CsrCase tried)
    {
        var patterns = tried.Policy!.DnsNamePatterns;
        if (patterns.Count == 0)
            return None("policy", "the policy has no patterns");
        var other = tried.Names.FirstOrDefault(name => name.Address is null && !patterns.Any(pattern => pattern.IsMatch(name.Text)));
        return other is null ? Pass("policy", "all match") : Deny("policy", $"'{other}' does not match {tried.Policy.DnsNames}");
    }
}
