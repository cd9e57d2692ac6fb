using KubePki.Fleet;
using KubePki.Model;
using KubePki.Reports.Report;

namespace KubePki.Changes.Survey;

/// <summary>What became of the survey of a node.</summary>
/// <param name="NodeName">The name that the node's files tell; null when they tell none.</param>
/// <param name="Report">What a report shows of the node; null when there is nothing to report, as the problems say.</param>
/// <param name="Problems">What the root did not give, or that a passphrase opens nothing. All else is in the report.</param>
public sealed record SurveyedNode(string? NodeName, ReportNode? Report, IReadOnlyList<PkiProblem> Problems)
{
    /// <summary>The root that was to be read.</summary>
    public string Root { get; init; } = "/";

    /// <summary>Whether the root did not give all.</summary>
    public bool HasGaps { get; init; }

    /// <summary>What is held against other nodes; null when there is nothing to report.</summary>
    internal NodeSummary? Summary { get; init; }
}
