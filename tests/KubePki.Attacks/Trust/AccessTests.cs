using System.Globalization;
using KubePki.Attacks.Files;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Trust;

/// <summary>
/// Modes and owners change of what lies in root's hands, and of nothing to which a link leads; and no one person's file keeps the rest from
/// being fixed.
/// </summary>
public sealed class AccessTests
{
    private const string Config = "/root/.kube/config";
    private const string Janes = "/home/jane/.kube/config";
    private const string Night = "2020-07-28T00:00:00Z";

    [Theory]
    [InlineData(Config, "link to a directory of all")]
    [InlineData(Janes, "link to a directory of all")]
    [InlineData(Config, "link to the file of another")]
    [InlineData(Janes, "link to the file of another")]
    [InlineData(Config, "link to a device")]
    [InlineData(Janes, "link to a device")]
    [InlineData(Config, "link to nowhere")]
    [InlineData(Janes, "link to itself")]
    [InlineData(Janes, "pipe")]
    [InlineData(Config, "pipe")]
    [InlineData(Janes, "directory")]
    [InlineData(Janes, "text that is none")]
    [InlineData(Config, "text that is none")]
    public void What_a_person_has_there_is_left_and_the_rest_is_repaired(string path, string what)
    {
        using var node = new RepairCase("expired-2020", Night);
        node.Tree.Write("/home/victim/secret", node.Tree.Read("/etc/kubernetes/admin.conf"));
        Directory.CreateDirectory(node.Tree.Path("/tmp/all"));
        var all = node.Tree.Path("/tmp/all");
        Shell.Do($"chmod 1777 '{all}'; chmod 666 '{node.Tree.Path("/home/victim/secret")}'; mknod '{node.Tree.Path("/tmp/device")}' c 1 5 "
            + $"2>/dev/null || mkfifo '{node.Tree.Path("/tmp/device")}'; chmod 666 '{node.Tree.Path("/tmp/device")}'");
        Put(node, path, what);
        var modes = Modes(node);
        var receipts = node.Apply(node.Whole());
        Assert.All(receipts, receipt => Assert.Equal(RepairResult.Done, receipt.Result));
        Assert.Equal(modes, Modes(node));
        Assert.Empty(node.Whole().Plan.Steps);
    }

    [Fact]
    public void A_file_that_changes_under_the_repair_keeps_nothing_else_waiting()
    {
        using var node = new RepairCase("expired-2020", Night);
        node.Tree.Copy("/etc/kubernetes/admin.conf", Config);
        var repair = node.Whole();
        Assert.Contains(repair.Plan.Steps, step => step.Title == $"update {Config}");
        node.Tree.Write(Config, "not: [a kubeconfig");
        var receipts = KubePki.Changes.Repair.RepairRun.Apply(repair, node.Options);
        Assert.Equal(RepairResult.Refused, receipts.Single(receipt => receipt.Step == $"update {Config}").Result);
        Assert.All(receipts.Where(receipt => receipt.Step != $"update {Config}"), receipt =>
            Assert.True(receipt.Result == RepairResult.Done, receipt.ToString()));
        Assert.Equal("Valid", node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "admin.conf").Status);
    }

    [RootFact]
    public void Modes_in_the_directory_of_another_user_are_told_and_stay()
    {
        using var node = new RepairCase();
        var directory = node.Tree.Path("/etc/kubernetes/pki/etcd");
        Shell.Do($"chmod 644 '{directory}/server.key'; chown 12345 '{directory}'");
        var plan = node.Whole().Plan;
        Assert.DoesNotContain(plan.Steps.SelectMany(step => step.Changes), change =>
            change.NodePath.EndsWith("etcd/server.key", StringComparison.Ordinal));
        Assert.Contains(plan.LeftAlone, note => note.Target.EndsWith("etcd/server.key", StringComparison.Ordinal)
            && note.Reason == "Its mode and owner are not changed: /etc/kubernetes/pki/etcd is owned "
                + "by user 12345, who is neither root nor the current user; others can replace the file.");
        var loose = KubePki.Node.Checks.Diagnosis.Run(node.Read()).Single(finding => finding.Check == "LooseMode");
        Assert.Equal("First make all directories above /etc/kubernetes/pki/etcd/server.key writable by root only.", loose.Remedy);
        Assert.Contains("/etc/kubernetes/pki/etcd is owned by user 12345, who is neither root nor the current user", loose.Proof);
        Assert.DoesNotContain(KubePki.Node.Checks.Diagnosis.Run(node.Read()),
            finding => finding.Remedy.Contains("chmod", StringComparison.Ordinal)
                && finding.Remedy.Contains("etcd/server.key", StringComparison.Ordinal));
    }

    [RootTheory]
    [InlineData("chmod 777 {0}", "/etc/kubernetes/pki/etcd is writable by everyone (mode 0777)")]
    [InlineData("chmod 1777 {0}", "other users can add files to /etc/kubernetes/pki/etcd")]
    [InlineData("mv {0} {0}.real; ln -s etcd.real {0}; chown 12345 {0}/..",
        "the path goes through the link /etc/kubernetes/pki/etcd, and /etc/kubernetes/pki "
            + "is owned by user 12345, who is neither root nor the current user")]
    [InlineData("mv {0} {0}.real; ln -s etcd.real {0}; chown -h 12345 {0}; chmod 1777 {0}/..",
        "the path goes through /etc/kubernetes/pki/etcd, a link created by user 12345")]
    public void Who_else_has_a_say_is_told_by_the_place(string change, string exposure)
    {
        using var node = new RepairCase();
        var directory = node.Tree.Path("/etc/kubernetes/pki/etcd");
        Shell.Do(string.Format(CultureInfo.InvariantCulture, change, directory));
        var key = node.Read().Files.Single(file => file.NodePath.EndsWith("/etcd/server.key", StringComparison.Ordinal));
        Assert.Equal(exposure, key.Exposure);
    }

    private static void Put(RepairCase node, string path, string what)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(node.Tree.Path(path))!);
        switch (what)
        {
            case "link to a directory of all":
                node.Tree.Link(path, "/tmp/all");
                break;
            case "link to the file of another":
                node.Tree.Link(path, "/home/victim/secret");
                break;
            case "link to a device":
                node.Tree.Link(path, "/tmp/device");
                break;
            case "link to nowhere":
                node.Tree.Link(path, "/tmp/nothing");
                break;
            case "link to itself":
                node.Tree.Link(path, path);
                break;
            case "pipe":
                Shell.Do($"mkfifo -m 666 '{node.Tree.Path(path)}'");
                break;
            case "directory":
                Directory.CreateDirectory(node.Tree.Path(path));
                Shell.Do($"chmod 777 '{node.Tree.Path(path)}'");
                break;
            default:
                node.Tree.Write(path, "clusters: [users: {");
                break;
        }
    }

    private static string Modes(RepairCase node) =>
        Shell.Run(
            $"cd '{node.Tree.Root}' && find home tmp root -printf '%p %y %m %U:%G %l\\n' | sort; sha256sum home/victim/secret").Output;
}
