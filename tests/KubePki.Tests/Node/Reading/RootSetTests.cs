using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Reading;

/// <summary>Which roots are the same.</summary>
public sealed class RootSetTests
{
    [Fact]
    public void A_root_is_one_however_it_is_spelled()
    {
        using var tree = NodeTree.Unpack("healthy");
        using var other = NodeTree.Unpack("healthy");
        tree.Link("/link", tree.Root);
        File.Copy(Path.Combine(Fixtures.Directory, "nodes", "healthy.tar.gz"), other.Path("/archive.tar.gz"));
        var roots = new RootSet();
        Assert.True(roots.Add(tree.Root));
        foreach (var same in new[] { tree.Root, tree.Root + "/", tree.Root + "//", Path.Combine(tree.Root, "etc", ".."),
            Path.GetRelativePath(Environment.CurrentDirectory, tree.Root) })
            Assert.False(roots.Add(same), same);
        if (OperatingSystem.IsLinux())
            Assert.False(roots.Add(tree.Path("/link")));
        Assert.True(roots.Add(other.Root));
        Assert.True(roots.Add(other.Path("/archive.tar.gz")));
        Assert.False(roots.Add(other.Path("/archive.tar.gz")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("/nonexistent/node")]
    public void What_is_no_root_is_for_others_to_tell(string root)
    {
        var roots = new RootSet();
        Assert.True(roots.Add(root));
        Assert.False(roots.Add(root));
    }
}
