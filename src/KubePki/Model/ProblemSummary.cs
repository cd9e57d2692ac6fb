using System.Globalization;

namespace KubePki.Model;

/// <summary>Problems as a person wants to hear them: what is the matter with many files is told once.</summary>
public static class ProblemSummary
{
    // As many are told one by one.
    private const int Few = 3;

    // As many are named.
    private const int Named = 3;

    /// <summary>The problems in order; several of one kind with one reason become one, in the place of the first.</summary>
    /// <param name="problems">The problems.</param>
    public static IEnumerable<PkiProblem> Of(IEnumerable<PkiProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return problems.GroupBy(problem => problem.Line > 0 || problem.Offset >= 0
                ? (object)problem : (problem.Id, problem.Reason, problem.GoError, problem.RecommendedAction))
            .SelectMany(group => group.Count() <= Few ? group.AsEnumerable() : [Together([.. group])]);
    }

    private static PkiProblem Together(PkiProblem[] problems)
    {
        var directory = Common(problems.Select(problem => problem.Path));
        var names = problems.Take(Named).Select(problem => problem.Path[directory.Length..].TrimStart('/', '\\'));
        var more = string.Create(CultureInfo.InvariantCulture, $"{problems.Length - Named} more");
        return problems[0] with
        {
            Path = directory,
            NodePath = Common(problems.Select(problem => problem.NodePath)),
            Reason = string.Create(CultureInfo.InvariantCulture,
                $"{problems.Length} files: {problems[0].Reason} ({string.Join(", ", names)} and {more})"),
        };
    }

    // The directory in which all of them lie.
    private static string Common(IEnumerable<string> paths)
    {
        var common = paths.Aggregate((one, other) =>
            one[..Enumerable.Range(0, Math.Min(one.Length, other.Length)).TakeWhile(i => one[i] == other[i]).Count()]);
        var end = common.LastIndexOfAny(['/', '\\']);
        return end <= 0 ? common[..(end + 1)] : common[..end];
    }
}
