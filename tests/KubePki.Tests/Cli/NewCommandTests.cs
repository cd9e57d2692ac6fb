using System.Text.Json;

namespace KubePki.Tests.Cli;

/// <summary>kubepki new, request and import, as their users run them.</summary>
public sealed class NewCommandTests
{
    private const string Summer = "2026-07-01T00:00:00Z";

    private static readonly string[] Node =
    [
        "--node-name", "cp1", "--advertise-address", "10.0.0.5",
        "--kubernetes-version", "1.31", "--key-algorithm", "P256", "--as-of", Summer,
    ];

    [Fact]
    public void Without_a_terminal_and_without_yes_nothing_is_made()
    {
        using var place = NodeTree.Empty();
        var (code, output, error) = CommandLineTests.Run(["new", "--out-dir", place.Path("/cp1"), .. Node]);
        Assert.Equal((64, ""), (code, output));
        Assert.Contains("1. create ca", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.Path("/cp1")));
        Assert.Equal(0, CommandLineTests.Run(["new", "--out-dir", place.Path("/cp1"), "--what-if", .. Node]).Code);
        Assert.False(Directory.Exists(place.Path("/cp1")));
    }

    [Fact]
    public void A_pki_is_made_and_is_well()
    {
        using var place = NodeTree.Empty();
        var (code, output, error) = CommandLineTests.Run(["new", "--out-dir", place.Path("/cp1"), "--yes", .. Node]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(16, output.Split('\n').Count(line => line.StartsWith("Done ", StringComparison.Ordinal)));
        Assert.DoesNotContain("PRIVATE KEY", output, StringComparison.Ordinal);
        Assert.StartsWith("No problems found.",
            CommandLineTests.Run("test", "--root", place.Path("/cp1"), "--as-of", Summer, "--fail-on", "warning").Output,
            StringComparison.Ordinal);
        // What is there is reported, and left.
        Assert.Matches(@"(?m)^Skipped ca\b[\w., -]*: It already exists and is used\.",
            CommandLineTests.Run(["new", "--root", place.Path("/cp1"), "--yes", .. Node]).Output);
    }

    [Fact]
    public void A_configuration_of_kubeadm_is_taken_and_options_count_more()
    {
        using var place = NodeTree.Empty();
        var config = place.Write("/kubeadm.yaml",
            "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nclusterName: prod\nencryptionAlgorithm: ECDSA-P256\n");
        Assert.Equal(0, CommandLineTests.Run("new", "--config", config, "--root", place.Root,
            "--role", "ca,admin.conf", "--server", "https://k8s.example.org:8443", "--yes").Code);
        Assert.Contains("kubernetes-admin@prod  https://k8s.example.org:8443",
            CommandLineTests.Run("kubeconfigs", "--root", place.Root).Output, StringComparison.Ordinal);
        var (code, _, error) = CommandLineTests.Run("new", "--config", config, "--root", place.Root, "--role", "apiserver", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("the node name is not known", error, StringComparison.Ordinal);
        Assert.Equal(64, CommandLineTests.Run("new", "--root", place.Root, "--role", "apisrever", "--yes").Code);
        Assert.Equal(1, CommandLineTests.Run("new", "--root", place.Path("/nowhere"), "--role", "ca", "--yes").Code);
        Assert.Equal(64, CommandLineTests.Run("new", "--ca-valid-for", "long").Code);
    }

    [Fact]
    public void Requests_are_written_only_with_yes_and_what_is_not_right_comes_back_as_a_refusal()
    {
        using var node = NodeTree.Unpack("healthy");
        var directory = node.Path("/requests");
        string[] request = ["request", "--root", node.Root, "--as-of", Summer, "--out-dir", directory, "--role", "apiserver"];
        Assert.Equal(64, CommandLineTests.Run(request).Code);
        Assert.StartsWith("# Certificates to sign", CommandLineTests.Run([.. request, "--what-if"]).Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(directory));
        var (code, output, error) = CommandLineTests.Run([.. request, "--yes", "-o", "json"]);
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        Assert.Equal("apiserver", Assert.Single(json.RootElement.EnumerateArray()).GetProperty("role").GetString());

        File.Copy(node.Path("/etc/kubernetes/pki/ca.crt"), Path.Join(directory, "between.crt"));
        File.Copy(node.Path("/etc/kubernetes/pki/apiserver.crt"), Path.Join(directory, "old.crt"));
        using var other = NodeTree.Unpack("outage-2019");
        File.Copy(other.Path("/etc/kubernetes/pki/apiserver.crt"), Path.Join(directory, "other.crt"));
        (code, output, error) = CommandLineTests.Run("import", directory, "--root", node.Root, "--as-of", Summer, "--yes");
        Assert.Equal(1, code);
        Assert.Contains("old.crt (CN=kube-apiserver) is already installed", output, StringComparison.Ordinal);
        Assert.Contains("other.crt: CN=kube-apiserver was rejected: no request and no key of this node matches it.",
            error, StringComparison.Ordinal);
        Assert.Equal(64, CommandLineTests.Run("import").Code);
    }
}
