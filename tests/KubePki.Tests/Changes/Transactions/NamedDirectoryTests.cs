using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Changes.Transactions;

public sealed class NamedDirectoryTests : IDisposable
{
    private readonly NodeTree _tree = NodeTree.Empty();

    private static readonly (string, byte[], int)[] Files = [("a.key", [1], 0x180), ("a.csr", [2], 0x1a4)];

    public void Dispose() => _tree.Dispose();

    [UnixFact]
    public void What_fails_leaves_nothing_behind()
    {
        var failures = 0;
        for (var n = 1; ; n++)
        {
            try
            {
                Write("/requests", new TestDisk { FailAt = n });
                break;
            }
            catch (DiskException)
            {
                failures++;
                Assert.Equal([], Directory.GetFileSystemEntries(_tree.Root));
            }
        }
        Assert.True(failures > 10, $"{failures} operations");
        Assert.Equal(["a.csr", "a.key"], Directory.GetFiles(_tree.Path("/requests")).Select(Path.GetFileName).Order());
    }

    [UnixFact]
    public void What_was_there_stays_when_it_fails()
    {
        _tree.Write("/requests/notes", "mine");
        Assert.Throws<DiskException>(() => Write("/requests", new TestDisk { FailAt = 12 }));
        Assert.Equal(["notes"], Directory.GetFileSystemEntries(_tree.Path("/requests")).Select(Path.GetFileName));
    }

    [UnixFact]
    public void The_directory_above_must_be_there()
    {
        Assert.Equal(PkiProblemId.PathNotFound, Refusal("/none/requests"));
        _tree.Write("/file", "");
        Assert.Equal(PkiProblemId.PathNotFound, Refusal("/file/requests"));
    }

    [UnixFact]
    public void What_is_no_directory_is_not_blamed_on_the_disk()
    {
        _tree.Write("/file", "");
        _tree.Link("/dangling", "/nowhere");
        Assert.Equal(PkiProblemId.ImpossibleChange, Refusal("/file"));
        Assert.Equal(PkiProblemId.ImpossibleChange, Refusal("/dangling"));
    }

    private void Write(string path, IDisk disk)
    {
        using var directory = NamedDirectory.Open(_tree.Path(path), disk);
        directory.WriteAll(Files);
    }

    private string Refusal(string path) =>
        Assert.Throws<PkiProblemException>(() => Write(path, Disk.OfThisMachine)).Problem.Id;
}
