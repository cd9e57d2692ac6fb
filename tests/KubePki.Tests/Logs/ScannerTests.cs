using System.Globalization;
using System.IO.Compression;
using System.Text;
using KubePki.Logs;
using KubePki.Model;

namespace KubePki.Tests.Logs;

/// <summary>Logs of any form and size, hostile ones too.</summary>
public sealed class ScannerTests
{
    private const string Refused = "E0901 09:24:21.179746    1399 kubelet_node_status.go:92] Unable to "
        + "register node \"node30\" with API server: Unauthorized";

    [Fact]
    public void Ten_thousand_repeats_are_one_finding_with_first_and_last()
    {
        var text = string.Concat(Enumerable.Range(0, 10_000).Select(i =>
            $"Sep 01 {i / 3600:00}:{i / 60 % 60:00}:{i % 60:00} node30 kubelet[1399]: "
                + $"E0901 {i / 3600:00}:{i / 60 % 60:00}:{i % 60:00}.179746    1399 kubelet_node_status.go:92] Unable to "
                + "register node \"node30\" with API server: Unauthorized\n"));
        var finding = Assert.Single(Logs.Scan("nothing\n" + text, new DateTimeOffset(2021, 9, 2, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal((10_000, "KubeletUnauthorized", "kubelet", "test.log:2"),
            (finding.Count, finding.Check, finding.Component, finding.Source));
        Assert.Equal(("2021-09-01T00:00:00", "2021-09-01T02:46:39"), (finding.FirstSeen!.ToString(), finding.LastSeen!.ToString()));
    }

    [Fact]
    public void Other_values_are_other_findings_but_not_without_end()
    {
        var text = string.Concat(Enumerable.Range(0, 1500).Select(i => $"x509: certificate is valid for cp1, not host{i}\n"));
        var findings = Logs.Scan(text);
        Assert.Equal(1001, findings.Count);
        Assert.Equal(1500, findings.Sum(finding => finding.Count));
        Assert.Single(findings, finding => finding.Message.StartsWith("Further lines of this kind", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("E0901 09:24:21.179746    1399 a.go:1] x509: malformed", "2025-09-01T09:24:21")]
    [InlineData("E0701 09:24:21.179746    1399 a.go:1] x509: malformed", "2026-07-01T09:24:21")]
    [InlineData("E0702 09:24:21.179746    1399 a.go:1] x509: malformed", "2026-07-02T09:24:21")]
    [InlineData("E0703 09:24:21.179746    1399 a.go:1] x509: malformed", "2025-07-03T09:24:21")]
    [InlineData("E0229 09:24:21.179746    1399 a.go:1] x509: malformed", "2024-02-29T09:24:21")]
    [InlineData("Sep  1 09:24:20 node30 kubelet: x509: malformed", "2025-09-01T09:24:20")]
    [InlineData("2021-09-01T09:24:20+0800 node30 kubelet[1399]: x509: malformed", "2021-09-01T01:24:20Z")]
    [InlineData("2026-07-01T08:00:00.123456789Z stderr F x509: malformed", "2026-07-01T08:00:00Z")]
    [InlineData("2026-07-01T10:00:00.1+02:00 stderr F x509: malformed", "2026-07-01T08:00:00Z")]
    [InlineData("2026-07-01T08:00:00.123456789Z x509: malformed", "2026-07-01T08:00:00Z")]
    [InlineData("2019-09-08 03:40:01.123456 I | embed: x509: malformed", "2019-09-08T03:40:01")]
    [InlineData("2019/09/08 03:40:01 x509: malformed", "2019-09-08T03:40:01")]
    [InlineData("{\"ts\":1630459461179.746,\"msg\":\"x509: malformed\"}", "2021-09-01T01:24:21Z")]
    [InlineData("{\"__REALTIME_TIMESTAMP\":\"1630459461179746\",\"MESSAGE\":\"x509: malformed\"}", "2021-09-01T01:24:21Z")]
    [InlineData("{\"log\":\"x509: malformed\\n\",\"stream\":\"stderr\",\"time\":\"2021-09-01T01:24:21.179746Z\"}", "2021-09-01T01:24:21Z")]
    public void Times_are_taken_as_written_and_the_year_from_the_question(string line, string expected) =>
        Assert.Equal(expected, Assert.Single(Logs.Scan(line)).FirstSeen!.ToString());

    [Theory]
    [InlineData("2026-07-01T25:00:00Z stderr F x509: malformed")]
    [InlineData("E0231 09:24:21.179746    1399 a.go:1] x509: malformed")]
    [InlineData("E9999 99:99:99.179746    1399 a.go:1] x509: malformed")]
    [InlineData("{\"ts\":1e300,\"msg\":\"x509: malformed\"}")]
    [InlineData("{\"ts\":-5,\"msg\":\"x509: malformed\"}")]
    [InlineData("0001-01-01T00:00:00+14:00 x509: malformed")]
    public void Impossible_times_are_no_times(string line) => Assert.NotNull(Assert.Single(Logs.Scan(line)).Check);

    [Fact]
    public void The_outcome_does_not_depend_on_the_zone_or_the_culture()
    {
        var (zone, culture) = (Environment.GetEnvironmentVariable("TZ"), CultureInfo.CurrentCulture);
        try
        {
            var expected = Logs.Scan(Refused).Select(Describe).ToList();
            var strange = (CultureInfo)culture.Clone();
            (strange.NumberFormat.NegativeSign, strange.DateTimeFormat.DateSeparator,
                strange.DateTimeFormat.TimeSeparator) = ("~", "!", "?");
            strange.DateTimeFormat.AbbreviatedMonthNames = [.. Enumerable.Range(1, 12).Select(month => $"m{month}"), ""];
            foreach (var name in new[] { "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati" })
            {
                Environment.SetEnvironmentVariable("TZ", name);
                TimeZoneInfo.ClearCachedData();
                CultureInfo.CurrentCulture = strange;
                Assert.Equal(expected, Logs.Scan(Refused).Select(Describe));
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            CultureInfo.CurrentCulture = culture;
        }

        static string Describe(KubePkiLogFinding finding) => $"{finding} {finding.FirstSeen} {finding.Proof} {finding.Values}";
    }

    [Fact]
    public void Lines_longer_than_memory_are_looked_at_in_pieces()
    {
        var finding = Assert.Single(Logs.Scan(
            new string('x', 1_000_000) + " x509: certificate signed by unknown authority " + new string('y', 1_000_000) + "\n" + Refused),
            finding => finding.Check == "UnknownAuthority");
        Assert.Equal("test.log:1", finding.Source);
        Assert.True(finding.Line.Length < 1100);
    }

    [Fact]
    public void A_gigabyte_without_an_end_of_line_takes_no_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reader = new LogReader(new LogOptions { AsOf = Logs.AsOf });
        reader.Read(new EndlessStream(256 * 1024 * 1024), "endless");
        Assert.Empty(reader.Finish(null));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 * 1024 * 1024);
    }

    [Fact]
    public void Nothing_of_a_line_moves_the_cursor()
    {
        var finding = Assert.Single(Logs.Scan("\0\u001b[2J x509: certificate is valid for a\u001b[1m, not b\u009b2J\0"));
        Assert.DoesNotContain(finding.Line + finding.Message + finding.Values, char.IsControl);
    }

    [Fact]
    public void Broken_utf8_and_crlf_are_no_trouble()
    {
        byte[] octets =
        [
            0xff, 0xc0, 0x20, .. Encoding.ASCII.GetBytes(Refused), 0x80, 0x0d, 0x0a, .. Encoding.ASCII.GetBytes(Refused), 0x0d, 0x0a,
        ];
        Assert.Equal(2, Logs.Scan(octets, Logs.AsOf).Sum(finding => finding.Count));
    }

    [Theory]
    [InlineData("((((((((((((((((((((((((((((((((((((((((")]
    [InlineData("certificate is valid for , , , , , , , , ")]
    [InlineData("Unable to authenticate the request x509: x509: verifying certificate SN=1 ")]
    [InlineData("cni projectcalico ClusterInformation certificate signed by unknown authorit ")]
    [InlineData("https://https://https://[[[[[[::::")]
    [InlineData("{\"msg\":{\"msg\":{\"msg\":")]
    public void No_line_takes_long(string piece)
    {
        var line = "x509: Unauthorized " + string.Concat(Enumerable.Repeat(piece, 16_000 / piece.Length)) + "\n";
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Logs.Scan(string.Concat(Enumerable.Repeat(line, 20)));
        Assert.True(watch.ElapsedMilliseconds < 5000, $"{watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public void Gzip_is_read_all_its_members_whatever_it_is_called()
    {
        byte[] octets = [.. Gzip(Refused + "\n"), .. Gzip(Refused + "\n")];
        Assert.Equal(2, Assert.Single(Logs.Scan(octets, Logs.AsOf)).Count);
    }

    [Fact]
    public void Broken_gzip_is_a_problem_with_its_path_and_the_rest_is_read()
    {
        using var tree = NodeTree.Empty();
        var random = new Random(1);
        var noise = string.Concat(Enumerable.Range(0, 20_000).Select(_ => $"{random.Next()}\n"));
        var whole = Gzip(Refused + "\n" + noise);
        whole.AsSpan(whole.Length / 2).Fill(0xff);
        var broken = tree.Write("/kubelet.log.1.gz", whole);
        var good = tree.Write("/kubelet.log", Refused);
        var reader = new LogReader(new LogOptions { AsOf = Logs.AsOf });
        reader.ReadFile(broken);
        reader.ReadFile(good);
        reader.ReadFile(tree.Path("/absent.log"));
        reader.ReadFile(tree.Root);
        Assert.Equal(
            [(PkiProblemId.MalformedLog, broken), (PkiProblemId.PathNotFound, tree.Path("/absent.log")),
                (PkiProblemId.NotRegularFile, tree.Root)],
            reader.Problems.Select(problem => (problem.Id, problem.Path)));
        Assert.All(reader.Problems, problem => Assert.NotNull(problem.RecommendedAction));
        Assert.Equal(2, Assert.Single(reader.Finish(null)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(500)]
    public void Gzip_that_was_cut_off_is_a_problem(int cut)
    {
        var reader = new LogReader(new LogOptions { AsOf = Logs.AsOf });
        reader.Read(new MemoryStream(Gzip(Refused + "\n" + new string('x', 100_000) + string.Concat(Enumerable.Range(0, 9999)))[..^cut]),
            "cut.gz");
        Assert.Equal(PkiProblemId.MalformedLog, Assert.Single(reader.Problems).Id);
        Assert.Single(reader.Finish(null));
    }

    [Theory]
    [InlineData(new byte[] { 0x4c, 0x50, 0x4b, 0x53, 0x48, 0x48, 0x52, 0x48, 0x00 }, "journald")]
    [InlineData(new byte[] { 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00 }, "xz")]
    [InlineData(new byte[] { 0x28, 0xb5, 0x2f, 0xfd }, "zstd")]
    [InlineData(new byte[] { 0x42, 0x5a, 0x68, 0x39 }, "bzip2")]
    public void What_is_in_another_form_is_told(byte[] octets, string form)
    {
        var reader = new LogReader(new LogOptions { AsOf = Logs.AsOf });
        reader.Read(new MemoryStream(octets), "system.journal");
        Assert.Contains(form, Assert.Single(reader.Problems).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_Windows_PowerShell_redirects_is_read()
    {
        byte[] octets = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Refused + "\r\n")];
        Assert.Single(Logs.Scan(octets, Logs.AsOf));
        Assert.Single(Logs.Scan([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Refused)], Logs.AsOf));
        Assert.Empty(Logs.Scan([], Logs.AsOf));
    }

    [Fact]
    public void Secrets_are_masked()
    {
        const string Jwt = "eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlc2lnbmF0dXJl";
        var text = string.Join('\n',
            $"x509: one Authorization: Bearer {Jwt}",
            "x509: two --token abcdef.0123456789abcdef",
            "x509: three token=c2VjcmV0c2VjcmV0c2VjcmV0",
            "x509: four -----BEGIN RSA PRIVATE KEY-----\\nMIIEowIBAAKCAQEA7\\n",
            "x509: five client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk",
            "x509: seven Get \"https://bob:hunter2@10.0.0.1:6443/api?token=sh0rt&x=1\": x509: seven",
            "x509: eight password: \"short1\", x509: eight",
            "x509: six \"certificate-key\":\"e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204\"");
        var all = string.Join('\n', Logs.Scan(text).Select(finding => finding.Line + finding.Message + finding.Values));
        foreach (var secret in new[]
        {
            "eyJ", "0123456789abcdef", "c2VjcmV0", "MIIEow", "LS0tLS1", "e6a2eb85", "hunter2", "sh0rt", "short1",
        })
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_a_terminal_broke_are_joined()
    {
        var whole = LogCatalogue.Find("CniAuthorityTwin")!.Examples[0];
        var broken = string.Join('\n',
            Enumerable.Range(0, (whole.Length + 99) / 100).Select(i => whole.Substring(i * 100, Math.Min(100, whole.Length - (i * 100)))));
        var finding = Assert.Single(Logs.Scan("$ journalctl -u kubelet\n" + broken + "\n$ exit\n"));
        Assert.Equal(("CniAuthorityTwin", 1, "test.log:2"), (finding.Check, finding.Count, finding.Source));
        Assert.Contains("ca=kubernetes", finding.Values);
    }

    [Fact]
    public void Lines_that_are_only_as_long_as_each_other_are_not_joined() =>
        Assert.Equal(50, Assert.Single(Logs.Scan(string.Concat(Enumerable.Repeat(Refused + "\n", 50)))).Count);

    [Theory]
    [InlineData("Sep 01 13:31:37 node30 kubelet[1399]: " + Refused, "4 h 7 min")]
    [InlineData("E0901 09:24:21.179746    1399 a.go:1] x509: certificate has expired or is not yet valid: "
        + "current time 2021-09-01T05:01:00+08:00 is before 2021-09-01T05:11:39Z",
        "-4 h 23 min")]
    public void Clocks_that_differ_within_a_line_are_told(string line, string offset)
    {
        var skew = Logs.Scan(line, new DateTimeOffset(2021, 9, 2, 0, 0, 0, TimeSpan.Zero)).Single(finding => finding.Check == "ClockSkew");
        Assert.Contains($"offset={offset}", skew.Values);
    }

    [Theory]
    [InlineData("Sep 01 01:24:21 node30 kubelet[1399]: " + Refused)]
    [InlineData("2021-09-01T01:24:21.2Z stderr F " + Refused)]
    [InlineData("Sep 01 09:24:59 node30 kubelet[1399]: " + Refused)]
    public void Zones_are_no_skew(string line) => Assert.DoesNotContain(Logs.Scan(line), finding => finding.Check == "ClockSkew");

    [Fact]
    public void A_record_that_journald_exports_is_one_line_with_its_fields()
    {
        const string Export = "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1767500000000000\n_COMM=etcd\nMESSAGE=nothing\n\n"
            + "__REALTIME_TIMESTAMP=1767600000123456\nPRIORITY=3\nMESSAGE=x509: malformed certificate\n_HOSTNAME=w1\n"
            + "SYSLOG_IDENTIFIER=kube-proxy\n\n__REALTIME_TIMESTAMP=1767700000000000\nSYSLOG_IDENTIFIER=dockerd\nMESSAGE=nothing\n";
        var finding = Assert.Single(Logs.Scan(Export));
        Assert.Equal(("kube-proxy", "2026-01-05T08:00:00Z"), (finding.Component, finding.FirstSeen!.ToString()));
    }

    [Fact]
    public void A_verbose_record_of_journald_is_one_line_with_its_fields()
    {
        const string Verbose = "Mon 2026-01-05 07:00:00.000001 UTC [s=1;i=1]\n    _COMM=etcd\n    MESSAGE=nothing\n"
            + "Mon 2026-01-05 08:00:00.123456 UTC [s=1;i=2]\n    PRIORITY=3\n    _SOURCE_REALTIME_TIMESTAMP=1767600000123456\n"
            + "    MESSAGE=x509: malformed certificate\n    _COMM=kube-proxy\n"
            + "Mon 2026-01-05 09:00:00.000001 UTC [s=1;i=3]\n    SYSLOG_IDENTIFIER=dockerd\n    MESSAGE=nothing\n";
        var finding = Assert.Single(Logs.Scan(Verbose));
        Assert.Equal(("kube-proxy", "2026-01-05T08:00:00Z"), (finding.Component, finding.FirstSeen!.ToString()));
    }

    [Theory]
    [InlineData("2021-09-02T09:24:20.9Z stderr F E0901 09:24:21.179746    1399 a.go:1] x509: malformed", "2021-09-01T09:24:21")]
    [InlineData("E0901 09:24:21.179746    1399 a.go:1] x509: certificate has expired or is not yet valid: "
        + "current time 2021-09-01T09:24:21Z is after 2021-08-31T05:11:39Z", "2021-09-01T09:24:21")]
    public void The_year_is_that_of_the_line_where_it_has_one(string line, string expected) =>
        Assert.Equal(expected, Logs.Scan(line).First(finding => finding.Check != "ClockSkew").FirstSeen!.ToString());

    [Fact]
    public void The_severe_comes_first_and_within_it_the_cause_before_what_follows()
    {
        var found = Logs.Scan("E0901 09:24:20.953854       1 authentication.go:73] \"Unable to authenticate the request\" "
            + "err=\"[invalid bearer token, invalid signature, no keys found]\"\n"
            + "Error: context deadline exceeded\ntls: private key does not match public key\n"
            + "kubelet.go:2448] \"Error getting node\" err=\"node \\\"w1\\\" not found\"");
        Assert.Equal(["KeyMismatch", "EtcdDeadline", "TokenKeyMismatch", "NodeNotFound"], found.Select(finding => finding.Check));
    }

    [Fact]
    public void Each_message_names_the_writer_and_the_server()
    {
        var finding = Assert.Single(Logs.Scan("Jul 01 08:00:00 w1 kube-proxy[7]: failed to initialize: "
            + "Get \"https://lb.example.org:6443/api/v1/nodes/w1\": tls: failed to verify certificate: "
            + "x509: certificate signed by unknown authority"));
        Assert.EndsWith("Logged by kube-proxy about lb.example.org:6443.", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pieces_of_a_pipeline_are_lines_of_one_log()
    {
        var reader = new LogReader(new LogOptions { AsOf = Logs.AsOf });
        foreach (var line in new[] { "nothing", Refused, "a\nb", Refused })
            reader.AddLine(line);
        var finding = Assert.Single(reader.Finish(null));
        Assert.Equal((2, "-:2"), (finding.Count, finding.Source));
    }

    [Fact]
    public void Reading_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            new LogReader(new LogOptions { AsOf = Logs.AsOf }, stop.Token).Read(new MemoryStream(Encoding.UTF8.GetBytes(Refused)), "x"));
    }

    private static byte[] Gzip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionMode.Compress))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return output.ToArray();
    }

    private sealed class EndlessStream(long length) : MemoryStream
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            var read = (int)Math.Min(buffer.Length, _left);
            _left -= read;
            buffer[..read].Fill((byte)'x');
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
