using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Tests.Cli;

/// <summary>
/// Private keys, old and new, are in their files and nowhere else: not in what is printed, nor in what a repair writes about itself.
/// </summary>
public sealed partial class SecretTests
{
    private const string Night = "2020-07-28T00:00:00Z";

    [Fact]
    public void No_key_is_in_any_output_journal_or_manifest()
    {
        using var node = NodeTree.Unpack("expired-2020");
        // A key that cannot be read is quoted by careless programs.
        node.Write("/etc/kubernetes/pki/broken.key",
            node.Read("/etc/kubernetes/pki/apiserver.key").Replace("=\n", "\n", StringComparison.Ordinal)[..900]);
        node.Write("/etc/kubernetes/broken.conf",
            node.Read("/etc/kubernetes/admin.conf").Replace("users:", "users: [", StringComparison.Ordinal));
        var secrets = SecretsOf(node);
        var said = new StringBuilder();
        void Say(params string[] arguments)
        {
            var (code, output, error) = CommandLineTests.Run([.. arguments, "--root", node.Root]);
            Assert.True(code is 0 or 1 or 2 or 64, $"{string.Join(' ', arguments)}: {code} {error}");
            // The page escapes more than it must.
            said.Append(output.Replace("\\u002B", "+", StringComparison.Ordinal)).Append(error);
        }
        foreach (var format in new[] { "table", "json" })
        {
            Say("get", "--as-of", Night, "-o", format);
            Say("test", "--as-of", Night, "-o", format);
            Say("kubelet", "--as-of", Night, "-o", format);
            Say("kubeconfigs", "--as-of", Night, "-o", format);
            Say("repair", "--as-of", Night, "--what-if", "-o", format);
            Say("forecast", "--as-of", Night, "-o", format);
        }
        Say("test", "--as-of", Night, "-o", "sarif");
        foreach (var format in new[] { "html", "markdown", "json" })
            Say("report", "--as-of", Night, "-o", "-", "--format", format);
        foreach (var format in new[] { "table", "json", "dot", "mermaid" })
            Say("topology", "--as-of", Night, "-o", format);
        Say("spec", "-o", "kubeadm");
        Say("metrics", "--as-of", Night, "--relative");
        Say("calendar", "--as-of", Night);
        Say("repair", "--as-of", Night, "--yes", "-o", "json");
        Say("renew", "--force", "--keep-key", "--as-of", Night, "--yes");
        secrets.UnionWith(SecretsOf(node));
        Say("backups", "-o", "json");
        Say("restore", "--what-if");
        Say("restore", "--yes");

        Assert.True(secrets.Count > 500, $"{secrets.Count} lines of keys");
        var text = said.ToString();
        Assert.DoesNotContain(secrets, secret => text.Contains(secret, StringComparison.Ordinal));
        var notes = Directory.EnumerateFiles(node.Path("/var/backups/kubepki"), "*.json", SearchOption.AllDirectories)
            .Select(File.ReadAllText).ToList();
        Assert.NotEmpty(notes);
        Assert.All(notes, note => Assert.DoesNotContain(secrets, secret => note.Contains(secret, StringComparison.Ordinal)));
    }

    // The base64 lines of every private key, as they stand in PEM and as they stand in kubeconfigs.
    private static HashSet<string> SecretsOf(NodeTree node)
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(node.Root, "*", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).LinkTarget is null))
        {
            var text = File.ReadAllText(path);
            foreach (Match data in KeyData().Matches(text))
            {
                foreach (var part in data.Groups[1].Value.Chunk(60))
                    secrets.Add(new string(part));
                text += Encoding.ASCII.GetString(Convert.FromBase64String(data.Groups[1].Value));
            }
            foreach (Match key in KeyPem().Matches(text))
                secrets.UnionWith(key.Groups[1].Value.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length > 24));
        }
        return secrets;
    }

    [GeneratedRegex(@"client-key-data: ([A-Za-z0-9+/=]+)")]
    private static partial Regex KeyData();

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----([^-]*)")]
    private static partial Regex KeyPem();
}
