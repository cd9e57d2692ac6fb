using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>A Service (v1).</summary>
public sealed class ClusterService : ApiObject
{
    private readonly V1Service _model;

    internal ClusterService(V1Service model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>All that stands where an address under which the service is reached can stand; <c>None</c> among them.</summary>
    public IReadOnlyList<string> Addresses
    {
        get
        {
            IEnumerable<string?> single = [_model.Spec?.ClusterIP, _model.Spec?.LoadBalancerIP];
            var several = (_model.Spec?.ClusterIPs ?? []).Concat(_model.Spec?.ExternalIPs ?? []);
            var ingress = (_model.Status?.LoadBalancer?.Ingress ?? []).Select(entry => entry?.Ip);
            return [.. single.Concat(several).Concat(ingress).OfType<string>().Where(address => address.Length > 0).Distinct()];
        }
    }
}
