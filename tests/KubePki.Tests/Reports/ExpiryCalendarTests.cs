using System.Text;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Tests.Reports;

/// <summary>The ends of certificates as a calendar (RFC 5545).</summary>
public sealed class ExpiryCalendarTests
{
    [Fact]
    public void What_ends_together_is_one_event_with_three_alarms()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var lines = Unfolded(Write(tree, 2020, 5, 1));
        Assert.Equal(["BEGIN:VCALENDAR", "VERSION:2.0"], lines.Take(2));
        Assert.Equal("END:VCALENDAR", lines[^1]);
        // The leaves in 2020, the CAs in 2029.
        Assert.Equal(["DTSTART:20200727T062458Z", "DTSTART:20290725T062458Z"],
            lines.Where(line => line.StartsWith("DTSTART", StringComparison.Ordinal)));
        Assert.Equal(["TRIGGER:-P30D", "TRIGGER:-P7D", "TRIGGER:-P1D"],
            lines.Where(line => line.StartsWith("TRIGGER", StringComparison.Ordinal)).Take(3));
        Assert.Contains(lines, line => line.StartsWith(
            "SUMMARY:kubemaster: 11 certificates expire: admin.conf\\, ", StringComparison.Ordinal));
        Assert.Equal(lines.Count(line => line.StartsWith("BEGIN:", StringComparison.Ordinal)),
            lines.Count(line => line.StartsWith("END:", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_event_keeps_its_identity_and_loses_alarms_that_have_passed()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var (early, late) = (Unfolded(Write(tree, 2020, 5, 1)), Unfolded(Write(tree, 2020, 7, 22)));
        Assert.Equal(early.Where(IsIdentity), late.Where(IsIdentity));
        Assert.Equal(2, early.Where(IsIdentity).Distinct().Count());
        Assert.Equal(6, early.Count(line => line == "BEGIN:VALARM"));
        Assert.Equal(4, late.Count(line => line == "BEGIN:VALARM"));
    }

    [Fact]
    public void Lines_are_folded_between_characters_and_end_as_they_must()
    {
        using var tree = NodeTree.Unpack("healthy");
        tree.Issue("strange", new TestCertificate("CN=x") { End = TestPki.Start.AddYears(3) });
        File.Move(tree.Path("/etc/kubernetes/pki/strange.crt"), tree.Path($"/etc/kubernetes/pki/{new string('ü', 60)};,\\ \u001b\r.crt"));
        var octets = Write(tree, 2026, 7, 1);
        var text = Encoding.UTF8.GetString(octets);
        Assert.DoesNotContain("\ufffd", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', text);
        Assert.All(text.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75, line));
        Assert.Contains(Unfolded(octets), line => line.Contains("üü\\;\\,\\\\ ??", StringComparison.Ordinal));
    }

    [Fact]
    public void Copies_and_what_kubelet_left_behind_have_no_event()
    {
        using var tree = NodeTree.Unpack("power-loss");
        var lines = Unfolded(Write(tree, 2021, 9, 1));
        Assert.DoesNotContain(lines, line => line.Contains("kubelet-client-2020", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("SUMMARY:node30: kubelet-client-current expires", StringComparison.Ordinal));
    }

    private static bool IsIdentity(string line) => line.StartsWith("UID:", StringComparison.Ordinal);

    private static byte[] Write(NodeTree tree, int year, int month, int day) => ExpiryCalendar.Write([new NodeReader(new ReadOptions
    {
        Root = tree.Root,
        AsOf = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero),
    }).ReadNode()], "0.0.0");

    private static string[] Unfolded(byte[] octets)
    {
        var text = Encoding.UTF8.GetString(octets);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        return text.Replace("\r\n ", "", StringComparison.Ordinal)[..^2].Split("\r\n");
    }
}
