using System.Text.Json.Serialization;
using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>The models that are read and written. The library's own context has all of them, and costs the native program 13 MB.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ApiServiceModel))]
[JsonSerializable(typeof(BackendServiceModel))]
[JsonSerializable(typeof(ConfigMapModel))]
[JsonSerializable(typeof(LeaseModel))]
[JsonSerializable(typeof(NamespaceModel))]
[JsonSerializable(typeof(PodModel))]
[JsonSerializable(typeof(ResourceDefinitionModel))]
[JsonSerializable(typeof(SecretModel))]
[JsonSerializable(typeof(TrustBundleModel))]
[JsonSerializable(typeof(V1APIGroup))]
[JsonSerializable(typeof(V1CertificateSigningRequest))]
[JsonSerializable(typeof(V1ConfigMap))]
[JsonSerializable(typeof(V1Endpoints))]
[JsonSerializable(typeof(V1ListMeta))]
[JsonSerializable(typeof(V1Node))]
[JsonSerializable(typeof(V1SelfSubjectAccessReview))]
[JsonSerializable(typeof(V1Service))]
[JsonSerializable(typeof(V1ServiceCIDR))]
[JsonSerializable(typeof(V1Status))]
[JsonSerializable(typeof(WebhookConfigurationModel))]
internal sealed partial class ApiModels : JsonSerializerContext;
