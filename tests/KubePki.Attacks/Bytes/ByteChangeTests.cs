using KubePki.Fuzz.Inputs;
using KubePki.Tests;
using Xunit.Abstractions;

namespace KubePki.Attacks.Bytes;

/// <summary>
/// Every file of small nodes, changed in one byte or as a whole, through every command: nothing breaks, hangs or takes much. In the suite a
/// few changes of each file, always the same, and of the commands some with each; <c>KUBEPKI_BYTES=20</c> for as many changes with all
/// commands, 0 for all, and <c>KUBEPKI_BYTES_FILE</c> for one file alone.
/// </summary>
[Collection(nameof(Measured))]
public sealed class ByteChangeTests(ITestOutputHelper report)
{
    private static readonly int Count = Limit.Of("KUBEPKI_BYTES", 1);

    // In the suite the commands take turns.
    private static readonly int Turns = Count == 1 ? 5 : 1;

    private static readonly string? Only = Environment.GetEnvironmentVariable("KUBEPKI_BYTES_FILE");

    [Fact]
    public void No_change_of_a_file_of_a_new_node_breaks_anything()
    {
        using var place = new FuzzPlace();
        var sample = Path.Combine(Fixtures.RepositoryRoot, "samples", "expired-2020");
        foreach (var path in (string[])["/etc/kubernetes/manifests/kube-apiserver.yaml", "/etc/kubernetes/manifests/etcd.yaml",
            "/var/lib/kubelet/config.yaml", "/var/lib/kubelet/kubeadm-flags.env"])
            place.Put(path, File.ReadAllBytes(sample + path));
        foreach (var (name, path) in (ReadOnlySpan<(string, string)>)[("10-net.conflist", "/etc/cni/net.d/10-net.conflist"),
            ("kubelet.service", "/etc/systemd/system/kubelet.service")])
            place.Put(path, SeedFiles.Text(name));
        Attack(place.Root, "2026-11-20T00:00:00Z");
    }

    [Fact]
    public void No_change_of_a_file_of_an_expired_node_breaks_anything()
    {
        using var tree = NodeTree.Empty();
        TreeCopy.Of(Path.Combine(Fixtures.RepositoryRoot, "samples", "expired-2020"), tree.Root);
        Attack(tree.Root, "2020-07-28T00:00:00Z");
    }

    private void Attack(string root, string asOf)
    {
        var failures = new List<string>();
        var (runs, changes) = (0, 0);
        foreach (var path in FilesOf(root))
        {
            var content = File.ReadAllBytes(path);
            foreach (var (what, changed) in FileChanges.Of(content, Count))
            {
                File.WriteAllBytes(path, changed);
                var turn = changes++ % Turns;
                var reasons = OfTurn(NodeCommands.Reading(root, path, asOf), turn).Select(Watched.WhyNot).Concat(Written(root, asOf, turn))
                    .ToList();
                runs += reasons.Count;
                failures.AddRange(reasons.OfType<string>().Select(reason => $"{path[root.Length..]}: {what}: {reason}"));
            }
            File.WriteAllBytes(path, content);
        }
        report.WriteLine($"{runs} runs");
        Assert.True(failures.Count == 0, $"{failures.Count} of {runs} runs:\n{string.Join("\n", failures.Take(20))}");
        Assert.True(runs > 100 || Only is not null, $"{runs} runs show nothing");
    }

    private static IReadOnlyList<string> FilesOf(string root) =>
    [
        .. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(path => new FileInfo(path).LinkTarget is null && (Only is null || path.EndsWith(Only, StringComparison.Ordinal))),
    ];

    private static IEnumerable<string[]> OfTurn(IEnumerable<string[]> commands, int turn) => commands.Where((_, i) => i % Turns == turn);

    private static IEnumerable<string?> Written(string root, string asOf, int turn)
    {
        var copy = $"{root}-copy";
        foreach (var command in OfTurn(NodeCommands.Writing(copy, asOf), turn))
        {
            TreeCopy.Of(root, copy);
            try
            {
                yield return Watched.WhyNot(command);
            }
            finally
            {
                Directory.Delete(copy, recursive: true);
            }
        }
    }
}
