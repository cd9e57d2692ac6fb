using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Tests.Changes.Transactions;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Changes.Repair;

/// <summary>One person's file is left out of a repair that has already been prepared.</summary>
public sealed class RetryTests
{
    private const string Config = "/root/.kube/config";
    private const string Configuration = "/var/lib/kubelet/config.yaml";
    private const string Night = "2020-07-28T00:00:00Z";

    [UnixFact]
    public void The_rest_is_done_as_it_was_prepared()
    {
        using var node = new RepairCase("expired-2020", Night);
        node.Tree.Copy("/etc/kubernetes/admin.conf", Config);
        Disk.OfThisMachine.SetMode(node.Tree.Path(Config), 0x180);
        node.Tree.Replace(Configuration, "rotateCertificates: true", "rotateCertificates: false");
        var repair = node.Whole();
        Assert.Contains(repair.Plan.Steps, step => step.Cures.Contains("RotationOff"));
        Assert.Contains(repair.Plan.Steps, step => step.Title == $"update {Config}");
        // The transaction refuses it, not the work.
        Disk.OfThisMachine.SetMode(node.Tree.Path(Config), 0x980);
        var receipts = RepairRun.Apply(repair, node.Options);
        Assert.All(receipts, receipt =>
            Assert.True(receipt.Result == (receipt.Step == $"update {Config}" ? RepairResult.Refused : RepairResult.Done),
                receipt.ToString()));
        Assert.Contains("rotateCertificates: true", node.Tree.Read(Configuration), StringComparison.Ordinal);
        Assert.Equal("Valid", node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "admin.conf").Status);
    }

    [Fact]
    public void A_step_that_does_not_resolve_its_finding_takes_no_other_with_it()
    {
        using var node = new RepairCase();
        const string Allowed = "--requestheader-allowed-names=";
        const string Certificate = TreeEdits.PkiDirectory + "front-proxy-client.crt";
        node.Tree.Replace("/etc/kubernetes/manifests/kube-apiserver.yaml", Allowed + "front-proxy-client", Allowed + "other");
        var repair = node.Renew("front-proxy-client", "apiserver-kubelet-client");
        var useless = repair.Actions.Single(action => action.Step.Target == "front-proxy-client");
        useless.Step = useless.Step with { Cures = ["WrongSubject"] };
        var before = node.Tree.Read(Certificate);
        var receipts = RepairRun.Apply(repair, node.Options);
        Assert.Equal([("apiserver-kubelet-client", RepairResult.Done), ("front-proxy-client", RepairResult.Refused)],
            receipts.Select(receipt => (receipt.Target, receipt.Result)).Order());
        Assert.Contains("WrongSubject still reports", receipts.Single(receipt => receipt.Result == RepairResult.Refused).Message,
            StringComparison.Ordinal);
        Assert.Equal(before, node.Tree.Read(Certificate));
    }

    [UnixFact]
    public void What_kept_nothing_from_being_done_is_told()
    {
        using var node = new RepairCase();
        PreparedRepair Renew() => RepairPlanner.Renew(node.Read(), new RenewalScope { Roles = ["front-proxy-client"] },
            new RepairOptions { Force = true });
        node.Apply(Renew());
        var backup = BackupStore.List(node.Tree.Root).Single();
        File.WriteAllText(Path.Combine(backup.Path, "journal.json"), "{");
        var outcome = RepairRun.Carry(Renew(), node.Options);
        Assert.True(outcome.IsDone);
        Assert.Equal(PkiProblemId.DamagedBackup, Assert.Single(outcome.Remarks).Id);
        var restored = BackupRestore.Carry(BackupStore.List(node.Tree.Root)[^1], node.Options.AsOf);
        Assert.True(restored.IsDone);
        Assert.Equal(outcome.Remarks, restored.Remarks);
    }

    [Fact]
    public void Only_what_the_user_names_himself_is_named()
    {
        using var node = new RepairCase("expired-2020", Night);
        node.Tree.Copy("/etc/kubernetes/admin.conf", Config);
        var read = node.Read(Config);
        Assert.Empty(KubeconfigRepair.Plan(read, [Config], new RepairOptions(), areNamed: false).Named);
        Assert.Equal([Config], KubeconfigRepair.Plan(read, [Config], new RepairOptions()).Named);
    }
}
