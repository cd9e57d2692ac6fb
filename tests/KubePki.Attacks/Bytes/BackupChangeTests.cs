using KubePki.Changes.Transactions;
using KubePki.Fuzz.Inputs;

namespace KubePki.Attacks.Bytes;

/// <summary>Each file of a backup, changed like the files of a node: what is damaged is reported, and nothing breaks.</summary>
[Collection(nameof(Measured))]
public sealed class BackupChangeTests
{
    private static readonly int Count = Limit.Of("KUBEPKI_BYTES", 8);

    [Fact]
    public void No_change_of_a_file_of_a_backup_breaks_anything()
    {
        using var place = new FuzzPlace();
        var (code, _, error) = InProcess.Run("renew", "--root", place.Root, "--as-of", "2026-11-20T00:00:00Z", "--role", "apiserver",
            "--force", "--yes");
        Assert.True(code == 0, error);
        var failures = new List<string>();
        foreach (var path in Directory.EnumerateFiles(place.Root + BackupArea.NodePath, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            var content = File.ReadAllBytes(path);
            foreach (var (what, changed) in FileChanges.Of(content, Count))
            {
                File.WriteAllBytes(path, changed);
                string[][] commands = [["backups", "--root", place.Root], ["restore", "--root", place.Root, "--what-if"],
                    ["repair", "--root", place.Root, "--what-if"]];
                failures.AddRange(commands.Select(Watched.WhyNot).Append(Restored(place.Root)).OfType<string>()
                    .Select(reason => $"{path[place.Root.Length..]}: {what}: {reason}"));
            }
            File.WriteAllBytes(path, content);
        }
        Assert.True(failures.Count == 0, $"{failures.Count}:\n{string.Join("\n", failures.Take(20))}");
    }

    private static string? Restored(string root)
    {
        var copy = $"{root}-copy";
        TreeCopy.Of(root, copy);
        try
        {
            return Watched.WhyNot(["restore", "--root", copy, "--yes"]) ?? Watched.WhyNot(["renew", "--root", copy, "--as-of",
                "2026-11-20T00:00:00Z", "--role", "apiserver", "--force", "--yes"]);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }
}
