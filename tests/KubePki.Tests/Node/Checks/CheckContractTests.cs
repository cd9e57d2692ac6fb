using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Tests.Node.Checks;

/// <summary>What holds for each check: one class, one file, one page, one fixture on which it fails and one on which it passes.</summary>
public sealed class CheckContractTests
{
    private static readonly string Sources = Path.Combine(Fixtures.RepositoryRoot, "src", "KubePki", "Node", "Checks");

    public static TheoryData<string> Names => [.. CheckCatalogue.All.Select(check => check.Name)];

    [Fact]
    public void Names_are_unique_and_those_of_classes_in_files_of_that_name()
    {
        Assert.Equal(CheckCatalogue.All.Count,
            CheckCatalogue.All.Select(check => check.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        var classes = typeof(NodeCheck).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(NodeCheck))).Select(type => type.Name);
        Assert.Equal(classes.Order(), CheckCatalogue.All.Select(check => check.Name).Order());
        foreach (var check in CheckCatalogue.Checks)
        {
            Assert.Equal(check.GetType().Name, check.About.Name);
            var file = Assert.Single(Directory.GetFiles(Sources, check.About.Name + ".cs", SearchOption.AllDirectories));
            Assert.Contains($"class {check.About.Name} : NodeCheck", File.ReadAllText(file), StringComparison.Ordinal);
            Assert.Equal(check.GetType().Namespace, "KubePki.Node.Checks." + Path.GetFileName(Path.GetDirectoryName(file)));
        }
    }

    [Fact]
    public void Each_has_one_fixture_of_either_kind()
    {
        var expected = CheckCatalogue.All.SelectMany(check => new[] { (check.Name, true), (check.Name, false) });
        Assert.Equal(expected.Order(), CheckFixtures.All.Select(fixture => (fixture.Check, fixture.Fails)).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void On_one_it_finds_something_and_on_the_other_nothing(string name)
    {
        var (failing, passing) = (Read(name, fails: true), Read(name, fails: false));
        var options = new DiagnosisOptions { Checks = [name] };
        var findings = Diagnosis.Run(failing, options);
        Assert.NotEmpty(findings);
        Assert.All(findings, finding => AssertFilled(finding, failing, CheckCatalogue.All.Single(check => check.Name == name)));
        Assert.Empty(Diagnosis.Run(passing, options));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_other_check_breaks_on_them_and_the_worst_comes_first(string name)
    {
        foreach (var findings in new[] { Diagnosis.Run(Read(name, fails: true)), Diagnosis.Run(Read(name, fails: false)) })
        {
            Assert.DoesNotContain(findings, finding => finding.Check == nameof(CheckFailed));
            Assert.Equal(findings.OrderByDescending(finding => finding.SeverityLevel), findings);
            Assert.Equal(findings.Count, findings.Select(finding => (finding.Check, finding.Path, finding.Message)).Distinct().Count());
        }
    }

    private static NodePki Read(string name, bool fails) =>
        CheckFixtures.All.Single(fixture => fixture.Check == name && fixture.Fails == fails).Read();

    private static void AssertFilled(KubePkiFinding finding, NodePki node, KubePkiCheck check)
    {
        Assert.Equal((check.Name, check.Reference, node.AsOf), (finding.Check, finding.Reference, finding.AsOf));
        foreach (var text in new[] { finding.Target, finding.Message, finding.Why, finding.Remedy })
        {
            Assert.False(string.IsNullOrWhiteSpace(text));
            Assert.Equal(text.Trim(), text);
        }
        // Commands are for the node, wherever its copy lies; ours alone are run on the copy.
        var remedy = finding.Remedy.Replace($" --root {node.Root}", "", StringComparison.Ordinal);
        Assert.DoesNotContain(node.Root, remedy + finding.Message + finding.Why, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Proof);
        Assert.All(finding.Proof, fact => Assert.False(string.IsNullOrWhiteSpace(fact)));
        Assert.Equal(finding.NodePath is null ? null : node.Root + finding.NodePath, finding.Path);
        Assert.True(finding.Path is not null || finding.Check == "SpecContradicted");
        Assert.StartsWith("https://", finding.Reference, StringComparison.Ordinal);
    }
}
