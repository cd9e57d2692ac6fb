using System.Text;

namespace KubePki.Kubernetes.Tests;

/// <summary>What the generated operations send over a transport, and what the models make of answers.</summary>
public sealed class KubernetesApiTests
{
    private const string Managed =
        """{"manager":"kubelet","operation":"Update","apiVersion":"certificates.k8s.io/v1","time":"odd","fieldsType":"FieldsV1","""
        + "\"fieldsV1\":" + """{"f:spec":{".":{} } } }""";

    private const string Asker = """
        "username":"system:node:n","uid":"x","groups":["g"]
        """;

    private const string Request = $$$"""
        {"kind":"CertificateSigningRequest","apiVersion":"certificates.k8s.io/v1","later":[1],
         "metadata":{"name":"csr-1","uid":"u","resourceVersion":"7","creationTimestamp":"2026-07-01T12:00:00Z","later":{},
          "managedFields":[{{{Managed}}}]},
         "spec":{"request":"QUJD","signerName":"kubernetes.io/kubelet-serving","usages":["digital signature",null],{{{Asker}}},
          "extra":{"k":["v"]},"expirationSeconds":600,"later":1},
         "status":{"certificate":"REVG","conditions":[{"type":"Seen","status":"True","later":1}],"later":1}}
        """;

    [Fact]
    public async Task A_request_is_read_with_all_that_the_model_knows()
    {
        var transport = new RecordingTransport(Request);
        var read = await new KubernetesApi(transport).ReadSigningRequestAsync("csr-1", CancellationToken.None);
        Assert.Equal((HttpMethod.Get, "/apis/certificates.k8s.io/v1/certificatesigningrequests/csr-1", "", null),
            (transport.Method, transport.PathAndQuery, transport.Body, transport.MediaType));
        Assert.Null(read.Problem);
        Assert.Equal(("csr-1", "u", "7", "certificates.k8s.io/v1"), (read.Name, read.Uid, read.ResourceVersion, read.ApiVersion));
        Assert.Equal(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero), read.Created);
        Assert.Equal(("kubernetes.io/kubelet-serving", "system:node:n", "x", 600),
            (read.SignerName, read.UserName, read.UserUid, read.ExpirationSeconds));
        // To Go, too, null is the empty text.
        Assert.Equal(["digital signature", ""], read.Usages);
        Assert.Equal("k: v", string.Join(';', read.Extra.Select(item => $"{item.Key}: {string.Join(',', item.Value)}")));
        Assert.Equal(("ABC", "DEF"), (Encoding.ASCII.GetString(read.Request.Span), Encoding.ASCII.GetString(read.Certificate.Span)));
        Assert.Equal(new SigningCondition("Seen", "True", "", "", null), Assert.Single(read.Conditions));
    }

    [Theory]
    [InlineData("../../../api/v1/secrets", "..%2F..%2F..%2Fapi%2Fv1%2Fsecrets")]
    [InlineData("a?dryRun=All#x", "a%3FdryRun%3DAll%23x")]
    public async Task A_name_leads_nowhere_else(string name, string sent)
    {
        var transport = new RecordingTransport(Request);
        var api = new KubernetesApi(transport);
        await api.ReadSigningRequestAsync(name, CancellationToken.None);
        Assert.Equal("/apis/certificates.k8s.io/v1/certificatesigningrequests/" + sent, transport.PathAndQuery);
        await api.ReadConfigMapAsync(name, "m", CancellationToken.None).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal($"/api/v1/namespaces/{sent}/configmaps/m", transport.PathAndQuery);
    }

    [Theory]
    [InlineData("""{"conditions":[{"type":"Seen","status":"True"}]}""", "/status/conditions/-",
        """{"type":"Approved","status":"True","reason":"R","message":"M","lastUpdateTime":"2026-07-01T12:00:00Z"}""")]
    [InlineData("{}", "/status/conditions",
        """[{"type":"Approved","status":"True","reason":"R","message":"M","lastUpdateTime":"2026-07-01T12:00:00Z"}]""")]
    [InlineData("null", "/status",
        """{"conditions":[{"type":"Approved","status":"True","reason":"R","message":"M","lastUpdateTime":"2026-07-01T12:00:00Z"}]}""")]
    public async Task A_decision_adds_a_condition_to_the_object_that_was_read_and_sends_nothing_else(
        string status, string path, string value)
    {
        var transport = new RecordingTransport(Request);
        var api = new KubernetesApi(transport);
        var seen = api.SigningRequests
            .Read(Encoding.UTF8.GetBytes($$"""{"metadata":{"name":"csr-1","uid":"u","resourceVersion":"7"},"status":{{status}}}"""));
        await api.DecideAsync(seen,
            new SigningCondition("Approved", "True", "R", "M", new DateTimeOffset(2026, 7, 1, 14, 0, 0, TimeSpan.FromHours(2))),
            CancellationToken.None);
        Assert.Equal(
            (HttpMethod.Patch, "/apis/certificates.k8s.io/v1/certificatesigningrequests/csr-1/approval?fieldManager=kubepki",
                "application/json-patch+json"),
            (transport.Method, transport.PathAndQuery, transport.MediaType));
        var sent = System.Text.Json.Nodes.JsonNode.Parse(transport.Body!)!.AsArray();
        Assert.Equal(["test /metadata/uid \"u\"", "test /metadata/resourceVersion \"7\"", $"add {path}"],
            [Step(sent[0]!), Step(sent[1]!), $"{sent[2]!["op"]} {sent[2]!["path"]}"]);
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(value), sent[2]!["value"]),
            transport.Body);
        Assert.Equal(3, sent.Count);

        static string Step(System.Text.Json.Nodes.JsonNode step) => $"{step["op"]} {step["path"]} {step["value"]!.ToJsonString()}";
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"a","uid":"u"}}""")]
    [InlineData("""{"metadata":{"name":"a","resourceVersion":"7"}}""")]
    [InlineData("""{"metadata":{"name":"a","uid":"u","resourceVersion":"7"},"status":{"conditions":7}}""")]
    public async Task What_does_not_say_which_object_it_is_is_not_decided(string json)
    {
        var transport = new RecordingTransport(Request);
        var api = new KubernetesApi(transport);
        var seen = api.SigningRequests.Read(Encoding.UTF8.GetBytes(json));
        await Assert.ThrowsAsync<ApiFormatException>(() =>
            api.DecideAsync(seen, new SigningCondition("Approved", "True", "", "", null), CancellationToken.None));
        Assert.Null(transport.Method);
    }

    [Fact]
    public async Task A_list_asks_for_what_is_wanted()
    {
        var transport = new RecordingTransport("");
        var api = new KubernetesApi(transport);
        await api.SigningRequests.AskAsync(new ListParameters { Limit = 7, Continue = "a b", FieldSelector = "f=1", LabelSelector = "l=2" },
            CancellationToken.None);
        Assert.Equal(
            "/apis/certificates.k8s.io/v1/certificatesigningrequests?continue=a%20b&fieldSelector=f%3D1&labelSelector=l%3D2&limit=7",
            transport.PathAndQuery);
        await api.Nodes.AskAsync(new ListParameters { WatchFrom = "10", WatchSeconds = 300 }, CancellationToken.None);
        Assert.Equal("/api/v1/nodes?allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=300&watch=true", transport.PathAndQuery);
        await api.Services.AskAsync(new ListParameters { Limit = 1 }, CancellationToken.None);
        Assert.Equal("/api/v1/services?limit=1", transport.PathAndQuery);
        await api.ServiceRanges.AskAsync(new ListParameters { Limit = 1 }, CancellationToken.None);
        Assert.Equal("/apis/networking.k8s.io/v1/servicecidrs?limit=1", transport.PathAndQuery);
    }

    [Fact]
    public void A_node_is_read_whatever_else_it_reports()
    {
        var node = new KubernetesApi(new RecordingTransport("")).Nodes.Read((
            """{"metadata":{"name":"n","deletionTimestamp":"2026-07-01T12:00:00Z"},"spec":"""u8
            + """{"podCIDR":"10.1.0.0/24","podCIDRs":["10.1.0.0/24"],"providerID":"p","taints":7},"""u8
            + "\n \"status\":"u8
            + """{"addresses":[{"type":"InternalIP","address":"10.0.0.1"},{"type":"Hostname"},null],"""u8
            + "\"capacity\":"u8 + """{"cpu":"much"},"images":{}}}"""u8).ToArray());
        Assert.Null(node.Problem);
        Assert.Equal(("n", true, "p", "10.1.0.0/24"), (node.Name, node.IsBeingDeleted, node.ProviderId, node.PodRange));
        Assert.Equal(["10.0.0.1", "", ""], node.Addresses);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"s"},"spec":{"clusterIP":"None","ports":[{"targetPort":{"a":1},"port":"x"}]}}""", null)]
    [InlineData("""{"metadata":{"name":"s"},"spec":{"clusterIPs":["10.0.0.1",7]}}""", "spec.clusterIPs[1] does not match the API")]
    [InlineData("""{"metadata":{"name":"s"},"status":{"loadBalancer":{"ingress":[{"ports":[{"port":true}]}]}}}""",
        "status.loadBalancer.ingress[0].ports[0].port does not match the API")]
    [InlineData("""{"metadata":{"name":"s"},"status":{"conditions":[{"lastTransitionTime":7}]}}""",
        "status.conditions[0].lastTransitionTime does not match the API")]
    public void What_is_odd_in_an_object_is_told_where_it_matters(string json, string? problem)
    {
        var service = new KubernetesApi(new RecordingTransport("")).Services.Read(Encoding.UTF8.GetBytes(json));
        Assert.Equal(("s", problem), (service.Name, service.Problem));
    }

    [Fact]
    public async Task The_keys_of_tokens_are_given_as_they_are()
    {
        var transport = new RecordingTransport("""{"keys":[]}""");
        Assert.Equal("""{"keys":[]}""", await new KubernetesApi(transport).ReadTokenKeysAsync(CancellationToken.None));
        Assert.StartsWith("/openid/v1/jwks", transport.PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_is_asked_and_answered()
    {
        var transport = new RecordingTransport("""{"status":{"allowed":true,"denied":true,"reason":"no"}}""");
        var verdict = await new KubernetesApi(transport)
            .ReviewAsync(new AccessReview("approve", "certificates.k8s.io", "signers", null, "a/b"), CancellationToken.None);
        Assert.Equal(new AccessVerdict(false, "no"), verdict);
        Assert.Equal((HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "application/json"),
            (transport.Method, transport.PathAndQuery, transport.MediaType));
        Assert.Equal(
            """{"apiVersion":"authorization.k8s.io/"""
                + """v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"group":"certificates.k8s.io","name":"a/b","resou"""
                + """rce":"signers","verb":"approve"}}}""",
            transport.Body);
    }

    [Theory]
    [InlineData("""{"kind":"Status"}""")]
    [InlineData("""{"kind":"ConfigMapList","items":[]}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"data":{"a":7}}""")]
    public async Task What_is_no_ConfigMap_is_an_error(string answer)
    {
        await Assert.ThrowsAsync<ApiFormatException>(() =>
            new KubernetesApi(new RecordingTransport(answer)).ReadConfigMapAsync("n", "m", CancellationToken.None));
    }

    [Fact]
    public void A_status_is_read_as_far_as_it_can_be()
    {
        var status = ApiStatus.Read(
            """{"kind":"Status","metadata":{"continue":"t"},"message":"m","reason":"Expired","code":"410","details":7}"""u8.ToArray());
        Assert.Equal((0, "Expired", "m", "t"), (status!.Code, status.Reason, status.Message, status.Continue));
        Assert.Null(ApiStatus.Read("<html>"u8.ToArray()));
        Assert.Null(ApiStatus.Read("""{"kind":"Pod"}"""u8.ToArray()));
    }
}
