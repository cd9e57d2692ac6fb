using System.Globalization;
using System.Text;
using System.Text.Json;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Reports;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Trust;

/// <summary>What files and clusters say is shown, and acted upon neither by a terminal nor by a spreadsheet.</summary>
public sealed class PrintableTests
{
    private const string Evil = "\u001b]0;x\u0007a\u202eb\u2028c\u2029d\u200be\u0085f\u009bg\u2066h\udc00i\U000e0001j\rk";

    [Theory]
    [MemberData(nameof(HostileNames.Data), MemberType = typeof(HostileNames))]
    public void A_text_does_nothing_to_a_terminal(string name) =>
        IsHarmless(Printable.Text(name), name.Contains('\n', StringComparison.Ordinal));

    [Fact]
    public void Whatever_can_be_seen_stays_as_it_is()
    {
        foreach (var text in new[] { "é 名 ß Ω", "CN=kubernetes", "a’b", "👍", "e\u0301" })
            Assert.Equal(text, Printable.Text(text));
    }

    [Fact]
    public void Tables_titles_and_reports_of_a_hostile_tree()
    {
        using var node = new RepairCase();
        var directory = "/etc/kubernetes/pki/" + Evil.Replace("\udc00", "", StringComparison.Ordinal);
        using var authority = node.Tree.Pair("ca");
        TestPki.Put(node.Tree, directory + "/x", TestPki.Leaf(authority, "CN=x\u001b[31m\u202ey"));
        var snapshot = new KubePki.Node.Reading.NodeReader(node.Options).ReadPath(directory).Single();
        Assert.NotEmpty(snapshot.Certificates);
        var text = new StringWriter();
        var csv = new CsvTable(text);
        foreach (var certificate in snapshot.Certificates)
            csv.Write(certificate);
        IsHarmless(text.ToString().Replace("\r\n", "", StringComparison.Ordinal));
        IsHarmless(CertificateTable.Write(snapshot.Certificates, wide: true), hasLines: true);
        IsHarmless(Json(json => json.Write(snapshot.Certificates[0])), hasLines: true);
        foreach (var certificate in snapshot.Certificates)
            IsHarmless((string)Printable.Show(certificate)!);
    }

    [Fact]
    public void JSON_says_to_a_program_what_it_was()
    {
        var finding = new KubePkiFinding { Check = "X", SeverityLevel = FindingSeverity.Error, Target = "t",
            Message = Evil.Replace("\udc00", "", StringComparison.Ordinal) + "<&'+é名", Why = "w", Remedy = "r", Path = "/p" };
        var text = Json(json => json.Write(finding));
        IsHarmless(text, hasLines: true);
        Assert.Contains("<&'+é名", text, StringComparison.Ordinal);
        Assert.Equal(finding.Message, JsonDocument.Parse(text).RootElement[0].GetProperty("message").GetString());
        using var sarif = new MemoryStream();
        Sarif.Write([finding], CheckCatalogue.All, "1.0.0", sarif);
        IsHarmless(Encoding.UTF8.GetString(sarif.ToArray()), hasLines: true);
    }

    [Fact]
    public void A_request_of_a_hostile_name()
    {
        var csr = JsonSerializer.Serialize(Evil.Replace("\udc00", "", StringComparison.Ordinal));
        var text = $$$"""{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":{{{csr}}}"""
            + $$$"""},"spec":{"request":"","signerName":{{{csr}}},"username":{{{csr}}},"usages":[{{{csr}}}]}}""";
        var reading = CsrFile.Read(Encoding.UTF8.GetBytes(text), "-", TestPki.AsOf, new CsrPemOptions(), CancellationToken.None);
        Assert.All(reading.Problems, problem => IsHarmless(problem.ToString()));
        IsHarmless(CsrTable.Write(reading.Requests, wide: true), hasLines: true);
        var csv = new StringWriter();
        CsrTable.WriteCsv(reading.Requests, csv);
        IsHarmless(csv.ToString().Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(reading.Requests, request => IsHarmless((string)Printable.Show(request.Name)!));
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1+cmd|' /C calc'!A0")]
    [InlineData("-2+3+cmd|' /C calc'!A0")]
    [InlineData("@SUM(1+1)*cmd|' /C calc'!A0")]
    [InlineData("\t=1+1")]
    [InlineData("\r=1+1")]
    [InlineData("\n=1+1")]
    [InlineData("＝1+1")]
    [InlineData("-1+1")]
    [InlineData("-17h+1")]
    [InlineData("-a")]
    [InlineData("=")]
    [InlineData("-")]
    public void A_cell_that_is_a_formula_is_a_text(string value) => Assert.StartsWith("'", Cell(value), StringComparison.Ordinal);

    [Theory]
    [InlineData("-17h")]
    [InlineData("-3d")]
    [InlineData("-63000")]
    [InlineData("-1.5")]
    [InlineData("+7")]
    [InlineData("apiserver")]
    [InlineData("")]
    [InlineData("CN=kubernetes")]
    public void A_quantity_and_a_plain_text_stay(string value) => Assert.Equal(value, Cell(value));

    [Fact]
    public void Every_cell_of_a_certificate_is_safe()
    {
        using var node = new RepairCase();
        using var authority = node.Tree.Pair("ca");
        node.Tree.Write("/etc/kubernetes/pki/=cmd.crt", TestPki.Leaf(authority, "CN=x", TestPki.AsOf.AddDays(-1)).ExportCertificatePem());
        var text = new StringWriter();
        var csv = new CsvTable(text);
        foreach (var certificate in node.Read().Certificates)
            csv.Write(certificate);
        Assert.Contains("\r\n'=cmd,", text.ToString(), StringComparison.Ordinal);
        Assert.Contains(",-86400,", text.ToString(), StringComparison.Ordinal);
    }

    private static string Cell(string value)
    {
        var text = new StringWriter();
        CsvTable.WriteRow(text, [value]);
        var row = text.ToString()[..^2];
        return row.StartsWith('"') ? row[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : row;
    }

    private static string Json(Action<JsonObjects> write)
    {
        using var stream = new MemoryStream();
        using (var json = new JsonObjects(stream))
            write(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void IsHarmless(string text, bool hasLines = false)
    {
        var bad = text.EnumerateRunes().Where(rune => !(hasLines && rune.Value == '\n')
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned).Select(rune =>
                $"U+{rune.Value:X4}").Distinct();
        Assert.True(!bad.Any(), $"{string.Join(' ', bad)} in: {text}");
    }
}
