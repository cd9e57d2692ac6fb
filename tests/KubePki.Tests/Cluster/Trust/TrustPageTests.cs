using System.Globalization;
using System.Text;
using KubePki.Cluster.Trust;
using KubePki.Node.Checks;

namespace KubePki.Tests.Cluster.Trust;

/// <summary>The page about clusters says what the code says.</summary>
public sealed class TrustPageTests
{
    [Fact]
    public void The_table_of_all_checks_is_that_of_the_catalogue()
    {
        var text = File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "docs", "cluster.md")).ReplaceLineEndings("\n");
        var table = new StringBuilder("## The checks\n\n| check | severity | what it finds |\n| --- | --- | --- |\n");
        foreach (var check in TrustCatalogue.All.OrderBy(check => check.Name, StringComparer.Ordinal))
            table.Append(CultureInfo.InvariantCulture, $"| `{check.Name}` | {check.Severity} | {check.Summary} |\n");
        Assert.True(text.EndsWith(table.ToString(), StringComparison.Ordinal), $"docs/cluster.md should end with:\n{table}");
    }

    [Fact]
    public void No_name_is_one_of_a_check_of_nodes() =>
        Assert.Empty(TrustCatalogue.All.Select(check => check.Name).Intersect(CheckCatalogue.All.Select(check => check.Name)));

    [Fact]
    public void The_role_has_the_rights_of_all_parts_and_nothing_that_changes_a_cluster()
    {
        var verbs = TrustCatalogue.Role.Split('\n').Where(line =>
            line.StartsWith("  verbs:", StringComparison.Ordinal)).Distinct().ToList();
        string[] known = ["  verbs: [\"get\"]", "  verbs: [\"list\"]", "  verbs: [\"get\", \"list\"]", "  verbs: [\"create\", \"get\"]"];
        Assert.Empty(verbs.Except(known));
        Assert.Equal(1, TrustCatalogue.Role.Split("\"create\"").Length - 1);
        Assert.Contains("resources: [\"pods/portforward\"]\n  verbs: [\"create\", \"get\"]", TrustCatalogue.Role);
        Assert.All(TrustCatalogue.Parts.SelectMany(part => part.Rights), right =>
            Assert.Contains($"\"{right.Resource}\"", TrustCatalogue.Role));
    }
}
