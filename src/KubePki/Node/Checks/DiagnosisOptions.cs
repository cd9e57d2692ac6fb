using KubePki.Model;

namespace KubePki.Node.Checks;

/// <summary>Which checks are asked, and what is told of their findings.</summary>
public sealed record DiagnosisOptions
{
    /// <summary>Every check, every finding.</summary>
    public static DiagnosisOptions Everything { get; } = new();

    /// <summary>The checks to ask, by name; <c>*</c> and <c>?</c> are taken. None stands for all.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>The checks not to ask, by name; <c>*</c> and <c>?</c> are taken.</summary>
    public IReadOnlyList<string> ExcludedChecks { get; init; } = [];

    /// <summary>The mildest severity that is told.</summary>
    public FindingSeverity Severity { get; init; } = FindingSeverity.Information;

    /// <summary>The first name among <see cref="Checks"/> and <see cref="ExcludedChecks"/> that fits no check; null when all do.</summary>
    /// <param name="options">The options.</param>
    public static string? Unknown(DiagnosisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Checks.Concat(options.ExcludedChecks)
            .FirstOrDefault(pattern => !CheckCatalogue.All.Any(check => Wildcard.Matches(pattern, check.Name)));
    }
}
