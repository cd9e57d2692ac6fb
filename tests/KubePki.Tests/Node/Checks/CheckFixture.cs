using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Checks;

/// <summary>A node on which a check finds something, or on which it just does not.</summary>
/// <param name="Check">The check.</param>
/// <param name="Fails">Whether it finds something.</param>
/// <param name="Tree">The tree that is taken; none for an empty one.</param>
/// <param name="Change">What is done to it.</param>
internal sealed record CheckFixture(string Check, bool Fails, string? Tree, Action<NodeTree> Change)
{
    /// <summary>The moment that is looked at.</summary>
    public DateTimeOffset AsOf { get; init; } = TestPki.AsOf;

    /// <summary>For what a test may not do to files everywhere: owners and modes.</summary>
    public Func<NodePki, NodePki> Alter { get; init; } = node => node;

    public static CheckFixture Failing(string check, string tree, Action<NodeTree>? change = null) =>
        new(check, true, tree, change ?? Nothing);

    public static CheckFixture Passing(string check, string tree, Action<NodeTree>? change = null) =>
        new(check, false, tree, change ?? Nothing);

    public NodePki Read()
    {
        using var tree = Tree is null ? NodeTree.Empty() : NodeTree.Unpack(Tree);
        Change(tree);
        return Alter(new NodeReader(new ReadOptions { Root = tree.Root, AsOf = AsOf }).ReadNode());
    }

    private static void Nothing(NodeTree tree)
    {
        // The tree as it is.
    }
}
