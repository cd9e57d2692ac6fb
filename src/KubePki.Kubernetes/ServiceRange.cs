using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>A ServiceCIDR (networking.k8s.io/v1, Kubernetes 1.33 and later): ranges from which services get their addresses.</summary>
public sealed class ServiceRange : ApiObject
{
    private readonly V1ServiceCIDR _model;

    internal ServiceRange(V1ServiceCIDR model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>The ranges in CIDR form: one, or one of each family.</summary>
    public IReadOnlyList<string> Ranges => Texts(_model.Spec?.Cidrs);
}
