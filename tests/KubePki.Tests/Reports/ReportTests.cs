using System.Text.Json;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Tests.Reports;

public sealed class ReportTests
{
    private static readonly DateTimeOffset AsOf = new(2020, 7, 28, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Json_and_csv_have_every_public_property_once()
    {
        var properties = typeof(KubeCertificate).GetProperties().Select(property => property.Name).Order();
        Assert.Equal(properties, CertificateFields.All.Select(field => field.Name).Order());
    }

    [Fact]
    public void Json_is_an_array_in_camel_case_with_times_in_utc()
    {
        using var json = JsonDocument.Parse(Json(Read("expired-2020").Certificates));
        var apiserver = json.RootElement.EnumerateArray().Single(item => item.GetProperty("name").GetString() == "apiserver");
        Assert.Equal("2020-07-27T06:24:58Z", apiserver.GetProperty("notAfter").GetString());
        Assert.Equal("2020-07-28T00:00:00Z", apiserver.GetProperty("asOf").GetString());
        Assert.Equal("Expired", apiserver.GetProperty("status").GetString());
        Assert.True(apiserver.GetProperty("expired").GetBoolean());
        Assert.Equal(-63302, apiserver.GetProperty("remaining").GetInt64());
        Assert.Equal(-1, apiserver.GetProperty("daysRemaining").GetInt32());
        Assert.Contains("10.96.0.1", apiserver.GetProperty("ipAddresses").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(JsonValueKind.Null, apiserver.GetProperty("goError").ValueKind);
    }

    [Fact]
    public void Csv_quotes_what_must_be_quoted()
    {
        var text = new StringWriter();
        var csv = new CsvTable(text);
        foreach (var certificate in Read("expired-2020").Certificates)
            csv.Write(certificate);
        var lines = text.ToString().Split("\r\n");
        Assert.StartsWith("Name,Role,Path,", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("apiserver,apiserver,", StringComparison.Ordinal)
            && line.Contains(",\"kubemaster, kubernetes, ", StringComparison.Ordinal));
    }

    [Fact]
    public void Kubeadms_document_has_kubeadms_rows_and_fields()
    {
        using var stream = new MemoryStream();
        KubeadmExpiration.Write(Read("outage-2019").Certificates, stream);
        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal("output.kubeadm.k8s.io/v1alpha3", json.RootElement.GetProperty("apiVersion").GetString());
        var rows = json.RootElement.GetProperty("certificates").EnumerateArray().ToList();
        Assert.Equal(11, rows.Count);
        Assert.True(rows.Single(row => row.GetProperty("name").GetString() == "super-admin.conf").GetProperty("missing").GetBoolean());
        var server = rows.Single(row => row.GetProperty("name").GetString() == "etcd-server");
        Assert.Equal(("2019-09-08T03:38:09Z", "etcd-ca"),
            (server.GetProperty("expirationDate").GetString(), server.GetProperty("caName").GetString()));
        Assert.False(server.GetProperty("missing").GetBoolean());
        Assert.Equal(["ca", "etcd-ca", "front-proxy-ca"],
            json.RootElement.GetProperty("certificateAuthorities").EnumerateArray().Select(row => row.GetProperty("name").GetString()));
    }

    [Fact]
    public void Kubeadms_document_says_what_is_missing()
    {
        using var node = NodeTree.Unpack("healthy");
        File.Delete(node.Path("/etc/kubernetes/pki/apiserver.crt"));
        using var stream = new MemoryStream();
        KubeadmExpiration.Write(new NodeReader(new ReadOptions { Root = node.Root, AsOf = AsOf }).ReadNode().Certificates, stream);
        using var json = JsonDocument.Parse(stream.ToArray());
        var row = json.RootElement.GetProperty("certificates").EnumerateArray()
            .Single(row => row.GetProperty("name").GetString() == "apiserver");
        Assert.True(row.GetProperty("missing").GetBoolean());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("expirationDate").ValueKind);
    }

    [Fact]
    public void Tables_fit_a_screen_of_120_columns_below_their_directories()
    {
        var table = CertificateTable.Write(Read("expired-2020").Certificates, wide: false).ToString();
        Assert.All(table.Split('\n').Where(line => !line.StartsWith('/')), line => Assert.True(line.Length <= 120, line));
        Assert.Matches(@"(?m)^apiserver +Jul 27, 2020 06:24 UTC +-17h +ca +no +Expired$", table);
    }

    [Fact]
    public void A_name_cannot_move_the_cursor()
    {
        var table = CertificateTable.Write([Read("expired-2020").Certificates[0] with { Name = "a\u001b[2Jb" }], wide: false).ToString();
        Assert.DoesNotContain('\u001b', table);
        Assert.Contains("a?[2Jb", table, StringComparison.Ordinal);
    }

    private static byte[] Json(IEnumerable<KubeCertificate> certificates)
    {
        using var stream = new MemoryStream();
        using (var json = new JsonObjects(stream))
        {
            foreach (var certificate in certificates)
                json.Write(certificate);
        }
        return stream.ToArray();
    }

    private static NodePki Read(string tree)
    {
        using var node = NodeTree.Unpack(tree);
        return new NodeReader(new ReadOptions { Root = node.Root, AsOf = AsOf }).ReadNode();
    }
}
