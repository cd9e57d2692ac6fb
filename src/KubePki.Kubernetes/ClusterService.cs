using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>A Service (v1).</summary>
public sealed class ClusterService : ApiObject
{
    private readonly V1Service _model;

    internal ClusterService(V1Service model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>What stands where its addresses of the cluster's own ranges do: addresses, or <c>None</c>.</summary>
    public IReadOnlyList<string> ClusterAddresses => Distinct([_model.Spec?.ClusterIP, .. _model.Spec?.ClusterIPs ?? []]);

    /// <summary>The other addresses under which it is reached: of load balancers, and those that a person has given it.</summary>
    public IReadOnlyList<string> OtherAddresses
    {
        get
        {
            var ingress = (_model.Status?.LoadBalancer?.Ingress ?? []).Select(entry => entry?.Ip);
            return Distinct([_model.Spec?.LoadBalancerIP, .. _model.Spec?.ExternalIPs ?? [], .. ingress]);
        }
    }

    private static IReadOnlyList<string> Distinct(IEnumerable<string?> texts) =>
        [.. texts.OfType<string>().Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];
}
