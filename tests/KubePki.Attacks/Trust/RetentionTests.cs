using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Trust;

/// <summary>Backups do not grow for ever, and what goes is what may go.</summary>
public sealed class RetentionTests
{
    [Fact]
    public void Thirty_renewals_leave_no_thirty_backups()
    {
        using var node = new RepairCase();
        PreparedRepair Renew() =>
            RepairPlanner.Renew(node.Read(), new RenewalScope { Roles = ["front-proxy-client"] },
            new RepairOptions { Force = true, KeyKind = KubePki.Pki.Keys.KeyKind.Find("P256") });
        for (var i = 0; i < 30; i++)
            node.Apply(Renew());
        var left = BackupStore.List(node.Tree.Root);
        // The newest ten, and the state before the first of the day's attempts.
        Assert.Equal(11, left.Count);
        var told = Renew().Keeping(BackupRetention.Default, DateTimeOffset.UtcNow).Plan.BackupsToRemove;
        node.Apply(Renew());
        Assert.Equal(left.Select(backup => backup.Name).Except(BackupStore.List(node.Tree.Root).Select(backup => backup.Name)), told);
        Assert.Equal(RepairResult.Done, BackupRestore.Apply(BackupStore.List(node.Tree.Root)[0], node.Options.AsOf).Result);
    }

    [Theory]
    [InlineData(1, 0, "e")]
    [InlineData(2, 0, "d e")]
    [InlineData(1, 2, "d e")]
    [InlineData(1, 100, "a c d e")]
    [InlineData(9, 0, "a b c d e")]
    public void The_newest_stay_and_the_first_of_each_of_the_last_days(int newest, int days, string stay)
    {
        const long Hour = 3_600_000_000_000, Day = 24 * Hour;
        (string Name, long)[] all = [("a", 50 * Day), ("b", (50 * Day) + Hour), ("c", 80 * Day), ("d", 90 * Day), ("e", (90 * Day) + Hour)];
        var surplus = new BackupRetention { Newest = newest, Days = days }.Surplus(all);
        Assert.Equal(stay.Split(' '), all.Select(backup => backup.Name).Except(surplus));
    }

    [Theory]
    [InlineData(2, 0, 90, "e")]
    [InlineData(1, 2, 91, "d")]
    [InlineData(1, 2, 92, "")]
    [InlineData(1, 30, 115, "d")]
    [InlineData(9, 0, 130, "a b c d e")]
    public void The_backup_that_is_coming_counts_from_its_own_day(int newest, int days, int today, string stay)
    {
        const long Hour = 3_600_000_000_000, Day = 24 * Hour;
        (string Name, long)[] all = [("a", 50 * Day), ("b", (50 * Day) + Hour), ("c", 80 * Day), ("d", 90 * Day), ("e", (90 * Day) + Hour)];
        var coming = DateTimeOffset.UnixEpoch.AddDays(today).AddHours(5);
        var surplus = new BackupRetention { Newest = newest, Days = days }.Surplus(all, coming);
        Assert.Equal(stay.Split(' ', StringSplitOptions.RemoveEmptyEntries), all.Select(backup => backup.Name).Except(surplus));
    }

    [Fact]
    public void The_last_one_that_is_whole_is_never_removed()
    {
        using var node = new RepairCase();
        var names = Backups(node, 3);
        File.AppendAllText(node.Tree.Path($"/var/backups/kubepki/{names[2]}/files/etc/kubernetes/admin.conf"), "x");
        Assert.Equal([names[0]], BackupStore.Prune(node.Tree.Root, new BackupRetention { Newest = 1 }));
        Assert.Equal(PkiProblemId.BackupKept, Refusal(node, names[1]));
        Assert.Equal([names[1], names[2]], BackupStore.List(node.Tree.Root).Select(backup => backup.Name));
    }

    [Theory]
    [InlineData("files/stranger")]
    [InlineData("stranger")]
    [InlineData("files/etc/stranger/deep")]
    public void A_backup_in_which_something_else_lies_stays(string stranger)
    {
        using var node = new RepairCase();
        var names = Backups(node, 2);
        node.Tree.Write($"/var/backups/kubepki/{names[0]}/{stranger}", "mine");
        Assert.Equal(PkiProblemId.BackupKept, Refusal(node, names[0]));
        Assert.Empty(BackupStore.Prune(node.Tree.Root, new BackupRetention { Newest = 1 }));
        Assert.Equal("mine", node.Tree.Read($"/var/backups/kubepki/{names[0]}/{stranger}"));
    }

    [Fact]
    public void A_link_in_a_backup_is_not_followed()
    {
        using var node = new RepairCase();
        using var other = NodeTree.Empty();
        var names = Backups(node, 2);
        other.Write("/precious", "x");
        Directory.Delete(node.Tree.Path($"/var/backups/kubepki/{names[0]}/files"), recursive: true);
        Directory.CreateSymbolicLink(node.Tree.Path($"/var/backups/kubepki/{names[0]}/files"), other.Root);
        Assert.Equal(PkiProblemId.BackupKept, Refusal(node, names[0]));
        Assert.True(File.Exists(other.Path("/precious")));
    }

    [Theory]
    [InlineData("../../../etc")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData(".lock")]
    [InlineData("nothing")]
    public void A_name_that_is_none_removes_nothing(string name)
    {
        using var node = new RepairCase();
        Backups(node, 2);
        var before = Directory.GetFiles(node.Tree.Root, "*", SearchOption.AllDirectories).Length;
        Assert.Equal(PkiProblemId.PathNotFound, Refusal(node, name));
        Assert.Equal(before, Directory.GetFiles(node.Tree.Root, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void What_a_run_that_was_cut_off_needs_is_never_removed()
    {
        using var node = new RepairCase();
        node.Apply(RepairPlanner.Renew(node.Read(), new RenewalScope { Roles = ["front-proxy-client"] },
            new RepairOptions { Force = true }));
        var name = BackupStore.List(node.Tree.Root).Single().Name;
        var journal = node.Tree.Path($"/var/backups/kubepki/{name}/journal.json");
        var backup = BackupStore.List(node.Tree.Root).Single();
        File.WriteAllText(journal, File.ReadAllText(journal).Replace("committed", "applying", StringComparison.Ordinal));
        // Whatever the journal's own hash says of that: it stays.
        Backups(node, 1);
        Assert.Throws<PkiProblemException>(() => BackupStore.Remove(backup));
        Assert.DoesNotContain(name, BackupStore.Prune(node.Tree.Root, new BackupRetention { Newest = 1 }));
        Assert.True(Directory.Exists(backup.Path));
    }

    private static string[] Backups(RepairCase node, int count)
    {
        return [.. Enumerable.Range(0, count).Select(i =>
            BackupStore.Create(node.Tree.Root, ["/etc/kubernetes/admin.conf"], node.Options.AsOf.AddSeconds(i), "test").Name)];
    }

    private static string Refusal(RepairCase node, string name) => Assert.Throws<PkiProblemException>(() =>
        BackupStore.Remove(new PkiBackup { Name = name, Path = node.Tree.Path($"/var/backups/kubepki/{name}"), Root = node.Tree.Root,
            State = PkiBackupState.Plain })).Problem.Id;
}
