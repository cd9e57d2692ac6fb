using KubePki.Attacks.Trust;
using KubePki.Changes.ExternalCa;
using KubePki.Changes.Init;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;
using KubePki.Tests;
using KubePki.Tests.Changes.ExternalCa;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Files;

/// <summary>Keys are written into a directory that was named only where nobody else could put another in its place.</summary>
public sealed class OutputDirectoryTests
{
    private static readonly string[] Commands = ["new", "request", "package"];

    private static readonly (string Lay, string Out)[] Places =
    [
        // A new one in a directory of somebody else, or of everybody: that one exchanges it for another.
        ("chown 12345:12345 jane", "jane/out"),
        ("chmod 777 jane", "jane/out"),
        ("mkdir -p jane/a; chown 12345:12345 jane", "jane/a/out"),
        ("mkdir -p jane/a; chown 12345:12345 jane", "jane/a"),
        // A link of somebody else leads to one of root's.
        ("chown 12345:12345 jane; ln -s ../own jane/out; chown -h 12345:12345 jane/out", "jane/out"),
        ("chown 12345:12345 jane; ln -s ../own jane/out; chown -h 12345:12345 jane/out", "jane/out/below"),
        ("chmod 1777 jane; ln -s ../own jane/out; chown -h 12345:12345 jane/out", "jane/out"),
        ("chown 12345:12345 own", "own"),
        ("ln -s out own/out", "own/out"),
    ];

    public static TheoryData<string, string, string> Untrusted()
    {
        var cases = new TheoryData<string, string, string>();
        foreach (var command in Commands)
        {
            foreach (var (lay, directory) in Places)
                cases.Add(command, lay, directory);
        }
        return cases;
    }

    [RootTheory]
    [MemberData(nameof(Untrusted))]
    public void No_key_is_written_where_somebody_else_decides_what_lies_there(string command, string lay, string directory)
    {
        using var place = Place(lay);
        var before = State(place);
        Assert.NotNull(Run(command, place.Path("/" + directory)));
        Assert.Equal(before, State(place));
    }

    [RootTheory]
    [InlineData("new", "own")]
    [InlineData("request", "own")]
    [InlineData("package", "own")]
    [InlineData("new", "link")]
    [InlineData("request", "link")]
    [InlineData("package", "link")]
    [InlineData("new", "own/out")]
    [InlineData("request", "own/out")]
    [InlineData("package", "own/out")]
    public void What_is_there_keeps_its_mode_and_what_is_made_is_private(string command, string directory)
    {
        using var place = Place("ln -s own link");
        Assert.Null(Run(command, place.Path("/" + directory)));
        Assert.Equal("755", Shell.Run($"stat -c %a '{place.Path("/own")}'").Output.Trim());
        if (directory == "own/out")
            Assert.Equal("700", Shell.Run($"stat -c %a '{place.Path("/own/out")}'").Output.Trim());
        Assert.NotEmpty(Shell.Run($"find '{place.Path("/own")}' -type f -perm 600").Output);
        Assert.Empty(Shell.Run($"find '{place.Path("/own")}' -type f ! -perm 600 | xargs -r grep -l PRIVATE").Output);
    }

    private static NodeTree Place(string lay)
    {
        var place = NodeTree.Empty();
        Shell.Do($"cd '{place.Root}'; mkdir -m 755 own jane; {lay}");
        return place;
    }

    // Why it was not done; null when it was.
    private static string? Run(string command, string directory)
    {
        using var node = new RepairCase();
        switch (command)
        {
            case "new":
                var options = node.Options with { Root = directory };
                var settings = new ClusterSettings { NodeName = new("cp1", "test"), AdvertiseAddress = new("10.2.1.7", "test"),
                    KubernetesVersion = new("1.31", "test") };
                return WhyNot(RepairRun.Apply(PkiInit.Plan(options, settings,
                    new InitOptions { KeyKind = KeyKind.Find("P256"), MakesRoot = true }), options));
            case "package":
                return WhyNot(RepairRun.Apply(NodePackage.Plan(node.Read(), "worker7", directory, new RepairOptions()), node.Options));
            default:
                using (var authority = new ExternalAuthority(node.Tree))
                    return Request(node, directory);
        }
    }

    private static string? Request(RepairCase node, string directory)
    {
        try
        {
            RequestRun.Write(RequestPlanner.Plan(node.Options, directory, [], new RepairOptions { KeyKind = KeyKind.Find("P256") }, null));
            return null;
        }
        catch (PkiProblemException e)
        {
            return e.Message;
        }
    }

    private static string? WhyNot(IReadOnlyList<RepairReceipt> receipts)
    {
        Assert.NotEmpty(receipts);
        return receipts.FirstOrDefault(receipt => receipt.Result != RepairResult.Done)?.ToString();
    }

    private static string State(NodeTree place) => Shell.Run($"cd '{place.Root}' && find . -printf '%p %y %m %U:%G %l\\n' | sort").Output;
}
