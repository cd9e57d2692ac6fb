using System.Text;
using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Node.Reading;

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
