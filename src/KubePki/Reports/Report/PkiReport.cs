using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>All that a report shows of one node or of many. Each writer shows the same of it.</summary>
public sealed record PkiReport
{
    private const int MaxNames = 10;

    /// <summary>The nodes and clusters, the worst first.</summary>
    public required IReadOnlyList<ReportNode> Nodes { get; init; }

    /// <summary>What only all of the nodes together show, the worst first; nothing for one node.</summary>
    public IReadOnlyList<KubePkiFleetFinding> Fleet { get; private init; } = [];

    /// <summary>The roots of which nothing could be read.</summary>
    public IReadOnlyList<UnreadRoot> Unread { get; private init; } = [];

    /// <summary>The findings of all nodes, each fault once with the nodes that have it, the worst first.</summary>
    internal IReadOnlyList<ReportFault> Faults { get; private init; } = [];

    /// <summary>The version of this tool.</summary>
    public required string Version { get; init; }

    /// <summary>The moment that is taken for now, UTC: of several nodes, the latest.</summary>
    public DateTimeOffset AsOf { get; private init; }

    /// <summary>What is the matter, in one line.</summary>
    public required string Headline { get; init; }

    /// <summary>Makes the report of these nodes.</summary>
    /// <param name="nodes">The nodes, in any order.</param>
    /// <param name="version">The version of this tool.</param>
    /// <param name="fleet">What only all of the nodes together show, the worst first; null for nothing.</param>
    /// <param name="faults">The findings of the nodes, each once for all that have it; null where each stands for itself.</param>
    /// <param name="unread">The roots of which nothing could be read; null for none.</param>
    public static PkiReport Of(IEnumerable<ReportNode> nodes, string version, IReadOnlyList<KubePkiFleetFinding>? fleet = null,
        IReadOnlyList<KubePkiFleetFinding>? faults = null, IReadOnlyList<UnreadRoot>? unread = null)
    {
        var sorted = Named([.. nodes]).OrderByDescending(node => node.Worst is { } worst ? (int)worst : -1)
            .ThenByDescending(node => node.Findings.Count(finding => finding.Severity == node.Worst))
            .ThenBy(node => node.NextEnd?.NotAfter ?? DateTimeOffset.MaxValue).ThenBy(node => node.Name, StringComparer.Ordinal).ToList();
        return new PkiReport
        {
            Nodes = sorted,
            Fleet = fleet ?? [],
            Unread = unread ?? [],
            Faults = ReportFault.Of(sorted, faults),
            Version = version,
            Headline = Missing(sorted, unread?.Count ?? 0)
                + (sorted is [var only] ? only.Headline : HeadlineOf(sorted) + Between(fleet ?? [])),
            AsOf = sorted.Count == 0 ? default : sorted.Max(node => node.AsOf),
        };
    }

    /// <summary>How many findings of a severity there are, each once for all nodes that have it.</summary>
    /// <param name="severity">The severity.</param>
    public int Count(FindingSeverity severity) => Faults.Count(fault => fault.Finding.Severity == severity)
        + Fleet.Count(finding => finding.SeverityLevel == severity);

    /// <summary>How many certificates have a status.</summary>
    /// <param name="status">A value of <see cref="CertificateStatus"/>.</param>
    public int Count(string status) => Nodes.Sum(node => node.Certificates.Count(certificate => certificate.Status == status));

    /// <summary>How many certificates there are.</summary>
    public int CertificateCount => Nodes.Sum(node => node.Certificates.Count);

    /// <summary>The certificate that ends next, with its node; null when none will.</summary>
    public (ReportNode Node, ReportCertificate Certificate)? NextEnd => Nodes.Where(node => node.NextEnd is not null)
        .OrderBy(node => node.NextEnd!.NotAfter).Select(node => ((ReportNode, ReportCertificate)?)(node, node.NextEnd!)).FirstOrDefault();

    /// <summary>The nodes of a finding for people: the first of very many, and how many more there are.</summary>
    /// <param name="finding">The finding.</param>
    internal static string NodesOf(KubePkiFleetFinding finding) => NodesOf(finding.Nodes);

    /// <summary>Names of nodes for people: the first of very many, and how many more there are.</summary>
    /// <param name="names">The names.</param>
    internal static string NodesOf(IReadOnlyList<string> names) => names.Count <= MaxNames ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MaxNames))} and {names.Count - MaxNames} more";

    // Two trees may be of nodes of the same name, or of one node at two times.
    private static IEnumerable<ReportNode> Named(IReadOnlyList<ReportNode> nodes)
    {
        var shared = nodes.GroupBy(node => node.Name).Where(group => group.Skip(1).Any()).Select(group => group.Key).ToHashSet();
        return nodes.Select(node => shared.Contains(node.Name) && node.Name != node.Root
            ? node with { Name = $"{node.Name} ({node.Root})" } : node);
    }

    // Before all that is said of the others: nobody should take it for all nodes.
    private static string Missing(List<ReportNode> read, int unread) => unread == 0 ? ""
        : $"{unread} of {unread + read.Count(node => !node.IsCluster)} nodes could not be read. ";

    private static string Between(IReadOnlyList<KubePkiFleetFinding> fleet)
    {
        var worst = fleet.Count(finding => finding.SeverityLevel == FindingSeverity.Critical);
        var faulty = fleet.Count(finding => finding.SeverityLevel == FindingSeverity.Error);
        var parts = new[] { (worst, "critical"), (faulty, faulty == 1 ? "error" : "errors") }.Where(part => part.Item1 > 0)
            .Select(part => $"{part.Item1} {part.Item2}");
        return worst + faulty == 0 ? "" : $" Between them: {string.Join(", ", parts)}.";
    }

    private static string HeadlineOf(List<ReportNode> nodes)
    {
        var down = nodes.Count(node => node.Worst == FindingSeverity.Critical);
        var faulty = nodes.Count(node => node.Worst == FindingSeverity.Error);
        if (down + faulty == 0)
            return $"{CountOf(nodes)}, none with an error.";
        var parts = new[] { (down, "with critical findings"), (faulty, "with errors") }.Where(part => part.Item1 > 0)
            .Select(part => $"{part.Item1} {part.Item2}");
        return $"{CountOf(nodes)}: {string.Join(", ", parts)}.";
    }

    private static string CountOf(List<ReportNode> nodes)
    {
        var clusters = nodes.Count(node => node.IsCluster);
        var parts = new[] { (nodes.Count - clusters, "node"), (clusters, "cluster") }.Where(part => part.Item1 > 0)
            .Select(part => $"{part.Item1} {part.Item2}{(part.Item1 == 1 ? "" : "s")}");
        return string.Join(" and ", parts);
    }
}
