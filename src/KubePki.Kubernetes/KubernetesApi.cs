using k8s;
using k8s.Autorest;
using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>
/// The part of the Kubernetes API that is used here, by the generated operations and models of KubernetesClient. Each of its methods throws
/// what the transport throws.
/// </summary>
/// <param name="transport">What carries the requests of one call.</param>
public sealed class KubernetesApi(IApiTransport transport)
{
    private readonly TypedOperations _operations = new(transport);

    /// <summary>All CertificateSigningRequests.</summary>
    public ApiResource<SigningRequest> SigningRequests => ApiResource<SigningRequest>.Of<
        V1CertificateSigningRequest, V1CertificateSigningRequestList>(
        "certificates.k8s.io/v1",
        V1CertificateSigningRequest.KubeKind,
        (page, stop) => _operations.CertificatesV1.ListCertificateSigningRequestWithHttpMessagesAsync(
            page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom,
            timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new SigningRequest(model, problem));

    /// <summary>All nodes.</summary>
    public ApiResource<ClusterNode> Nodes => ApiResource<ClusterNode>.Of<V1Node, V1NodeList>(
        "v1",
        V1Node.KubeKind,
        (page, stop) => _operations.CoreV1.ListNodeWithHttpMessagesAsync(
            page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom,
            timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new ClusterNode(model, problem));

    /// <summary>The services of all namespaces.</summary>
    public ApiResource<ClusterService> Services => ApiResource<ClusterService>.Of<V1Service, V1ServiceList>(
        "v1",
        V1Service.KubeKind,
        (page, stop) => _operations.CoreV1.ListServiceForAllNamespacesWithHttpMessagesAsync(
            page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom,
            timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new ClusterService(model, problem));

    /// <summary>The ranges from which services get their addresses. API servers before 1.33 do not have them (404).</summary>
    public ApiResource<ServiceRange> ServiceRanges => ApiResource<ServiceRange>.Of<V1ServiceCIDR, V1ServiceCIDRList>(
        "networking.k8s.io/v1",
        V1ServiceCIDR.KubeKind,
        (page, stop) => _operations.NetworkingV1.ListServiceCIDRWithHttpMessagesAsync(
            page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom,
            timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new ServiceRange(model, problem));

    /// <summary>The Secrets of all namespaces. Each is disposed by whoever reads it.</summary>
    public ApiResource<ClusterSecret> Secrets => ApiResource<ClusterSecret>.Of<SecretModel, V1SecretList>(
        "v1",
        "Secret",
        (page, stop) => _operations.CoreV1.ListSecretForAllNamespacesWithHttpMessagesAsync(
            page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom,
            timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new ClusterSecret(model, problem));

    /// <summary>The Secrets of a namespace. Each is disposed by whoever reads it.</summary>
    /// <param name="namespace">The namespace.</param>
    public ApiResource<ClusterSecret> SecretsOf(string @namespace) => ApiResource<ClusterSecret>.Of<SecretModel, V1SecretList>(
        "v1",
        "Secret",
        (page, stop) => _operations.CoreV1.ListNamespacedSecretWithHttpMessagesAsync(
            Escape(@namespace), page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit,
            resourceVersion: page.WatchFrom, timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new ClusterSecret(model, problem));

    /// <summary>The ConfigMaps of all namespaces.</summary>
    public ApiResource<ClusterConfigMap> ConfigMaps => ApiResource<ClusterConfigMap>.Of<ConfigMapModel, V1ConfigMapList>(
        "v1",
        "ConfigMap",
        (page, stop) => _operations.CoreV1.ListConfigMapForAllNamespacesWithHttpMessagesAsync(
            page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom,
            timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new ClusterConfigMap(model, problem));

    /// <summary>The ConfigMaps of a namespace.</summary>
    /// <param name="namespace">The namespace.</param>
    public ApiResource<ClusterConfigMap> ConfigMapsOf(string @namespace) => ApiResource<ClusterConfigMap>.Of<ConfigMapModel,
        V1ConfigMapList>(
        "v1",
        "ConfigMap",
        (page, stop) => _operations.CoreV1.ListNamespacedConfigMapWithHttpMessagesAsync(
            Escape(@namespace), page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit,
            resourceVersion: page.WatchFrom, timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new ClusterConfigMap(model, problem));

    /// <summary>All namespaces.</summary>
    public ApiResource<ClusterNamespace> Namespaces => ApiResource<ClusterNamespace>.Of<NamespaceModel, V1NamespaceList>(
        "v1",
        "Namespace",
        (page, stop) => _operations.CoreV1.ListNamespaceWithHttpMessagesAsync(
            page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom,
            timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new ClusterNamespace(model, problem));

    /// <summary>The pods of a namespace.</summary>
    /// <param name="namespace">The namespace.</param>
    public ApiResource<ClusterPod> PodsOf(string @namespace) => ApiResource<ClusterPod>.Of<PodModel, V1PodList>(
        "v1",
        "Pod",
        (page, stop) => _operations.CoreV1.ListNamespacedPodWithHttpMessagesAsync(
            Escape(@namespace), page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit,
            resourceVersion: page.WatchFrom, timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new ClusterPod(model, problem));

    /// <summary>All MutatingWebhookConfigurations.</summary>
    public ApiResource<WebhookConfiguration> MutatingWebhooks => ApiResource<WebhookConfiguration>.Of<WebhookConfigurationModel,
        V1MutatingWebhookConfigurationList>(
        "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration",
        (page, stop) => _operations.AdmissionregistrationV1.ListMutatingWebhookConfigurationWithHttpMessagesAsync(
            page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom,
            timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new WebhookConfiguration(model, problem));

    /// <summary>All ValidatingWebhookConfigurations.</summary>
    public ApiResource<WebhookConfiguration> ValidatingWebhooks => ApiResource<WebhookConfiguration>.Of<WebhookConfigurationModel,
        V1ValidatingWebhookConfigurationList>(
        "admissionregistration.k8s.io/v1",
        "ValidatingWebhookConfiguration",
        (page, stop) => _operations.AdmissionregistrationV1.ListValidatingWebhookConfigurationWithHttpMessagesAsync(
            page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom,
            timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new WebhookConfiguration(model, problem));

    /// <summary>All CustomResourceDefinitions.</summary>
    public ApiResource<ResourceDefinition> ResourceDefinitions => ApiResource<ResourceDefinition>.Of<ResourceDefinitionModel,
        V1CustomResourceDefinitionList>(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        (page, stop) => _operations.ApiextensionsV1.ListCustomResourceDefinitionWithHttpMessagesAsync(
            page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom,
            timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new ResourceDefinition(model, problem));

    /// <summary>All APIServices.</summary>
    public ApiResource<ApiService> ApiServices => ApiResource<ApiService>.Of<ApiServiceModel, V1APIServiceList>(
        "apiregistration.k8s.io/v1",
        "APIService",
        (page, stop) => _operations.ApiregistrationV1.ListAPIServiceWithHttpMessagesAsync(
            page.IsWatch, page.Continue, page.FieldSelector, page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom,
            timeoutSeconds: page.WatchSeconds, watch: page.IsWatch, cancellationToken: stop),
        (model, problem) => new ApiService(model, problem));

    /// <summary>All ClusterTrustBundles in a version of certificates.k8s.io; most API servers have none of them (404).</summary>
    /// <param name="version">The version: <c>v1</c> or <c>v1beta1</c>.</param>
    public ApiResource<TrustBundle> TrustBundles(string version) => version switch
    {
        "v1" => TrustBundlesOf<V1ClusterTrustBundleList>(version, (page, stop) =>
            _operations.CertificatesV1.ListClusterTrustBundleWithHttpMessagesAsync(page.IsWatch, page.Continue, page.FieldSelector,
                page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom, watch: page.IsWatch, cancellationToken: stop)),
        "v1beta1" => TrustBundlesOf<V1beta1ClusterTrustBundleList>(version, (page, stop) =>
            _operations.CertificatesV1beta1.ListClusterTrustBundleWithHttpMessagesAsync(page.IsWatch, page.Continue, page.FieldSelector,
                page.LabelSelector, page.Limit, resourceVersion: page.WatchFrom, watch: page.IsWatch, cancellationToken: stop)),
        _ => throw new ArgumentOutOfRangeException(nameof(version)),
    };

    /// <summary>Reads one CertificateSigningRequest. One that cannot be read as such has a <see cref="ApiObject.Problem"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Stops it at once.</param>
    public async Task<SigningRequest> ReadSigningRequestAsync(string name, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _operations.CertificatesV1
                .ReadCertificateSigningRequestWithHttpMessagesAsync(Escape(name), cancellationToken: cancellation).ConfigureAwait(false);
            return new SigningRequest(Checked(answer.Body, V1CertificateSigningRequest.KubeKind), problem: null);
        }
        catch (ApiFormatException e)
        {
            var nothing = new V1CertificateSigningRequest { Metadata = new V1ObjectMeta { Name = name }, Spec = null! };
            return new SigningRequest(nothing, e.Message);
        }
    }

    /// <summary>
    /// Adds a condition to a CertificateSigningRequest, by its approval subresource. It holds for the very object that was read; else the
    /// answer is an error: 409, or 422, which is what API servers say to a test of a patch that fails.
    /// </summary>
    /// <param name="seen">The request as it was read.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="cancellation">Stops it at once; whether it was done is not known then.</param>
    /// <exception cref="ApiFormatException">What was read does not say which object it is.</exception>
    public async Task<SigningRequest> DecideAsync(SigningRequest seen, SigningCondition condition, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(condition);
        using var answer = await _operations.CertificatesV1.PatchCertificateSigningRequestApprovalWithHttpMessagesAsync(
            ApprovalPatch.Of(seen, condition), Escape(seen.Name), fieldManager: "kubepki", cancellationToken: cancellation)
            .ConfigureAwait(false);
        return new SigningRequest(Checked(answer.Body, V1CertificateSigningRequest.KubeKind), problem: null);
    }

    /// <summary>The data of a ConfigMap.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Stops it at once.</param>
    public async Task<IReadOnlyDictionary<string, string>> ReadConfigMapAsync(
        string @namespace, string name, CancellationToken cancellation)
    {
        using var answer = await _operations.CoreV1.ReadNamespacedConfigMapWithHttpMessagesAsync(
            Escape(name), Escape(@namespace), cancellationToken: cancellation).ConfigureAwait(false);
        var map = Checked(answer.Body, V1ConfigMap.KubeKind);
        return (map.Data ?? new Dictionary<string, string>()).AsReadOnly();
    }

    /// <summary>The addresses and names behind a service, of its Endpoints.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellation">Stops it at once.</param>
    public async Task<IReadOnlyList<string>> ReadEndpointsAsync(string @namespace, string name, CancellationToken cancellation)
    {
        using var answer = await _operations.CoreV1.ReadNamespacedEndpointsWithHttpMessagesAsync(
            Escape(name), Escape(@namespace), cancellationToken: cancellation).ConfigureAwait(false);
        var addresses = (Checked(answer.Body, V1Endpoints.KubeKind).Subsets ?? []).SelectMany(subset => subset?.Addresses ?? []);
        return [.. addresses.SelectMany(address => new[] { address?.Ip, address?.Hostname }).OfType<string>()];
    }

    /// <summary>Where the programs behind a service listen, of its Endpoints.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellation">Stops it at once.</param>
    public async Task<IReadOnlyList<EndpointAddress>> ReadEndpointAddressesAsync(
        string @namespace, string name, CancellationToken cancellation)
    {
        using var answer = await _operations.CoreV1.ReadNamespacedEndpointsWithHttpMessagesAsync(
            Escape(name), Escape(@namespace), cancellationToken: cancellation).ConfigureAwait(false);
        return [.. (Checked(answer.Body, V1Endpoints.KubeKind).Subsets ?? []).SelectMany(subset => (subset?.Addresses ?? [])
            .Select(address => address?.Ip).OfType<string>()
            .SelectMany(host =>
                (subset?.Ports ?? []).Where(port => port is not null).Select(port => new EndpointAddress(host, port.Port))))];
    }

    /// <summary>One Lease.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Stops it at once.</param>
    public async Task<ClusterLease> ReadLeaseAsync(string @namespace, string name, CancellationToken cancellation) =>
        new(Checked(await _operations.ReadAsync<LeaseModel>(
            $"apis/coordination.k8s.io/v1/namespaces/{Escape(@namespace)}/leases/{Escape(name)}", cancellation).ConfigureAwait(false),
                "Lease"));

    /// <summary>Asks whether one may do something oneself.</summary>
    /// <param name="review">What.</param>
    /// <param name="cancellation">Stops it at once.</param>
    public async Task<AccessVerdict> ReviewAsync(AccessReview review, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(review);
        var attributes = new V1ResourceAttributes
        {
            Verb = review.Verb,
            Group = review.Group,
            Resource = review.Resource,
            Subresource = review.Subresource,
            Name = review.Name,
            NamespaceProperty = review.Namespace,
        };
        var body = new V1SelfSubjectAccessReview
        {
            ApiVersion = "authorization.k8s.io/v1",
            Kind = V1SelfSubjectAccessReview.KubeKind,
            Spec = new V1SelfSubjectAccessReviewSpec { ResourceAttributes = attributes },
        };
        using var answer = await _operations.AuthorizationV1
            .CreateSelfSubjectAccessReviewWithHttpMessagesAsync(body, cancellationToken: cancellation).ConfigureAwait(false);
        var status = Checked(answer.Body, V1SelfSubjectAccessReview.KubeKind).Status
            ?? throw new ApiFormatException("the review has no status");
        return new AccessVerdict(status.Allowed && status.Denied is not true, ApiObject.Filled(status.Reason));
    }

    /// <summary>One Secret. The caller disposes it.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Stops it at once.</param>
    public async Task<ClusterSecret> ReadSecretAsync(string @namespace, string name, CancellationToken cancellation) =>
        new(Checked(await _operations.ReadAsync<SecretModel>(
            $"api/v1/namespaces/{Escape(@namespace)}/secrets/{Escape(name)}", cancellation).ConfigureAwait(false), "Secret"),
                problem: null);

    /// <summary>One service, with who is behind it.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Stops it at once.</param>
    public async Task<BackendService> ReadServiceAsync(string @namespace, string name, CancellationToken cancellation) =>
        new(Checked(await _operations.ReadAsync<BackendServiceModel>(
            $"api/v1/namespaces/{Escape(@namespace)}/services/{Escape(name)}", cancellation).ConfigureAwait(false), "Service"),
                problem: null);

    /// <summary>What the API server says of itself as an issuer of tokens: its OpenID Connect discovery document.</summary>
    /// <param name="cancellation">Stops it at once.</param>
    public async Task<string> ReadIssuerAsync(CancellationToken cancellation)
    {
        using var answer = await _operations.WellKnown
            .GetServiceAccountIssuerOpenIDConfigurationWithHttpMessagesAsync(cancellationToken: cancellation).ConfigureAwait(false);
        return answer.Body;
    }

    /// <summary>
    /// The public keys of the tokens of service accounts, as the API server's OpenID documents have them: a JSON Web Key Set.
    /// </summary>
    /// <param name="cancellation">Stops it at once.</param>
    public async Task<string> ReadTokenKeysAsync(CancellationToken cancellation)
    {
        using var answer = await _operations.Openid
            .GetServiceAccountIssuerOpenIDKeysetWithHttpMessagesAsync(cancellationToken: cancellation).ConfigureAwait(false);
        return answer.Body;
    }

    /// <summary>In which versions the API server has the group certificates.k8s.io, such as <c>v1</c>.</summary>
    /// <param name="cancellation">Stops it at once.</param>
    public async Task<IReadOnlyList<string>> ReadCertificateVersionsAsync(CancellationToken cancellation)
    {
        using var answer = await _operations.Certificates
            .GetAPIGroupWithHttpMessagesAsync(cancellationToken: cancellation).ConfigureAwait(false);
        return [.. (answer.Body.Versions ?? []).Select(version => version?.Version).OfType<string>()];
    }

    private static ApiResource<TrustBundle> TrustBundlesOf<TList>(
        string version, Func<ListParameters, CancellationToken, Task<HttpOperationResponse<TList>>> list) =>
        ApiResource<TrustBundle>.Of<TrustBundleModel, TList>("certificates.k8s.io/" + version, "ClusterTrustBundle", list,
            (model, problem) => new TrustBundle(model, problem));

    // The model would be empty, as if there were nothing.
    private static T Checked<T>(T body, string kind)
        where T : IKubernetesObject =>
        string.IsNullOrEmpty(body.Kind) || body.Kind == kind ? body : throw new ApiFormatException($"this is a {body.Kind}, not a {kind}");

    // The library puts names into paths as they are.
    private static string Escape(string name) => Uri.EscapeDataString(name);
}
