using System.Text.Json;

namespace KubePki.Tests.Cli;

/// <summary>kubepki test, checks, spec and kubelet, as their users run them.</summary>
public sealed class DiagnosisCommandTests
{
    [Fact]
    public void Test_prints_a_table_with_the_worst_first_and_2()
    {
        using var node = NodeTree.Unpack("power-loss");
        var (code, output, error) = CommandLineTests.Run("test", "--root", node.Root, "--as-of", "2021-09-01T03:00:00Z");
        Assert.Equal((2, ""), (code, error));
        Assert.Matches(@"^kubelet is down: The certificate is not valid until 2021-09-01T05:11:39Z[^\n]*\n"
            + @"Fix: kubepki repair --root \S+ --yes \(preview: --what-if\)\n\nSEVERITY +CHECK +TARGET +MESSAGE\n", output);
        Assert.Matches(@"\nCritical +KubeletCredentialUnusable +kubelet +The certificate is not valid until "
            + "2021-09-01T05:11:39Z, 2 h 11 min from now", output);
        Assert.Matches(@"\n  remedy  kubepki repair --root \S+ --yes \(preview: --what-if\)\n {10}By hand: ln -sfn [^\n]* &&\n", output);
        Assert.Matches(@"\nTo see each|\n\d+ of these \d+ findings can be repaired here\. To preview the repair, run kubepki repair "
            + @"--root \S+ --as-of 2021-09-01T03:00:00Z --what-if\n", output);
    }

    [Fact]
    public void Findings_of_one_cause_are_told_once_and_unfolded_when_asked()
    {
        using var node = NodeTree.Unpack("expired-2020");
        string[] args = ["test", "--root", node.Root, "--as-of", "2020-07-28"];
        var (_, folded, _) = CommandLineTests.Run(args);
        Assert.Matches(@"\nCritical +CertificateExpired +apiserver and \d+ more +They expired on 2020-07-27, 17 h 35 min ago\.\n"
            + @" {6}apiserver, [^\n]*kubelet\.conf, [^\n]*scheduler\.conf[^\n]*\n"
            + @" {6}hence KubeletCredentialUnusable \(kubelet\), BootstrapFileMissing \(kubelet\)\n", folded);
        Assert.Single(folded.Split('\n'), line => line.StartsWith("Critical ", StringComparison.Ordinal) && line.Contains("They expired"));
        var (_, detailed, _) = CommandLineTests.Run([.. args, "--detailed"]);
        Assert.Matches(@"\nError +CertificateExpired +etcd-peer +It expired at ", detailed);
        Assert.Contains("\nError CertificateExpired: etcd-peer\n", detailed, StringComparison.Ordinal);
        // What programs read is the same.
        Assert.Equal(CommandLineTests.Run([.. args, "-o", "json"]).Output,
            CommandLineTests.Run([.. args, "-o", "json", "--detailed"]).Output);
    }

    [Fact]
    public void Who_cannot_reach_the_server_is_not_told_that_all_is_well()
    {
        using var node = NodeTree.Unpack("healthy");
        // Kubelet's credential outlives the server's certificate.
        node.SwapDates("etcd/server");
        var (code, output, _) = CommandLineTests.Run("kubelet", "--root", node.Root, "--as-of", "2026-07-01");
        Assert.Equal(0, code);
        Assert.Matches(@"\nremedy +kubeletʼs credential needs no action\. etcd is down: [^\n]+\n +kubepki repair --root \S+ --yes",
            output);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2, "--fail-on", "warning")]
    [InlineData(0, "--fail-on", "critical")]
    [InlineData(2, "--fail-on", "information")]
    [InlineData(0, "--fail-on", "information", "--exclude-check", "Kubelet*", "ServerTls*")]
    public void Fail_on_decides_the_exit_code(int expected, params string[] more)
    {
        using var node = NodeTree.Unpack("healthy");
        Assert.Equal(expected, CommandLineTests.Run(["test", "--root", node.Root, "--as-of", "2026-07-01", .. more]).Code);
    }

    [Fact]
    public void A_check_that_does_not_exist_is_wrong_usage()
    {
        var (code, _, error) = CommandLineTests.Run("test", "--check", "Nothing");
        Assert.Equal(64, code);
        Assert.Contains("There is no check named 'Nothing'.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test")]
    [InlineData("spec")]
    [InlineData("kubelet")]
    public void Where_there_is_no_node_the_program_fails(string command)
    {
        using var empty = NodeTree.Empty();
        var (code, output, error) = CommandLineTests.Run(command, "--root", empty.Root);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("there are no Kubernetes certificates or kubeconfigs in this root", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_every_property_of_a_finding()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var (_, output, _) = CommandLineTests.Run("test", "--root", node.Root,
            "--as-of", "2020-07-28", "--severity", "critical", "-o", "json");
        using var json = JsonDocument.Parse(output);
        var first = json.RootElement[0];
        var names = typeof(KubePki.Model.KubePkiFinding).GetProperties()
            .Where(property => property.Name is not ("NodeName" or "Root" or "SeverityLevel"))
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order();
        Assert.Equal(names, first.EnumerateObject().Select(property => property.Name).Order());
        Assert.Equal(("CertificateExpired", "Critical"),
            (first.GetProperty("check").GetString(), first.GetProperty("severity").GetString()));
        Assert.All(json.RootElement.EnumerateArray(), finding => Assert.Equal("Critical", finding.GetProperty("severity").GetString()));
    }

    [Fact]
    public void Sarif_names_its_rules_and_places()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var (_, output, _) = CommandLineTests.Run("test", "--root", node.Root, "--as-of", "2020-07-28", "-o", "sarif");
        using var json = JsonDocument.Parse(output);
        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        var run = json.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules")
            .EnumerateArray().Select(rule => rule.GetProperty("id").GetString()).ToList();
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal("etc/kubernetes/pki/apiserver.crt", results[0].GetProperty("locations")[0]
            .GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.All(results,
            result => Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()]));
        Assert.All(results, result => Assert.Contains(result.GetProperty("level").GetString(), new[] { "error", "warning", "note" }));
    }

    [Fact]
    public void Checks_are_listed()
    {
        var (code, output, _) = CommandLineTests.Run("checks", "-o", "json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        Assert.Contains("AuthorityTwin", json.RootElement.EnumerateArray().Select(check => check.GetProperty("name").GetString()));
        Assert.Matches(@"(?m)^ClockSuspect +Clock +Warning +", CommandLineTests.Run("checks").Output);
    }

    [Fact]
    public void Kubelet_is_one_object_in_camel_case()
    {
        using var node = NodeTree.Unpack("power-loss");
        var (code, output, _) = CommandLineTests.Run("kubelet", "--root", node.Root, "--as-of", "2021-09-01T03:00:00Z", "-o", "json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(2, code);
        var verdict = json.RootElement;
        var names = typeof(KubePki.Model.KubeletClientVerdict).GetProperties()
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order();
        Assert.Equal(names, verdict.EnumerateObject().Select(property => property.Name).Order());
        Assert.False(verdict.GetProperty("usable").GetBoolean());
        Assert.Equal("2021-09-01T05:11:39Z", verdict.GetProperty("healsAt").GetString());
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-2020-11-06-02-48-49.pem",
            verdict.GetProperty("bestAlternative").GetProperty("nodePath").GetString());
        Assert.Equal("+08:00", verdict.GetProperty("clock").GetProperty("zone").GetString());
        Assert.Equal(2, verdict.GetProperty("candidates").GetArrayLength());
    }

    [Fact]
    public void A_pem_and_the_directory_around_it_are_taken_as_paths()
    {
        using var node = NodeTree.Unpack("power-loss");
        const string Pki = "/var/lib/kubelet/pki";
        Assert.Equal(2, CommandLineTests.Run("kubelet", "--path", node.Path(Pki), "--as-of", "2021-09-01T03:00:00Z").Code);
        Assert.Equal(0, CommandLineTests.Run("kubelet", "--path",
            node.Path($"{Pki}/kubelet-client-2020-11-06-02-48-49.pem"), "--as-of", "2021-09-01T03:00:00Z").Code);
        Assert.Equal(2, CommandLineTests.Run("kubelet", "--path", node.Root, "--as-of", "2021-09-01T03:00:00Z").Code);
    }

    [Fact]
    public void Spec_has_every_value_with_its_source()
    {
        using var node = NodeTree.Unpack("healthy");
        var (code, output, _) = CommandLineTests.Run("spec", "--root", node.Root, "-o", "json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        var names = typeof(KubePki.Model.NodeSpec).GetProperties()
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order();
        Assert.Equal(names, json.RootElement.EnumerateObject().Select(property => property.Name).Order());
        Assert.Equal("k8s.example.internal:6443", json.RootElement.GetProperty("controlPlaneEndpoint").GetProperty("value").GetString());
        Assert.Matches(@"(?m)^ServiceAddress +10\.96\.0\.1 +first of 10\.96\.0\.0/12",
            CommandLineTests.Run("spec", "--root", node.Root).Output);
        Assert.StartsWith("apiVersion: kubeadm.k8s.io/v1beta4\n",
            CommandLineTests.Run("spec", "--root", node.Root, "-o", "kubeadm", "--config-version", "v1beta4").Output,
            StringComparison.Ordinal);
    }
}
