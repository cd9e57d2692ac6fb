using System.Collections;
using System.Reflection;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Kubelet;
using KubePki.Node.Reading;

namespace KubePki.Tests.Model;

/// <summary>
/// PowerShell indexes what has an indexer; of the lists that collection expressions make it takes <c>[0]</c> for the whole.
/// </summary>
public sealed class ListTests
{
    [Theory]
    [InlineData("healthy")]
    [InlineData("power-loss")]
    [InlineData("cni-leftover")]
    [InlineData("outage-2019")]
    public void Every_list_can_be_indexed(string name)
    {
        using var tree = NodeTree.Unpack(name);
        var node = new NodeReader(new ReadOptions { Root = tree.Root, AsOf = TestPki.AsOf }).ReadNode();
        var spec = SpecBuilder.Build(node);
        Look(node);
        Look(spec);
        Look(KubeletJudge.Judge(node, spec));
        Look(CheckCatalogue.All);
        Look(Diagnosis.Run(node));
    }

    private static void Look(object item, int depth = 0)
    {
        if (item is IEnumerable list and not string)
        {
            Assert.True(item.GetType().IsArray || item.GetType().GetProperty("Item") is not null, $"{item.GetType()} has no indexer");
            foreach (var element in list)
                Look(element, depth + 1);
            return;
        }
        if (item.GetType().Namespace != typeof(NodePki).Namespace || depth > 12)
            return;
        foreach (var property in item.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.GetIndexParameters().Length == 0 && property.GetValue(item) is { } value)
                Look(value, depth + 1);
        }
    }
}
