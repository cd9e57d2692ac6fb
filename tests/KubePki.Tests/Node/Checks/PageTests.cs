using System.Text;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Tests.Node.Checks;

/// <summary>Each check has a page that says what the code says, and there is no page without a check.</summary>
public sealed class PageTests
{
    private static readonly string Pages = Path.Combine(Fixtures.RepositoryRoot, "docs", "checks");

    private static readonly string[] Chapters =
    [
        "## What it means", "## Evidence", "## How to fix it", "## When it is not reported", "## See also",
    ];

    public static TheoryData<string> Names => [.. CheckCatalogue.All.Select(check => check.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_says_what_the_code_says(string name)
    {
        var check = CheckCatalogue.All.Single(check => check.Name == name);
        var lines = File.ReadAllLines(Path.Combine(Pages, name + ".md"));
        Assert.Equal([$"# {name}", "", $"Severity: {check.SeverityLevel} · Category: {check.Category}", "", check.Summary], lines.Take(5));
        Assert.Equal(Chapters, lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
        Assert.Equal($"<{check.Reference}>", lines[^1]);
        Assert.InRange(lines.Length, 15, 40);
        Assert.All(lines, line => Assert.True(line.Length <= 160, line));
    }

    [Fact]
    public void There_is_no_page_without_a_check() => Assert.Equal(
        CheckCatalogue.All.Select(check => check.Name + ".md").Append("README.md").Order(StringComparer.Ordinal),
        Directory.GetFiles(Pages).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void The_table_of_all_checks_is_that_of_the_catalogue()
    {
        var text = File.ReadAllText(Path.Combine(Pages, "README.md")).ReplaceLineEndings("\n");
        var table = Table();
        Assert.True(text.EndsWith(table, StringComparison.Ordinal), $"docs/checks/README.md should end with:\n{table}");
    }

    private static string Table()
    {
        var table = new StringBuilder("| category | check | severity | what it finds |\n| --- | --- | --- | --- |\n");
        foreach (var check in CheckCatalogue.All.OrderBy(check => check.Category, StringComparer.Ordinal)
            .ThenBy(check => check.Name, StringComparer.Ordinal))
            table.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"| {check.Category} | [{check.Name}]({check.Name}.md) | {check.SeverityLevel} | {check.Summary} |\n");
        return table.ToString();
    }
}
