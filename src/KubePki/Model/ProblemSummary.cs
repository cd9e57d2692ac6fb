using System.Globalization;

namespace KubePki.Model;

/// <summary>Problems as a person wants to hear them: that many files need another user is told once.</summary>
public static class ProblemSummary
{
    // As many are told one by one.
    private const int Few = 3;

    // As many are named.
    private const int Named = 3;

    /// <summary>The problems in order; files that cannot be read for one reason are one, in the place of the first.</summary>
    /// <param name="problems">The problems.</param>
    public static IEnumerable<PkiProblem> Of(IEnumerable<PkiProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return problems.GroupBy(problem => problem.Id == PkiProblemId.UnreadableFile
                ? (problem.Reason, problem.RecommendedAction, Area(problem.NodePath)) : (object)problem)
            .SelectMany(group => group.Count() <= Few ? [.. group] : Together([.. group]));
    }

    private static PkiProblem[] Together(PkiProblem[] problems)
    {
        var directory = Common(problems.Select(problem => problem.Path));
        // Names without a directory have nothing in common that could be told.
        if (directory.Length == 0)
            return problems;
        var names = problems.Take(Named).Select(problem => ShellWord.Of(problem.Path[directory.Length..].TrimStart('/', '\\')));
        var more = string.Create(CultureInfo.InvariantCulture, $"{problems.Length - Named} more");
        return
        [
            problems[0] with
            {
                Path = directory,
                NodePath = Common(problems.Select(problem => problem.NodePath)),
                Reason = string.Create(CultureInfo.InvariantCulture,
                    $"{problems.Length} files: {problems[0].Reason} ({string.Join(", ", names)} and {more})"),
            },
        ];
    }

    // Those of a person or of a network are not told among the node's own: /etc/kubernetes, /home/jane.
    private static string Area(string nodePath) => string.Join('/', nodePath.Split('/').Take(3));

    // The directory in which all of them lie.
    private static string Common(IEnumerable<string> paths)
    {
        var common = paths.Aggregate((one, other) =>
            one[..Enumerable.Range(0, Math.Min(one.Length, other.Length)).TakeWhile(i => one[i] == other[i]).Count()]);
        var end = common.LastIndexOfAny(['/', '\\']);
        return end <= 0 ? common[..(end + 1)] : common[..end];
    }
}
