using System.Text;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Changes.Transactions;

/// <summary>A file for other programs is there as a whole, and nobody else's file is lost.</summary>
public sealed class ReplacedFileTests
{
    private const string Mark = "# Ours";

    private static readonly byte[] Content = Encoding.UTF8.GetBytes(Mark + "\n" + new string('x', 100_000) + "\n");

    [UnixFact]
    public void It_can_be_read_by_all_and_leaves_nothing_beside_it()
    {
        using var tree = NodeTree.Empty();
        ReplacedFile.Write(tree.Path("/a.prom"), Content, Mark, force: false);
        ReplacedFile.Write(tree.Path("/a.prom"), Content, Mark, force: false);
        Assert.Equal([tree.Path("/a.prom")], Directory.GetFiles(tree.Root));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                File.GetUnixFileMode(tree.Path("/a.prom")));
        }
        Assert.Equal(Content, File.ReadAllBytes(tree.Path("/a.prom")));
    }

    [Fact]
    public async Task Readers_never_see_half_of_it()
    {
        using var tree = NodeTree.Empty();
        var path = tree.Path("/a.prom");
        ReplacedFile.Write(path, Content, Mark, force: false);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var seen = 0;
            for (; !stop.IsCancellationRequested || seen == 0; seen++)
                Assert.Equal(Content.Length, File.ReadAllBytes(path).Length);
        });
        for (var i = 0; i < 50; i++)
            ReplacedFile.Write(path, Content, Mark, force: false);
        await stop.CancelAsync();
        await reader;
    }

    [Fact]
    public void What_somebody_else_wrote_stays_unless_it_is_forced()
    {
        using var tree = NodeTree.Empty();
        tree.Write("/other.prom", "node_disk_bytes 1\n");
        var refused = Assert.Throws<PkiProblemException>(() => ReplacedFile.Write(tree.Path("/other.prom"), Content, Mark, force: false));
        Assert.Equal(PkiProblemId.ImpossibleChange, refused.Problem.Id);
        Assert.Equal("node_disk_bytes 1\n", tree.Read("/other.prom"));
        ReplacedFile.Write(tree.Path("/other.prom"), Content, Mark, force: true);
        Assert.Equal(Content.Length, new FileInfo(tree.Path("/other.prom")).Length);
    }

    [Fact]
    public void Without_a_mark_what_is_there_stays_and_that_is_told_before_the_work()
    {
        using var tree = NodeTree.Empty();
        var path = tree.Path("/report.html");
        ReplacedFile.Demand(path, mark: null, force: false);
        Assert.Empty(Directory.GetFileSystemEntries(tree.Root));
        ReplacedFile.Write(path, Content, mark: null, force: false);
        Refused(() => ReplacedFile.Demand(path, mark: null, force: false));
        Refused(() => ReplacedFile.Write(path, "no"u8.ToArray(), mark: null, force: false));
        Assert.Equal(Content, File.ReadAllBytes(path));
        ReplacedFile.Demand(path, mark: null, force: true);
        ReplacedFile.Write(path, "yes"u8.ToArray(), mark: null, force: true);
        Assert.Equal("yes", tree.Read("/report.html"));
        Assert.Equal([path], Directory.GetFiles(tree.Root));
        static void Refused(Action write) =>
            Assert.Contains("it exists; ", Assert.Throws<PkiProblemException>(write).Problem.Reason, StringComparison.Ordinal);
    }

    [UnixFact]
    public void A_link_in_its_place_is_not_followed()
    {
        using var tree = NodeTree.Empty();
        tree.Write("/precious", Mark + " and more\n");
        tree.Link("/a.prom", tree.Path("/precious"));
        Assert.Throws<PkiProblemException>(() => ReplacedFile.Write(tree.Path("/a.prom"), Content, Mark, force: false));
        ReplacedFile.Write(tree.Path("/a.prom"), Content, Mark, force: true);
        Assert.Equal(Mark + " and more\n", tree.Read("/precious"));
        Assert.Null(new FileInfo(tree.Path("/a.prom")).LinkTarget);
    }

    [Fact]
    public void What_is_no_place_for_a_file_is_told()
    {
        using var tree = NodeTree.Empty();
        Directory.CreateDirectory(tree.Path("/directory"));
        Assert.Equal(PkiProblemId.ImpossibleChange, Problem(tree.Path("/directory")));
        Assert.Equal(PkiProblemId.PathNotFound, Problem(tree.Path("/nothing/a.prom")));
        static string Problem(string path) =>
            Assert.Throws<PkiProblemException>(() => ReplacedFile.Write(path, Content, Mark, force: true)).Problem.Id;
    }
}
