using System.Security.Cryptography;
using System.Text.Json;

namespace KubePki.Tests.Cli;

/// <summary>kubepki repair and renew, as their users run them.</summary>
public sealed class RepairCommandTests
{
    private const string Night = "2020-07-28T00:00:00Z";

    [Fact]
    public void Without_a_terminal_and_without_yes_nothing_changes()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var before = Hashes(node);
        var (code, output, error) = CommandLineTests.Run("repair", "--root", node.Root, "--as-of", Night);
        Assert.Equal((64, ""), (code, output));
        Assert.Contains("1. renew apiserver", error, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", error, StringComparison.Ordinal);
        Assert.Equal(before, Hashes(node));
    }

    [Fact]
    public void What_if_shows_the_plan_and_changes_nothing()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var before = Hashes(node);
        var (code, output, _) = CommandLineTests.Run("repair", "--root", node.Root, "--as-of", Night, "--what-if", "-o", "json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(11, json.RootElement.GetProperty("steps").GetArrayLength());
        Assert.Equal(before, Hashes(node));
    }

    [Fact]
    public void What_if_begins_with_a_screen_that_says_all_and_may_end_there()
    {
        using var node = NodeTree.Unpack("expired-2020");
        string[] args = ["repair", "--root", node.Root, "--as-of", Night, "--what-if"];
        var (code, summary, _) = CommandLineTests.Run([.. args, "--summary"]);
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+ steps, \d+ files, for kubemaster \(\S+\):\n  renew   until 2021-07-28: apiserver, ", summary);
        Assert.Matches(@"\n  restart kube-controller-manager, kube-scheduler, kubelet; the rest is\n", summary);
        Assert.Contains($"\n  backup  {node.Root}/var/backups/kubepki\n  undo    kubepki restore --root {node.Root}\n", summary,
            StringComparison.Ordinal);
        Assert.True(summary.Split('\n').Length < 24);
        Assert.DoesNotContain("1. renew", summary, StringComparison.Ordinal);
        var (_, all, _) = CommandLineTests.Run(args);
        Assert.StartsWith(summary, all, StringComparison.Ordinal);
        Assert.Contains("\n1. renew apiserver\n", all, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_do_on_a_sick_node_says_why_and_2()
    {
        using var node = NodeTree.UnpackField("rke1-expired");
        var root = node.Path("/root");
        var (code, output, _) = CommandLineTests.Run("repair", "--root", root, "--as-of", "2020-04-01T02:15:00Z", "--what-if");
        Assert.Equal(2, code);
        Assert.StartsWith("None of the problems can be repaired here:\n  Critical CertificateExpired apiserver, ", output,
            StringComparison.Ordinal);
        Assert.Contains("rke cert rotate", output, StringComparison.Ordinal);
        // Each reason once, and nothing of what has nothing to do with it.
        Assert.Single(output.Split('\n'), line => line.StartsWith("Skipped kubelet:", StringComparison.Ordinal));
        Assert.DoesNotContain("--serving", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_do_for_kubelet_on_a_sick_node_says_what_is_sick_and_2()
    {
        using var node = NodeTree.Unpack("healthy");
        node.SwapDates("apiserver");
        var (code, output, _) = CommandLineTests.Run("repair", "kubelet", "--root", node.Root, "--as-of", "2026-07-01", "--yes");
        Assert.Equal(2, code);
        Assert.Contains("Critical NeverValid apiserver: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Yes_cures_once_and_then_there_is_nothing_to_do()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var (code, output, error) = CommandLineTests.Run("repair", "--root", node.Root, "--as-of", Night, "--yes");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(11, output.Split('\n').Count(line => line.StartsWith("Done ", StringComparison.Ordinal)));
        Assert.DoesNotContain("PRIVATE KEY", output, StringComparison.Ordinal);
        Assert.Equal(0, CommandLineTests.Run("test", "--root", node.Root, "--as-of", Night).Code);
        Assert.StartsWith("Nothing to do.",
            CommandLineTests.Run("repair", "--root", node.Root, "--as-of", Night, "--yes").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_alone_is_told_to_who_does_not_look_at_the_plan()
    {
        using var node = NodeTree.Unpack("expired-2020");
        File.Delete(node.Path("/etc/kubernetes/pki/ca.key"));
        const string Note = @"(?m)^Skipped apiserver\b[\w., -]*: The key of ca is not on this node\.";
        var (code, _, error) = CommandLineTests.Run("renew", "--root", node.Root, "--as-of", Night, "--yes", "-o", "json");
        // What has expired stays so.
        Assert.Equal(2, code);
        Assert.Matches(Note, error);
        Assert.Matches(Note, CommandLineTests.Run("renew", "--root", node.Root, "--as-of", Night, "--force", "--yes").Output);
    }

    [Fact]
    public void The_last_backup_is_the_one_that_was_made_last_whatever_moment_it_was_made_for()
    {
        using var node = NodeTree.Unpack("healthy");
        string Serving() => File.ReadAllText(node.Path("/etc/kubernetes/pki/apiserver.crt"));
        var before = Serving();
        Assert.Equal(0, CommandLineTests.Run("renew", "--root", node.Root, "--as-of", "2036-01-01", "--role", "apiserver", "--yes").Code);
        var after = Serving();
        Assert.Equal(0, CommandLineTests.Run("restore", "--root", node.Root, "--yes").Code);
        Assert.Equal(before, Serving());
        Assert.Equal(0, CommandLineTests.Run("restore", "--root", node.Root, "--yes").Code);
        Assert.Equal(after, Serving());
    }

    [Fact]
    public void Restore_takes_a_repair_back()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var before = Hashes(node);
        Assert.Equal(1, CommandLineTests.Run("restore", "--root", node.Root, "--yes").Code);
        Assert.Equal(0, CommandLineTests.Run("repair", "--root", node.Root, "--as-of", Night, "--yes").Code);
        // The clock names it, whatever the moment is that is looked at.
        var listed = System.Text.RegularExpressions.Regex.Match(CommandLineTests.Run("backups", "--root", node.Root).Output,
            $@"(?m)^({DateTime.UtcNow.Year}\d{{4}}T\d{{6}}Z) +Committed +\d+ +repair$");
        Assert.True(listed.Success);
        Assert.Equal(64, CommandLineTests.Run("restore", "--root", node.Root).Code);
        Assert.Contains("/etc/kubernetes/pki/apiserver.crt",
            CommandLineTests.Run("restore", "--root", node.Root, "--what-if").Output, StringComparison.Ordinal);
        Assert.Equal(0, CommandLineTests.Run("restore", listed.Groups[1].Value, "--root", node.Root, "--yes").Code);
        Assert.Equal(before, Hashes(node).Where(line => !line.Contains("/var/backups/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Kubelet_alone_is_cured_when_asked_for()
    {
        using var node = NodeTree.Unpack("power-loss");
        Assert.Equal(0, CommandLineTests.Run("repair", "kubelet", "--root", node.Root, "--as-of", "2021-09-01T03:00:00Z", "--yes").Code);
        Assert.Equal(0, CommandLineTests.Run("kubelet", "--root", node.Root, "--as-of", "2021-09-01T03:00:00Z").Code);
    }

    [Fact]
    public void Kubelet_serves_in_the_way_that_is_chosen()
    {
        using var node = NodeTree.Unpack("healthy");
        string[] common = ["repair", "kubelet", "--root", node.Root, "--as-of", "2026-07-01T00:00:00Z"];
        Assert.StartsWith("Nothing to do.", CommandLineTests.Run([.. common, "--yes"]).Output, StringComparison.Ordinal);
        Assert.Equal(0, CommandLineTests.Run([.. common, "--serving", "issue", "--yes"]).Code);
        Assert.StartsWith("Nothing to do.",
            CommandLineTests.Run([.. common, "--serving", "issue", "--yes"]).Output, StringComparison.Ordinal);
        Assert.Contains("serverTLSBootstrap: true",
            CommandLineTests.Run([.. common, "--serving", "bootstrap", "--what-if"]).Output, StringComparison.Ordinal);
        Assert.Equal(64, CommandLineTests.Run([.. common, "--serving", "both"]).Code);
    }

    [Fact]
    public void A_credential_for_another_node_needs_a_name_and_an_empty_directory()
    {
        using var node = NodeTree.Unpack("healthy");
        using var place = NodeTree.Empty();
        string[] common = ["repair", "kubelet", "--root", node.Root, "--as-of", "2026-07-01T00:00:00Z", "--yes"];
        Assert.Equal(64, CommandLineTests.Run([.. common, "--node-name", "worker7"]).Code);
        Assert.Equal(64, CommandLineTests.Run([.. common, "--node-name", "Worker_7", "--out-directory", place.Path("/w7")]).Code);
        var (code, output, _) = CommandLineTests.Run([.. common, "--node-name", "worker7", "--out-directory", place.Path("/w7")]);
        Assert.Equal(0, code);
        Assert.DoesNotContain("PRIVATE KEY", output, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(place.Path("/w7")).Length);
        Assert.Equal(1, CommandLineTests.Run([.. common, "--node-name", "worker7", "--out-directory", place.Path("/w7")]).Code);
    }

    [Fact]
    public void Kubeconfigs_that_are_named_are_repaired_alone()
    {
        using var node = NodeTree.Unpack("expired-2020");
        File.Copy(node.Path("/etc/kubernetes/admin.conf"), node.Path("/home.config"));
        string[] common = ["repair", "kubeconfig", "--root", node.Root, "--as-of", Night];
        Assert.Equal(0, CommandLineTests.Run([.. common, "--path", "/home.config", "--yes"]).Code);
        Assert.Equal(File.ReadAllText(node.Path("/etc/kubernetes/admin.conf")), File.ReadAllText(node.Path("/home.config")));
        Assert.Equal(1, CommandLineTests.Run([.. common, "--path", "/no.config", "--yes"]).Code);
        Assert.Equal(64, CommandLineTests.Run([.. common, "--server", "lb"]).Code);
        Assert.Equal(0, CommandLineTests.Run([.. common, "--yes"]).Code);
        var (code, output, _) = CommandLineTests.Run([.. common, "--yes"]);
        Assert.StartsWith("Nothing to do. But this node has other problems:\n  Critical CertificateExpired apiserver, ", output,
            StringComparison.Ordinal);
        Assert.Equal(2, code);
    }

    [Fact]
    public void Of_one_that_is_fine_on_a_sick_node_both_are_told()
    {
        using var node = NodeTree.Unpack("expired-2020");
        string[] common = ["repair", "kubeconfig", "--root", node.Root, "--as-of", Night, "--path", "/etc/kubernetes/admin.conf"];
        Assert.Equal(0, CommandLineTests.Run([.. common, "--yes"]).Code);
        var (code, output, _) = CommandLineTests.Run(common);
        Assert.StartsWith("/etc/kubernetes/admin.conf is fine. But this node has other problems:\n  Critical CertificateExpired ", output,
            StringComparison.Ordinal);
        Assert.Equal(2, code);
        // Another one that is not is repaired, and nothing is said of the first.
        Assert.DoesNotContain("fine", CommandLineTests.Run([.. common, "/etc/kubernetes/scheduler.conf", "--what-if"]).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_one_that_is_fine_on_a_sound_node_nothing_else_is_told()
    {
        using var node = NodeTree.Unpack("healthy");
        var (code, output, _) = CommandLineTests.Run("repair", "kubeconfig", "--root", node.Root, "--as-of", "2026-07-01",
            "--path", "/etc/kubernetes/admin.conf");
        Assert.Equal((0, "/etc/kubernetes/admin.conf is fine. Nothing to do.\n"), (code, output));
    }

    [Fact]
    public void Renew_takes_roles_names_and_lifetimes()
    {
        using var node = NodeTree.Unpack("healthy");
        const string Summer = "2026-07-01T00:00:00Z";
        Assert.Contains("Use --force to renew anyway",
            CommandLineTests.Run("renew", "--root", node.Root, "--as-of", Summer, "--role", "etcd-*", "--yes").Output,
            StringComparison.Ordinal);
        Assert.Equal(0, CommandLineTests.Run("renew", "--root", node.Root, "--as-of", Summer, "--role",
            "apiserver", "--add-san", "10.9.9.9,lb.example.org", "--valid-for", "30d", "--yes").Code);
        var (_, output, _) = CommandLineTests.Run("get", "--root", node.Root, "--as-of", Summer, "--role", "apiserver", "-o", "json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal("2026-07-31T00:00:00Z", json.RootElement[0].GetProperty("notAfter").GetString());
        Assert.Contains("10.9.9.9", json.RootElement[0].GetProperty("ipAddresses").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(64, CommandLineTests.Run("renew", "--valid-for", "soon").Code);
        Assert.Equal(64,
            CommandLineTests.Run("renew", "--root", node.Root, "--role", "apiserver", "--add-san", "10.9.9.9/24", "--what-if").Code);
    }

    private static List<string> Hashes(NodeTree node) => Directory.GetFiles(node.Root, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}").ToList();
}
