using System.Text;
using System.Text.Json.Nodes;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>Files of requests, good ones and broken ones.</summary>
public sealed class ReadingTests
{
    private static readonly CsrDraft One = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21");

    private static readonly CsrDraft Two = CsrDraft.RenewalOf("worker-10");

    private static CsrReading Read(string text, CsrPemOptions? pem = null) =>
        CsrFile.Read(Encoding.UTF8.GetBytes(text), "csr.x", CsrDraft.AsOf, pem);

    private static string List(params CsrDraft[] drafts) =>
        new JsonObject { ["apiVersion"] = "v1", ["items"] = new JsonArray([.. drafts.Select(draft => draft.Json())]), ["kind"] = "List" }
            .ToJsonString(new() { WriteIndented = true });

    [Fact]
    public void A_list_an_object_lines_and_an_array_are_read_alike()
    {
        var (one, two) = (One.Json().ToJsonString(), Two.Json().ToJsonString());
        foreach (var text in new[] { List(One, Two), one + "\n" + two + "\n", $"[{one},{two}]", $"\uFEFF{one}\r\n{two}", one + two })
        {
            var reading = Read(text);
            Assert.Empty(reading.Problems);
            Assert.Equal(["csr-worker-1", "csr-renew-worker-10"], reading.Requests.Select(csr => csr.Name));
        }
    }

    [Fact]
    public void Yaml_is_read_as_JSON_is()
    {
        var request = Convert.ToBase64String(Encoding.UTF8.GetBytes(One.Request.Pem()));
        var yaml = $"""
            apiVersion: v1
            kind: List
            items:
            - apiVersion: certificates.k8s.io/v1
              kind: CertificateSigningRequest
              metadata:
                name: a
                creationTimestamp: "2026-07-01T11:58:00Z"
                resourceVersion: "100"
                uid: 9b0f4d5e-0000-4000-8000-000000000001
              spec:
                request: {request}
                signerName: kubernetes.io/kubelet-serving
                username: system:node:worker-1
                expirationSeconds: 86400
                usages: [digital signature, server auth]
                groups:
                - system:nodes
                - system:authenticated
            ---
            kind: CertificateSigningRequest
            metadata:
              name: b
            spec:
              request: {request}
              signerName: a.b/c
            """;
        var reading = Read(yaml);
        Assert.Empty(reading.Problems);
        Assert.Equal([("a", 4), ("b", 21)], reading.Requests.Select(csr => (csr.Name, csr.Line)));
        var csr = reading.Requests[0];
        Assert.Equal(("2m", TimeSpan.FromDays(1), "Pending", true), (csr.Age, csr.RequestedDuration, csr.Condition, csr.SignatureValid));
        Assert.Equal(["worker-1"], csr.DnsNames);
        Assert.Equal(CsrAnswer.Approve, new CsrJudge(Cluster.Context).Judge(csr).Decision);
    }

    [Fact]
    public void What_is_in_the_object_and_in_the_request_is_told()
    {
        var csr = (One with { ExpirationSeconds = 7200, Conditions = ["Approved"] }).Read();
        Assert.Equal(("csr-worker-1", "system:node:worker-1", "kubernetes.io/kubelet-serving", KubeCsrState.Approved),
            (csr.Name, csr.Requestor, csr.SignerName, csr.State));
        Assert.Equal(("CN=system:node:worker-1,O=system:nodes", "ECDSA", 256), (csr.Subject, csr.KeyAlgorithm, csr.KeySize));
        Assert.Equal(["10.0.0.21"], csr.IPAddresses);
        Assert.Equal(Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(RequestDraft.KeyOf("worker-1").ExportSubjectPublicKeyInfo())), csr.PublicKeyHash);
        Assert.Equal("csr-worker-1 (system:node:worker-1 at kubernetes.io/kubelet-serving), Approved", csr.ToString());
    }

    [Theory]
    [InlineData("", false, "Pending", KubeCsrState.Pending)]
    [InlineData("Approved", false, "Approved", KubeCsrState.Approved)]
    [InlineData("Approved", true, "Approved,Issued", KubeCsrState.Issued)]
    [InlineData("Approved,Failed", false, "Approved,Failed", KubeCsrState.Failed)]
    [InlineData("Denied", false, "Denied", KubeCsrState.Denied)]
    [InlineData("Failed", false, "Pending,Failed", KubeCsrState.Failed)]
    public void Conditions_are_those_of_kubectl(string types, bool issued, string condition, KubeCsrState state)
    {
        var json = (One with { Conditions = types.Split(',', StringSplitOptions.RemoveEmptyEntries) }).Json();
        if (issued)
            json["status"]!["certificate"] = Convert.ToBase64String("-----BEGIN CERTIFICATE-----\n"u8);
        var csr = Assert.Single(Read(json.ToJsonString()).Requests);
        Assert.Equal((condition, state), (csr.Condition, csr.State));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(310, "5m10s")]
    [InlineData(660, "11m")]
    [InlineData(10_800, "3h")]
    [InlineData(11_100, "3h5m")]
    [InlineData(100_000, "27h")]
    [InlineData(187_200, "2d4h")]
    [InlineData(864_000, "10d")]
    [InlineData(31_536_000, "365d")]
    [InlineData(64_000_000, "2y10d")]
    [InlineData(-5, "<invalid>")]
    public void Durations_are_those_of_kubectl(int seconds, string text) =>
        Assert.Equal(text, HumanDuration.Text(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_bad_object_is_a_problem_with_its_line_and_the_rest_is_read()
    {
        var reading = Read("""
            {"items": [
              {"kind": "Node", "metadata": {"name": "n"}},
              7,
              {"metadata": {}},
            """ + One.Json().ToJsonString() + "]}");
        Assert.Equal(["csr-worker-1"], reading.Requests.Select(csr => csr.Name));
        Assert.Equal([2, 3, 4], reading.Problems.Select(problem => problem.Line));
        Assert.All(reading.Problems, problem => Assert.Equal("csr.x", problem.Path));
    }

    [Fact]
    public void What_stands_before_a_break_is_read()
    {
        var text = List(One, Two);
        var reading = Read(text[..^200]);
        Assert.Equal(["csr-worker-1"], reading.Requests.Select(csr => csr.Name));
        Assert.Contains("truncated", Assert.Single(reading.Problems).Reason, StringComparison.Ordinal);
        Assert.True(reading.Problems[0].Line > 20, $"{reading.Problems[0].Line}");
    }

    [Theory]
    [InlineData("""{"spec": 7}""", "spec is a number, not an object")]
    [InlineData("""{"spec": {"request": "?"}}""", "spec.request is not base64")]
    [InlineData("""{"spec": {"groups": [1]}}""", "spec.groups contains a value that is not a string")]
    [InlineData("""{"spec": {"username": "a", "username": "b"}}""", "spec.username occurs twice")]
    [InlineData("""{"spec": {}, "spec": {}}""", "spec occurs twice")]
    [InlineData("""{"spec": {"expirationSeconds": 1.5}}""", "spec.expirationSeconds is not an integer")]
    [InlineData("""{"spec": {"username": "\ud800"}}""", "spec.username is not a string")]
    [InlineData("""{"metadata": {"creationTimestamp": "yesterday"}}""", "metadata.creationTimestamp is not a valid time")]
    [InlineData("""{"apiVersion": "certificates.k8s.io/v2"}""", "its API version is neither v1 nor v1beta1")]
    [InlineData("""{"spec": {}}""", "spec.request: it is empty")]
    public void What_is_wrong_with_an_object_is_told_and_it_is_not_approved(string part, string problem)
    {
        var json = JsonNode.Parse("""{"metadata": {"name": "x"}}""")!.ToJsonString();
        var merged = part.Contains("metadata", StringComparison.Ordinal)
            ? part.Replace("""{"creation""", """{"name": "x", "creation""", StringComparison.Ordinal)
            : json[..^1] + "," + part[1..];
        var csr = Assert.Single(Read(merged).Requests);
        Assert.Contains(problem, csr.Problems);
        Assert.NotEqual(CsrAnswer.Approve, new CsrJudge(Cluster.Context).Judge(csr).Decision);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n")]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[")]
    [InlineData("a: [")]
    [InlineData("{\"items\": null}")]
    [InlineData("{\"items\": {}}")]
    [InlineData("- 1\n- 2\n")]
    [InlineData("\u0000\u0001")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----")]
    public void What_holds_no_requests_is_a_problem_and_no_crash(string text)
    {
        var reading = Read(text);
        Assert.Empty(reading.Requests);
        Assert.NotEmpty(reading.Problems);
    }

    [Fact]
    public void Aliases_that_make_much_of_little_are_refused()
    {
        var yaml = new StringBuilder("a0: &a0 [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]\n");
        for (var i = 1; i < 24; i++)
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        Assert.Contains("too large", Assert.Single(Read(yaml.ToString()).Problems).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_PEM_request_wants_a_signer_and_a_user()
    {
        Assert.Contains("has no signer and no user",
            Assert.Single(Read(One.Request.Pem()).Problems).Reason, StringComparison.Ordinal);
        var reading = Read(One.Request.Pem(), new CsrPemOptions
        {
            SignerName = CsrDraft.Serving,
            UserName = One.User,
            Groups = TextList.From(One.Groups),
            Usages = TextList.From(One.Usages),
        });
        Assert.Equal(CsrAnswer.Approve, new CsrJudge(Cluster.Context).Judge(Assert.Single(reading.Requests)).Decision);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem()
    {
        Assert.Equal(PkiProblemId.PathNotFound, Assert.Single(CsrFile.Read("/nonexistent", CsrDraft.AsOf).Problems).Id);
        Assert.Equal(PkiProblemId.NotRegularFile, Assert.Single(CsrFile.Read("/", CsrDraft.AsOf).Problems).Id);
    }

    [Fact]
    public void Time_grows_with_the_file_and_no_faster()
    {
        var one = One.Json().ToJsonString();
        double Seconds(int count)
        {
            var text = Encoding.UTF8.GetBytes("{\"items\":[" + string.Join(",\n", Enumerable.Repeat(one, count)) + "]}");
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var reading = CsrFile.Read(text, "x", CsrDraft.AsOf);
            var judge = new CsrJudge(Cluster.Context with { Others = reading.Requests });
            // Names that are the same, keys that are the same: what is looked up must not be walked through.
            Assert.All(reading.Requests.Take(50), csr => Assert.Equal(CsrAnswer.Approve, judge.Judge(csr).Decision));
            return watch.Elapsed.TotalSeconds;
        }
        Seconds(200);
        var few = Math.Max(Seconds(1000), 0.02);
        Assert.True(Seconds(10_000) < few * 60, "ten times as much takes more than sixty times as long");
    }
}
