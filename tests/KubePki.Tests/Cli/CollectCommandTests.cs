using KubePki.Tests.Hostile;

namespace KubePki.Tests.Cli;

/// <summary>kubepki collect, as its users run it.</summary>
public sealed class CollectCommandTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    public void A_host_without_a_name_is_not_this_machine(string host)
    {
        using var node = NodeTree.Unpack("healthy");
        using var place = NodeTree.Empty();
        var (code, _, error) = CommandLineTests.Run("collect", place.Path("/cp1.tar.gz"), "--root", node.Root, "--host", host);
        Assert.Equal(64, code);
        Assert.Contains("--host needs the name of a host", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(place.Root));
    }

    [Fact]
    public void A_file_that_is_no_program_is_named()
    {
        using var place = NodeTree.Empty();
        var file = place.Write("/hostname", "cp1");
        var (code, _, error) = CommandLineTests.Run("collect", place.Root, "--host", "cp1", "--program", file);
        Assert.Equal(64, code);
        Assert.Contains($"{file} is not the native program", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_is_replaced_on_demand_and_nothing_else_is()
    {
        using var node = NodeTree.Unpack("healthy");
        using var place = NodeTree.Empty();
        var file = place.Path("/cp1.tar.gz");
        string[] collect = ["collect", place.Root, "--root", node.Root];
        Assert.Equal(0, CommandLineTests.Run(collect).Code);
        var first = File.ReadAllBytes(file);
        var (code, _, error) = CommandLineTests.Run(collect);
        Assert.Equal(1, code);
        Assert.Contains("cp1.tar.gz: it already exists; to replace a snapshot, use --force", error, StringComparison.Ordinal);
        node.Write("/etc/kubernetes/pki/other.crt", "changed");
        Assert.Equal(0, CommandLineTests.Run([.. collect, "--force"]).Code);
        Assert.NotEqual(first, File.ReadAllBytes(file));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.WriteAllText(file, "mine");
        Assert.Equal(1, CommandLineTests.Run([.. collect, "--force"]).Code);
        Assert.Equal(("mine", 1), (File.ReadAllText(file), Directory.GetFileSystemEntries(place.Root).Length));
    }

    [UnixFact]
    public void No_link_is_replaced()
    {
        using var node = NodeTree.Unpack("healthy");
        using var place = NodeTree.Empty();
        string[] collect = ["collect", "--root", node.Root, "--force"];
        Assert.Equal(0, CommandLineTests.Run([.. collect, place.Path("/real.tar.gz")]).Code);
        var before = File.ReadAllBytes(place.Path("/real.tar.gz"));
        place.Link("/link.tar.gz", place.Path("/real.tar.gz"));
        Assert.Equal(1, CommandLineTests.Run([.. collect, place.Path("/link.tar.gz")]).Code);
        Assert.Equal(before, File.ReadAllBytes(place.Path("/real.tar.gz")));
    }

    [UnixFact]
    public void A_directory_that_all_can_write_gets_nothing_and_is_told_in_the_right_words()
    {
        using var node = NodeTree.Unpack("healthy");
        using var place = NodeTree.Empty();
        var loose = Directory.CreateDirectory(place.Path("/loose")).FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(loose, (UnixFileMode)0x1ff);
        var (code, _, error) = CommandLineTests.Run("collect", loose, "--root", node.Root);
        Assert.Equal(1, code);
        Assert.Contains("nothing is written to it: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("no keys", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(loose));
    }

    [Theory]
    [InlineData("collect")]
    [InlineData("report", "-o")]
    [InlineData("metrics", "--out-file")]
    [InlineData("calendar", "--out-file")]
    public void A_directory_that_is_missing_is_told_as_such(params string[] command)
    {
        using var node = NodeTree.Unpack("healthy");
        using var place = NodeTree.Empty();
        var (code, _, error) = CommandLineTests.Run([.. command, place.Path("/none/below/x.html"), "--root", node.Root]);
        Assert.Equal(1, code);
        Assert.Contains("directory does not exist", error, StringComparison.Ordinal);
        Assert.Contains("Create the directory, or specify another path.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("mounted image", error, StringComparison.Ordinal);
    }
}
