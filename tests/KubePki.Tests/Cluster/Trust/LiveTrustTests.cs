using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using KubePki.Cluster.Client;
using KubePki.Cluster.Trust;
using KubePki.Tests.Cluster.Client;

namespace KubePki.Tests.Cluster.Trust;

/// <summary>The whole command against a real API server.</summary>
public sealed class LiveTrustTests
{
    [LiveFact]
    public async Task A_real_cluster_is_looked_at_as_a_whole_and_as_one_who_may_see_half_of_it()
    {
        await using var plane = await LiveControlPlane.StartAsync();
        var authority = TestPki.Authority("hook-ca");
        var served = new TestCertificate("CN=hook") { Usages = ["serverAuth"], Names = ["127.0.0.1"] }.SignedBy(authority);
        await using var hook = await StubServer.StartAsync(_ => Task.CompletedTask, served);
        using (var admin = plane.Raw())
            await SeedAsync(admin, authority, hook.Address);

        using var client = plane.Client();
        var options = new TrustOptions { AsOf = TestPki.AsOf };
        var report = await TrustSession.RunAsync(client, options);
        var found = report.Findings.Select(finding => $"{finding.Severity} {finding.Check} {finding.Target}").ToList();
        Assert.Contains("Error SecretCertificateExpired Secret default/old", found);
        Assert.Contains("Critical CaBundleMismatch ValidatingWebhookConfiguration twin", found);
        Assert.Contains("Error CaBundleTargetMissing APIService v1.example.com", found);
        Assert.DoesNotContain(found, text => text.EndsWith("ValidatingWebhookConfiguration good", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Gaps, gap => gap.Part is "secrets" or "webhooks" or "apiservices" or "conversions");

        using var joe = plane.Client("CN=joe");
        var half = await TrustSession.RunAsync(joe, options);
        Assert.Contains("Critical CaBundleMismatch ValidatingWebhookConfiguration twin",
            half.Findings.Select(finding => $"{finding.Severity} {finding.Check} {finding.Target}"));
        Assert.Contains(half.Gaps, gap => gap is { Part: "secrets", Right.Resource: "secrets" });
        Assert.Contains("  resources: [\"secrets\"]", half.Role);

        // The role that is printed is taken by a real API server, and is enough.
        using (var admin = plane.Raw())
        {
            await admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles", half.Role!, "application/yaml");
            await BindAsync(admin, TrustRole.Name);
        }
        var refused = half.Gaps;
        for (var i = 0; i < 50 && refused.Any(gap => gap.Right is not null); i++)
        {
            await Task.Delay(200);
            refused = (await TrustSession.RunAsync(joe, options)).Gaps;
        }
        Assert.DoesNotContain(refused, gap => gap.Right is not null);
    }

    private static async Task SeedAsync(RawClient admin, X509Certificate2 authority, Uri hook)
    {
        var old = TestPki.Leaf(authority, "CN=old", TestPki.AsOf.AddDays(-3));
        await admin.CreateAsync("/api/v1/namespaces/default/secrets", "{\"metadata\":{\"name\":\"old\"},\"type\":\"kubernetes.io/tls\","
            + $"\"data\":{{\"tls.crt\":\"{TestPki.Base64(old.ExportCertificatePem())}\","
            + $"\"tls.key\":\"{TestPki.Base64(TestPki.KeyPem(old))}\"}}}}");
        foreach (var (name, bundle) in new[] { ("good", authority), ("twin", TestPki.Authority("hook-ca")) })
        {
            await admin.CreateAsync("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
                $"{{\"metadata\":{{\"name\":\"{name}\"}},\"webhooks\":[{{\"name\":\"{name}.example.com\",\"sideEffects\":\"None\","
                + $"\"admissionReviewVersions\":[\"v1\"],\"clientConfig\":{{\"url\":\"{hook}\",\"caBundle\":"
                + $"\"{TestPki.Base64(bundle.ExportCertificatePem())}\"}},\"rules\":[{{\"apiGroups\":[\"example.com\"],"
                + "\"apiVersions\":[\"*\"],\"operations\":[\"CREATE\"],\"resources\":[\"widgets\"]}]}]}");
        }
        await admin.CreateAsync("/apis/apiregistration.k8s.io/v1/apiservices", "{\"metadata\":{\"name\":\"v1.example.com\"},\"spec\":{"
            + "\"group\":\"example.com\",\"version\":\"v1\",\"groupPriorityMinimum\":100,\"versionPriority\":100,"
            + $"\"caBundle\":\"{TestPki.Base64(authority.ExportCertificatePem())}\","
            + "\"service\":{\"namespace\":\"default\",\"name\":\"gone\"}}}");
        await admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles", "{\"metadata\":{\"name\":\"half\"},\"rules\":["
            + "{\"apiGroups\":[\"admissionregistration.k8s.io\"],\"resources\":[\"*\"],\"verbs\":[\"list\"]}]}");
        await BindAsync(admin, "half");
    }

    private static Task<JsonElement> BindAsync(RawClient admin, string role) => admin.CreateAsync(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", $"{{\"metadata\":{{\"name\":\"{role}\"}},\"roleRef\":{{\"apiGroup\":"
            + $"\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"{role}\"}},\"subjects\":[{{\"apiGroup\":"
            + "\"rbac.authorization.k8s.io\",\"kind\":\"User\",\"name\":\"joe\"}]}");
}
