using System.Text;
using KubePki.Model;

namespace KubePki.Tests.Logs;

/// <summary>Lines that strangers met: each is told by its cause, and none of another's TLS is called the cluster's.</summary>
public sealed class FieldLineTests
{
    private static readonly DateTimeOffset Asked = new(2026, 11, 29, 3, 30, 0, TimeSpan.Zero);

    public static TheoryData<string, string, string, string> Lines()
    {
        var rows = new TheoryData<string, string, string, string>();
        foreach (var file in new[] { "field-lines.tsv", "field-variants.tsv", "reported-lines.tsv" })
        {
            foreach (var columns in File.ReadAllLines(Path.Combine(Fixtures.Directory, "logs", file)).Skip(1)
                .Select(row => row.Split('\t')))
                rows.Add(columns[0], columns[1], columns[2], Unescape(columns[3]));
        }
        return rows;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Each_line_is_told_by_its_cause(string id, string kind, string checks, string line)
    {
        var found = Logs.Scan(line, Asked).Where(finding => finding.Check != "ClockSkew").ToList();
        var expected = checks.Split(',', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, found.Take(expected.Length).Select(finding => finding.Check));
        switch (kind)
        {
            case "pki":
                Assert.NotEmpty(expected);
                break;
            case "other":
                Assert.All(found, finding => Assert.False(finding.IsPki, $"{id}: {finding.Message}"));
                break;
            case "noise":
                Assert.All(found, finding => Assert.True(finding.SeverityLevel == FindingSeverity.Information
                    || (!finding.IsPki && finding.SeverityLevel <= FindingSeverity.Warning), $"{id}: {finding}"));
                break;
            default:
                Assert.Fail(kind);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Each_text_is_whole(string id, string kind, string checks, string line)
    {
        Assert.NotNull(kind + checks);
        foreach (var finding in Logs.Scan(line, Asked))
        {
            Assert.DoesNotContain("current time", finding.Message, StringComparison.Ordinal);
            Assert.True(finding.Message.EndsWith('.'), $"{id}: {finding.Message}");
        }
    }

    [Theory]
    [InlineData("lease-of-the-scheduler", "kube-scheduler")]
    [InlineData("lease-of-a-pod", "ingress-nginx-leader")]
    [InlineData("k3s-datastore-after-rotate-ca", "k3s")]
    [InlineData("webhook-restored", "kube-apiserver")]
    [InlineData("kubespray-etcdctl", "etcdctl")]
    [InlineData("cainjector-after-restore", "log")]
    public void Whoever_wrote_a_line_is_named(string id, string writer)
    {
        var line = (string)Assert.Single(Lines(), row => (string)row[0] == id)[3];
        Assert.Equal(writer, Logs.Scan(line, Asked)[0].Target);
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(text[i] != '\\' || i + 1 == text.Length ? text[i] : text[++i] switch
            {
                't' => '\t',
                'n' => '\n',
                var letter => letter,
            });
        }
        return plain.ToString();
    }
}
