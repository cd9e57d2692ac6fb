using System.CommandLine;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Cli;

/// <summary>The options of commands that run checks: which, what of their findings is told, and how much of each.</summary>
/// <param name="isOfCluster">Whether the checks are those of clusters.</param>
internal sealed class FindingOptionSet(bool isOfCluster)
{
    private readonly Option<string[]> _check = new("--check")
    {
        Description = "Run only these checks. Wildcards are supported.",
        HelpName = "CHECK",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _exclude = new("--exclude-check")
    {
        Description = "Skip these checks. Wildcards are supported.",
        HelpName = "CHECK",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<FindingSeverity> _severity = new("--severity")
    {
        Description = "Lowest severity to report.",
        HelpName = "SEVERITY",
    };

    private readonly Option<FindingSeverity> _failOn = new("--fail-on")
    {
        Description = "Exit with code 2 if a finding has at least this severity.",
        HelpName = "SEVERITY",
        DefaultValueFactory = _ => FindingSeverity.Error,
    };

    private readonly Option<bool> _detailed = new("--detailed")
    {
        Description = "Show each finding by itself, with its proof and remedy, instead of one line for findings of one cause.",
    };

    /// <summary>Adds those that choose checks.</summary>
    public void AddChecksTo(Command command)
    {
        foreach (var option in (Option<string[]>[])[_check, _exclude])
        {
            command.Options.Add(option);
            SharedOptions.KnownCheck(option, isOfCluster);
        }
    }

    /// <summary>Adds those that say what is told of the findings.</summary>
    public void AddFindingsTo(Command command)
    {
        foreach (var option in (Option[])[_severity, _failOn, _detailed])
            command.Options.Add(option);
    }

    /// <summary>What is asked.</summary>
    public DiagnosisOptions Asked(ParseResult parsed) => new()
    {
        Checks = SharedOptions.Names(parsed.GetValue(_check)),
        ExcludedChecks = SharedOptions.Names(parsed.GetValue(_exclude)),
        Severity = parsed.GetValue(_severity),
    };

    /// <summary>Whether each finding is shown by itself.</summary>
    public bool IsDetailed(ParseResult parsed) => parsed.GetValue(_detailed);

    /// <summary>Whether a finding is so severe that the exit code tells.</summary>
    public bool Fails(ParseResult parsed, IEnumerable<KubePkiFinding> findings) =>
        findings.Any(finding => finding.SeverityLevel >= parsed.GetValue(_failOn));
}
