namespace KubePki.Kubernetes;

/// <summary>A MutatingWebhookConfiguration or a ValidatingWebhookConfiguration (admissionregistration.k8s.io/v1).</summary>
public sealed class WebhookConfiguration : ApiObject
{
    private readonly WebhookConfigurationModel _model;

    internal WebhookConfiguration(WebhookConfigurationModel model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>Its webhooks.</summary>
    public IReadOnlyList<AdmissionWebhook> Webhooks => [.. (_model.Webhooks ?? []).Select(AdmissionWebhook.Of)];
}
