using System.Text;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;
using KubePki.Tests;
using KubePki.Tests.Changes.Transactions;

namespace KubePki.Attacks.Files;

/// <summary>The log of decisions goes where it was asked to go, and is for its owner alone.</summary>
public sealed class DecisionLogTests
{
    [LinuxFact]
    public void It_is_made_for_its_owner_alone_and_written_at_its_end()
    {
        using var tree = NodeTree.Empty();
        var path = tree.Path("/log.jsonl");
        Write(path, "one\n");
        Assert.Equal(0x180, Disk.OfThisMachine.Look(path).Mode);
        using (var other = AppendedFile.Open(path))
        {
            Write(path, "two\n");
            other.Write("three\n"u8);
        }
        Assert.Equal("one\ntwo\nthree\n", File.ReadAllText(path));
    }

    [RootFact]
    public void A_planted_link_is_not_followed()
    {
        using var tree = NodeTree.Empty();
        tree.Write("/target", "mine\n");
        tree.Write("/drop/x", "");
        Disk.OfThisMachine.SetMode(tree.Path("/drop"), 0x3ff);
        tree.Link("/drop/log.jsonl", tree.Path("/target"));
        Disk.OfThisMachine.SetOwner(tree.Path("/drop/log.jsonl"), 65534, 65534);
        Assert.Throws<IOException>(() => AppendedFile.Open(tree.Path("/drop/log.jsonl")));
        Assert.Equal("mine\n", File.ReadAllText(tree.Path("/target")));
    }

    [LinuxFact]
    public void A_link_of_ones_own_and_an_output_are()
    {
        using var tree = NodeTree.Empty();
        tree.Write("/target", "");
        tree.Link("/log.jsonl", tree.Path("/target"));
        Write(tree.Path("/log.jsonl"), "one\n");
        Assert.Equal("one\n", File.ReadAllText(tree.Path("/target")));
        AppendedFile.Open("/dev/null").Dispose();
    }

    private static void Write(string path, string text)
    {
        using var log = AppendedFile.Open(path);
        log.Write(Encoding.UTF8.GetBytes(text));
    }
}
