namespace KubePki.Kubernetes;

/// <summary>One webhook of a configuration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">What is called.</param>
/// <param name="IsRequired">Whether requests fail when it does (failurePolicy Fail, which is the default).</param>
/// <param name="Rules">What it is asked about: operations and resources, such as <c>CREATE pods</c>.</param>
public sealed record AdmissionWebhook(string Name, CallTarget Target, bool IsRequired, IReadOnlyList<string> Rules)
{
    private const int UsualTimeout = 10;

    /// <summary>How many seconds the API server waits for its answer (timeoutSeconds).</summary>
    public int TimeoutSeconds { get; private init; } = UsualTimeout;

    internal static AdmissionWebhook Of(WebhookConfigurationModel.Webhook? model) => new(
        model?.Name ?? "", CallTarget.Of(model?.ClientConfig), model?.FailurePolicy != "Ignore",
        [.. (model?.Rules ?? []).OfType<WebhookConfigurationModel.Rule>().Where(Asks).Select(Text)])
    {
        TimeoutSeconds = model?.TimeoutSeconds ?? UsualTimeout,
    };

    // Without an operation or a resource it fits no request.
    private static bool Asks(WebhookConfigurationModel.Rule rule) => rule is { Operations.Count: > 0, Resources.Count: > 0 };

    private static string Text(WebhookConfigurationModel.Rule rule)
    {
        var groups = (rule.ApiGroups ?? []).Select(group => string.IsNullOrEmpty(group) ? "" : "." + group).ToList();
        var resources = (rule.Resources ?? []).SelectMany(resource => groups.DefaultIfEmpty("").Select(group => resource + group));
        return $"{string.Join('/', rule.Operations ?? [])} {string.Join(", ", resources)}";
    }
}
