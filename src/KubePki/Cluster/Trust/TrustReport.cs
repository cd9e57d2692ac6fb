using System.Globalization;
using KubePki.Model;
using KubePki.Node.Forecast;

namespace KubePki.Cluster.Trust;

/// <summary>What came of looking at a cluster's trust.</summary>
public sealed record TrustReport
{
    /// <summary>The URL of the API server.</summary>
    public required Uri Server { get; init; }

    /// <summary>The findings, the worst first.</summary>
    public required IReadOnlyList<KubePkiFinding> Findings { get; init; }

    /// <summary>What could not be looked at.</summary>
    public required IReadOnlyList<TrustGap> Gaps { get; init; }

    /// <summary>How many objects of each kind were looked at: <c>Secrets</c>, 5000.</summary>
    public required IReadOnlyList<KeyValuePair<string, int>> Counts { get; init; }

    /// <summary>What is known of the time ahead.</summary>
    public required ForecastOutlook Outlook { get; init; }

    /// <summary>The ClusterRole that is enough, with what lacks marked; null when nothing lacks.</summary>
    public string? Role { get; init; }

    // kubectl create fails where the role is of an older release, and apply takes away what somebody else put into it.
    /// <summary>What to do with the ClusterRole, in front of it.</summary>
    public static string RoleAdvice { get; } = "This ClusterRole is enough. To create it, or to add what it lacks: "
        + "kubepki cluster --show-cluster-role | kubectl auth reconcile -f - (preview: --dry-run=client); to grant it: "
        + "kubectl create clusterrolebinding NAME --clusterrole=kubepki-cluster --user=USER";

    /// <summary>What was looked at, and what was found, in one line.</summary>
    public string Headline => Printable.Text($"{Server}: {char.ToLowerInvariant(Summary[0])}{Summary[1..]}");

    /// <summary>The same without the cluster.</summary>
    public string Summary
    {
        get
        {
            var counts = Counts.Where(count => count.Value > 0)
                .Select(count => string.Create(CultureInfo.InvariantCulture,
                    $"{count.Value:N0} {(count.Value == 1 ? count.Key.TrimEnd('s') : count.Key)}")).ToList();
            var found = Findings.GroupBy(finding => finding.SeverityLevel).OrderByDescending(group => group.Key)
                .Select(group => $"{group.Count()} {Word(group.Key, group.Count())}").ToList();
            var what = found.Count == 0 ? "No problems found" : string.Join(", ", found);
            var where = counts.Count == 0 ? "" : $" in {string.Join(", ", counts)}";
            return (found.Count + counts.Count == 0 ? "Nothing could be read" : what + where)
                + (Gaps.Count == 0 ? "." : "; not everything could be checked.");
        }
    }

    private static string Word(FindingSeverity severity, int count) => severity switch
    {
        FindingSeverity.Critical => "critical",
        FindingSeverity.Error => count == 1 ? "error" : "errors",
        FindingSeverity.Warning => count == 1 ? "warning" : "warnings",
        _ => "for information",
    };
}
