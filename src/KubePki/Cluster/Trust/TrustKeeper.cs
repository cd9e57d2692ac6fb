using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Trust;

/// <summary>Who keeps an object, as its annotations tell: cert-manager, OpenShift's service CA, Helm; else a person.</summary>
internal sealed class TrustKeeper
{
    private readonly string? _namespace;
    private readonly string? _certificate;
    private readonly string? _issuer;
    private readonly string? _injectedFrom;
    private readonly string? _service;
    private readonly string? _release;

    private TrustKeeper(ApiObject read)
    {
        _namespace = read.Namespace;
        _certificate = Name(read, "cert-manager.io/certificate-name");
        _issuer = Name(read, "cert-manager.io/issuer-name") is { } name
            ? $"{Name(read, "cert-manager.io/issuer-kind") ?? "Issuer"} {name}" : null;
        _injectedFrom = Name(read, "cert-manager.io/inject-ca-from") ?? Name(read, "cert-manager.io/inject-ca-from-secret");
        _service = Name(read, "service.beta.openshift.io/originating-service-name");
        _release = Name(read, "meta.helm.sh/release-name");
    }

    // What is longer than any name is none.
    private static string? Name(ApiObject read, string annotation) =>
        read.Annotation(annotation) is { } name && Printable.Cut(name) == name ? name : null;

    /// <summary>Who keeps an object.</summary>
    public static TrustKeeper Of(ApiObject read) => new(read);

    /// <summary>Who it is, for a proof; null when nobody tells.</summary>
    public string? Fact => _certificate is not null ? $"kept by {Renewer}: Certificate {_certificate}, {_issuer ?? "no issuer named"}"
        : _injectedFrom is not null ? $"its CA bundle is injected by cert-manager from {_injectedFrom}"
        : _service is not null ? $"kept by {Renewer} for Service {_service}"
        : _release is not null ? $"installed by Helm: release {_release}" : null;

    /// <summary>Who renews a certificate in a Secret by itself; null when nobody does.</summary>
    public string? Renewer => _certificate is not null ? "cert-manager" : _service is not null ? "OpenShift's service CA" : null;

    /// <summary>How a certificate in a Secret is made anew.</summary>
    /// <param name="secret">The Secret.</param>
    /// <param name="what">What to make, where a person does it: <c>Issue a new certificate</c>.</param>
    public Advice Renew(TrustObject secret, Advice what)
    {
        if (_certificate is { } certificate)
        {
            return Advice.Of($"cert-manager should have done this. Find out why it has not: kubectl describe certificate "
                + $"-n {_namespace ?? ""} {certificate}; then: cmctl renew -n {_namespace ?? ""} {certificate}");
        }
        if (_service is not null)
            return Advice.Of($"OpenShift's service CA operator renews it. Look at its log: oc logs -n openshift-service-ca "
                + $"deployment/service-ca");
        var release = _release is { } name ? Advice.Of($" Helm installed it: a helm upgrade of {name} may make a new one.") : null;
        return Advice.Of($"{what}, and put it into Secret {secret.Namespace + "/" + secret.Name}.{release}");
    }

    /// <summary>How a CA bundle is put right.</summary>
    /// <param name="otherwise">What to do where nobody injects it.</param>
    public Advice Inject(Advice otherwise) => _injectedFrom is { } source
        ? Advice.Of($"cert-manager's cainjector copies it from {source}. Check that this exists, and what the cainjector says: "
            + $"kubectl logs -n cert-manager deployment/cert-manager-cainjector")
        : _release is { } name ? Advice.Of($"{otherwise} Helm installed it: a helm upgrade of {name} may bring both into line.")
            : otherwise;
}
