using System.Text.Json;

namespace KubePki.Tests.Cli;

/// <summary><c>kubepki csr</c> and <c>kubepki csr approve</c> as their users run them.</summary>
public sealed class CsrCommandTests
{
    private static readonly string Samples = Path.Combine(Fixtures.RepositoryRoot, "samples", "requests");

    private static readonly string[] Judge =
    [
        "csr", "approve", "--file", Sample("csrs.json"), "--nodes", Sample("nodes.json"),
        "--inventory", Sample("nodes.csv"), "--api-endpoint", "api.example.org", "10.0.0.100",
        "--service-cidr", "10.96.0.0/12", "--pod-cidr", "10.244.0.0/16", "--policy",
        "kubelet-serving,kubelet-client", "--as-of", "2026-07-01T12:00:00Z",
    ];

    private static string Sample(string name) => Path.Combine(Samples, name);

    private static (int Code, string Output, string Error) Run(params string[] arguments) => CommandLineTests.Run(arguments);

    [Fact]
    public void Requests_are_listed_as_kubectl_lists_them()
    {
        var (code, output, error) = Run("csr", "--file", Sample("csrs.json"), "--as-of", "2026-07-01T12:00:00Z");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith(
            "NAME           AGE  SIGNERNAME                                   REQUESTOR                REQUESTEDDURATION  CONDITION\n",
            output, StringComparison.Ordinal);
        Assert.Matches("(?m)^csr-8xk2p +2m +kubernetes.io/kubelet-serving +system:node:worker-1 +<none> +Pending$", output);
        Assert.Matches("(?m)^csr-b7qfm .* worker-2,kubernetes.default.svc,10.0.0.22 +ECDSA-256 +yes$",
            Run("csr", "--file", Sample("csrs.json"), "-o", "wide").Output);
    }

    [Fact]
    public void Json_and_csv_have_what_is_in_the_request()
    {
        using var json = JsonDocument.Parse(Run("csr", "--file", Sample("csrs.json"), "-o", "json").Output);
        var first = json.RootElement[0];
        Assert.Equal(("csr-8xk2p", "worker-1", true), (first.GetProperty("name").GetString(),
            first.GetProperty("dnsNames")[0].GetString(), first.GetProperty("signatureValid").GetBoolean()));
        Assert.Equal(7,
            Run("csr", "--file", Sample("csrs.json"), "-o", "csv").Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void What_is_saved_does_not_grow_old()
    {
        using var json = JsonDocument.Parse(Run([.. Judge[..^2], "--what-if", "-o", "json"]).Output);
        Assert.Equal(["approve", "deny", "approve", "approve", "deny", "defer"],
            json.RootElement.EnumerateArray().Select(item => item.GetProperty("decision").GetString()));
    }

    [Theory]
    [InlineData("--watch requires --yes", "--watch")]
    [InlineData("--watch and --what-if cannot be used together", "--watch", "--yes", "--what-if")]
    [InlineData("--watch cannot be used with --path", "--watch", "--yes", "--file", "x", "--what-if")]
    [InlineData("--as-of requires --path", "--as-of", "2026-07-01")]
    [InlineData("--wait must be 0 to 3600", "--wait", "-1")]
    public void What_contradicts_itself_is_refused(string words, params string[] arguments)
    {
        var (code, _, error) = Run(["csr", "approve", .. arguments]);
        Assert.Equal(64, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decisions_have_the_form_that_is_promised()
    {
        var (code, output, error) = Run([.. Judge, "--what-if", "-o", "json"]);
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["approve", "deny", "approve", "approve", "deny", "defer"],
            json.RootElement.EnumerateArray().Select(item => item.GetProperty("decision").GetString()));
        foreach (var item in json.RootElement.EnumerateArray())
        {
            Assert.Equal(["name", "decision", "sentence", "rules"], item.EnumerateObject().Select(property => property.Name));
            foreach (var rule in item.GetProperty("rules").EnumerateArray())
            {
                Assert.Equal(["rule", "result", "evidence", "source"], rule.EnumerateObject().Select(property => property.Name));
                Assert.Contains(rule.GetProperty("result").GetString(), new[] { "pass", "fail", "notApplicable" });
            }
            var fails = item.GetProperty("rules").EnumerateArray().Any(rule => rule.GetProperty("result").GetString() == "fail");
            Assert.Equal(item.GetProperty("decision").GetString() != "approve", fails);
        }
    }

    [Fact]
    public void The_table_is_for_people()
    {
        var output = Run([.. Judge, "--what-if"]).Output;
        Assert.Matches("(?m)^csr-b7qfm +deny +system:node:worker-2 +NoClusterNames: "
            + "'kubernetes.default.svc' is a cluster name, not a node name.$", output);
        Assert.EndsWith("\n3 to approve, 2 to deny, 1 to defer. Nothing was changed.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_file_narrows()
    {
        var output = Run([.. Judge, "--policy-file", Sample("policy.yaml"), "--what-if"]).Output;
        Assert.Matches("(?m)^csr-8xk2p +approve", output);
        Assert.Matches("(?m)^node-csr-Yk3W +approve", output);
    }

    [Theory]
    [InlineData("Use --what-if")]
    [InlineData("unknown --policy. Valid policies:", "--what-if", "--policy", "kube-apiserver-client")]
    [InlineData("is not a valid address range", "--what-if", "--service-cidr", "10.96.0.0/99")]
    [InlineData("is not a valid --node-address-source", "--what-if", "--node-address-source", "Rumour")]
    [InlineData("is not a valid name or address", "--what-if", "--api-endpoint", "a b")]
    public void Wrong_usage_is_64(string words, params string[] more)
    {
        var (code, output, error) = Run(["csr", "approve", "--file", Sample("csrs.json"), .. more]);
        Assert.Equal((64, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nodes", "/no/such/nodes.json", "the file does not exist")]
    [InlineData("--inventory", "/no/such/nodes.csv", "the file does not exist")]
    [InlineData("--policy-file", "/no/such/policy.yaml", "the file does not exist")]
    public void Nothing_is_judged_by_what_cannot_be_read(string option, string path, string words)
    {
        var (code, output, error) = Run(["csr", "approve", "--file", Sample("csrs.json"), "--what-if", option, path]);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_broken_is_told_and_the_rest_is_judged()
    {
        using var tree = NodeTree.Empty();
        var text = File.ReadAllText(Sample("csrs.json"));
        tree.Write("/cut.json", text[..(text.Length * 2 / 3)]);
        var (code, output, error) = Run("csr", "approve", "--file", tree.Path("/cut.json"), "--nodes", Sample("nodes.json"),
            "--service-cidr", "10.96.0.0/12", "--what-if", "--as-of", "2026-07-01T12:00:00Z");
        Assert.Equal(0, code);
        Assert.Matches("(?m)^csr-8xk2p +approve", output);
        Assert.Matches(@"cut\.json:\d+: this is not JSON, or it is truncated", error);
    }
}
