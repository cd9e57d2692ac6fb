using System.Text.RegularExpressions;

namespace KubePki.Tests;

/// <summary>Who may use whom, held against the code.</summary>
public sealed partial class HouseTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["X509"] = [],
        ["Model"] = ["X509"],
        ["Layout"] = ["Model"],
        ["Trust"] = ["X509", "Model"],
        ["Node"] = [],
        ["Encryption"] = ["X509", "Model", "Layout"],
        ["Reading"] = ["X509", "Model", "Layout", "Trust", "Encryption", "Issuing", "Yaml", "Node"],
        ["Writing"] = ["X509", "Model", "Layout", "Reading", "Node"],
        ["Spec"] = ["Model", "Layout"],
        ["Issuing"] = ["X509", "Encryption"],
        ["Editing"] = ["Yaml"],
        ["Remedies"] = ["Model", "Layout"],
        ["Credentials"] = ["X509", "Model", "Layout", "Trust", "Remedies"],
        ["Checks"] = ["X509", "Model", "Layout", "Trust", "Spec", "Remedies", "Credentials"],
        ["Repair"] = ["X509", "Model", "Layout", "Trust", "Spec", "Encryption",
            "Issuing", "Editing", "Remedies", "Credentials", "Checks", "Reading",
            "Writing", "Node"],
        ["Founding"] = ["X509", "Model", "Layout", "Remedies", "Spec", "Encryption", "Issuing", "Editing", "Reading", "Writing", "Repair"],
        ["External"] = ["X509", "Model", "Layout", "Remedies", "Trust", "Spec",
            "Encryption", "Issuing", "Editing", "Checks", "Reading", "Writing",
            "Repair", "Founding", "Reports", "Yaml", "Node"],
        ["Logs"] = ["Model", "Layout", "Reading", "Checks"],
        ["Cluster"] = ["X509", "Model", "Trust", "Reading", "Issuing", "Yaml"],
        ["Requests"] = ["X509", "Model", "Layout", "Trust", "Reading", "Yaml"],
        ["Approval"] = ["X509", "Model", "Layout", "Trust", "Cluster", "Requests", "Probing", "Yaml"],
        ["Probing"] = ["X509", "Model", "Layout", "Trust", "Spec", "Remedies", "Reading", "Cluster"],
        ["Reports"] = ["Model", "Layout"],
    };

    private static readonly string Core = Path.Combine(Fixtures.RepositoryRoot, "src", "KubePki");

    [Fact]
    public void Each_room_uses_only_the_rooms_that_it_may()
    {
        var rooms = Directory.GetDirectories(Core).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));
        Assert.Equal(MayUse.Keys.Order(), rooms.Order());
        foreach (var (room, allowed) in MayUse)
        {
            foreach (var file in Directory.GetFiles(Path.Combine(Core, room), "*.cs", SearchOption.AllDirectories))
            {
                var used = Room().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
                    .Where(name => name != room && (name == "Yaml" || MayUse.ContainsKey(name))).Distinct();
                Assert.True(used.All(allowed.Contains), $"{room}/{Path.GetFileName(file)} uses {string.Join(", ", used.Except(allowed))}");
            }
        }
    }

    [Theory]
    [InlineData("Model")]
    [InlineData("Layout")]
    [InlineData("Trust")]
    [InlineData("Spec")]
    [InlineData("Remedies")]
    [InlineData("Credentials")]
    [InlineData("Checks")]
    [InlineData("X509")]
    [InlineData("Logs")]
    public void Between_the_doors_there_are_no_files_and_no_clock(string room)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Core, room), "*.cs", SearchOption.AllDirectories))
            Assert.DoesNotMatch(@"\bFile\.|\bDirectory\.(Get|Enum|Exists|Create)|\bFileStream\b|UtcNow|\.Now\b|Environment\.",
                File.ReadAllText(file));
    }

    // A log, or the file of a passphrase, may be a pipe, and is read or written as the user names it.
    [Theory]
    [InlineData("Reading", "LogFile.cs", "PassphraseFile.cs", "AppendedFile.cs")]
    [InlineData("Writing")]
    public void Only_the_file_layer_speaks_to_the_file_system(string room, params string[] but)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Core, room), "*.cs", SearchOption.AllDirectories)
            .Where(file => !but.Contains(Path.GetFileName(file))))
            Assert.DoesNotMatch(Platform(), File.ReadAllText(file));
    }

    [Fact]
    public void Only_the_skins_read_the_clock()
    {
        foreach (var file in Sources("KubePki"))
            Assert.DoesNotMatch(@"\bUtcNow|DateTime(Offset)?\.Now\b|TimeProvider\.System", File.ReadAllText(file));
    }

    [Fact]
    public void Nothing_uses_a_skin()
    {
        foreach (var project in new[] { "KubePki", "KubePki.Yaml" })
        {
            foreach (var file in Sources(project))
                Assert.DoesNotMatch(@"System\.Management\.Automation|System\.CommandLine|\bKubePkiPS\.|KubePki\.Cli|\bConsole\.",
                    File.ReadAllText(file));
        }
    }

    private static IEnumerable<string> Sources(string project) =>
        Directory.GetFiles(Path.Combine(Fixtures.RepositoryRoot, "src", project), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Contains("obj"));

    [GeneratedRegex(
        @"(Library|Dll)Import|\bFile\.[A-Z]|\bDirectory\.(Get|Enum|Exists|Create|Delete|Move)|"
            + @"\bFileStream\b|new (File|Directory)Info|SafeFileHandle")]
    private static partial Regex Platform();

    [GeneratedRegex(@"(?:using |\b)KubePki\.([A-Z]\w+)\b")]
    private static partial Regex Room();
}
