using System.Diagnostics;
using System.Text.Json;

namespace KubePki.Tests.Cli;

/// <summary>The program as its users run it.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void Get_prints_tables_and_0()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var (code, output, error) = Run("get", "--root", node.Root, "--as-of", "2020-07-28");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"(?m)^etcd-server +Jul 27, 2020 06:24 UTC +-17h +etcd-ca +no +Expired$", output);
    }

    [Fact]
    public void Differences_and_forecasts_are_JSON_too()
    {
        using var node = NodeTree.Unpack("expired-2020");
        using var other = NodeTree.Unpack("healthy");
        using var found = JsonDocument.Parse(Run("compare", node.Root, other.Root, "-o", "json").Output);
        Assert.Contains(found.RootElement.EnumerateArray(), item => item.GetProperty("change").GetString() == "Changed");
        using var ahead = JsonDocument.Parse(
            Run("forecast", "--root", node.Root, "--root", other.Root, "--as-of", "2020-06-26", "-o", "json").Output);
        Assert.Contains(ahead.RootElement.EnumerateArray(), item => item.GetProperty("severity").GetString() == "Critical");
    }

    [Fact]
    public void A_forecast_of_nodes_does_not_need_the_cluster()
    {
        using var node = NodeTree.Unpack("healthy");
        var dead = node.Write("/dead.conf", """
            {apiVersion: v1, kind: Config, current-context: c, contexts: [{name: c, context: {cluster: c, user: u}}],
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}], users: [{name: u, user: {token: t}}]}
            """);
        var (code, output, error) = Run("forecast", "--kubeconfig", dead, "--root", node.Root, "--as-of", "2026-07-01");
        Assert.Equal(1, code);
        Assert.StartsWith("The API server stops on 2027-06-01", output, StringComparison.Ordinal);
        Assert.Contains("connection refused", error, StringComparison.Ordinal);
        Assert.Equal((1, ""), Run("forecast", "--kubeconfig", dead) is var alone ? (alone.Code, alone.Output) : default);
    }

    [Theory]
    [InlineData("expired", "2020-07-28", 2)]
    [InlineData("expired", "2020-07-27", 0)]
    [InlineData("expiring", "2020-07-27", 2)]
    [InlineData("expiring", "2020-01-01", 0)]
    public void Fail_on_sets_the_exit_code(string what, string asOf, int expected)
    {
        using var node = NodeTree.Unpack("expired-2020");
        Assert.Equal(expected, Run("get", "--root", node.Root, "--as-of", asOf, "--fail-on", what).Code);
    }

    [Fact]
    public void Filters_by_time_and_role_work_together()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var (_, output, _) = Run("get", "--root", node.Root, "--as-of", "2020-07-27T00:00:00Z",
            "--expires-within", "1d", "--role", "etcd-*", "-o", "json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["etcd-healthcheck-client", "etcd-peer", "etcd-server"],
            json.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString()));
        Assert.All(json.RootElement.EnumerateArray(), item => Assert.Equal("Expiring", item.GetProperty("status").GetString()));
    }

    [Fact]
    public void Paths_are_read_and_what_is_wrong_goes_to_the_error_stream()
    {
        using var node = NodeTree.Unpack("healthy");
        node.Write("/etc/kubernetes/pki/broken.crt", "-----BEGIN CERTIFICATE-----\nMIIC\n");
        var (code, output, error) = Run("get", "--path", node.Path("/etc/kubernetes/pki"), "-o", "csv");
        Assert.Equal(0, code);
        Assert.Equal(11, output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("broken.crt:1: a CERTIFICATE block is broken: the file ends before the END line", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2020-01-01", "kubernetes.default.svc", "ca.crt", "apiserver.key",
        0, "accepts it as kubernetes.default.svc for serverAuth")]
    [InlineData("2020-07-28", null, "ca.crt", null, 2,
        "x509: certificate has expired or is not yet valid: current time 2020-07-28T00:00:00Z is after 2020-07-27T06:24:58Z")]
    [InlineData("2020-01-01", "other", "ca.crt", null, 2, "kubernetes.default.svc.cluster.local, not other")]
    [InlineData("2020-01-01", null, "etcd/ca.crt", null, 2, "x509: certificate signed by unknown authority")]
    [InlineData("2020-01-01", null, "ca.crt", "sa.key", 2, "tls: private key does not match public key")]
    [InlineData("2020-01-01", null, "nope.crt", null, 1, "nope.crt: the file does not exist")]
    public void Verify_says_what_a_component_says(string asOf, string? name, string authority, string? key, int expected, string words)
    {
        using var node = NodeTree.Unpack("expired-2020");
        var pki = node.Path("/etc/kubernetes/pki");
        string[] arguments =
        [
            "verify", "--cert", $"{pki}/apiserver.crt", "--ca", $"{pki}/{authority}", "--as-of", asOf, "--go", "1.24",
            .. name is null ? Array.Empty<string>() : ["--name", name], .. key is null ? Array.Empty<string>() : ["--key", $"{pki}/{key}"],
        ];
        var (code, output, error) = Run(arguments);
        Assert.Equal(expected, code);
        Assert.Contains(words, output + error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_writes_its_verdict_as_json()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var pki = node.Path("/etc/kubernetes/pki");
        var (code, output, _) = Run("verify", "--cert", $"{pki}/apiserver.crt",
            "--ca", $"{pki}/ca.crt", "--as-of", "2020-01-01", "-o", "json");
        using var json = JsonDocument.Parse(output);
        var verdict = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(0, code);
        Assert.True(verdict.GetProperty("ok").GetBoolean());
        Assert.Equal(["CN=kube-apiserver", $"CN=kubernetes ({pki}/ca.crt)"],
            verdict.GetProperty("chain").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal("any", verdict.GetProperty("usages")[0].GetString());
    }

    [Theory]
    [InlineData("get", "--nope")]
    [InlineData("get", "--as-of", "someday")]
    [InlineData("get", "--expires-within", "30")]
    [InlineData("get", "-o", "xml")]
    [InlineData("verify")]
    [InlineData("verify", "--cert", "a.crt")]
    [InlineData("verify", "--cert", "a.crt", "--ca", "b.crt", "--batch", "-")]
    [InlineData("verify", "--cert", "a.crt", "--ca", "b.crt", "--go", "1.5")]
    [InlineData("verify", "--cert", "a.crt", "--ca", "b.crt", "--usage", "everything")]
    [InlineData("frobnicate")]
    public void Wrong_usage_is_64_and_says_why(params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.Equal((64, ""), (code, output));
        Assert.StartsWith("kubepki: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_read_is_1()
    {
        var (code, _, error) = Run("get", "--path", "/no/such/file");
        Assert.Equal(1, code);
        Assert.Contains("/no/such/file: the file does not exist", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Kubeconfigs_are_listed()
    {
        using var node = NodeTree.Unpack("healthy");
        var (code, output, _) = Run("kubeconfigs", "--root", node.Root, "--as-of", "2026-07-01", "-o", "json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        Assert.Equal(["admin.conf", "controller-manager.conf", "kubelet.conf", "scheduler.conf"],
            json.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString()).Order());
        Assert.DoesNotContain("PRIVATE KEY", output, StringComparison.Ordinal);
    }

    internal static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "kubepki.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = "/nonexistent";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
