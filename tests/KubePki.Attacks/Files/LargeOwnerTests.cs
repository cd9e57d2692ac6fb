using KubePki.Attacks.Trust;
using KubePki.Node.Reading;
using KubePki.Node.Snapshots;
using KubePki.Tests;

namespace KubePki.Attacks.Files;

/// <summary>Users of directories have numbers beyond 31 bits: in an archive they are others, never root.</summary>
public sealed class LargeOwnerTests : IDisposable
{
    private const string Config = "/etc/kubernetes/admin.conf";
    private const uint User = 3_000_000_000;
    private const uint Group = 4_294_967_200;

    private static readonly DateTimeOffset AsOf = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("kubepki-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [RootFact]
    public void A_snapshot_has_them_and_so_has_a_snapshot_of_it()
    {
        using var tree = NodeTree.Unpack("healthy");
        Shell.Do($"chown {User}:{Group} '{tree.Path(Config)}'; chown {User}:0 '{tree.Path("/etc/kubernetes/kubelet.conf")}'");
        var first = Save(tree.Root, "first.tar.gz");
        foreach (var root in new[] { tree.Root, first, Save(first, "second.tar.gz") })
        {
            Assert.Equal((User, Group), OwnerOf(Config, root));
            Assert.Equal((User, 0u), OwnerOf("/etc/kubernetes/kubelet.conf", root));
            Assert.Equal((0u, 0u), OwnerOf("/etc/kubernetes/pki/ca.crt", root));
        }
    }

    [LinuxTheory]
    [InlineData("gnu", "tar", "3000000000", "3000000001")]
    [InlineData("posix", "tar", "3000000000", "3000000001")]
    [InlineData("gnu", "tar.gz", "2147483648", "2147483648")]
    [InlineData("posix", "tar.gz", "4294967294", "4294967293")]
    public void An_archive_of_tar_is_read_to_its_end_and_they_are_not_root(string format, string ending, string user, string group)
    {
        using var tree = NodeTree.Unpack("healthy");
        var path = Path.Combine(_directory, "node." + ending);
        Shell.Do($"tar --format={format} --owner=x:{user} --group=y:{group} -C '{tree.Root}' -caf '{path}' .");
        var node = new NodeReader(new ReadOptions { Root = path, AsOf = AsOf }, CancellationToken.None).ReadNode();
        var whole = new NodeReader(new ReadOptions { Root = tree.Root, AsOf = AsOf }, CancellationToken.None).ReadNode();
        Assert.Equal(whole.Files.Select(file => file.NodePath), node.Files.Select(file => file.NodePath));
        Assert.Equal(whole.Certificates.Select(item => item.Fingerprint), node.Certificates.Select(item => item.Fingerprint));
        Assert.DoesNotContain(node.Files, file => file.UserId is null or 0 || file.GroupId is null or 0 || file.UserId == file.GroupId);
        Assert.DoesNotContain(node.Problems, problem => problem.Reason.Contains("damaged", StringComparison.Ordinal));
    }

    private static (uint?, uint?) OwnerOf(string nodePath, string root)
    {
        var file = new NodeReader(new ReadOptions { Root = root, AsOf = AsOf }, CancellationToken.None).ReadNode().Files
            .Single(file => file.NodePath == nodePath);
        return (file.UserId, file.GroupId);
    }

    private string Save(string root, string name)
    {
        var path = Path.Combine(_directory, name);
        using var output = File.Create(path);
        NodeSnapshot.Write(new ReadOptions { Root = root, AsOf = AsOf }, "test", AsOf, output);
        return path;
    }
}
