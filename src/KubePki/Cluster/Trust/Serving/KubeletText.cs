using KubePki.Model;

namespace KubePki.Cluster.Trust.Serving;

/// <summary>The words of one fault of kubelets.</summary>
/// <param name="Check">The check.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Sentence">What they do, with <c>{0}</c> for the verb.</param>
/// <param name="Why">What stops because of it.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record KubeletText(string Check, FindingSeverity Severity, string Sentence, string Why, Advice Remedy)
{
    /// <summary>What the check finds.</summary>
    public string Summary => $"Kubelets {string.Format(System.Globalization.CultureInfo.InvariantCulture, Sentence, "serve")}.";
}
