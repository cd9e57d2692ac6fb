using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;

namespace KubePkiPS.Pester;

/// <summary>Runs the tests of <c>tests/Pester</c> in real PowerShell.</summary>
[ExtensionUri(TestCases.Executor)]
public sealed class PesterExecutor : ITestExecutor, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>All tests, or those that the filter leaves.</summary>
    public void RunTests(IEnumerable<string>? sources, IRunContext? runContext, IFrameworkHandle? frameworkHandle)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(frameworkHandle);
        var source = sources.First();
        var filter = runContext?.GetTestCaseFilter(TestCases.Properties, _ => null);
        if (filter is null)
        {
            Run(source, PesterFile.All(), wanted: null, frameworkHandle);
            return;
        }
        var found = new List<TestCase>();
        new PesterRun(PesterFile.All(), discoverOnly: true).Execute((file, tests) =>
        {
            foreach (var (testCase, test) in TestCases.Of(source, file, tests))
            {
                if (!test.IsTest)
                    frameworkHandle.RecordResult(TestCases.Result(testCase, test));
                else if (filter.MatchTestCase(testCase, name => TestCases.Property(testCase, name)))
                    found.Add(testCase);
            }
        }, _stop.Token);
        RunTests(found, runContext, frameworkHandle);
    }

    /// <summary>These tests.</summary>
    public void RunTests(IEnumerable<TestCase>? tests, IRunContext? runContext, IFrameworkHandle? frameworkHandle)
    {
        ArgumentNullException.ThrowIfNull(frameworkHandle);
        var wanted = (tests ?? []).ToList();
        if (wanted.Count == 0)
            return;
        var files = wanted.GroupBy(test => test.CodeFilePath!)
            .Select(group => new PesterFile(group.Key, group.Select(TestCases.PesterName).Distinct().ToList())).ToList();
        Run(wanted[0].Source, files, wanted.ToDictionary(test => test.Id), frameworkHandle);
    }

    /// <inheritdoc/>
    public void Cancel() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void Run(string source, IReadOnlyList<PesterFile> files, Dictionary<Guid, TestCase>? wanted, IFrameworkHandle handle)
    {
        var missing = wanted?.ToDictionary() ?? [];
        new PesterRun(files, discoverOnly: false).Execute((file, tests) =>
        {
            // Pester selects names as they are written, so that it may have run more rows of a test than were asked for.
            foreach (var (testCase, test) in TestCases.Of(source, file, tests))
            {
                if (wanted is not null && test.IsTest && !wanted.ContainsKey(testCase.Id))
                    continue;
                missing.Remove(testCase.Id);
                Record(testCase, test, handle);
            }
        }, _stop.Token);
        foreach (var testCase in missing.Values)
            handle.RecordResult(TestCases.Missing(testCase));
    }

    private static void Record(TestCase testCase, PesterTest test, IFrameworkHandle handle)
    {
        var result = TestCases.Result(testCase, test);
        handle.RecordStart(testCase);
        handle.RecordResult(result);
        handle.RecordEnd(testCase, result.Outcome);
        // Else one would see that it is skipped, and not why.
        if (result.Outcome == TestOutcome.Skipped)
            handle.SendMessage(TestMessageLevel.Warning, $"{testCase.DisplayName}: {result.ErrorMessage}");
    }
}
