namespace KubePki.Kubernetes;

/// <summary>One webhook of a configuration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">What is called.</param>
/// <param name="IsRequired">Whether requests fail when it does (failurePolicy Fail, which is the default).</param>
/// <param name="Rules">What it is asked about: operations and resources, such as <c>CREATE pods</c>.</param>
public sealed record AdmissionWebhook(string Name, CallTarget Target, bool IsRequired, IReadOnlyList<string> Rules)
{
    internal static AdmissionWebhook Of(WebhookConfigurationModel.Webhook? model) => new(
        model?.Name ?? "", CallTarget.Of(model?.ClientConfig), model?.FailurePolicy != "Ignore",
        [.. (model?.Rules ?? []).OfType<WebhookConfigurationModel.Rule>().Select(Text)]);

    private static string Text(WebhookConfigurationModel.Rule rule)
    {
        var groups = (rule.ApiGroups ?? []).Select(group => string.IsNullOrEmpty(group) ? "" : "." + group).ToList();
        var resources = (rule.Resources ?? []).SelectMany(resource => groups.DefaultIfEmpty("").Select(group => resource + group));
        return $"{string.Join('/', rule.Operations ?? [])} {string.Join(", ", resources)}";
    }
}
