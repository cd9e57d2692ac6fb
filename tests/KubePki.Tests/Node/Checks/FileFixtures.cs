using KubePki.Model;
using KubePki.Node.Checks.Files;
using static KubePki.Tests.Node.Checks.CheckFixture;

namespace KubePki.Tests.Node.Checks;

internal static class FileFixtures
{
    private const int Readable = 0b110_100_100;

    public static IEnumerable<CheckFixture> All { get; } =
    [
        // Everybody may read a certificate.
        Failing(nameof(LooseMode), "healthy") with { Alter = node => Strict(node, TreeEdits.PkiDirectory + "ca.key") },
        Passing(nameof(LooseMode), "healthy") with { Alter = node => Strict(node, TreeEdits.PkiDirectory + "ca.crt") },

        // A copy that somebody made belongs to them; that says nothing of the node.
        Failing(nameof(WrongOwner), "healthy") with
        {
            Alter = node => Owned(node, file => file.NodePath == TreeEdits.PkiDirectory + "ca.key"),
        },
        Passing(nameof(WrongOwner), "healthy") with { Alter = node => Owned(node, _ => true) },

        Failing(nameof(StrayKeyCopy), "healthy",
            tree => tree.Copy(TreeEdits.PkiDirectory + "ca.key", "/etc/kubernetes.old-20260601/pki/ca.key")),
        Passing(nameof(StrayKeyCopy), "healthy",
            tree => tree.Copy(TreeEdits.PkiDirectory + "ca.crt", "/etc/kubernetes.old-20260601/pki/ca.crt")),
    ];

    // Modes and owners by the snapshot: a test need not be root, and Windows has neither.
    private static NodePki Strict(NodePki node, string except) => node with
    {
        Files =
        [
            .. node.Files.Select(file =>
                file with { Mode = file.NodePath == except ? Readable : file.IsDirectory ? 0b111_000_000 : 0b110_000_000 }),
        ],
    };

    private static NodePki Owned(NodePki node, Func<PkiFile, bool> bySomebody) =>
        node with { Files = [.. node.Files.Select(file => file with { UserId = bySomebody(file) ? 1000u : 0u })] };
}
