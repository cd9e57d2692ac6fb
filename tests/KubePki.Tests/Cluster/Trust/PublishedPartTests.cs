using KubePki.Cluster.Trust;
using KubePki.Cluster.Trust.Parts;
using KubePki.Cluster.Trust.Tokens;
using KubePki.Model;
using KubePki.Node.Forecast;
using KubePki.Tests.Cluster.Client;

namespace KubePki.Tests.Cluster.Trust;

/// <summary>The parts that look at what a cluster publishes, against an API server.</summary>
public sealed class PublishedPartTests
{
    private const string Secret = "0123456789abcdef";

    [Fact]
    public async Task A_healthy_cluster_is_silent()
    {
        await using var stub = await HealthyAsync();
        var report = await stub.RunAsync(null, Parts);
        Assert.Equal((0, 0), (report.Findings.Count, report.Gaps.Count));
        Assert.Contains(KeyValuePair.Create("namespaces", 2), report.Counts);
        Assert.Contains(report.Outlook.Ends, end => end.Part == "kube-apiserver");
        Assert.Contains(report.Outlook.Ends, end => end.Part == "bootstrap tokens");
    }

    [Fact]
    public async Task Faults_of_each_part_are_told()
    {
        await using var stub = await HealthyAsync();
        var twin = TestPki.Authority("kubernetes").ExportCertificatePem();
        stub.List("/api/v1/configmaps", "v1", "ConfigMap", Map("default", "kube-root-ca.crt", ("ca.crt", twin)))
            .Put("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication",
                Map("kube-system", "extension-apiserver-authentication", ("client-ca-file", twin), ("requestheader-client-ca-file", twin)))
            .Put("/openid/v1/jwks", """{"keys":[]}""")
            .Put("/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager", """
                {"kind":"Lease","metadata":{"name":"kube-controller-manager"},"spec":{"holderIdentity":"cp1_x","leaseDurationSeconds":15,
                "renewTime":"2026-06-30T20:00:00.123456Z"}}
                """)
            .List("/apis/certificates.k8s.io/v1/certificatesigningrequests", "certificates.k8s.io/v1", "CertificateSigningRequest", """
                {"metadata":{"name":"csr-1","creationTimestamp":"2026-06-30T20:00:00Z"},"spec":{"request":"","username":"u","usages":[],
                "signerName":"kubernetes.io/kubelet-serving"}}
                """)
            .List("/apis/certificates.k8s.io/v1/clustertrustbundles", "certificates.k8s.io/v1", "ClusterTrustBundle", """
                {"metadata":{"name":"a:b:c"},"spec":{"trustBundle":"none"}}
                """)
            .List("/api/v1/namespaces/kube-system/secrets", "v1", "Secret", Token("2026-06-01T00:00:00Z"))
            .Put("/api/v1/namespaces/kube-system/configmaps/kubeadm-config",
                Map("kube-system", "kubeadm-config", ("ClusterConfiguration", "apiServer: {certSANs: [lost.example.com]}")));
        var report = await stub.RunAsync(null, Parts);
        Assert.Superset(new HashSet<string>
        {
            "RootCaWrong", "RootCaMissing", "RequestHeaderAuthorityShared", "ServiceAccountKeysNone", "SignerDead", "CsrPending",
            "TrustBundleMalformed", "BootstrapTokenNotCleaned", "ClusterInfoSignatureStale", "KubeadmConfigNameNotServed",
        }, report.Findings.Select(finding => finding.Check).ToHashSet());
        Assert.All(report.Findings, finding =>
            Assert.DoesNotContain(Secret, finding.ToString() + finding.Proof + finding.Remedy, StringComparison.Ordinal));
        Assert.Equal("kube-controller-manager has not renewed its lease for 3 h 59 min: it does not run", report.Outlook.Obstacle);
    }

    [Fact]
    public async Task What_is_forbidden_is_told_once_with_its_right_and_is_not_missing()
    {
        await using var stub = await HealthyAsync();
        foreach (var path in new[] { "/api/v1/configmaps", "/api/v1/namespaces/kube-system/secrets", "/openid/v1/jwks",
            "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication", "/api/v1/nodes",
            "/apis/certificates.k8s.io/v1/certificatesigningrequests" })
            stub.Forbid(path);
        stub.Put("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            """{"kind":"SelfSubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{},"status":{"allowed":false}}""");
        var report = await stub.RunAsync(null, Parts);
        Assert.Empty(report.Findings);
        Assert.Contains(report.Gaps, gap => gap.Right?.ToString() == "list configmaps");
        Assert.Contains("nonResourceURLs: [\"/openid/v1/jwks\"]  # missing", report.Role, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubelets_are_dialled_where_their_nodes_say_and_nobody_else_is()
    {
        await using var stub = await HealthyAsync();
        using var own = new TestCertificate("CN=n1-ca@1600000000") { Usages = ["serverAuth"], Names = ["n1"],
            IsAuthority = true }.SignedBy(null);
        await using var kubelet = await StubServer.StartAsync(context => StubCluster.Json(context, "{}"), own);
        stub.List("/api/v1/nodes", "v1", "Node", Node("n1", kubelet.Address.Port), Node("n2", LiveControlPlane.FreePort()),
            """{"metadata":{"name":"n3"}}""");
        var report = await stub.RunAsync(null, new KubeletCertificates());
        Assert.Equal(["KubeletServingSelfSigned", "KubeletUnreachable"], report.Findings.Select(finding => finding.Check));
        Assert.Contains("2 kubelets (n3, n2) cannot be reached from here.", report.Findings[1].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(kubelet.Greetings, text => text.Contains("secret-token", StringComparison.Ordinal));
        Assert.Empty((await stub.RunAsync(TrustStub.Options() with { MayDial = false }, new KubeletCertificates())).Findings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Addresses_that_the_cluster_names_get_a_handshake_if_that_is_wanted_and_nothing_else(bool mayDial)
    {
        await using var stub = await HealthyAsync();
        using var served = new TestCertificate("CN=x") { Usages = ["serverAuth"], Names = ["x"] }.SignedBy(null);
        var asked = 0;
        await using var other = await StubServer.StartAsync(context =>
        {
            Interlocked.Increment(ref asked);
            return StubCluster.Json(context, "{}");
        }, served);
        stub.Put("/api/v1/namespaces/default/endpoints/kubernetes", "{\"kind\":\"Endpoints\",\"apiVersion\":\"v1\",\"metadata\":{},"
            + $"\"subsets\":[{{\"addresses\":[{{\"ip\":\"127.0.0.1\"}}],\"ports\":[{{\"port\":{other.Address.Port}}}]}}]}}");
        await stub.RunAsync(TrustStub.Options() with { MayDial = mayDial }, Parts);
        Assert.Equal(0, asked);
        Assert.Equal(mayDial, other.Greetings.Count > 0);
    }

    [Fact]
    public async Task A_forecast_of_a_cluster_tells_the_first_end_and_what_that_stops_next()
    {
        await using var stub = await HealthyAsync();
        using var client = stub.Cluster.Client();
        var report = await TrustSession.RunAsync(client, TrustStub.Options(), Parts, CancellationToken.None);
        var hook = new ForecastEnd
        {
            Part = "webhook w of V v", Severity = FindingSeverity.Critical, Stops = "no pods", Place = "Secret a/b",
            NotBefore = TestPki.Start, NotAfter = TestPki.AsOf.AddDays(20), Fingerprint = "f",
        };
        var secret = hook with { Part = "Secret a/b", Severity = FindingSeverity.Warning };
        var outlook = report.Outlook with { Ends = [.. report.Outlook.Ends, hook, secret], NodeCount = 3 };
        var forecast = Forecaster.Run([], outlook);
        Assert.Equal("webhook w of V v", forecast.FirstStop!.Part);
        Assert.Equal(TestPki.AsOf.AddDays(20), forecast.FirstStop.At);
        Assert.NotNull(forecast.CalmUntil);
        Assert.DoesNotContain(forecast.Events, item => item.Part == "Secret a/b");
        var server = Assert.Single(forecast.Events, item => item.Part == "kube-apiserver");
        Assert.Equal(TestPki.Start.AddYears(1), server.At);
        Assert.Contains("the kubelets of its 3 nodes", server.StopsNext);
        Assert.Equal(forecast.Events.Select(item => item.At).Order(), forecast.Events.Select(item => item.At));
    }

    [Fact]
    public void One_API_server_of_two_that_ends_is_missed_by_nobody_and_a_broken_cluster_is_told()
    {
        ForecastEnd Server(string endpoint, int days) => new()
        {
            Part = "kube-apiserver", Severity = FindingSeverity.Critical, Stops = "s", Place = endpoint, Endpoint = endpoint,
            NotBefore = TestPki.Start, NotAfter = TestPki.AsOf.AddDays(days),
        };
        var broken = new KubePkiFinding
        {
            Check = "SignerDead", SeverityLevel = FindingSeverity.Error, Target = "t", Message = "It does not run.", Why = "w", Remedy = "",
        };
        var outlook = new ForecastOutlook
        {
            Name = "c", Server = "https://c/", AsOf = TestPki.AsOf, Ends = [Server("a:1", 10), Server("b:1", 20)],
            Findings = [broken, broken with { Check = "RootCaExpired" }],
        };
        var events = Forecaster.Run([], outlook).Events;
        Assert.Equal([ForecastChange.Broken, ForecastChange.Stops, ForecastChange.Stops], events.Select(item => item.Change));
        Assert.Equal("The API server at a:1 stops; 1 of 2 go on", events[1].What);
        Assert.Equal(FindingSeverity.Error, events[1].Severity);
        Assert.Equal((FindingSeverity.Critical, "The API server stops"), (events[2].Severity, events[2].What));
    }

    private static TrustPart[] Parts =>
    [
        new ApiServerCertificates(), new RootCaMaps(), new ExtensionAuthentication(), new SigningRequests(), new KubeletCertificates(),
        new ServiceAccountTokens(), new ClusterInfo(), new BootstrapTokens(), new KubeadmConfig(), new TrustBundles(),
    ];

    private static async Task<TrustStub> HealthyAsync()
    {
        var stub = await TrustStub.StartAsync();
        var pem = stub.Cluster.Authority.ExportCertificatePem();
        var kubeconfig = $"clusters: [{{name: x, cluster: {{server: 'https://127.0.0.1:{stub.Cluster.Address.Port}', "
            + $"certificate-authority-data: {TestPki.Base64(pem)}}} }}]\n";
        var signature = DetachedSignature.Sign(kubeconfig, "abcdef", System.Text.Encoding.ASCII.GetBytes(Secret));
        return stub
            .Put("/api/v1/namespaces/default/endpoints/kubernetes", "{\"kind\":\"Endpoints\",\"metadata\":{\"name\":\"kubernetes\"},"
                + "\"subsets\":[{\"addresses\":[{\"ip\":\"127.0.0.1\"}],\"ports\":[{\"port\":" + stub.Cluster.Address.Port + "}]}]}")
            .List("/api/v1/namespaces", "v1", "Namespace", Namespace("default"), Namespace("kube-system"))
            .List("/api/v1/configmaps", "v1", "ConfigMap", Map("default", "kube-root-ca.crt", ("ca.crt", pem)),
                Map("kube-system", "kube-root-ca.crt", ("ca.crt", pem)))
            .Put("/api/v1/namespaces/kube-public/configmaps/cluster-info",
                Map("kube-public", "cluster-info", ("kubeconfig", kubeconfig), ("jws-kubeconfig-abcdef", signature)))
            .Put("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication",
                Map("kube-system", "extension-apiserver-authentication",
                ("client-ca-file", pem), ("requestheader-client-ca-file", TestPki.Authority("front-proxy-ca").ExportCertificatePem()),
                ("requestheader-allowed-names", "[\"front-proxy-client\"]")))
            .List("/api/v1/namespaces/kube-system/secrets", "v1", "Secret", Token("2026-07-01T20:00:00Z"))
            .Put("/.well-known/openid-configuration", """{"issuer":"https://kubernetes.default.svc"}""")
            .Put("/openid/v1/jwks", """{"keys":[{"kty":"RSA","kid":"k","alg":"RS256","n":"sXch","e":"AQAB"}]}""")
            .List("/apis/certificates.k8s.io/v1/certificatesigningrequests", "certificates.k8s.io/v1", "CertificateSigningRequest")
            .List("/api/v1/nodes", "v1", "Node")
            .Put("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                """{"kind":"SelfSubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{},"status":{"allowed":true}}""");
    }

    private static string Namespace(string name) =>
        "{\"metadata\":{\"name\":\"" + name + "\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\"}}";

    private static string Node(string name, int port) => "{\"metadata\":{\"name\":\"" + name + "\"},\"status\":{\"addresses\":"
        + "[{\"type\":\"InternalIP\",\"address\":\"127.0.0.1\"}],\"daemonEndpoints\":{\"kubeletEndpoint\":{\"Port\":" + port + "}}}}";

    private static string Map(string place, string name, params (string Key, string Value)[] data) =>
        "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"" + place + "\"},\"data\":{"
            + string.Join(',', data.Select(item => System.Text.Json.JsonSerializer.Serialize(item.Key) + ":"
                + System.Text.Json.JsonSerializer.Serialize(item.Value))) + "}}";

    private static string Token(string end) => "{\"metadata\":{\"name\":\"bootstrap-token-abcdef\",\"namespace\":\"kube-system\"},\"type\":"
        + "\"bootstrap.kubernetes.io/token\",\"data\":{" + string.Join(',', new[]
        {
            ("token-id", "abcdef"), ("token-secret", Secret), ("expiration", end), ("usage-bootstrap-signing", "true"),
            ("usage-bootstrap-authentication", "true"), ("auth-extra-groups", "system:bootstrappers:kubeadm:default-node-token"),
        }.Select(item => $"\"{item.Item1}\":\"{TestPki.Base64(item.Item2)}\"")) + "}}";
}
