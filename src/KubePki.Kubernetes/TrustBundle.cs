namespace KubePki.Kubernetes;

/// <summary>A ClusterTrustBundle (certificates.k8s.io).</summary>
public sealed class TrustBundle : ApiObject
{
    private readonly TrustBundleModel _model;

    internal TrustBundle(TrustBundleModel model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>The signer whose CAs these are; null for a bundle of nobody's.</summary>
    public string? SignerName => Filled(_model.Spec?.SignerName);

    /// <summary>The CAs: PEM.</summary>
    public string Bundle => _model.Spec?.TrustBundle ?? "";
}
