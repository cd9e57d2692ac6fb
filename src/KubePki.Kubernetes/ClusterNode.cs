using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>A Node (v1).</summary>
public sealed class ClusterNode : ApiObject
{
    private readonly V1Node _model;

    internal ClusterNode(V1Node model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>What the cloud calls the machine; null without one.</summary>
    public string? ProviderId => Filled(_model.Spec?.ProviderID);

    /// <summary>The range of the node's pods in the form of old objects; empty without one.</summary>
    public string PodRange => _model.Spec?.PodCIDR ?? "";

    /// <summary>The ranges of the node's pods.</summary>
    public IReadOnlyList<string> PodRanges => Texts(_model.Spec?.PodCIDRs);

    /// <summary>The port of its kubelet; null when it does not say.</summary>
    public int? KubeletPort => _model.Status?.DaemonEndpoints?.KubeletEndpoint?.Port;

    /// <summary>Addresses and names, as the node's kubelet or the cloud tells them.</summary>
    public IReadOnlyList<string> Addresses => Texts(_model.Status?.Addresses?.Select(address => address?.Address));
}
