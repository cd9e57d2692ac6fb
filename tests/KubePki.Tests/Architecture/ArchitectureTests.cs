using System.Text.RegularExpressions;
using KubePki.Node.Checks;

namespace KubePki.Tests.Architecture;

/// <summary>What ARCHITECTURE.md promises, held against the code.</summary>
public sealed partial class ArchitectureTests
{
    // The arrows between the groups and the bridges: they go one way.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Pki"] = ["Ciphers"],
        ["Model"] = ["Pki"],
        ["Node"] = ["Pki", "Model", "Yaml"],
        ["Reports"] = ["Model", "Node"],
        ["Logs"] = ["Model", "Node"],
        ["Fleet"] = ["Model", "Node"],
        ["Changes"] = ["Pki", "Model", "Node", "Reports", "Fleet", "Yaml"],
        ["Cluster"] = ["Pki", "Model", "Node", "Yaml", "Kubernetes"],
    };

    [Fact]
    public void The_groups_are_the_directories_of_the_core() =>
        Assert.Equal(MayUse.Keys.Order(),
            Directory.GetDirectories(Core).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order());

    [Fact]
    public void Each_group_uses_only_the_groups_that_it_may()
    {
        var wrong = SourceReferences.All.Where(use => SourceReference.GroupOf(use.From) is var group
            && SourceReference.GroupOf(use.To) is var other && other != group && !MayUse[group].Contains(other));
        Assert.Empty(wrong.Select(use => $"{use.From} -> {use.To}: {use.Use}"));
        Assert.All(MayUse, pair => Assert.All(pair.Value, other => Assert.True(Uses(pair.Key, other), $"{pair.Key} does not use {other}")));
    }

    [Fact]
    public void The_table_of_the_groups_in_the_document_is_this_one()
    {
        var rows = GroupRow().Matches(File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "ARCHITECTURE.md")))
            .Select(row => $"{row.Groups[1].Value}: {row.Groups[2].Value}");
        Assert.Equal(MayUse.Select(pair => $"{pair.Key}: {string.Join(", ", pair.Value)}"), rows);
    }

    // A room and the rooms in it are one: a check knows what a check is, and the catalogue knows the checks.
    [Fact]
    public void No_rooms_use_each_other_in_a_circle()
    {
        var uses = SourceReferences.All.Select(use => (From: SourceReference.RoomOf(use.From), To: SourceReference.RoomOf(use.To)))
            .Where(use => use.From != use.To).Distinct().ToLookup(use => use.From, use => use.To);
        var rooms = uses.Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        // Who uses only what is gone may go as well; what cannot go is a circle.
        while (rooms.RemoveWhere(room => !uses[room].Any(rooms.Contains)) > 0)
            continue;
        Assert.Empty(SourceReferences.All.Where(use => rooms.Contains(SourceReference.RoomOf(use.From))
            && rooms.Contains(SourceReference.RoomOf(use.To))
            && SourceReference.RoomOf(use.From) != SourceReference.RoomOf(use.To)).Select(use => $"{use.From} -> {use.To}: {use.Use}"));
    }

    [Fact]
    public void A_namespace_is_the_directory() => Assert.All(Repository.Sources("KubePki"), file => Assert.Contains(
        $"namespace KubePki.{Path.GetRelativePath(Core, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.')};",
        File.ReadAllText(file), StringComparison.Ordinal));

    [Fact]
    public void No_two_types_share_a_name()
    {
        var names = typeof(Diagnosis).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("KubePki.", StringComparison.Ordinal) == true
                && !type.Name.Contains('<', StringComparison.Ordinal) && !type.IsNested);
        Assert.Empty(names.GroupBy(type => type.Name).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Theory]
    [InlineData("Model")]
    [InlineData("Pki/X509")]
    [InlineData("Pki/Verification")]
    [InlineData("Node/Layout")]
    [InlineData("Node/Configuration")]
    [InlineData("Node/Guidance")]
    [InlineData("Node/Kubelet")]
    [InlineData("Node/Checks")]
    public void Between_the_doors_there_are_no_files_and_no_clock(string room) => Assert.All(Repository.Sources("KubePki", room), file =>
        Assert.DoesNotMatch(@"\bFile\.|\bDirectory\.(Get|Enum|Exists|Create)|\bFileStream\b|UtcNow|\.Now\b|Environment\.",
            File.ReadAllText(file)));

    // A log, or the file of a passphrase, may be a pipe, and is read or written as the user names it.
    [Theory]
    [InlineData("Node/Reading", "LogFile.cs", "PassphraseFile.cs", "AppendedFile.cs")]
    [InlineData("Changes")]
    public void Only_the_file_layer_speaks_to_the_file_system(string room, params string[] but) => Assert.All(
        Repository.Sources("KubePki", room).Where(file => !but.Contains(Path.GetFileName(file))),
        file => Assert.DoesNotMatch(Platform(), File.ReadAllText(file)));

    [Fact]
    public void Only_the_skins_read_the_clock() => Assert.All(Repository.Sources("KubePki"),
        file => Assert.DoesNotMatch(@"\bUtcNow|DateTime(Offset)?\.Now\b|TimeProvider\.System", File.ReadAllText(file)));

    [Fact]
    public void Nothing_uses_a_skin() => Assert.All(Repository.Sources("KubePki").Concat(Repository.Sources("KubePki.Yaml")), file =>
        Assert.DoesNotMatch(@"System\.Management\.Automation|System\.CommandLine|\bKubePkiPS\.|KubePki\.Cli|\bConsole\.",
            File.ReadAllText(file)));

    // As .editorconfig says.
    [Fact]
    public void No_line_is_longer_than_140_columns() => Assert.Empty(
        new[] { "src", "tests" }
            .SelectMany(part => Directory.GetFiles(Path.Combine(Fixtures.RepositoryRoot, part), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .SelectMany(path => File.ReadLines(path).Select((line, number) => (line.Length, $"{path}:{number + 1}")))
            .Where(line => line.Length > 140).Select(line => line.Item2));

    private static string Core => Path.Combine(Fixtures.RepositoryRoot, "src", "KubePki");

    private static bool Uses(string group, string other) =>
        SourceReferences.All.Any(use => SourceReference.GroupOf(use.From) == group && SourceReference.GroupOf(use.To) == other);

    [GeneratedRegex(
        @"(Library|Dll)Import|\bFile\.[A-Z]|\bDirectory\.(Get|Enum|Exists|Create|Delete|Move)|"
            + @"\bFileStream\b|new (File|Directory)Info|SafeFileHandle")]
    private static partial Regex Platform();

    [GeneratedRegex(@"(?m)^\| `(\w+)` \| ([\w, ]+) \|\r?$")]
    private static partial Regex GroupRow();
}
