using KubePki.Reports;

namespace KubePki.Tests.Reports;

/// <summary>Tables fit the terminal: no word is broken that has room, nothing is cut off, and nothing vanishes.</summary>
public sealed class TextTableTests
{
    private const string Sentence =
        "The client certificate of user system:kube-controller-manager expired at 2020-07-27T06:24:58Z, 17 h 35 min ago.";

    [Fact]
    public void Without_a_terminal_lines_have_no_end()
    {
        var text = Findings().ToString();
        Assert.Equal(3, text.Split('\n').Length);
        Assert.Contains(Sentence, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(160)]
    public void On_a_terminal_each_line_fits_and_each_word_is_there(int width)
    {
        var text = Findings().ToString(new TextLayout(width));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, line));
        var words = text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in Sentence.Split(' ').Concat(["SEVERITY", "CHECK", "TARGET", "MESSAGE", "KubeconfigCredentialExpired"]))
            Assert.Contains(word, words);
    }

    [Fact]
    public void A_date_is_not_broken()
    {
        var table = new TextTable("CERTIFICATE", "EXPIRES", "RESIDUAL TIME", "CERTIFICATE AUTHORITY", "EXTERNAL", "STATUS");
        table.Add("apiserver-kubelet-client", "Jul 27, 2020 06:24 UTC", "-17h", "ca", "no", "Expiring");
        table.Add("front-proxy-client", "Jul 27, 2020 06:24 UTC", "-17h", "front-proxy-ca", "no", "Expired");
        var lines = table.ToString(new TextLayout(80)).Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Equal(2, lines.Count(line => line.Contains("Jul 27, 2020 06:24  ", StringComparison.Ordinal)));
        Assert.Contains("EXPIRES (UTC)", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(70)]
    public void What_has_too_many_columns_becomes_lists(int width)
    {
        var table = new TextTable("KUBECONFIG", "CONTEXT", "SERVER", "USER", "STATUS");
        table.Add("/etc/kubernetes/controller-manager.conf", "system:kube-controller-manager@kubernetes", "https://192.168.10.190:6443",
            "system:kube-controller-manager", "Expired");
        var lines = table.ToString(new TextLayout(width)).Split('\n');
        Assert.Contains("SERVER      https://192.168.10.190:6443", lines);
        Assert.Contains("STATUS      Expired", lines);
    }

    [Fact]
    public void Colors_do_not_move_columns()
    {
        var plain = Findings().ToString(new TextLayout(120));
        var coloured = Findings().ToString(new TextLayout(120, IsColoured: true));
        Assert.Contains("\u001b[31mError", coloured, StringComparison.Ordinal);
        Assert.Equal(plain, System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", ""));
    }

    [Theory]
    [InlineData("", 10, "")]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("/etc/kubernetes/pki/apiserver.crt", 20, "/etc/kubernetes/pki/|apiserver.crt")]
    [InlineData("a /etc/kubernetes/admin.conf", 26, "a|/etc/kubernetes/admin.conf")]
    [InlineData("at 2020-07-27T06:24:58Z,", 12, "at|2020-07-27T06:24:58Z,")]
    public void Words_break_at_blanks_and_long_ones_behind_marks(string text, int width, string lines) =>
        Assert.Equal(lines, string.Join('|', WordWrap.Lines(text, width)));

    private static TextTable Findings()
    {
        var table = new TextTable("SEVERITY", "CHECK", "TARGET", "MESSAGE");
        table.Add("Error", "KubeconfigCredentialExpired", "controller-manager.conf", Sentence);
        return table;
    }
}
