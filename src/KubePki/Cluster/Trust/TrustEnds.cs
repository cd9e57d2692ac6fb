using System.Globalization;
using KubePki.Model;
using KubePki.Node.Forecast;

namespace KubePki.Cluster.Trust;

/// <summary>When what a cluster depends on ends, and what stops then.</summary>
internal static class TrustEnds
{
    /// <summary>What a webhook, an APIService or a conversion serves, and the bundle by which the API server knows it.</summary>
    public static IEnumerable<ForecastEnd> Of(BundleUse use, KubeCertificate? served, IEnumerable<KubeCertificate> bundle)
    {
        if (use.IsInsecure)
            yield break;
        var part = use.Part is null ? use.Object.ToString() : $"{use.Part} of {use.Object}";
        var stops = $"{char.ToUpperInvariant(part[0])}{part[1..]} fails. {use.Stops}";
        if (served is not null)
            yield return ForecastEnd.Of(served, part, use.Severity, stops, $"the certificate that {use.Url} serves");
        if (bundle.MaxBy(authority => authority.NotAfter) is { } last)
            yield return ForecastEnd.Of(last, part, use.Severity, stops, $"the CA bundle of {part}");
    }

    /// <summary>A certificate in a Secret.</summary>
    public static ForecastEnd OfSecret(KubeCertificate certificate, TrustObject secret, string key, TrustKeeper keeper) =>
        ForecastEnd.Of(certificate, secret.ToString(), FindingSeverity.Warning,
            $"Programs that serve with the certificate in {secret} are rejected",
            $"{secret}, {key}") with { HealsBy = keeper.Renewer is { } renewer ? $"{renewer}, if it works" : null };

    /// <summary>What an API server serves.</summary>
    public static ForecastEnd OfServer(KubeCertificate served, string endpoint) => ForecastEnd.Of(served, ForecastPart.ApiServer.Name,
        ForecastPart.ApiServer.Severity, ForecastPart.ApiServer.Stops,
            $"the certificate that {endpoint} serves") with { Endpoint = endpoint };

    /// <summary>What a kubelet serves.</summary>
    /// <param name="served">The certificate.</param>
    /// <param name="node">The node.</param>
    /// <param name="isOwn">Whether kubelet made it itself.</param>
    public static ForecastEnd OfKubelet(KubeCertificate served, string node, bool isOwn) =>
        ForecastEnd.Of(served, $"kubelet-server of {node}",
        FindingSeverity.Warning, $"metrics-server rejects the serving certificate of {node}'s kubelet",
            $"what the kubelet of {node} serves")
        with { HealsBy = isOwn ? null : "kubelet, which asks for the next one between "
            + $"{Times.Date(Node.Kubelet.RotationWindow.From(served))} and {Times.Date(Node.Kubelet.RotationWindow.Until(served))}, "
            + "if somebody approves" };

    /// <summary>The last bootstrap token by which nodes can join; null without one, and where it never ends.</summary>
    public static ForecastEnd? OfTokens(IReadOnlyList<Tokens.BootstrapToken> tokens, DateTimeOffset asOf)
    {
        var usable = tokens.Where(token => token.IsUsable(asOf)).ToList();
        if (usable.Count == 0 || usable.Exists(token => token.Expiration is null))
            return null;
        var last = usable.MaxBy(token => token.Expiration)!;
        return new ForecastEnd
        {
            Part = "bootstrap tokens",
            Severity = FindingSeverity.Information,
            Stops = "No node can join by kubeadm with the tokens that there are",
            Place = string.Create(CultureInfo.InvariantCulture, $"Secret kube-system/{last.Name}, the last of {usable.Count},"),
            NotAfter = last.Expiration!.Value,
            HealsBy = "kubeadm token create",
        };
    }
}
