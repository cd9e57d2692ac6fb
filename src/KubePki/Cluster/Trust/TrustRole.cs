using System.Text;

namespace KubePki.Cluster.Trust;

/// <summary>Rights as a ClusterRole in YAML. All words in it are ours.</summary>
internal static class TrustRole
{
    /// <summary>The name of the role.</summary>
    public const string Name = "kubepki-cluster";

    /// <summary>Writes it.</summary>
    /// <param name="rights">All rights.</param>
    /// <param name="missing">Those that lack; they are marked.</param>
    public static string Write(IEnumerable<TrustRight> rights, IReadOnlyCollection<TrustRight> missing)
    {
        var text = new StringBuilder("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: ")
            .Append(Name).Append("\nrules:\n");
        foreach (var rule in rights.Distinct().GroupBy(right => (right.Group, right.Resource, right.Name, right.IsUrl))
            .OrderBy(rule => rule.Key.IsUrl).ThenBy(rule => rule.Key.Group, StringComparer.Ordinal)
            .ThenBy(rule => rule.Key.Resource, StringComparer.Ordinal).ThenBy(rule => rule.Key.Name, StringComparer.Ordinal))
        {
            var notes = new List<string>();
            if (rule.Any(missing.Contains))
                notes.Add("missing");
            if (rule.All(right => right.IsOptional))
                notes.Add("optional");
            var note = notes.Count == 0 ? "" : "  # " + string.Join(", ", notes);
            text.Append(rule.Key.IsUrl ? $"- nonResourceURLs: [\"{rule.Key.Resource}\"]{note}\n"
                : $"- apiGroups: [\"{rule.Key.Group}\"]{note}\n  resources: [\"{rule.Key.Resource}\"]\n");
            if (rule.Key.Name is { } name)
                text.Append($"  resourceNames: [\"{name}\"]\n");
            var verbs = rule.Select(right => $"\"{right.Verb}\"").Distinct().Order(StringComparer.Ordinal);
            text.Append($"  verbs: [{string.Join(", ", verbs)}]\n");
        }
        return text.ToString();
    }
}
