using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>What a report shows of one node, or of one cluster.</summary>
public sealed record ReportNode
{
    /// <summary>What it is called: the name of the node, else its root.</summary>
    public required string Name { get; init; }

    /// <summary>The directory that stands for its <c>/</c>.</summary>
    public required string Root { get; init; }

    /// <summary>Whether it is a cluster, seen through its API, and no node; the root is the URL of the API server then.</summary>
    public bool IsCluster { get; init; }

    /// <summary>Which distribution set it up; null when its files do not tell.</summary>
    public string? Distribution { get; init; }

    /// <summary>The moment that is taken for now, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>What is the matter, in one line.</summary>
    public required string Headline { get; init; }

    /// <summary>The command that shows what can be repaired; null when nothing can be repaired here.</summary>
    public string? Fix { get; init; }

    /// <summary>The findings, the worst first.</summary>
    public IReadOnlyList<ReportFinding> Findings { get; init; } = [];

    /// <summary>The certificates, each once, in the order of their roles.</summary>
    public IReadOnlyList<ReportCertificate> Certificates { get; init; } = [];

    /// <summary>Who trusts whom.</summary>
    public required KubePkiTopology Topology { get; init; }

    /// <summary>What a repair would do, step by step, and what must be restarted after each.</summary>
    public IReadOnlyList<RepairStep> Steps { get; init; } = [];

    /// <summary>What a repair would leave as it is.</summary>
    public IReadOnlyList<RepairNote> LeftAlone { get; init; } = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The severity of the worst finding; null without findings.</summary>
    public FindingSeverity? Worst => Findings.Count == 0 ? null : Findings[0].Severity;

    /// <summary>The certificate that ends next after the moment that is taken for now; null when none will.</summary>
    public ReportCertificate? NextEnd => Certificates.Where(certificate => certificate.NotAfter >= AsOf)
        .MinBy(certificate => certificate.NotAfter);

    /// <summary>Why there are no steps.</summary>
    public string NothingToDo => IsCluster ? "In a cluster nothing is repaired from here: each finding says what to do."
        : Worst >= FindingSeverity.Warning ? "None of this can be repaired with what is on this node." : "There is nothing to repair.";

    /// <summary>What must be restarted after a repair, each once, in the order of the steps.</summary>
    public IEnumerable<string> Restarts => Steps.SelectMany(step => step.Restart).Distinct();
}
