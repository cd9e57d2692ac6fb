using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Utilities;

namespace KubePkiPS.Pester;

/// <summary>Tests of Pester in the words of VSTest.</summary>
internal static class TestCases
{
    /// <summary>Who runs them.</summary>
    public const string Executor = "executor://kubepkips/pester";

    /// <summary>The tests of a file, each with its case.</summary>
    /// <param name="source">The assembly that stands for the suite.</param>
    /// <param name="file">The file.</param>
    /// <param name="tests">What its report says.</param>
    public static IEnumerable<(TestCase Case, PesterTest Test)> Of(string source, PesterFile file, IReadOnlyList<PesterTest> tests)
    {
        var seen = new Dictionary<(int, string), int>();
        foreach (var test in tests)
        {
            // Rows of one It have line and name in common; their order tells them apart, in each run again.
            var row = seen[(test.Line, test.Name)] = seen.GetValueOrDefault((test.Line, test.Name)) + 1;
            var name = Prefix(file.Path) + test.Name;
            var result = new TestCase(name, new Uri(Executor), source)
            {
                Id = EqtHash.GuidFromString($"{name}:{test.Line}:{row}"),
                DisplayName = test.IsTest ? test.Display : $"{Path.GetFileName(file.Path)}: {test.Display}",
                CodeFilePath = file.Path,
                LineNumber = test.Line,
            };
            result.Traits.AddRange(test.Tags.Select(tag => new Trait("Category", tag)));
            yield return (result, test);
        }
    }

    /// <summary>The name that Pester has for a test.</summary>
    public static string PesterName(TestCase testCase) => testCase.FullyQualifiedName[Prefix(testCase.CodeFilePath!).Length..];

    /// <summary>What became of a test.</summary>
    public static TestResult Result(TestCase testCase, PesterTest test) => new(testCase)
    {
        DisplayName = testCase.DisplayName,
        Outcome = test.Result switch
        {
            "Passed" => TestOutcome.Passed,
            "Skipped" => TestOutcome.Skipped,
            // Inconclusive, and not run although all were to run: it has shown nothing.
            _ => TestOutcome.Failed,
        },
        Duration = TimeSpan.FromMilliseconds(test.Milliseconds),
        ErrorMessage = test.Result is "Passed" or "Failed" or "Skipped" ? test.Message : $"{test.Result}. {test.Message}",
        ErrorStackTrace = test.Stack,
    };

    /// <summary>What a filter may ask of a test, as <c>dotnet test --filter</c> has it for xunit.</summary>
    public static object? Property(TestCase testCase, string name) => name switch
    {
        nameof(TestCase.FullyQualifiedName) => testCase.FullyQualifiedName,
        nameof(TestCase.DisplayName) => testCase.DisplayName,
        "Category" => testCase.Traits.Select(trait => trait.Value).ToArray(),
        _ => null,
    };

    /// <summary>A test that was found, and of which nothing was heard any more.</summary>
    public static TestResult Missing(TestCase testCase) =>
        new(testCase) { Outcome = TestOutcome.Failed, ErrorMessage = "It was found, and it did not run." };

    /// <summary>The names of <see cref="Property"/>.</summary>
    public static IReadOnlyList<string> Properties { get; } =
        [nameof(TestCase.FullyQualifiedName), nameof(TestCase.DisplayName), "Category"];

    private static string Prefix(string path) => $"KubePkiPS.Pester.{Path.GetFileName(path)[..^PesterFile.Extension.Length]}.";
}
