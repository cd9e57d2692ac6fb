using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>A CertificateSigningRequest (certificates.k8s.io/v1) as the API server has it.</summary>
public sealed class SigningRequest : ApiObject
{
    private readonly V1CertificateSigningRequest _model;

    internal SigningRequest(V1CertificateSigningRequest model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>The API version that stands in the object; null in lists.</summary>
    public string? ApiVersion => Filled(_model.ApiVersion);

    /// <summary>The signer.</summary>
    public string SignerName => _model.Spec?.SignerName ?? "";

    /// <summary>Who asks.</summary>
    public string UserName => _model.Spec?.Username ?? "";

    /// <summary>The uid of who asks.</summary>
    public string UserUid => _model.Spec?.Uid ?? "";

    /// <summary>The groups of who asks.</summary>
    public IReadOnlyList<string> Groups => Texts(_model.Spec?.Groups);

    /// <summary>What else is known of who asks.</summary>
    public IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Extra =>
        (_model.Spec?.Extra ?? new Dictionary<string, IList<string>>()).Select(item => KeyValuePair.Create(item.Key, Texts(item.Value)));

    /// <summary>The usages that are asked for.</summary>
    public IReadOnlyList<string> Usages => Texts(_model.Spec?.Usages);

    /// <summary>How many seconds the certificate should last; null when that is left to the signer.</summary>
    public int? ExpirationSeconds => _model.Spec?.ExpirationSeconds;

    /// <summary>The request itself: PEM.</summary>
    public ReadOnlyMemory<byte> Request => _model.Spec?.Request;

    /// <summary>The certificate that was issued: PEM; empty when none was.</summary>
    public ReadOnlyMemory<byte> Certificate => _model.Status?.Certificate;

    /// <summary>What was decided.</summary>
    public IReadOnlyList<SigningCondition> Conditions => [.. (_model.Status?.Conditions ?? []).Select(SigningCondition.Of)];

    internal V1CertificateSigningRequestStatus? Status => _model.Status;
}
