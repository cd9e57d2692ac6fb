using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Reading;

/// <summary>Kubeconfigs that kubectl 1.32 was asked about: <c>KUBECTL</c> beside each has its answer.</summary>
public sealed class KubectlAgreementTests : IClassFixture<KubectlAgreementTests.Tree>
{
    // Before the user's certificate ends, so that nothing but the file itself is judged.
    private static readonly DateTimeOffset AsOf = new(2026, 11, 29, 3, 30, 0, TimeSpan.Zero);

    private readonly Tree _tree;

    public KubectlAgreementTests(Tree tree) => _tree = tree;

    public static TheoryData<string> Names()
    {
        using var tree = NodeTree.Unpack("../kubeconfigs");
        return new(Directory.GetDirectories(tree.Root).Where(directory => File.Exists(Path.Combine(directory, "KUBECTL")))
            .Select(Path.GetFileName).Order()!);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_is_refused_when_kubectl_refuses_it_and_in_its_words(string name)
    {
        var answer = File.ReadAllText(_tree.Path($"/{name}/KUBECTL"));
        var read = new NodeReader(new ReadOptions { AsOf = AsOf }).ReadPath(_tree.Path($"/{name}/config")).Single();
        var findings = Diagnosis.Run(read, CancellationToken.None)
            .Where(finding => finding.SeverityLevel >= FindingSeverity.Error).ToList();
        if (answer.StartsWith("loads", StringComparison.Ordinal))
        {
            Assert.Empty(read.Problems);
            Assert.False(Assert.Single(read.Kubeconfigs).IsRefused);
            Assert.Empty(findings);
            return;
        }
        Assert.StartsWith("refuses", answer, StringComparison.Ordinal);
        Assert.NotEmpty(read.Problems);
        Assert.All(read.Kubeconfigs, kubeconfig => Assert.Equal(Kubeconfig.Refused, kubeconfig.Status));
        Assert.NotEmpty(findings);
        // Of these, kubectl asks a person, or dials localhost.
        if (!answer.Contains("Please enter Username", StringComparison.Ordinal)
            && !answer.Contains("localhost:8080", StringComparison.Ordinal))
            Assert.Contains(read.Problems, problem => problem.GoError is { } words && answer.Contains(words, StringComparison.Ordinal));
    }

    public sealed class Tree : IDisposable
    {
        private readonly NodeTree _tree = NodeTree.Unpack("../kubeconfigs");

        public string Path(string nodePath) => _tree.Path(nodePath);

        public void Dispose() => _tree.Dispose();
    }
}
