using System.ComponentModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;

namespace KubePkiPS.Pester;

/// <summary>Finds the tests of <c>tests/Pester</c>, for <c>dotnet test --list-tests</c> and editors.</summary>
[FileExtension(".dll")]
[DefaultExecutorUri(TestCases.Executor)]
[Category("managed")]
public sealed class PesterDiscoverer : ITestDiscoverer
{
    /// <inheritdoc/>
    public void DiscoverTests(
        IEnumerable<string> sources, IDiscoveryContext discoveryContext, IMessageLogger logger, ITestCaseDiscoverySink discoverySink)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(discoverySink);
        var source = sources.First();
        new PesterRun(PesterFile.All(), discoverOnly: true).Execute(Tell, CancellationToken.None);

        void Tell(PesterFile file, IReadOnlyList<PesterTest> tests)
        {
            foreach (var (testCase, test) in TestCases.Of(source, file, tests))
            {
                if (test.IsTest)
                    discoverySink.SendTestCase(testCase);
                else
                    logger.SendMessage(TestMessageLevel.Error, $"{testCase.DisplayName}: {test.Message}\n{test.Stack}");
            }
        }
    }
}
