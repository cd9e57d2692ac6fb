using KubePki.Model;

namespace KubePki.Node.Checks;

/// <summary>What several findings come from, or a finding that stands alone.</summary>
/// <param name="Message">What is wrong, once for all of them.</param>
/// <param name="Members">The findings, the worst first; what only follows from the cause comes last.</param>
public sealed record FindingCause(string Message, IReadOnlyList<KubePkiFinding> Members)
{
    /// <summary>The worst finding.</summary>
    public KubePkiFinding First => Members[0];

    /// <summary>How much the worst of them matters.</summary>
    public FindingSeverity Severity => Members.Max(member => member.SeverityLevel);

    /// <summary>Whether it is more than one finding.</summary>
    public bool IsShared => Members.Count > 1;

    /// <summary>What has the fault, each once.</summary>
    public IEnumerable<string> Targets => Members.Where(member => !IsConsequence(member)).Select(member => member.Target).Distinct();

    /// <summary>What follows from it.</summary>
    public IEnumerable<KubePkiFinding> Consequences => Members.Where(IsConsequence);

    private bool IsConsequence(KubePkiFinding finding) => FindingCauses.IsConsequence(finding.Check) && !ReferenceEquals(finding, First);
}
