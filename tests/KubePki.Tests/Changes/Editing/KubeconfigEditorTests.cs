using KubePki.Changes.Editing;
using KubePki.Yaml;

namespace KubePki.Tests.Changes.Editing;

public sealed class KubeconfigEditorTests
{
    private const string Several = """
        # mine
        apiVersion: v1
        kind: Config
        current-context: one   # the usual
        clusters:
        - name: c1
          cluster: {server: "https://one:6443", certificate-authority: ca.crt}
        - cluster:
            certificate-authority-data: T0xE   # old
            server: https://two:6443
          name: c2
        users:
        - name: cert
          user:
            # keep me
            client-certificate-data: T0xE
            client-key-data: T0xE
        - {name: flow, user: {client-certificate-data: T0xE, client-key-data: T0xE}}
        - name: files
          user:
            client-certificate: /a.pem
            client-key: /a.pem
        - name: robot
          user:
            token: abc
        - name: cloud
          user:
            exec: {command: aws, args: [eks, get-token]}
        """;

    private static readonly byte[] New = "NEW"u8.ToArray();

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void One_user_changes_and_every_other_byte_stays(string lineBreak)
    {
        var text = "\ufeff" + Several.ReplaceLineEndings(lineBreak);
        var editor = new KubeconfigEditor(text);
        Assert.True(editor.SetCredential("cert", New, "KEY"u8));
        Assert.Equal(text.Replace($"client-certificate-data: T0xE{lineBreak}    client-key-data: T0xE{lineBreak}",
            $"client-certificate-data: TkVX{lineBreak}    client-key-data: S0VZ{lineBreak}", StringComparison.Ordinal), editor.Apply());
    }

    [Fact]
    public void Flow_style_stays_flow_style()
    {
        var editor = new KubeconfigEditor(Several);
        Assert.True(editor.SetCredential("flow", New, "KEY"u8));
        Assert.True(editor.SetServer("c1", "https://10.0.0.9:6443"));
        Assert.True(editor.SetAuthority("c1", New));
        var text = editor.Apply();
        Assert.Contains("- {name: flow, user: {client-certificate-data: TkVX, client-key-data: S0VZ}}", text, StringComparison.Ordinal);
        Assert.Contains("cluster: {server: \"https://10.0.0.9:6443\", certificate-authority-data: TkVX}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_and_files_take_each_others_place()
    {
        var editor = new KubeconfigEditor(Several);
        Assert.True(editor.SetCredentialFiles("cert", "/var/lib/kubelet/pki/kubelet-client-current.pem",
            "/var/lib/kubelet/pki/kubelet-client-current.pem"));
        Assert.True(editor.SetCredential("files", New, "KEY"u8));
        var text = editor.Apply();
        Assert.Contains("    # keep me\n    client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem\n"
            + "    client-key: /var/lib/kubelet/pki/kubelet-client-current.pem\n",
            text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("    client-certificate-data: TkVX\n    client-key-data: S0VZ\n",
            text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("/a.pem", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("robot")]
    [InlineData("cloud")]
    public void What_is_not_there_is_added_before_the_rest(string user)
    {
        var editor = new KubeconfigEditor(Several);
        Assert.True(editor.SetCredential(user, New, "KEY"u8));
        var root = YamlText.Parse(editor.Apply()).Root!;
        var entry = ((YamlSequence)root.At("users")!).Items.Single(item => item.Text("name") == user);
        Assert.Equal(("TkVX", "S0VZ"), (entry.Text("user", "client-certificate-data"), entry.Text("user", "client-key-data")));
        Assert.True(entry.Text("user", "token") == "abc" || entry.Text("user", "exec", "command") == "aws");
    }

    [Fact]
    public void Json_stays_json()
    {
        var editor = new KubeconfigEditor(
            """{"clusters": [{"name": "c", "cluster": {"server": "https://a"}}], "users": [{"name": "u", "user": {}}]}""");
        Assert.True(editor.SetCredential("u", New, "KEY"u8));
        Assert.True(editor.SetAuthority("c", New));
        var text = YamlText.Parse(editor.Apply());
        Assert.True(text.IsJson);
        Assert.Equal("TkVX", ((YamlSequence)text.Root!.At("clusters")!).Items[0].Text("cluster", "certificate-authority-data"));
    }

    [Fact]
    public void Where_both_stand_one_goes()
    {
        var editor = new KubeconfigEditor("users:\n- name: u\n  user:\n    client-certificate: /old.pem  # gone\n"
            + "    client-certificate-data: T0xE\n    client-key: /old.pem\n");
        Assert.True(editor.SetCredential("u", New, "KEY"u8));
        var user = ((YamlSequence)YamlText.Parse(editor.Apply()).Root!.At("users")!).Items[0];
        Assert.Null(user.At("user", "client-certificate"));
        Assert.Null(user.At("user", "client-key"));
        Assert.Equal(("TkVX", "S0VZ"), (user.Text("user", "client-certificate-data"), user.Text("user", "client-key-data")));
    }

    [Fact]
    public void A_new_one_is_as_kubeadm_writes_it()
    {
        var editor = new KubeconfigEditor(KubeconfigText.Write("kubernetes", "https://10.0.0.1:6443", "kubernetes-admin", minor: null));
        Assert.True(editor.SetCredential("kubernetes-admin", New, "KEY"u8));
        Assert.True(editor.SetAuthority("kubernetes", New));
        var root = YamlText.Parse(editor.Apply()).Root!;
        Assert.Equal("kubernetes-admin@kubernetes", root.Text("current-context"));
        Assert.Equal("TkVX", ((YamlSequence)root.At("users")!).Items[0].Text("user", "client-certificate-data"));
    }

    [Fact]
    public void What_is_right_already_is_not_touched()
    {
        var editor = new KubeconfigEditor(Several);
        editor.SetServer("c2", "https://two:6443");
        Assert.True(editor.IsUnchanged);
        Assert.False(editor.SetServer("c3", "https://x"));
    }
}
