using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;

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
            .Select(group => new PesterFile(group.Key, group.Select(test => test.LineNumber).Distinct().ToList())).ToList();
        Run(wanted[0].Source, files, wanted.Select(test => test.Id).ToHashSet(), frameworkHandle);
    }

    /// <inheritdoc/>
    public void Cancel() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void Run(string source, IReadOnlyList<PesterFile> files, HashSet<Guid>? wanted, IFrameworkHandle handle)
    {
        var missing = wanted?.ToHashSet() ?? [];
        new PesterRun(files, discoverOnly: false).Execute((file, tests) =>
        {
            // Pester selects lines, so that it may have run more rows of a test than were asked for.
            foreach (var (testCase, test) in TestCases.Of(source, file, tests))
            {
                if (wanted is not null && test.IsTest && !wanted.Contains(testCase.Id))
                    continue;
                missing.Remove(testCase.Id);
                handle.RecordStart(testCase);
                handle.RecordResult(TestCases.Result(testCase, test));
                handle.RecordEnd(testCase, TestCases.Result(testCase, test).Outcome);
            }
        }, _stop.Token);
        if (missing.Count > 0)
            throw new InvalidOperationException($"{missing.Count} tests that were found before did not run.");
    }
}
