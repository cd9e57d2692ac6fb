using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubePki.Cluster.Probing;
using KubePki.Cluster.Trust;
using KubePki.Cluster.Trust.Parts;
using KubePki.Model;
using KubePki.Tests.Cluster.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KubePki.Tests.Cluster.Trust;

/// <summary>CA bundles against what is served: seen over a connection, through a port forward, and in the Secret of a pod.</summary>
public sealed class BundleTests
{
    private const string Validating = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    private const string Mutating = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

    private static readonly X509Certificate2 Authority = TestPki.Authority("hook-ca");
    private static readonly X509Certificate2 Twin = TestPki.Authority("hook-ca");
    private static readonly X509Certificate2 Other = TestPki.Authority("other-ca");
    private static readonly X509Certificate2 Hook = Server("hook.cm.svc", "127.0.0.1");

    [Fact]
    public async Task A_bundle_that_signed_what_is_served_is_no_finding()
    {
        await using var hook = await StubServer.StartAsync(_ => Task.CompletedTask, Hook);
        var report = await WebhooksAsync(Webhook("a", $"\"url\":\"{hook.Address}x\"", Authority));
        Assert.Empty(report.Findings);
        Assert.Empty(report.Gaps);
        Assert.EndsWith(": no problems found in 1 webhook.", report.Headline);
    }

    [Fact]
    public async Task A_bundle_of_the_same_name_and_another_key_is_told_with_what_stops()
    {
        await using var hook = await StubServer.StartAsync(_ => Task.CompletedTask, Hook);
        var report = await WebhooksAsync(
            Webhook("twin", $"\"url\":\"{hook.Address}x\"", Twin), Webhook("other", $"\"url\":\"{hook.Address}x\"", Other, "Ignore"));
        Assert.Equal(["Critical CaBundleMismatch ValidatingWebhookConfiguration twin",
            "Warning CaBundleMismatch ValidatingWebhookConfiguration other"], report.Findings.Select(Short));
        var twin = report.Findings[0];
        Assert.Equal("The certificate that 127.0.0.1 serves was signed by another CA than the one of the same name in the CA bundle of "
            + "webhook twin.example.com.", twin.Message);
        Assert.Contains($"seen: connected to 127.0.0.1:{hook.Address.Port}", twin.Proof);
        Assert.Contains(twin.Proof, fact => fact.StartsWith("API server: failed calling webhook \"twin.example.com\": failed to call "
            + $"webhook: Post \"https://127.0.0.1:{hook.Address.Port}/x?timeout=10s\": x509: certificate signed by unknown authority",
            StringComparison.Ordinal));
        Assert.Equal(
            "The API server rejects each request that the webhook is asked about (failurePolicy Fail): CREATE widgets.example.com.",
            twin.Why);
        Assert.Contains("failurePolicy Ignore", report.Findings[1].Why);
        Assert.Contains("its issuer is CN=hook-ca", report.Findings[1].Message);
    }

    [Theory]
    [InlineData("CaBundleServedExpired", "127.0.0.1", -1)]
    [InlineData("CaBundleWrongName", "example.com", 100)]
    [InlineData("CaBundleServedExpiring", "127.0.0.1", 5)]
    public async Task What_is_served_is_judged_as_the_API_server_does(string check, string name, int days)
    {
        var served = new TestCertificate("CN=hook") { Usages = ["serverAuth"], Names = [name], End = TestPki.AsOf.AddDays(days) }
            .SignedBy(Authority);
        await using var hook = await StubServer.StartAsync(_ => Task.CompletedTask, served);
        var report = await WebhooksAsync(Webhook("a", $"\"url\":\"{hook.Address}\"", Authority));
        Assert.Equal(check, Assert.Single(report.Findings).Check);
    }

    [Fact]
    public async Task Bundles_are_read_by_themselves_too()
    {
        var old = new TestCertificate("CN=hook-ca") { IsAuthority = true, End = TestPki.AsOf.AddDays(-1) }.SignedBy(null);
        await using var hook = await StubServer.StartAsync(_ => Task.CompletedTask, Hook);
        var url = $"\"url\":\"{hook.Address}\"";
        var report = await WebhooksAsync(Webhook("none", "\"service\":{\"namespace\":\"cm\",\"name\":\"gone\"}", (string?)null),
            Webhook("text", url, "no PEM"), Webhook("old", url, old.ExportCertificatePem() + "\n" + Authority.ExportCertificatePem()),
            Webhook("leaf", url, Hook.ExportCertificatePem()));
        Assert.Equal(
            ["Critical CaBundleEmpty ValidatingWebhookConfiguration none", "Critical CaBundleMalformed ValidatingWebhookConfiguration text",
                "Critical CaBundleTargetMissing ValidatingWebhookConfiguration none",
                "Warning CaBundleExpired ValidatingWebhookConfiguration old",
                    "Warning CaBundleNoAuthority ValidatingWebhookConfiguration leaf"],
            report.Findings.Select(Short));
    }

    [Fact]
    public async Task Behind_a_service_a_ready_pod_is_reached_through_the_API_server()
    {
        await using var stub = await ServiceAsync("10250");
        var (greeted, asked) = ("", "");
        stub.Put("/api/v1/namespaces/cm/pods/hook-1/portforward", async context =>
        {
            asked = context.Request.QueryString.Value!;
            await ForwardAsync(context, Hook, name => greeted = name);
        });
        stub.List(Validating, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", Webhook("a", Service, Twin));
        var report = await stub.RunAsync(TrustStub.Options() with { MayDial = false }, new WebhookBundles());
        var finding = Assert.Single(report.Findings);
        Assert.Equal("CaBundleMismatch", finding.Check);
        Assert.Contains("seen: port-forward to pod cm/hook-1:10250", finding.Proof);
        Assert.Equal(("?ports=10250", "hook.cm.svc"), (asked, greeted));
        Assert.DoesNotContain(stub.Asked, path => path.Contains("secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_kubelet_says_against_a_port_forward_is_told_and_the_Secret_of_the_pod_is_read()
    {
        await using var stub = await ServiceAsync("\"https\"");
        stub.Put("/api/v1/namespaces/cm/pods/hook-1/portforward", context => ForwardAsync(context, null, _ => { }));
        stub.Put("/api/v1/namespaces/cm/secrets/hook-tls", SecretTests.Tls("hook-tls", Hook, Hook, Authority));
        stub.List(Validating, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration",
            Webhook("a", Service, Twin, annotations: """{"cert-manager.io/inject-ca-from":"cm/hook"}"""), Webhook("b", Service, Other));
        var report = await stub.RunAsync(TrustStub.Options() with { MayDial = false }, new WebhookBundles());
        Assert.Equal(["CaBundleMismatch", "CaBundleMismatch"], report.Findings.Select(finding => finding.Check));
        var first = report.Findings[0];
        Assert.StartsWith("The certificate in Secret web/hook-tls, which its pods mount, was signed by another CA", first.Message);
        Assert.Contains("before: port-forward to pod cm/hook-1:8443: nothing in the pod listens on this port of 127.0.0.1 "
            + "(connection refused)", first.Proof);
        Assert.StartsWith("cert-manager's cainjector copies it from cm/hook.", first.Remedy.Replace('\u02bc', '\''));
        Assert.EndsWith("""kubectl get secret -n web hook-tls -o 'jsonpath={.data.ca\.crt}'""", report.Findings[1].Remedy);
        Assert.Single(stub.Asked, path => path.Contains("portforward", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\0HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request", "it does not speak TLS")]
    [InlineData("\0", "it closed the connection during the handshake")]
    [InlineData("", "the connection to the API server ended during the port forward")]
    public async Task Why_no_certificate_came_out_of_a_port_forward_is_told_in_a_sentence(string message, string told)
    {
        await using var stub = await ServiceAsync("\"https\"");
        stub.Put("/api/v1/namespaces/cm/pods/hook-1/portforward",
            context => ForwardAsync(context, null, _ => { }, Encoding.ASCII.GetBytes(message)));
        stub.List(Validating, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", Webhook("a", Service, Twin));
        var finding = Assert.Single(
            (await stub.RunAsync(TrustStub.Options() with { MayDial = false }, new WebhookBundles())).Findings);
        Assert.Equal("CaBundleUnverified", finding.Check);
        Assert.Contains($"port-forward to pod cm/hook-1:8443: {told}", finding.Proof);
    }

    [Fact]
    public async Task A_port_forward_that_is_forbidden_is_told_by_what_the_API_server_says()
    {
        await using var stub = await ServiceAsync("\"https\"");
        stub.Forbid("/api/v1/namespaces/cm/pods/hook-1/portforward");
        stub.List(Validating, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", Webhook("a", Service, Twin));
        var finding = Assert.Single(
            (await stub.RunAsync(TrustStub.Options() with { MayDial = false }, new WebhookBundles())).Findings);
        Assert.Contains("port-forward to pod cm/hook-1:8443: User \"jane\" cannot read /api/v1/namespaces/cm/pods/hook-1/portforward",
            finding.Proof);
    }

    [Fact]
    public async Task A_Secret_shows_what_should_be_served_and_proves_nothing()
    {
        await using var stub = await ServiceAsync("\"https\"");
        stub.List(Validating, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", Webhook("a", Service, Authority));
        var options = TrustStub.Options() with { MayDial = false, MayForward = false };
        stub.Put("/api/v1/namespaces/cm/secrets/hook-tls", SecretTests.Tls("hook-tls", Hook, Hook, Authority));
        var fits = Assert.Single((await stub.RunAsync(options, new WebhookBundles())).Findings);
        Assert.Equal(("CaBundleUnverified", FindingSeverity.Information), (fits.Check, fits.SeverityLevel));
        Assert.Contains("which pod hook-1 mounts", fits.Proof[1], StringComparison.Ordinal);
        // Of another program that the pod talks to.
        var client = Server("etcd-client");
        stub.Put("/api/v1/namespaces/cm/secrets/hook-tls", SecretTests.Tls("hook-tls", client, client, Authority));
        var other = Assert.Single((await stub.RunAsync(options, new WebhookBundles())).Findings);
        Assert.Equal("CaBundleUnverified", other.Check);
        Assert.DoesNotContain(other.Proof, fact => fact.StartsWith("API server:", StringComparison.Ordinal));
        Assert.DoesNotContain("hook-tls", other.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false", "CaBundleTargetMissing")]
    [InlineData("true", "CaBundleUnverified")]
    public async Task A_service_without_a_pod_that_is_ready_is_answered_by_nobody(string takesUnready, string check)
    {
        await using var stub = await TrustStub.StartAsync();
        stub.Put("/api/v1/namespaces/cm/services/hook", "{\"kind\":\"Service\",\"spec\":{\"clusterIP\":\"None\","
            + $"\"selector\":{{\"a\":\"b\"}},\"publishNotReadyAddresses\":{takesUnready}}}}}");
        stub.List("/api/v1/namespaces/cm/pods", "v1", "Pod",
            """{"metadata":{"name":"hook-0"},"spec":{"volumes":[{"name":"c","secret":{"secretName":"hook-tls"}}]}}""");
        stub.Put("/api/v1/namespaces/cm/secrets/hook-tls", SecretTests.Tls("hook-tls", Hook, Hook, Authority));
        stub.List(Validating, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", Webhook("a", Service, Authority));
        var report = await stub.RunAsync(TrustStub.Options() with { MayDial = false }, new WebhookBundles());
        Assert.Equal(check, Assert.Single(report.Findings).Check);
    }

    [Fact]
    public async Task Very_many_webhooks_of_one_object_are_told_and_not_all_looked_at()
    {
        var hooks = string.Join(',', Enumerable.Repeat("""{"name":"a"}""", 1005));
        var report = await WebhooksAsync($$"""{"metadata":{"name":"flood"},"webhooks":[{{hooks}}]}""");
        Assert.Equal(1000, report.Findings.Count);
        Assert.EndsWith("only the first 1000 of its 1005 webhooks are looked at", Assert.Single(report.Gaps).Message);
    }

    [Fact]
    public async Task Where_hardly_anybody_answers_the_rest_is_not_waited_for()
    {
        // Connections come about, and nothing is ever said.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start(backlog: 200);
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var stub = await TrustStub.StartAsync();
        stub.List(Mutating, "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration");
        stub.List(Validating, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration",
            [.. Enumerable.Range(0, 60).Select(i => Webhook($"h{i}", $"\"url\":\"https://127.0.0.1:{port}/{i}\"", Authority))]);
        var options = TrustStub.Options() with { DialTimeout = TimeSpan.FromSeconds(1.1) };
        var report = await stub.RunAsync(options, new WebhookBundles());
        Assert.Equal(60, report.Findings.Count(finding => finding.Check == "CaBundleUnverified"));
        var left = report.Findings.Count(finding =>
            finding.Proof.Any(fact => fact.Contains("others did not answer", StringComparison.Ordinal)));
        Assert.InRange(left, 60 - SilenceLimit.Usual - options.Throttle, 60 - SilenceLimit.Usual);
    }

    [Theory]
    [InlineData("127.0.0.1", "https://10.0.0.1:6443", "own machine")]
    [InlineData("::1", "https://10.0.0.1:6443", "own machine")]
    [InlineData("::ffff:127.8.0.1", "https://k8s.example.org", "own machine")]
    [InlineData("LOCALHOST.", "https://k8s.example.org", "own machine")]
    [InlineData("a.localhost", "https://10.0.0.1:6443", "own machine")]
    [InlineData("127.0.0.1", "https://127.0.0.1:6443", null)]
    [InlineData("localhost", "https://[::1]:6443", null)]
    [InlineData("169.254.169.254", "https://127.0.0.1:6443", "not connected to")]
    [InlineData("::ffff:169.254.169.254", "https://10.0.0.1", "not connected to")]
    [InlineData("fe80::1", "https://10.0.0.1:6443", "not connected to")]
    [InlineData("0.0.0.0", "https://127.0.0.1:6443", "not connected to")]
    [InlineData("224.0.0.1", "https://10.0.0.1:6443", "not connected to")]
    [InlineData("10.0.0.2", "https://10.0.0.1:6443", null)]
    [InlineData("localhost.example.org", "https://10.0.0.1:6443", null)]
    public void What_means_another_machine_here_is_not_connected_to(string host, string server, string? said)
    {
        var objection = OwnAddress.Objection(host, new Uri(server));
        Assert.True(said is null ? objection is null : objection?.Contains(said, StringComparison.Ordinal) == true, objection);
    }

    [Fact]
    public async Task What_several_parts_ask_is_asked_once_and_told_by_each()
    {
        const string Endpoints = "/api/v1/namespaces/default/endpoints/kubernetes";
        await using var stub = await TrustStub.StartAsync();
        stub.Forbid(Endpoints).Put("/api/v1/namespaces/kube-system/configmaps/kubeadm-config", """{"kind":"ConfigMap","data":{}}""");
        var report = await stub.RunAsync(null, new ClusterInfo(), new KubeadmConfig(), new RootCaMaps());
        Assert.Equal(["cluster-info", "kubeadm-config", "root-cas"],
            report.Gaps.Where(gap => gap.Right?.ToString() == "get endpoints kubernetes").Select(gap => gap.Part));
        Assert.Single(stub.Asked, path => path == Endpoints);
    }

    [Fact]
    public async Task What_a_service_has_not_is_told_and_what_cannot_be_seen_is_no_verdict()
    {
        await using var stub = await ServiceAsync("10250");
        stub.List("/api/v1/namespaces/cm/pods", "v1", "Pod");
        stub.List(Validating, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", Webhook("a", Service, Authority));
        var options = TrustStub.Options() with { MayDial = false };
        Assert.Equal("Nobody answers webhook a.example.com: no pod is behind Service cm/hook.",
            Assert.Single((await stub.RunAsync(options, new WebhookBundles())).Findings).Message);
        stub.Forbid("/api/v1/namespaces/cm/pods");
        var report = await stub.RunAsync(options, new WebhookBundles());
        Assert.Equal(["CaBundleUnverified"], report.Findings.Select(finding => finding.Check));
        Assert.Equal("list pods", Assert.Single(report.Gaps).Right!.ToString());
    }

    [Fact]
    public async Task An_address_of_a_service_that_leads_elsewhere_is_no_verdict()
    {
        await using var elsewhere = await StubServer.StartAsync(_ => Task.CompletedTask, Server("proxy.example.com"));
        await using var stub = await TrustStub.StartAsync();
        stub.Put("/api/v1/namespaces/cm/services/hook", """{"kind":"Service","spec":{"clusterIP":"127.0.0.1"}}""");
        stub.List(Validating, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", Webhook("a",
            $"\"service\":{{\"namespace\":\"cm\",\"name\":\"hook\",\"port\":{elsewhere.Address.Port}}}", Authority));
        var finding = Assert.Single((await stub.RunAsync(TrustStub.Options(), new WebhookBundles())).Findings);
        Assert.Equal("CaBundleUnverified", finding.Check);
        Assert.Contains(finding.Proof, fact => fact.EndsWith("from here the address may lead elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task API_services_and_conversions_are_held_against_what_is_served()
    {
        await using var hook = await StubServer.StartAsync(_ => Task.CompletedTask, Hook);
        await using var stub = await TrustStub.StartAsync();
        var service = $"\"service\":{{\"namespace\":\"cm\",\"name\":\"hook\",\"port\":{hook.Address.Port}}}";
        stub.Put("/api/v1/namespaces/cm/services/hook", """{"kind":"Service","spec":{"clusterIP":"127.0.0.1"}}""");
        stub.List("/apis/apiregistration.k8s.io/v1/apiservices", "apiregistration.k8s.io/v1", "APIService",
            """{"metadata":{"name":"v1."},"spec":{"version":"v1"}}""",
            $$$"""{"metadata":{"name":"v1.skip"},"spec":{{{{service}}},"insecureSkipTLSVerify":true}}""",
            $$$"""{"metadata":{"name":"v1.bad"},"spec":{{{{service}}},"caBundle":"{{{Bundle(Twin.ExportCertificatePem())}}}"},"""
                + "\"status\":{\"conditions\":[{\"type\":\"Available\",\"status\":\"False\",\"reason\":\"FailedDiscoveryCheck\","
                + "\"message\":\"x509\"}]}}");
        stub.List("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "apiextensions.k8s.io/v1", "CustomResourceDefinition",
            """{"metadata":{"name":"plain"},"spec":{"conversion":{"strategy":"None"},"versions":[{"schema":{"x":[1,{}]}}]}}""",
            Definition("good", service, Authority), Definition("bad", service, Other));
        var report = await stub.RunAsync(TrustStub.Options(), new ApiServiceBundles(), new ConversionBundles());
        Assert.Equal(["Error CaBundleMismatch APIService v1.bad", "Error CaBundleMismatch CustomResourceDefinition bad",
            "Warning CaBundleInsecure APIService v1.skip"], report.Findings.Select(Short));
        Assert.Contains("API server: FailedDiscoveryCheck: x509", report.Findings[0].Proof);
        Assert.Empty(report.Gaps);
        Assert.Equal(["API services", "CRD conversions"], report.Counts.Select(count => count.Key));
    }

    [Fact]
    public async Task A_part_that_is_forbidden_or_hangs_stops_no_other()
    {
        await using var stub = await TrustStub.StartAsync();
        stub.Forbid(Mutating)
            .Put(Validating, """{"kind":"ValidatingWebhookConfigurationList","items":[{"metadata":{"name":"odd"},"webhooks":7}]}""");
        stub.Put("/apis/apiregistration.k8s.io/v1/apiservices", "nonsense");
        stub.Put("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", context =>
            StubCluster.Status(context, 500, "InternalError", "etcd is ill"));
        stub.List("/api/v1/secrets", "v1", "Secret",
            SecretTests.Tls("x", TestPki.Leaf(Authority, "CN=old", TestPki.AsOf.AddDays(-1)), Hook));
        var report = await stub.RunAsync(null, new WebhookBundles(), new ApiServiceBundles(), new ConversionBundles(), new TlsSecrets());
        Assert.Equal(["SecretCertificateExpired", "SecretKeyMismatch"], report.Findings.Select(finding => finding.Check));
        Assert.Equal(["apiservices", "conversions", "webhooks", "webhooks"], report.Gaps.Select(gap => gap.Part));
        Assert.Contains("not everything could be checked", report.Headline);
        Assert.Contains("mutatingwebhookconfigurations", report.Role);
    }

    [Theory]
    [InlineData("70000", "8443")]
    [InlineData("-5", "8443")]
    [InlineData("443", "\"\\ud800\"")]
    [InlineData("443", "0")]
    public async Task Ports_that_are_none_are_no_way_to_a_certificate(string port, string targetPort)
    {
        await using var stub = await TrustStub.StartAsync();
        stub.Put("/api/v1/namespaces/cm/services/hook", "{\"kind\":\"Service\",\"spec\":{\"clusterIP\":\"127.0.0.1\","
            + $"\"selector\":{{\"a\":\"b\"}},\"ports\":[{{\"port\":{port},\"targetPort\":{targetPort}}}]}}}}");
        stub.List(Mutating, "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration");
        stub.List(Validating, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration",
            Webhook("odd", $"\"service\":{{\"namespace\":\"cm\",\"name\":\"hook\",\"port\":{port}}}", Authority));
        stub.List("/api/v1/namespaces/cm/pods", "v1", "Pod");
        var report = await stub.RunAsync(TrustStub.Options(), new WebhookBundles());
        Assert.Equal("CaBundleTargetMissing", Assert.Single(report.Findings).Check);
        Assert.Empty(report.Gaps);
    }

    private const string Service = "\"service\":{\"namespace\":\"cm\",\"name\":\"hook\"}";

    private static X509Certificate2 Server(params string[] names) =>
        new TestCertificate("CN=hook") { Usages = ["serverAuth"], Names = names }.SignedBy(Authority);

    private static string Short(KubePkiFinding finding) => $"{finding.Severity} {finding.Check} {finding.Target}";

    private static async Task<TrustReport> WebhooksAsync(params string[] configurations)
    {
        await using var stub = await TrustStub.StartAsync();
        stub.List(Validating, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", configurations);
        stub.List(Mutating, "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration");
        return await stub.RunAsync(null, new WebhookBundles());
    }

    // A service with a pod that is ready and one that is not.
    private static async Task<TrustStub> ServiceAsync(string targetPort)
    {
        var stub = await TrustStub.StartAsync();
        stub.Put("/api/v1/namespaces/cm/services/hook", $$$"""
            {"kind":"Service","metadata":{"name":"hook","namespace":"cm"},"spec":{"clusterIP":"None","selector":{"app":"hook"},
            "ports":[{"port":443,"targetPort":{{{targetPort}}}}]}}
            """);
        const string Spec = """
            "spec":{"containers":[{"ports":[{"name":"https","containerPort":8443}]}],
            "volumes":[{"name":"c","secret":{"secretName":"hook-tls"}}]}
            """;
        stub.List("/api/v1/namespaces/cm/pods", "v1", "Pod",
            """{"metadata":{"name":"hook-0","namespace":"cm"},""" + Spec + ""","status":{"phase":"Pending"}}""",
            """{"metadata":{"name":"hook-1","namespace":"cm"},""" + Spec
                + ""","status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""");
        return stub;
    }

    private static string Webhook(string name, string target, X509Certificate2 bundle, string policy = "Fail", string annotations = "{}") =>
        Webhook(name, target, bundle.ExportCertificatePem(), policy, annotations);

    private static string Webhook(string name, string target, string? bundle, string policy = "Fail", string annotations = "{}")
    {
        var config = target + (bundle is null ? "" : $",\"caBundle\":\"{Bundle(bundle)}\"");
        return $"{{\"metadata\":{{\"name\":\"{name}\",\"annotations\":{annotations}}},\"webhooks\":[{{\"name\":\"{name}.example.com\","
            + $"\"clientConfig\":{{{config}}},\"failurePolicy\":\"{policy}\","
            + "\"rules\":[{\"apiGroups\":[\"example.com\"],\"resources\":[\"widgets\"],\"operations\":[\"CREATE\"]}]}]}";
    }

    private static string Definition(string name, string service, X509Certificate2 bundle) => $"{{\"metadata\":{{\"name\":\"{name}\"}},"
        + $"\"spec\":{{\"conversion\":{{\"strategy\":\"Webhook\",\"webhook\":{{\"clientConfig\":{{{service},"
        + $"\"caBundle\":\"{Bundle(bundle.ExportCertificatePem())}\"}}}}}}}}}}";

    private static string Bundle(string pem) => TestPki.Base64(pem);

    // Kubelet's side of a port forward: TLS with a certificate, or a message; without one, the error of a port on which nobody
    // listens; with an empty one, the connection breaks.
    private static async Task ForwardAsync(
        HttpContext context, X509Certificate2? certificate, Action<string> greet, byte[]? message = null)
    {
        // What kubelet's router answers to whoever wants a media type.
        if (context.Request.Headers.Accept != "*/*")
        {
            context.Response.StatusCode = 406;
            return;
        }
        var key = context.Request.Headers["Sec-WebSocket-Key"].ToString();
        Assert.Equal("v4.channel.k8s.io", context.Request.Headers["Sec-WebSocket-Protocol"]);
        Assert.Equal("Bearer secret-token", context.Request.Headers.Authorization);
        context.Response.Headers["Sec-WebSocket-Protocol"] = "v4.channel.k8s.io";
        // RFC 6455 wants this hash, and no other.
#pragma warning disable CA5350
        var accept = SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
#pragma warning restore CA5350
        context.Response.Headers["Sec-WebSocket-Accept"] = Convert.ToBase64String(accept);
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        await using var stream = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        foreach (var channel in (byte[])[0, 1])
            await socket.SendAsync(new byte[] { channel, 10, 40 }, WebSocketMessageType.Binary, true, context.RequestAborted);
        if (certificate is null)
        {
            message ??= [1, .. Encoding.UTF8.GetBytes(TunnelWordsTests.Containerd)];
            if (message.Length == 0)
            {
                // Nothing of the answer is lost once the ClientHello has come.
                await socket.ReceiveAsync(new byte[16 * 1024].AsMemory(), context.RequestAborted);
                context.Abort();
                return;
            }
            var half = message.Length / 2;
            await socket.SendAsync(message.AsMemory(0, half), WebSocketMessageType.Binary, false, context.RequestAborted);
            await socket.SendAsync(message.AsMemory(half), WebSocketMessageType.Binary, true, context.RequestAborted);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            return;
        }
        try
        {
            using var tls = new SslStream(new ChannelStream(socket));
            // The greeting comes before the certificate is sent: whoever has seen that may go at once.
            await tls.AuthenticateAsServerAsync((_, hello, _, _) =>
            {
                greet(hello.ServerName);
                return ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                });
            }, null, context.RequestAborted);
        }
        catch (IOException)
        {
            // Who has seen the certificate goes.
        }
    }

    /// <summary>Channel 0 of a web socket, a few octets at a time.</summary>
    private sealed class ChannelStream(WebSocket socket) : Stream
    {
        private readonly byte[] _message = new byte[64 * 1024];
        private int _start;
        private int _end;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => 0;

        public override long Position { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_start == _end)
            {
                var received = await socket.ReceiveAsync(_message.AsMemory(), cancellationToken);
                if (received.MessageType == WebSocketMessageType.Close)
                    return 0;
                Assert.Equal(0, _message[0]);
                (_start, _end) = (1, received.Count);
            }
            var count = Math.Min(buffer.Length, _end - _start);
            _message.AsMemory(_start, count).CopyTo(buffer);
            _start += count;
            return count;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            foreach (var piece in buffer.ToArray().Chunk(100))
                await socket.SendAsync((byte[])[0, .. piece], WebSocketMessageType.Binary, true, cancellationToken);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
