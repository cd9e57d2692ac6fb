using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using KubePki.Cluster.Trust;
using KubePki.Cluster.Trust.Parts;
using KubePki.Model;
using Microsoft.AspNetCore.Http;

namespace KubePki.Tests.Cluster.Trust;

/// <summary>Secrets: what is wrong with their certificates and keys, and that nothing of a key is told.</summary>
[Collection(nameof(Measured))]
public sealed class SecretTests
{
    private static readonly X509Certificate2 Authority = TestPki.Authority("shop-ca");
    private static readonly X509Certificate2 Good = TestPki.Leaf(Authority, "CN=shop", dnsNames: "shop.example.com");

    [Fact]
    public async Task A_good_pair_with_its_CA_is_no_finding()
    {
        var report = await RunAsync(Tls("good", Good, Good, Authority));
        Assert.Empty(report.Findings);
        Assert.Empty(report.Gaps);
        Assert.EndsWith(": no problems found in 1 Secret.", report.Headline);
    }

    [Fact]
    public async Task An_expired_certificate_is_told_in_Gos_words_and_who_keeps_it_is_named()
    {
        var old = TestPki.Leaf(Authority, "CN=shop", TestPki.AsOf.AddDays(-3), "shop.example.com");
        var report = await RunAsync(Tls("shop", old, old, Authority,
            """{"cert-manager.io/certificate-name":"shop","cert-manager.io/issuer-name":"ca"}"""));
        var finding = Assert.Single(report.Findings);
        Assert.Equal(("SecretCertificateExpired", "Error", "Secret web/shop"), (finding.Check, finding.Severity, finding.Target));
        Assert.Equal("tls.crt expired at 2026-06-28T00:00:00Z, 3 days ago.", finding.Message);
        Assert.Contains("Go: x509: certificate has expired or is not yet valid: current time 2026-07-01T00:00:00Z is after "
            + "2026-06-28T00:00:00Z", finding.Proof);
        Assert.Contains("kept by cert-manager: Certificate shop, Issuer ca", finding.Proof);
        Assert.EndsWith("cmctl renew -n web shop", finding.Remedy);
        Assert.Equal("CN=shop", finding.Certificate!.Subject);
    }

    [Fact]
    public async Task The_end_that_is_near_is_told_by_days_and_by_share()
    {
        var near = TestPki.Leaf(Authority, "CN=near", TestPki.AsOf.AddDays(5));
        var soon = TestPki.Leaf(Authority, "CN=soon", TestPki.AsOf.AddDays(20));
        var early = new TestCertificate("CN=early") { Start = TestPki.AsOf.AddDays(1) }.SignedBy(Authority);
        var report = await RunAsync(Tls("near", near, near), Tls("soon", soon, soon), Tls("early", early, early));
        Assert.Equal(
            ["Error SecretCertificateNotYetValid Secret web/early", "Error SecretCertificateExpiring Secret web/near",
                "Warning SecretCertificateExpiring Secret web/soon"],
            report.Findings.Select(Short));
    }

    [Fact]
    public async Task What_does_not_fit_together_is_told()
    {
        var twin = TestPki.Authority("shop-ca");
        var other = TestPki.Authority("other-ca");
        var report = await RunAsync(
            Tls("mismatch", Good, TestPki.Leaf(Authority, "CN=shop")), Tls("twin", Good, Good, twin), Tls("other", Good, Good, other),
            Secret("half", "kubernetes.io/tls", ("tls.crt", Pem(Good)), ("tls.key", "")),
            Secret("broken", "kubernetes.io/tls", ("tls.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
                ("tls.key", TestPki.KeyPem(Good))));
        Assert.Equal(
            ["Error SecretKeyMismatch Secret web/mismatch", "Error SecretIncomplete Secret web/half",
                "Error SecretMalformed Secret web/broken",
                "Error SecretAuthorityMismatch Secret web/twin", "Warning SecretChainIncomplete Secret web/other"],
            report.Findings.Select(Short));
        Assert.Contains("Go: tls: private key does not match public key", report.Findings[0].Proof);
        Assert.Contains(report.Findings[3].Proof, fact => fact.Contains("signed by unknown authority", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_intermediate_in_tls_crt_leads_to_the_CA()
    {
        var middle = new TestCertificate("CN=middle")
        {
            IsAuthority = true, KeyUsage = X509KeyUsageFlags.KeyCertSign,
        }.SignedBy(Authority);
        var leaf = TestPki.Leaf(middle, "CN=shop");
        var whole = Secret("whole", "kubernetes.io/tls", ("tls.crt", Pem(leaf) + Pem(middle)), ("tls.key", TestPki.KeyPem(leaf)),
            ("ca.crt", Pem(Authority)));
        var report = await RunAsync(whole, Tls("cut", leaf, leaf, Authority));
        Assert.Equal(["Warning SecretChainIncomplete Secret web/cut"], report.Findings.Select(Short));
    }

    [Fact]
    public async Task A_keystore_is_opened_with_the_password_beside_it_and_with_none()
    {
        var old = TestPki.Leaf(Authority, "CN=java", TestPki.AsOf.AddDays(-3));
        var store = Convert.ToBase64String(old.Export(X509ContentType.Pkcs12, "changeit"));
        var empty = Convert.ToBase64String(old.Export(X509ContentType.Pkcs12, ""));
        var report = await RunAsync(
            Raw("open", ("keystore.p12", store), ("keystore-password", TestPki.Base64("changeit\n"))), Raw("empty", ("a.p12", empty)),
            Raw("locked", ("keystore.p12", store), ("password", TestPki.Base64("wrong"))),
            Raw("java", ("keystore.jks", Convert.ToBase64String([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]))),
            Raw("plain", ("password", TestPki.Base64("hunter2")), ("blob", Convert.ToBase64String([0x30, 0x82, 0, 1, 5]))));
        Assert.Equal(
            ["Warning SecretCertificateExpired Secret web/empty", "Warning SecretCertificateExpired Secret web/open",
                "Information SecretKeystoreUnread Secret web/java", "Information SecretKeystoreUnread Secret web/locked"],
            report.Findings.Select(Short));
        Assert.DoesNotContain(report.Findings, finding => Text(finding).Contains("changeit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Costly_keystores_of_one_namespace_cost_no_other_its_own()
    {
        var old = TestPki.Leaf(Authority, "CN=java", TestPki.AsOf.AddDays(-3));
        var store = Convert.ToBase64String(old.Export(X509ContentType.Pkcs12, "changeit"));
        string[] of = [.. Enumerable.Range(0, 9).Select(i => Store($"s{i}", "aaa")), Store("s", "web")];
        await using var stub = await TrustStub.StartAsync();
        stub.List("/api/v1/secrets", "v1", "Secret", of);
        var report = await stub.RunAsync(null, new TlsSecrets(rounds: 60_000));
        Assert.Contains(report.Findings, finding => finding is { Check: "SecretKeystoreUnread" }
            && finding.Target.StartsWith("Secret aaa/", StringComparison.Ordinal));
        Assert.Contains("Warning SecretCertificateExpired Secret web/s", report.Findings.Select(Short));

        string Store(string name, string place) => Raw(name, ("keystore.p12", store), ("password", TestPki.Base64("changeit")))
            .Replace("\"web\"", $"\"{place}\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weak_keys_and_signatures_are_told()
    {
        using var shortKey = RSA.Create(1024);
        using var key = RSA.Create(2048);
        var root = new TestCertificate("CN=old-ca") { IsAuthority = true, KeyUsage = X509KeyUsageFlags.KeyCertSign,
            Key = key }.SignedBy(null);
        var old = new TestCertificate("CN=old") { Key = shortKey, Hash = HashAlgorithmName.SHA1 }.SignedBy(root);
        var report = await RunAsync(Tls("old", old, old));
        Assert.Equal(["Error SecretWeakSignature Secret web/old", "Warning SecretWeakKey Secret web/old"], report.Findings.Select(Short));
    }

    [Fact]
    public async Task No_private_key_is_in_any_finding()
    {
        var old = TestPki.Leaf(Authority, "CN=shop", TestPki.AsOf.AddDays(-3));
        var other = TestPki.Leaf(Authority, "CN=x");
        var report = await RunAsync(Tls("mismatch", old, other), Secret("swapped", "kubernetes.io/tls", ("tls.crt", TestPki.KeyPem(old)),
            ("tls.key", Pem(old))));
        Assert.NotEmpty(report.Findings);
        var lines = (TestPki.KeyPem(old) + TestPki.KeyPem(other)).Split('\n').Where(line => line.Length > 20).ToList();
        Assert.NotEmpty(lines);
        Assert.DoesNotContain(report.Findings, finding => lines.Exists(line => Text(finding).Contains(line, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_the_wanted_namespaces_are_asked_for_and_no_Helm_releases()
    {
        await using var stub = await TrustStub.StartAsync();
        stub.List("/api/v1/namespaces/web/secrets", "v1", "Secret", Tls("good", Good, Good)).Forbid("/api/v1/namespaces/db/secrets");
        var report = await stub.RunAsync(TrustStub.Options() with { Namespaces = ["web", "db"] }, new TlsSecrets());
        Assert.Empty(report.Findings);
        Assert.Equal("list secrets", Assert.Single(report.Gaps).Right!.ToString());
        Assert.Equal(2, stub.Asked.Count);
        Assert.All(stub.Asked, query => Assert.Contains("type%21%3Dhelm.sh%2Frelease.v1", query));
        Assert.Contains("- apiGroups: [\"\"]  # missing\n  resources: [\"secrets\"]\n  verbs: [\"list\"]\n", report.Role);
    }

    [Fact]
    public async Task A_malformed_Secret_is_told_and_the_rest_is_read()
    {
        var report = await RunAsync("""{"metadata":{"name":"odd","namespace":"web"},"type":"Opaque","data":{"tls.crt":"%%%"}}""",
            Tls("good", Good, Good));
        Assert.Empty(report.Findings);
        Assert.StartsWith("secrets: ClusterSecret web/odd: ", Assert.Single(report.Gaps).ToString());
        Assert.Equal(1, report.Counts.Single().Value);
    }

    [Fact]
    public async Task Five_thousand_Secrets_are_read_page_by_page_in_little_memory()
    {
        const int Many = 5000;
        const int Size = 100;
        var ballast = Convert.ToBase64String(new byte[16 * 1024]);
        var good = Tls("x", Good, Good, Authority);
        await using var stub = await TrustStub.StartAsync();
        var (largest, pages, before) = (0L, 0, 0L);
        stub.Put("/api/v1/secrets", async context =>
        {
            var from = int.Parse(context.Request.Query["continue"].ToString() is { Length: > 0 } token ? token : "0",
                CultureInfo.InvariantCulture);
            Assert.Equal(Size.ToString(CultureInfo.InvariantCulture), context.Request.Query["limit"]);
            if (pages++ > 0)
                largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true) - before);
            else
                before = GC.GetTotalMemory(forceFullCollection: true);
            var next = from + Size < Many ? (from + Size).ToString(CultureInfo.InvariantCulture) : "";
            await context.Response.WriteAsync($$"""{"kind":"SecretList","apiVersion":"v1","metadata":{"continue":"{{next}}"},"items":[""");
            for (var i = from; i < from + Size; i++)
                await context.Response.WriteAsync((i == from ? "" : ",")
                    + good.Replace("\"x\"", $"\"s{i}\"", StringComparison.Ordinal).Replace("\"data\":{",
                        $"\"data\":{{\"ballast\":\"{ballast}\",",
                        StringComparison.Ordinal));
            await context.Response.WriteAsync("]}");
        });
        var report = await stub.RunAsync(TrustStub.Options(), new TlsSecrets());
        Assert.Empty(report.Gaps);
        Assert.Equal((Many, Many / Size), (report.Counts.Single().Value, pages));
        // All of them are 110 MB.
        Assert.InRange(largest, long.MinValue, 8 * 1024 * 1024);
    }

    private static async Task<TrustReport> RunAsync(params string[] secrets)
    {
        await using var stub = await TrustStub.StartAsync();
        stub.List("/api/v1/secrets", "v1", "Secret", secrets);
        return await stub.RunAsync(TrustStub.Options(), new TlsSecrets());
    }

    private static string Short(KubePkiFinding finding) => $"{finding.Severity} {finding.Check} {finding.Target}";

    private static string Text(KubePkiFinding finding) =>
        string.Join('\n', finding.Message, string.Join('\n', finding.Proof), finding.Why, finding.Remedy);

    private static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";

    internal static string Tls(
        string name, X509Certificate2 certificate, X509Certificate2 key, X509Certificate2? authority = null, string annotations = "{}") =>
        Secret(name, "kubernetes.io/tls", annotations, [("tls.crt", Pem(certificate)), ("tls.key", TestPki.KeyPem(key)),
            .. authority is null ? Array.Empty<(string, string)>() : [("ca.crt", Pem(authority))]]);

    private static string Secret(string name, string type, params (string Key, string Text)[] data) => Secret(name, type, "{}", data);

    private static string Secret(string name, string type, string annotations, (string Key, string Text)[] data) =>
        Raw(name, type, annotations, [.. data.Select(item => (item.Key, TestPki.Base64(item.Text)))]);

    private static string Raw(string name, params (string Key, string Base64)[] data) => Raw(name, "Opaque", "{}", data);

    private static string Raw(string name, string type, string annotations, (string Key, string Base64)[] data) =>
        $$"""{"metadata":{"name":"{{name}}","namespace":"web","annotations":{{annotations}}},"type":"{{type}}","data":{{Data(data)}}}""";

    private static string Data((string Key, string Base64)[] data) => new StringBuilder("{")
        .AppendJoin(',', data.Select(item => $"{JsonSerializer.Serialize(item.Key)}:\"{item.Base64}\"")).Append('}').ToString();
}
