using System.Text;
using KubePki.Model;
using KubePki.Reports;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Trust;

/// <summary>What is shown hides nothing, is not hidden, and tells no password.</summary>
public sealed class ShownTests
{
    [Theory]
    [InlineData(0x3164)]
    [InlineData(0x115f)]
    [InlineData(0x1160)]
    [InlineData(0xffa0)]
    [InlineData(0xfe0f)]
    [InlineData(0xe0100)]
    [InlineData(0x034f)]
    [InlineData(0x17b4)]
    [InlineData(0x180b)]
    [InlineData(0x180f)]
    [InlineData(0x2800)]
    [InlineData(0x20dd)]
    public void A_character_that_nobody_sees(int character)
    {
        Assert.Equal("a?b", Printable.Text($"a{new Rune(character)}b"));
        Assert.DoesNotContain(new Rune(character), ShellWord.Of($"a{new Rune(character)}b").EnumerateRunes());
    }

    [Fact]
    public void A_tower_of_marks()
    {
        Assert.Equal("e" + new string('\u0301', 4) + new string('?', 26) + "x\u0301",
            Printable.Text("e" + new string('\u0301', 30) + "x\u0301"));
        Assert.DoesNotContain('\u0301', ShellWord.Of("e" + new string('\u0301', 30)));
        foreach (var text in new[] { "ệ", "e\u0323\u0302", "שָּׁ", "ที่", "नमस्ते" })
            Assert.Equal(text, Printable.Text(text));
    }

    [Theory]
    [InlineData("https://user:S3CRETPW@10.0.0.1:6443/x?y=z@1", "https://***@10.0.0.1:6443/x?***")]
    [InlineData("user:S3CRET@PW@10.0.0.1:6443", "***@10.0.0.1:6443")]
    [InlineData("https://user@h", "https://***@h")]
    [InlineData("https://h/@x", "https://h/@x")]
    [InlineData("https://h?a@x", "https://h?***")]
    [InlineData("https://h/?token=S3CRET", "https://h/?***")]
    [InlineData("https://h/?", "https://h/?")]
    [InlineData("", "")]
    public void A_password_in_a_URL(string url, string shown) => Assert.Equal(shown, ShownUrl.Of(url));

    [Fact]
    public void No_report_of_a_kubeconfig_tells_a_password()
    {
        using var node = new RepairCase();
        var text = node.Tree.Read("/etc/kubernetes/admin.conf");
        text = text.Replace("server: https://",
            "proxy-url: http://me:S3CRETPW@proxy:3128\n    server: https://me:S3CRETPW@", StringComparison.Ordinal);
        node.Tree.Write("/etc/kubernetes/admin.conf", text);
        node.Tree.Write("/root/.kube/config", text);
        var all = new StringBuilder();
        foreach (var command in new[] { "kubeconfigs", "kubeconfigs -o json", "test",
            "test -o json", "repair --what-if", "repair kubeconfig --what-if",
            "spec", "probe --timeout 1" })
        {
            var (_, output, error) = InProcess.Run([.. command.Split(' '), "--root", node.Tree.Root, "--as-of", "2026-07-01"]);
            all.Append(output).Append(error);
        }
        Assert.DoesNotContain("S3CRETPW", all.ToString(), StringComparison.Ordinal);
        Assert.Contains("https://***@", KubeconfigTable.Write(node.Read().Kubeconfigs), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_hidden_is_never_written()
    {
        using var node = new RepairCase();
        foreach (var name in new[] { "admin.conf", "controller-manager.conf", "scheduler.conf" })
        {
            node.Tree.Write($"/etc/kubernetes/{name}", node.Tree.Read($"/etc/kubernetes/{name}")
                .Replace("server: https://", "server: https://me:S3CRETPW@", StringComparison.Ordinal));
        }
        node.Tree.Delete("/etc/kubernetes/scheduler.conf");
        node.Apply(node.Kubeconfigs());
        Assert.DoesNotContain("***", node.Tree.Read("/etc/kubernetes/scheduler.conf"), StringComparison.Ordinal);
        Assert.Contains("S3CRETPW", node.Tree.Read("/etc/kubernetes/admin.conf"), StringComparison.Ordinal);
    }
}
