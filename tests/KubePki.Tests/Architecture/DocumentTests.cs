using System.Text.RegularExpressions;
using KubePki.Node.Checks;

namespace KubePki.Tests.Architecture;

/// <summary>What the documents for newcomers name is there.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Core = Path.Combine(Fixtures.RepositoryRoot, "src", "KubePki");

    public static TheoryData<string> Documents { get; } = ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/glossary.md", "docs/adr/README.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Files_that_are_named_exist(string document)
    {
        var text = Read(document);
        var links = Link().Matches(text).Select(match => Path.Combine(Path.GetDirectoryName(document)!, match.Groups[1].Value));
        // NAME stands for any name.
        var paths = CodePath().Matches(text).Select(match => match.Groups[1].Value)
            .Where(path => !path.Contains("NAME", StringComparison.Ordinal));
        var named = links.Concat(paths).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, path => Assert.True(Path.Exists(Path.Combine(Fixtures.RepositoryRoot, path)), path));
    }

    [Fact]
    public void The_tree_of_rooms_is_that_of_the_directories()
    {
        var named = new List<string>();
        foreach (Match line in TreeLine().Matches(Read("ARCHITECTURE.md")))
        {
            // Four columns a level; what is above keeps its place in the list.
            var depth = line.Groups[1].Length / 4;
            var above = depth == 0 ? "" : named.Last(path => path.Count(c => c == '/') == depth - 1) + "/";
            named.Add(above + line.Groups[2].Value);
        }
        var rooms = Directory.GetDirectories(Core, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Core, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => path.Split('/')[0] is not ("bin" or "obj")).ToList();
        Assert.Empty(named.Except(rooms));
        // What lies deeper is a part of its room; requests have two rooms.
        Assert.Empty(rooms.Where(path => path.Count(c => c == '/') < 2 || path.StartsWith("Cluster/Csr/", StringComparison.Ordinal))
            .Where(path => path.Count(c => c == '/') < 3).Except(named));
    }

    [Fact]
    public void Types_of_the_glossary_exist()
    {
        var types = typeof(Diagnosis).Assembly.GetTypes().Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        var named = GlossaryRow().Matches(Read("docs/glossary.md"))
            .SelectMany(row => Code().Matches(row.Groups[1].Value)).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(named);
        // Of PkiFile.Exposure the type alone.
        Assert.All(named, name => Assert.Contains(name.Split('.')[0], types));
    }

    private static string Read(string document) =>
        File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, document)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|docs|samples|\.ci|\.github)/[\w./-]+)`")]
    private static partial Regex CodePath();

    [GeneratedRegex(@"(?m)^((?:│   |    )*)[├└]── (\w+)")]
    private static partial Regex TreeLine();

    [GeneratedRegex(@"(?m)^\| [^|`]+ \| ([^|]+) \|")]
    private static partial Regex GlossaryRow();

    [GeneratedRegex("`([A-Z][\\w.]+)`")]
    private static partial Regex Code();
}
