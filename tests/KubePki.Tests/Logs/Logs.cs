using System.Text;
using KubePki.Logs;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Logs;

/// <summary>Asks the log reader about texts.</summary>
internal static class Logs
{
    public static readonly DateTimeOffset AsOf = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<KubePkiLogFinding> Scan(string text) => Scan(text, AsOf);

    public static IReadOnlyList<KubePkiLogFinding> Scan(string text, DateTimeOffset asOf, NodePki? node = null) =>
        Scan(Encoding.UTF8.GetBytes(text), asOf, node);

    public static IReadOnlyList<KubePkiLogFinding> Scan(byte[] octets, DateTimeOffset asOf, NodePki? node = null)
    {
        var reader = new LogReader(new LogOptions { AsOf = asOf });
        reader.Read(new MemoryStream(octets), "test.log");
        Assert.Empty(reader.Problems);
        return reader.Finish(node);
    }

    public static NodePki Node(NodeTree tree, string asOf) =>
        new NodeReader(new ReadOptions
        {
            Root = tree.Root,
            AsOf = DateTimeOffset.Parse(asOf, System.Globalization.CultureInfo.InvariantCulture),
        }).ReadNode();
}
