using System.CommandLine;
using System.Text.RegularExpressions;
using KubePki.Cli;

namespace KubePki.Tests.Cli;

/// <summary>A parameter of a cmdlet and an option of <c>kubepki</c> that mean the same have the same name.</summary>
public sealed partial class VocabularyTests
{
    // PowerShell's own way to the same end: pipelines, paths, secrets, confirmation, output.
    private static readonly string[] OfPowerShell =
        ["--literal-path", "--key-passphrase", "--token", "--confirm", "--pass-thru", "--input-object", "--quiet"];

    private static readonly string[] OfConsole =
        ["--output", "--yes", "--key-passphrase-file", "--token-file", "--fail-on", "--quiet", "--summary"];

    public static TheoryData<string, string, string[], string[]> Pairs => new()
    {
        { "Get-KubeCertificate", "get", [], [] },
        { "Get-KubeconfigSet", "kubeconfigs", [], [] },
        { "Test-KubePki", "test", [], [] },
        { "Test-KubeletClientCert", "kubelet", [], [] },
        { "Test-KubeEndpoint", "probe", ["--endpoint"], ["--go-version", "--kubeconfig", "--kubernetes-version"] },
        { "Repair-KubePki", "repair", ["--path"], [] },
        { "Update-KubeCertificate", "renew", [], [] },
        { "New-KubePki", "new", [], [] },
        { "New-KubeCertificateRequest", "request", [], [] },
        { "Import-KubeCertificate", "import", ["--path"], [] },
        { "Get-KubeCsr", "csr", [], [] },
        { "Save-KubePkiSnapshot", "collect", ["--path", "--session", "--what-if"], [] },
        { "Test-KubePkiFleet", "fleet", ["--root"], [] },
        { "Test-KubeClusterTrust", "cluster", [], [] },
        { "Export-KubePkiReport", "report", ["--path", "--what-if"], [] },
        { "Get-KubePkiTopology", "topology", ["--as"], [] },
        { "Compare-KubePki", "compare", ["--difference-object", "--reference-object"], [] },
        { "Get-KubePkiForecast", "forecast", ["--path"], [] },
        // What Export names its file in PowerShell is what is read elsewhere.
        { "Export-KubePkiMetric", "metrics", ["--path", "--what-if"], ["--listen", "--out-file"] },
        { "Export-KubePkiCalendar", "calendar", ["--path", "--what-if"], ["--out-file"] },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Both_skins_say_the_same(string cmdlet, string command, string[] onlyCmdlet, string[] onlyCommand)
    {
        var page = File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "docs", "cmdlets", $"{cmdlet}.md"));
        var parameters = Parameter().Matches(page).Select(match => Option(match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(parameters);
        var options = CommandTree.Create().Subcommands.Single(each => each.Name == command).Options
            .Where(option => option is not System.CommandLine.Help.HelpOption).Select(option => option.Name)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Equal(onlyCmdlet, parameters.Except(options).Except(OfPowerShell).Order());
        Assert.Equal(onlyCommand, options.Except(parameters).Except(OfConsole).Order());
    }

    private static string Option(string parameter) => "--" + Capital().Replace(parameter, "-$0").TrimStart('-').ToLowerInvariant();

    [GeneratedRegex(@"(?m)^#+ `?-(\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
