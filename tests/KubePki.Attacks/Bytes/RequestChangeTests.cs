using KubePki.Tests;

namespace KubePki.Attacks.Bytes;

/// <summary>Each file that a judgement of requests reads, changed like the files of a node.</summary>
[Collection(nameof(Measured))]
public sealed class RequestChangeTests
{
    private static readonly int Count = Limit.Of("KUBEPKI_BYTES", 12);

    [Fact]
    public void No_change_of_requests_or_of_what_they_are_held_against_breaks_anything()
    {
        using var tree = NodeTree.Empty();
        TreeCopy.Of(Path.Combine(Fixtures.RepositoryRoot, "samples", "requests"), tree.Root);
        string[] approve =
        [
            "csr", "approve", "--file", tree.Path("/csrs.json"), "--nodes", tree.Path("/nodes.json"), "--inventory",
                tree.Path("/nodes.csv"), "--policy-file", tree.Path("/policy.yaml"),
            "--as-of", "2026-07-01T12:00:00Z", "--what-if",
        ];
        var failures = new List<string>();
        foreach (var path in Directory.EnumerateFiles(tree.Root).Order(StringComparer.Ordinal))
        {
            var content = File.ReadAllBytes(path);
            foreach (var (what, changed) in FileChanges.Of(content, Count))
            {
                File.WriteAllBytes(path, changed);
                string[][] commands = [approve, [.. approve, "-o", "json"], ["csr", "--file", path], ["csr", "--file", path, "-o", "csv"],
                    ["csr", "--file", path, "-o", "json"]];
                failures.AddRange(commands.Select(Watched.WhyNot).OfType<string>()
                    .Select(reason => $"{Path.GetFileName(path)}: {what}: {reason}"));
            }
            File.WriteAllBytes(path, content);
        }
        Assert.True(failures.Count == 0, $"{failures.Count}:\n{string.Join("\n", failures.Take(20))}");
    }
}
