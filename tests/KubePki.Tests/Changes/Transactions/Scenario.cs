using System.Text;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;

namespace KubePki.Tests.Changes.Transactions;

/// <summary>
/// A control plane with all that a repair changes: pairs, a kubeconfig, kubelet's link, a network left behind, modes, a missing directory.
/// </summary>
internal sealed class Scenario : IDisposable
{
    public const string Pki = "/etc/kubernetes/pki/";
    public const string Kubelet = "/var/lib/kubelet/pki/";
    public const string Network = "/etc/cni/net.d/10-foreign.conflist";
    public const string NewFile = "/etc/kubernetes/ssl/deep/new.crt";

    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Pairs =
    [
        "apiserver", "apiserver-kubelet-client", "apiserver-etcd-client", "front-proxy-client", "etcd/server",
    ];

    private Scenario(NodeTree tree)
    {
        Tree = tree;
        Old = TreeState.Of(tree.Root);
    }

    public NodeTree Tree { get; }

    public string Root => Tree.Root;

    /// <summary>The tree as it was.</summary>
    public string[] Old { get; }

    public static Scenario Make()
    {
        var tree = NodeTree.Unpack("expired-2020");
        tree.Write(Kubelet + "kubelet-client-2020.pem", "old pem\n");
        tree.Link(Kubelet + "kubelet-client-current.pem", Kubelet + "kubelet-client-2020.pem");
        tree.Write(Network, "{}\n");
        var disk = Disk.OfThisMachine;
        disk.SetModified(tree.Path(Kubelet + "kubelet-client-current.pem"), 1_600_000_000_123_456_789);
        disk.SetModified(tree.Path(Pki + "apiserver.crt"), 1_500_000_000_987_654_321);
        if (Environment.IsPrivilegedProcess)
        {
            disk.SetOwner(tree.Path(Pki + "etcd/server.key"), 1001, 1002);
            disk.SetOwner(tree.Path(Kubelet + "kubelet-client-current.pem"), 1003, 1004);
        }
        return new Scenario(tree);
    }

    /// <summary>The changes of a repair, against the tree as it is now.</summary>
    public List<PendingChange> Changes() => ChangesOf(new NodeFiles(Root));

    public static List<PendingChange> ChangesOf(NodeFiles files)
    {
        var changes = new List<PendingChange>();
        foreach (var name in Pairs)
        {
            changes.Add(Write(files, $"{Pki}{name}.key", Secret(name), 0x180));
            changes.Add(Write(files, $"{Pki}{name}.crt", $"new certificate of {name}\n", 0x1a4));
        }
        changes.Add(Write(files, "/etc/kubernetes/admin.conf", Secret("admin.conf"), null));
        changes.Add(Write(files, Kubelet + "kubelet-client-2026.pem", Secret("pem"), null));
        changes.Add(Change(files, Kubelet + "kubelet-client-current.pem",
            ChangeKind.Link) with { LinkTarget = Kubelet + "kubelet-client-2026.pem" });
        changes.Add(Change(files, Network, ChangeKind.Quarantine));
        changes.Add(Change(files, Pki + "sa.pub", ChangeKind.Access) with { Mode = 0x1a4, UserId = Owner(1005), GroupId = Owner(1006) });
        changes.Add(Change(files, "/etc/kubernetes/pki/etcd", ChangeKind.Access) with { Mode = 0x1c0 });
        changes.Add(Write(files, NewFile, "new\n", 0x1a4));
        return changes;
    }

    public static TransactionOptions Options(IDisk? disk = null) => new() { Now = Now, Label = "a test", Disk = disk ?? new TestDisk() };

    public TransactionResult Apply(IDisk? disk = null) => Transaction.Apply(Root, Changes(), Options(disk));

    public void AssertOld() => Assert.Equal(Old, TreeState.Of(Root));

    /// <summary>Whether the tree is the new one: all that the changes say, nothing of them left undone, nothing temporary.</summary>
    public void AssertNew(IReadOnlyList<PendingChange> changes)
    {
        var files = new NodeFiles(Root);
        foreach (var change in changes)
        {
            var state = FileState.Of(files, change.NodePath);
            Assert.Equal(change.Kind == ChangeKind.Quarantine
                ? EntryKind.Absent
                : change.Kind == ChangeKind.Link ? EntryKind.Link
                : change.Expected.Kind == EntryKind.Directory ? EntryKind.Directory
                : EntryKind.File, state.Kind);
            if (change.Kind == ChangeKind.Write)
                Assert.Equal(change.Content.ToArray(), File.ReadAllBytes(Tree.Path(change.NodePath)));
            Assert.Equal(change.LinkTarget, state.LinkTarget);
            if (change.Mode is { } mode)
                Assert.Equal(mode, state.Mode);
            if ((change.UserId ?? (change.Expected.Kind == EntryKind.File ? change.Expected.UserId : null)) is { } owner
                && change.Kind is not (ChangeKind.Quarantine or ChangeKind.Link))
                Assert.Equal(owner, state.UserId);
        }
        AssertNothingTemporary();
    }

    public void AssertNothingTemporary() => Assert.DoesNotContain(
        Directory.EnumerateFileSystemEntries(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }),
        path => path.Contains(".kubepki-", StringComparison.Ordinal) || path.Contains("-updated.pem", StringComparison.Ordinal));

    public void ForgetBackups()
    {
        if (Directory.Exists(Tree.Path("/var/backups")))
            Directory.Delete(Tree.Path("/var/backups"), recursive: true);
    }

    public PkiBackup OnlyBackup() => Assert.Single(BackupStore.List(Root));

    public static PendingChange Change(NodeFiles files, string path, ChangeKind kind) =>
        new() { NodePath = path, Kind = kind, Expected = FileState.Of(files, path) };

    public static PendingChange Write(NodeFiles files, string path, string text, int? mode) =>
        Change(files, path, ChangeKind.Write) with { Content = Encoding.UTF8.GetBytes(text), Mode = mode };

    /// <summary>Something that must never be seen outside the files.</summary>
    public static string Secret(string name) => $"-----BEGIN TEST-----\nNEVERTOBESEEN{name}\n-----END TEST-----\n";

    public void Dispose() => Tree.Dispose();

    private static uint? Owner(uint id) => Environment.IsPrivilegedProcess ? id : null;
}
