using System.Diagnostics;
using System.Text.Json;

namespace KubePki.Tests.Cli;

/// <summary><c>kubepki logs</c> as its users run it.</summary>
public sealed class LogsCommandTests
{
    private static readonly string Sample = Path.Combine(Fixtures.RepositoryRoot, "samples", "kubelet.log");

    [Fact]
    public void A_log_is_tied_to_the_node_it_is_of()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var (code, output, error) = Run("", "logs", Sample, "--root", node.Root, "--as-of", "2020-07-28");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches("(?m)^Critical +BootstrapCertificateExpired +8 +2020-07-28T00:41:07 "
            + "+2020-07-28T00:42:24 +kubelet +/etc/kubernetes/kubelet.conf$", output);
        Assert.Matches("(?m)^Error +ApiServerRefused .*not PKI$", output);
        Assert.Contains("Never copy admin.conf to bootstrap-kubelet.conf", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-")]
    [InlineData]
    public void Standard_input_is_read_when_asked_for_or_nothing_is_named(params string[] files)
    {
        var (code, output, _) = Run(File.ReadAllText(Sample), ["logs", .. files, "-o", "json", "--as-of", "2020-07-28"]);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        var first = json.RootElement[0];
        Assert.Equal((8, "-:3", "2020-07-28T00:41:07", false), (first.GetProperty("count").GetInt64(),
            first.GetProperty("source").GetString(), first.GetProperty("firstSeen").GetString(),
            first.GetProperty("isProved").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, first.GetProperty("certificate").ValueKind);
    }

    [Theory]
    [InlineData("critical", 2)]
    [InlineData("Warning", 2)]
    [InlineData(null, 0)]
    public void Fail_on_sets_the_exit_code(string? severity, int expected) =>
        Assert.Equal(expected, Run("", ["logs", Sample, .. severity is null ? Array.Empty<string>() : ["--fail-on", severity]]).Code);

    [Fact]
    public void Severity_leaves_out_what_is_milder()
    {
        var (_, output, _) = Run("", "logs", Sample, "--severity", "critical", "-o", "list");
        Assert.Contains("BootstrapCertificateExpired", output, StringComparison.Ordinal);
        Assert.DoesNotContain("KubectlUnauthorized", output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_that_is_not_there_is_told_and_the_rest_is_read()
    {
        var (code, output, error) = Run("", "logs", "/no/such.log", Sample);
        Assert.Equal(0, code);
        Assert.Contains("BootstrapCertificateExpired", output, StringComparison.Ordinal);
        Assert.Contains("/no/such.log: the file does not exist", error, StringComparison.Ordinal);
        Assert.Equal(1, Run("", "logs", "/no/such.log").Code);
        Assert.Equal(0, Run("nothing of interest\n", "logs").Code);
        Assert.Equal(64, Run("", "logs", "-o", "xml").Code);
    }

    private static (int Code, string Output, string Error) Run(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "kubepki.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = "/nonexistent";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
