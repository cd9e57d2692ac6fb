using System.Security.Cryptography.X509Certificates;
using KubePki.Cluster.Trust;
using KubePki.Cluster.Trust.Parts;
using KubePki.Kubernetes;
using KubePki.Model;
using KubePki.Tests.Cluster.Client;

namespace KubePki.Tests.Cluster.Trust;

/// <summary>What is said about CA bundles: in the API server's own words, and of odd objects what is odd.</summary>
public sealed class BundleWordingTests
{
    private const string Rules = """[{"apiGroups":["example.com"],"resources":["widgets"],"operations":["CREATE"]}]""";

    private static readonly X509Certificate2 Authority = TestPki.Authority("hook-ca");
    private static readonly X509Certificate2 Other = TestPki.Authority("other-ca");

    [Theory]
    [InlineData(null, "https://hook.cm.svc:443/")]
    [InlineData("mutate", "https://hook.cm.svc:443/mutate")]
    [InlineData("/a/b/", "https://hook.cm.svc:443/a/b")]
    public void The_path_of_a_service_is_called(string? path, string url) =>
        Assert.Equal(url, CallUrl.Of(new CallTarget(null, new ServiceReference("cm", "hook", 443), default) { Path = path }));

    [Theory]
    [InlineData("https://h.example.com", "https://h.example.com/")]
    [InlineData("https://h.example.com:8443/x/", "https://h.example.com:8443/x")]
    [InlineData("https://me:secret@h/x", "https://***@h/x")]
    [InlineData("no URL", "no URL")]
    public void So_is_a_URL_as_it_is_written(string url, string called) =>
        Assert.Equal(called, CallUrl.Of(new CallTarget(url, null, default)));

    [Fact]
    public async Task A_call_is_told_as_the_log_of_the_API_server_has_it()
    {
        await using var hook = await StubServer.StartAsync(_ => Task.CompletedTask,
            new TestCertificate("CN=hook") { Usages = ["serverAuth"], Names = ["hook.cm.svc", "127.0.0.1"] }.SignedBy(Authority));
        await using var stub = await TrustStub.StartAsync();
        var bundle = TestPki.Base64(Other.ExportCertificatePem());
        Put(stub, $$"""{"url":"{{hook.Address}}mutate","caBundle":"{{bundle}}"}""", Rules, "\"timeoutSeconds\":3,");
        stub.List("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "apiextensions.k8s.io/v1", "CustomResourceDefinition",
            $$$$$$"""
            {"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com","names":{"kind":"Widget"},
            "versions":[{"name":"v1beta1","storage":false},{"name":"v1","storage":true,"schema":{"x":[1]}}],
            "conversion":{"strategy":"Webhook",
            "webhook":{"clientConfig":{"url":"{{{{{{hook.Address}}}}}}convert","caBundle":"{{{{{{bundle}}}}}}"}}}}}
            """);
        stub.Put("/api/v1/namespaces/cm/services/hook", """{"kind":"Service","spec":{"clusterIP":"127.0.0.1"}}""");
        stub.List("/apis/apiregistration.k8s.io/v1/apiservices", "apiregistration.k8s.io/v1", "APIService",
            $$$$"""
            {"metadata":{"name":"v1.example.com"},"spec":{"group":"example.com","version":"v1","caBundle":"{{{{bundle}}}}",
            "service":{"namespace":"cm","name":"hook","port":{{{{hook.Address.Port}}}}}}}
            """);
        var report = await stub.RunAsync(null, new WebhookBundles(), new ConversionBundles(), new ApiServiceBundles());
        const string Reason = "x509: certificate signed by unknown authority";
        string[] said = [.. report.Findings.Select(finding => finding.Proof.First(fact => fact.StartsWith("API server: ",
            StringComparison.Ordinal)))];
        var group = $"https://hook.cm.svc:{hook.Address.Port}/apis/example.com/v1";
        Assert.Collection(said.Order(StringComparer.Ordinal),
            text => Assert.StartsWith("API server: FailedDiscoveryCheck: failing or missing response from "
                + $"{group}: Get \"{group}\": {Reason}", text, StringComparison.Ordinal),
            text => Assert.StartsWith($"API server: conversion webhook for example.com/v1, Kind=Widget failed: Post \"{hook.Address}convert"
                + $"?timeout=30s\": {Reason}", text, StringComparison.Ordinal),
            text => Assert.StartsWith($"API server: failed calling webhook \"a.example.com\": failed to call webhook: Post \"{hook.Address}"
                + $"mutate?timeout=3s\": {Reason}", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bundle_that_cannot_be_loaded_ends_before_the_call()
    {
        var finding = Assert.Single(await RunAsync("""{"url":"https://127.0.0.1:9/x","caBundle":"bm90aGluZw=="}""", Rules),
            finding => finding.Check == "CaBundleMalformed");
        Assert.Contains("API server: failed calling webhook \"a.example.com\": could not get REST client: unable to load root "
            + "certificates: unable to parse bytes as PEM block", finding.Proof);
    }

    [Fact]
    public async Task A_user_in_a_URL_is_what_is_wrong_with_it()
    {
        var finding = Assert.Single(await RunAsync("""{"url":"https://me:hunter2@127.0.0.1/x"}""", Rules));
        Assert.Contains("https://***@127.0.0.1/x: a user in the URL is not allowed", finding.Proof);
        Assert.DoesNotContain("hunter2", finding.Message + finding.Proof + finding.Why + finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("http://h/x is not an https URL", Assert.Single(await RunAsync("""{"url":"http://h/x"}""", Rules)).Proof);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""[{"apiGroups":[""],"resources":[],"operations":["CREATE"]}]""")]
    public async Task A_webhook_without_rules_stops_nothing(string rules)
    {
        var finding = Assert.Single(await RunAsync("""{"url":"https://127.0.0.1:9/x","caBundle":"bm90aGluZw=="}""", rules),
            finding => finding.Check == "CaBundleMalformed");
        Assert.Equal("Nothing at present: the webhook has no rules, so the API server does not call it.", finding.Why);
        Assert.Equal(FindingSeverity.Warning, finding.SeverityLevel);
    }

    [Fact]
    public async Task An_address_is_no_DNS_name()
    {
        await using var hook = await StubServer.StartAsync(_ => Task.CompletedTask,
            new TestCertificate("CN=hook") { Usages = ["serverAuth"], Names = ["h.example.com"] }.SignedBy(Authority));
        var findings = await RunAsync(
            $$"""{"url":"{{hook.Address}}","caBundle":"{{TestPki.Base64(Authority.ExportCertificatePem())}}"}""", Rules);
        Assert.StartsWith("Issue it again for the IP address 127.0.0.1. ", Assert.Single(findings).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_what_is_longer_than_any_name_the_begin_is_shown()
    {
        var name = new string('n', 9000);
        var finding = (await RunAsync($$"""{"url":"https://h/{{name}}","caBundle":"bm90aGluZw=="}""",
            $$"""[{"apiGroups":[""],"resources":["{{name}}"],"operations":["CREATE"]}]""", name: name))
            .First(finding => finding.Check == "CaBundleMalformed");
        foreach (var text in (string[])[finding.Target, finding.Message, finding.Why, finding.Remedy, .. finding.Proof])
            Assert.InRange(text.Length, 1, 900);
        Assert.EndsWith("n…", finding.Target, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<KubePkiFinding>> RunAsync(string config, string rules, string name = "a")
    {
        await using var stub = await TrustStub.StartAsync();
        Put(stub, config, rules, name: name);
        return (await stub.RunAsync(null, new WebhookBundles())).Findings;
    }

    private static void Put(TrustStub stub, string config, string rules, string more = "", string name = "a")
    {
        const string Registration = "admissionregistration.k8s.io/v1";
        stub.List($"/apis/{Registration}/mutatingwebhookconfigurations", Registration, "MutatingWebhookConfiguration");
        stub.List($"/apis/{Registration}/validatingwebhookconfigurations", Registration, "ValidatingWebhookConfiguration",
            $$"""
            {"metadata":{"name":"{{name}}"},"webhooks":
            [{"name":"{{name}}.example.com","clientConfig":{{config}},{{more}}"rules":{{rules}}}]}
            """);
    }
}
