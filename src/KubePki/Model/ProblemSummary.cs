using System.Globalization;

namespace KubePki.Model;

/// <summary>Problems as a person wants to hear them: that many files need another user is told once.</summary>
public static class ProblemSummary
{
    // As many are told one by one.
    private const int Few = 3;

    // As many are named.
    private const int Named = 3;

    // As many of one kind in one file are told; a hostile one has as many as it likes.
    private const int MostInFile = 50;

    // As many of one kind in one directory.
    private const int MostInDirectory = 200;

    /// <summary>The problems in order; files that cannot be read for one reason are one, in the place of the first. Of very many of a
    /// kind in one file, or in the files of one directory, the first are told, and how many more there are.</summary>
    /// <param name="problems">The problems.</param>
    public static IEnumerable<PkiProblem> Of(IEnumerable<PkiProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return problems.GroupBy(problem => problem.Id == PkiProblemId.UnreadableFile
                ? (problem.Reason, problem.RecommendedAction, Area(problem.NodePath)) : (object)problem)
            .SelectMany(group => group.Count() <= Few ? [.. group] : Together([.. group]))
            .Capped(MostInFile, problem => (problem.Id, problem.NodePath), problem => problem.Path)
            .Capped(MostInDirectory, problem => (problem.Id, DirectoryOf(problem.NodePath)), problem => DirectoryOf(problem.Path));
    }

    private static IEnumerable<PkiProblem> Capped(
        this IEnumerable<PkiProblem> problems, int most, Func<PkiProblem, object> kind, Func<PkiProblem, string> place)
    {
        var all = problems.ToList();
        var counts = all.GroupBy(kind).ToDictionary(group => group.Key, group => group.Count());
        var told = new Dictionary<object, int>();
        foreach (var problem in all)
        {
            var number = told[kind(problem)] = told.GetValueOrDefault(kind(problem)) + 1;
            // One more stands for itself.
            if (number <= most || counts[kind(problem)] == most + 1)
                yield return problem;
            else if (number == most + 1)
                yield return problem with
                {
                    Path = place(problem),
                    Line = 0,
                    GoError = null,
                    Reason = string.Create(CultureInfo.InvariantCulture,
                        $"{counts[kind(problem)] - most:N0} more problems of this kind ({problem.Id})"),
                    RecommendedAction = null,
                };
        }
    }

    // A name alone is in no directory that could be told.
    private static string DirectoryOf(string path) =>
        path.LastIndexOfAny(['/', '\\']) is var slash && slash < 0 ? path : path[..Math.Max(1, slash)];

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
