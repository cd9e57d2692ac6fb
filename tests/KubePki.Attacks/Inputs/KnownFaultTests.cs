using System.Security.Cryptography;
using System.Text;
using KubePki.Changes.Editing;
using KubePki.Fuzz;
using KubePki.Tests;

namespace KubePki.Attacks.Inputs;

/// <summary>Inputs that have broken the program: each is refused or left alone now, and told with its file.</summary>
public sealed class KnownFaultTests
{
    private const string Night = "2020-07-28T00:00:00Z";

    public static TheoryData<string, string> Requests => new()
    {
        {
            """{"kind":"CertificateSigningRequest","metadata":{"name":"a","BAD":1},"spec":{}}""",
            "a name in this object is not Unicode text"
        },
        {
            """{"kind":"CertificateSigningRequest","metadata":{"name":"a","\udfff":1},"spec":{}}""",
            "a name in this object is not Unicode text"
        },
        { """{"kind":"List","\ud800":1,"items":[]}""", "a name in it is not Unicode text" },
        {
            """{"kind":"CertificateSigningRequest","metadata":{"name":"a\ud800"},"spec":{}}""",
            "this is not a CertificateSigningRequest, or it has no name"
        },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Names_in_json_that_are_no_text(string json, string words)
    {
        using var tree = NodeTree.Empty();
        // Not UTF-8, which no string of C# can hold.
        byte[] bytes = [.. Encoding.UTF8.GetBytes(json).Select(octet => octet)];
        var bad = bytes.AsSpan().IndexOf("BAD"u8);
        if (bad >= 0)
            new byte[] { 0xf4, 0xff, 0xc3 }.CopyTo(bytes.AsSpan(bad));
        var path = tree.Write("/csrs.json", bytes);
        foreach (var command in (string[][])[["csr", "--file", path], ["csr", "approve", "--file", path, "--nodes", path, "--what-if"]])
        {
            var (code, _, error) = InProcess.Run(command);
            Assert.NotEqual(70, code);
            Assert.True(error.Contains(words, StringComparison.Ordinal) && error.Contains(path, StringComparison.Ordinal), error);
        }
    }

    [Fact]
    public void Requests_in_yaml_that_are_deeper_than_json_is_by_default()
    {
        using var tree = NodeTree.Empty();
        var path = tree.Write("/csrs.yaml", "kind: CertificateSigningRequest\nmetadata: {name: a}\nspec: "
            + new string('[', 80) + new string(']', 80));
        Assert.NotEqual(70, InProcess.Run("csr", "--file", path).Code);
    }

    [Fact]
    public void A_window_that_ends_with_the_calendar()
    {
        using var tree = NodeTree.Empty();
        var (inventory, problems) = KubePki.Cluster.Csr.Policy.NodeInventory.Read(
            tree.Write("/nodes.csv", "name,notAfter\nworker-1,9999-12-31\n"));
        Assert.Empty(problems);
        Assert.Equal(DateTimeOffset.MaxValue.UtcDateTime, inventory!.Entries["worker-1"].NotAfter!.Value.UtcDateTime);
    }

    [Fact]
    public void A_name_that_begins_with_an_at_sign_is_the_name_of_a_file()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var key = "@" + tree.Path(TreeEdits.PkiDirectory + "ca.key");
        foreach (var command in (string[])["get", "logs", "__complete"])
        {
            var (_, output, error) = InProcess.Run(command, key);
            Assert.DoesNotContain("MII", output + error, StringComparison.Ordinal);
        }
        tree.Write("/yes", "--yes");
        var (code, _, _) = InProcess.Run("repair", "kubeconfig", "--root", tree.Root, "--as-of", Night, "--path", "@" + tree.Path("/yes"));
        Assert.NotEqual(0, code);
        Assert.False(Directory.Exists(tree.Path("/var/backups/kubepki")));
    }

    [Fact]
    public void A_key_of_a_curve_that_is_zero()
    {
        // The platform imports it, and fails when it is used.
        var pem = "-----BEGIN EC PRIVATE KEY-----\nMBECAQEEAKAKBggqhkjOPQMBBw==\n-----END EC PRIVATE KEY-----\n"u8;
        Assert.Null(KubePki.Pki.Keys.PrivateKey.Read(pem));
        using var tree = NodeTree.Unpack("expired-2020");
        tree.Write(TreeEdits.PkiDirectory + "ca.key", pem.ToArray());
        var (code, _, error) = InProcess.Run("repair", "--root", tree.Root, "--as-of", Night, "--yes");
        Assert.True(code is 1 or 2, $"{code} {error}");
    }

    [Fact]
    public void A_key_of_a_curve_that_the_platform_does_not_take()
    {
        // 1.2.840.10045.3.135 is nobody's.
        byte[] sec1 = DerNode.Wrap(0x30, [2, 1, 1], DerNode.Wrap(4, RandomNumberGenerator.GetBytes(32)),
            DerNode.Wrap(0xa0, [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 0x81, 7]));
        Assert.Null(KubePki.Pki.Keys.PrivateKey.Read(PemText.Write("EC PRIVATE KEY", sec1)));
    }

    [Fact]
    public void Every_byte_of_the_names_of_the_api_servers_certificate()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var path = tree.Path("/etc/kubernetes/pki/apiserver.crt");
        var der = PemText.Read(File.ReadAllBytes(path))[0].Der;
        var names = der.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x55, 0x1d, 0x11]);
        var codes = new List<int>();
        // The header of the extension and of its first names is where the lengths are.
        for (var at = names; at < names + 128; at += at < names + 24 ? 1 : 9)
        {
            var changed = der.ToArray();
            changed[at] ^= 0x80;
            File.WriteAllBytes(path, PemText.Write("CERTIFICATE", changed));
            foreach (var command in (string[])["repair", "renew"])
            {
                var (code, output, error) = InProcess.Run(command, "--root", tree.Root, "--as-of", Night, "--what-if");
                Assert.True(code is 0 or 1, $"byte {at - names}: {command}: {code} {error}");
                Assert.DoesNotContain("failed with an internal error on this node", output + error, StringComparison.Ordinal);
                codes.Add(code);
            }
        }
        Assert.Contains(0, codes);
    }

    [Fact]
    public void A_kubelet_conf_without_its_user_beside_a_broken_ca()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var path = tree.Path("/etc/kubernetes/kubelet.conf");
        File.WriteAllText(path, File.ReadAllText(path).Replace("- name: system:node", "- name: other", StringComparison.Ordinal));
        foreach (var authority in (string?[])[null, "", "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"])
        {
            if (authority is not null)
                tree.Write("/etc/kubernetes/pki/ca.crt", authority);
            foreach (var command in (string[][])[["repair"], ["repair", "kubelet"], ["repair", "kubeconfig"], ["renew", "--force"],
                ["kubelet"]])
            {
                var (code, output, error) = InProcess.Run([.. command, "--root", tree.Root, "--as-of", Night, .. command[0] == "kubelet"
                    ? Array.Empty<string>() : ["--what-if"]]);
                Assert.True(code is not 70, error);
                Assert.DoesNotContain("failed with an internal error on this node", output + error, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Two_changes_of_a_kubeconfig_that_meet_are_refused_and_not_mixed()
    {
        const string Text =
            "{kind: Config, users: [{name: a, user: {client-certificate: x, client-certificate-data: y, "
                + "client-key-data: z, client-key: w}}], clusters: []}";
        var editor = new KubePki.Changes.Editing.KubeconfigEditor(Text);
        Assert.True(editor.SetCredential("a", "certificate"u8, "key"u8));
        try
        {
            var credential = new KubePki.Changes.Editing.KubeconfigEditor(editor.Apply()).CredentialOf("a");
            Assert.Equal("certificate"u8.ToArray(), credential!.Value.Certificate);
        }
        catch (FormatException e)
        {
            Assert.Contains("edit the file manually", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_users_that_share_one_entry_get_one_credential()
    {
        const string Text =
            "kind: Config\nusers:\n- name: a\n  user: &shared\n    client-certificate-data: y\n"
                + "    client-key-data: z\n- name: b\n  user: *shared\n";
        var editor = new KubePki.Changes.Editing.KubeconfigEditor(Text);
        Assert.True(editor.SetCredential("a", "one"u8, "key"u8) && editor.SetCredential("b", "other"u8, "key"u8));
        var edited = new KubePki.Changes.Editing.KubeconfigEditor(editor.Apply());
        Assert.Equal("other"u8.ToArray(), edited.CredentialOf("a")!.Value.Certificate);
        Assert.Equal("other"u8.ToArray(), edited.CredentialOf("b")!.Value.Certificate);
    }
}
