using System.Text.Json;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Cluster.Trust.Published;

/// <summary>
/// The ConfigMap extension-apiserver-authentication, in which the API server tells aggregated API servers (metrics-server) whom to trust.
/// </summary>
/// <param name="asOf">The moment to look at.</param>
/// <param name="within">What counts as expiring; null for the usual.</param>
internal sealed class ExtensionAuthenticationFaults(DateTimeOffset asOf, ExpiryThreshold? within = null)
{
    private const string Target = "extension-apiserver-authentication";
    private const string Place = "ConfigMap kube-system/" + Target;
    private const string ClientKey = "client-ca-file";
    private const string ProxyKey = "requestheader-client-ca-file";
    private const string NamesKey = "requestheader-allowed-names";

    /// <summary>What is wrong.</summary>
    /// <param name="data">The data of the ConfigMap; null when there is none.</param>
    /// <param name="node">A control plane of the cluster, to compare its files; null without one.</param>
    public IEnumerable<TrustFault> Of(IReadOnlyDictionary<string, string>? data, NodePki? node = null)
    {
        if (data is null)
        {
            yield return Missing();
            yield break;
        }
        var clients = Bundle(data, ClientKey);
        var proxies = Bundle(data, ProxyKey);
        foreach (var (key, bundle) in new[] { (ClientKey, clients), (ProxyKey, proxies) })
        {
            foreach (var fault in OfBundle(key, bundle))
                yield return fault;
        }
        if (Shared(clients, proxies, data) is { } shared)
            yield return shared;
        if (proxies?.Authorities.Count > 0 && Names(data) is not { Count: > 0 } && Shared(clients, proxies, data) is null)
            yield return AnyName(data);
        if (node is null)
            yield break;
        foreach (var fault in new[] { Differs(ClientKey, clients, node, PkiRoles.ClusterAuthority),
            Differs(ProxyKey, proxies, node, PkiRoles.FrontProxyAuthority) }.OfType<TrustFault>())
            yield return fault;
    }

    /// <summary>The CA of the front proxy that ends last; null without one.</summary>
    public KubeCertificate? Proxy(IReadOnlyDictionary<string, string> data) =>
        Bundle(data, ProxyKey)?.Authorities.MaxBy(authority => authority.NotAfter);

    private PublishedBundle? Bundle(IReadOnlyDictionary<string, string> data, string key) =>
        data.GetValueOrDefault(key) is { Length: > 0 } text ? PublishedBundle.Read(text, $"{Place}: {key}", asOf, within) : null;

    // A JSON list of common names; null when it is none.
    private static List<string>? Names(IReadOnlyDictionary<string, string> data)
    {
        try
        {
            using var json = JsonDocument.Parse(data.GetValueOrDefault(NamesKey) ?? "[]");
            return json.RootElement.ValueKind != JsonValueKind.Array ? null
                : [.. json.RootElement.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item =>
                    item.GetString()!)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static TrustFault Missing() => new("ExtensionAuthenticationMissing", FindingSeverity.Error, Place,
        $"There is no ConfigMap kube-system/{Target}.",
        "Aggregated API servers such as metrics-server do not start: they cannot tell whom to trust.",
        Advice.Of($"kube-apiserver keeps it: look at its log for why it does not (kubepki logs)"));

    private IEnumerable<TrustFault> OfBundle(string key, PublishedBundle? bundle)
    {
        if (bundle is null)
        {
            yield return key == ProxyKey ? NoProxy() : NoClients();
            yield break;
        }
        if (bundle.GoError is { } error)
        {
            yield return new TrustFault("ExtensionAuthenticationWrong", FindingSeverity.Error, Place,
                $"{key} in {Target} cannot be read.", "Aggregated API servers cannot load it, and reject every request.",
                Source(key)).With([$"{Place}: {key}: Go: {error}"]);
        }
        var living = bundle.Authorities.Where(authority => !authority.Expired).ToList();
        if (bundle.Authorities.Count > 0 && living.Count == 0)
            yield return Ends(key, bundle.Authorities.MaxBy(authority => authority.NotAfter)!, "expired");
        else if (living.MaxBy(authority => authority.NotAfter) is { } last && TrustCertificates.IsNear(last, within))
            yield return Ends(key, last, "expires");
    }

    private static TrustFault NoProxy() => new("ExtensionAuthenticationMissing", FindingSeverity.Warning, Place,
        $"{Target} has no {ProxyKey}.", "Aggregated API servers such as metrics-server do not believe the API server who a user is: "
            + "kubectl top and autoscaling by metrics stop.",
        Advice.Of(
            $"Give kube-apiserver --requestheader-client-ca-file, --proxy-client-cert-file and --proxy-client-key-file: kubepki test"));

    private static TrustFault NoClients() => new("ExtensionAuthenticationMissing", FindingSeverity.Information, Place,
        $"{Target} has no {ClientKey}.", "Nobody authenticates to aggregated API servers by certificate.", Source(ClientKey));

    private static TrustFault Ends(string key, KubeCertificate authority, string verb) =>
        new TrustFault("ExtensionAuthenticationExpired", verb == "expired" ? FindingSeverity.Critical : FindingSeverity.Warning, Place,
            $"The CA in {key} {verb} on {Times.Date(authority.NotAfter)}.", key == ProxyKey
                ? "Aggregated API servers reject the API server: metrics.k8s.io and other aggregated APIs stop."
                : "The API server rejects all client certificates: kubelets, controllers, admins.",
            key == ProxyKey ? Advice.Of($"On a control plane: kubepki repair --authority --force --what-if")
                : Advice.Of($"On a control plane: kubepki repair --authority --force --what-if"))
        { Certificate = authority }.With([$"{Place}: {key}: {TrustFault.Describe(authority)}"]);

    private static TrustFault? Shared(PublishedBundle? clients, PublishedBundle? proxies, IReadOnlyDictionary<string, string> data)
    {
        if (clients is null || proxies is null || clients.Keys.Intersect(proxies.Keys).ToList() is not { Count: > 0 } keys)
            return null;
        var names = Names(data);
        var isOpen = names is not { Count: > 0 };
        return new TrustFault("RequestHeaderAuthorityShared", isOpen ? FindingSeverity.Error : FindingSeverity.Warning, Place,
            $"One CA signs client certificates and front proxies{(isOpen ? ", and every name is allowed" : "")}.", isOpen
                ? "Whoever has a client certificate, such as each kubelet, can say who it is in X-Remote-User, and so become anybody, "
                    + "system:masters included."
                : $"Whoever gets a client certificate for {TrustFault.Names(names!)} can become anybody: the controller manager signs "
                    + "requests with this CA.",
            Advice.Of($"Make a CA of its own for the front proxy (kubepki new writes front-proxy-ca), and name it with "
                + $"--requestheader-client-ca-file and --requestheader-allowed-names=front-proxy-client on each control plane"))
        .With([.. keys.Select(key => $"{Place}: {ClientKey} and {ProxyKey}: public key SHA-256 {key}"),
            $"{Place}: {NamesKey}: {data.GetValueOrDefault(NamesKey) ?? "(none)"}"]);
    }

    private static TrustFault AnyName(IReadOnlyDictionary<string, string> data) =>
        new TrustFault("RequestHeaderAnyName", FindingSeverity.Information, Place,
            $"{NamesKey} is empty: every certificate of the front proxy's CA may say who a user is.",
            "That CA must sign nothing but the front proxy's certificate.",
            Advice.Of($"If it signs others, too: --requestheader-allowed-names=front-proxy-client on each control plane"))
        .With([$"{Place}: {NamesKey}: {data.GetValueOrDefault(NamesKey) ?? "(none)"}"]);

    private static TrustFault? Differs(string key, PublishedBundle? bundle, NodePki node, string role)
    {
        var files = node.Certificates.Where(certificate => certificate.Role == role && certificate is { PublicKeyHash: not null }).ToList();
        if (bundle is null || files.Count == 0 || files.Exists(file => bundle.Keys.Contains(file.PublicKeyHash!)))
            return null;
        return new TrustFault("ExtensionAuthenticationDiffers", FindingSeverity.Error, Place,
            $"{key} in {Target} is not the CA in {files[0].NodePath}.",
            "This control plane has another CA than the API server that wrote the ConfigMap last: what one signs, the other rejects.",
            Advice.Of($"Compare the control planes with each other: kubepki fleet, with a snapshot of each (kubepki collect)"))
        .With([.. bundle.Authorities.Select(authority => $"{Place}: {key}: {TrustFault.Describe(authority)}"),
            .. files.Select(file => $"{file.NodePath}: {TrustFault.Describe(file)}")]);
    }

    private static Advice Source(string key) => key == ProxyKey
        ? Advice.Of(
            $"The API server publishes the file of its --requestheader-client-ca-file: check that file on each control plane: kubepki test")
        : Advice.Of($"The API server publishes the file of its --client-ca-file: check that file on each control plane: kubepki test");
}
