using KubePki.Model;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary>Keeps count of what goes by, for the exit code.</summary>
internal sealed class ProblemReport(string? failOn)
{
    private bool _failing;
    private bool _anything;
    private bool _problems;

    /// <summary>Whether a root did not give all that was asked of it.</summary>
    public bool HasGaps { get; private set; }

    /// <summary>Prints problems where they belong.</summary>
    public void Report(IReadOnlyList<PkiProblem> problems, TextWriter error)
    {
        foreach (var problem in ProblemSummary.Of(problems))
        {
            _problems = true;
            error.WriteLine($"{ProgramName.Text}: {Skin.Console(problem.ToString())}");
            if (problem.RecommendedAction is { } action)
                error.WriteLine($"  {action}");
        }
    }

    /// <summary>Prints what a root did not give: whatever else is found, not all was done.</summary>
    public void ReportGaps(NodePki node, TextWriter error) => ReportGaps(node.Gaps, error);

    /// <summary>The same of a root of which nothing else is left.</summary>
    public void ReportGaps(IReadOnlyList<PkiProblem> gaps, TextWriter error)
    {
        Miss(gaps);
        Report(gaps, error);
    }

    /// <summary>Remembers gaps that were told already.</summary>
    public void Miss(IReadOnlyList<PkiProblem> gaps) => HasGaps |= gaps.Count > 0;

    /// <summary>The exit code of what was done: with a gap it is no success.</summary>
    public int After(int code) => code == ExitCodes.Ok && HasGaps ? ExitCodes.Failed : code;

    /// <summary>Says what of a named directory was passed over, or that there was nothing: no problem, but no secret either.</summary>
    public static void ReportScan(NodePki snapshot, TextWriter error)
    {
        if (snapshot.Scan?.Note(snapshot is { IsEmpty: true, Problems.Count: 0 }) is { } note)
            error.WriteLine($"{ProgramName.Text}: {note}");
    }

    public KubeCertificate Count(KubeCertificate certificate)
    {
        _anything = true;
        _failing |= failOn is not null
            && (certificate.Expired || (failOn == "expiring" && certificate.Status == CertificateStatus.Expiring));
        return certificate;
    }

    /// <summary>Remembers that something was found.</summary>
    public void Count() => _anything = true;

    /// <summary>
    /// Failed only when a root did not give all, or when there were problems and nothing else: one bad file among good ones is reported,
    /// not more.
    /// </summary>
    public int ExitCode => _failing ? ExitCodes.Findings : HasGaps || (_problems && !_anything) ? ExitCodes.Failed : ExitCodes.Ok;
}
