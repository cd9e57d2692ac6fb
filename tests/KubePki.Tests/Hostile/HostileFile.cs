using System.Text;
using KubePki.Model;

namespace KubePki.Tests.Hostile;

/// <summary>A file and what must come of it.</summary>
/// <param name="Name">What is wrong with it: the name of the test.</param>
/// <param name="Octets">The file.</param>
/// <param name="Problem">The id of the first problem; null when there must be none.</param>
/// <param name="Line">The line of that problem, 0 when the file has none.</param>
internal sealed record HostileFile(string Name, byte[] Octets, string? Problem = null, int Line = 0)
{
    public HostileFile(string name, string text, string? problem = null, int line = 0)
        : this(name, Encoding.UTF8.GetBytes(text), problem, line)
    {
    }

    /// <summary>The name that it has on disk.</summary>
    public string FileName { get; init; } = "x.crt";

    public int Certificates { get; init; }

    public int Keys { get; init; }

    public int Requests { get; init; }

    /// <summary>How many problems there are; −1 for any number.</summary>
    public int Problems { get; init; } = -1;

    /// <summary>A part of what Go says; null when it does not matter.</summary>
    public string? GoError { get; init; }

    /// <summary>The names of some files, for a theory.</summary>
    public static TheoryData<string> NamesOf(IEnumerable<HostileFile> files) => [.. files.Select(file => file.Name)];

    /// <summary>Writes one of some files, reads it, and holds the outcome against what it must be.</summary>
    public static Judged Judge(NodeTree tree, IEnumerable<HostileFile> files, string name) =>
        files.Single(file => file.Name == name).Judge(tree);

    private Judged Judge(NodeTree tree)
    {
        var path = tree.Write("/" + FileName, Octets);
        var judged = KubePki.Tests.Hostile.Judge.File(path);
        var first = judged.Problems.Count > 0 ? judged.Problems[0] : null;
        Assert.True((Problem, Line) == (first?.Id, first?.Line ?? 0), $"expected {Problem} in line {Line}, got {first?.Id}: {first}");
        Assert.All(judged.Problems, problem => Assert.Equal(path, problem.Path));
        Assert.Equal((Certificates, Keys, Requests), (judged.Pki.Certificates.Count, judged.Pki.Keys.Count, judged.Pki.Requests.Count));
        if (Problems >= 0)
            Assert.Equal(Problems, judged.Problems.Count);
        if (GoError is not null)
            Assert.Contains(GoError, first!.GoError, StringComparison.Ordinal);
        return judged;
    }
}
