using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Approval;
using KubePki.Model;
using KubePki.Tests.Cluster.Client;
using KubePki.Tests.Cluster.Csr.Policy;

namespace KubePki.Tests.Cluster.Csr.Approval;

/// <summary>What a cluster says of its ranges, CAs and keys, and what happens where it says less.</summary>
public sealed class ClusterTrustTests
{
    private const string Kubeadm = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";
    private const string ServiceCidrs = "/apis/networking.k8s.io/v1/servicecidrs";

    private static readonly CsrDraft Good = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21");

    // A worker whose own Node object claims an address of a service.
    private static readonly CsrDraft Thief = CsrDraft.ServingOf("worker-1", "worker-1", "10.100.0.7");

    [Fact]
    public async Task Every_ServiceCIDR_counts()
    {
        var stub = Claiming("10.100.0.7");
        stub.ServiceCidrs = [CsrStub.ServiceCidr("10.96.0.0/16", "fd00:96::/112"), CsrStub.ServiceCidr("10.100.0.0/16")];
        var (decision, _) = await JudgeAsync(stub, Thief);
        Assert.Equal((CsrAnswer.Deny, "NoServiceAddress"), (decision.Decision, decision.Failed.Single()));
        Assert.Contains("10.100.0.0/16", decision.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_family_counts()
    {
        var stub = Claiming("fd00:96::7");
        var (decision, _) = await JudgeAsync(stub, CsrDraft.ServingOf("worker-1", "worker-1", "fd00:96::7"));
        Assert.Equal((CsrAnswer.Deny, "NoServiceAddress"), (decision.Decision, decision.Failed.Single()));
    }

    [Fact]
    public async Task Where_no_source_tells_the_ranges_an_address_is_deferred()
    {
        foreach (var (address, draft) in new[] { ("10.100.0.7", Thief), ("10.0.0.21", Good) })
        {
            var stub = Claiming(address);
            stub.ServiceCidrs = null;
            var (decision, warnings) = await JudgeAsync(stub, draft);
            Assert.Equal((CsrAnswer.Defer, "NoServiceAddress"), (decision.Decision, decision.Failed.Single()));
            Assert.Empty(warnings);
        }
    }

    [Fact]
    public async Task Who_may_not_read_ServiceCIDRs_is_told_and_the_others_are_asked()
    {
        var stub = Claiming("10.100.0.7");
        stub.Forbidden.Add(ServiceCidrs);
        var (decision, warnings) = await JudgeAsync(stub, Thief);
        Assert.Equal(CsrAnswer.Defer, decision.Decision);
        Assert.Contains("other sources must provide the service address ranges", Assert.Single(warnings), StringComparison.Ordinal);
        stub.Objects[Kubeadm] = """{"data": {"ClusterConfiguration": "networking:\n  serviceSubnet: 10.96.0.0/16,10.100.0.0/16\n"}}""";
        Assert.Equal(CsrAnswer.Deny, (await JudgeAsync(stub, Thief)).Decision.Decision);
    }

    [Fact]
    public async Task The_source_is_told()
    {
        var stub = Claiming("10.0.0.21");
        stub.Objects[Kubeadm] = """{"data": {"ClusterConfiguration": "networking:\n  serviceSubnet: 10.50.0.0/16\n"}}""";
        var (decision, _) = await JudgeAsync(stub, Good);
        Assert.Equal(CsrAnswer.Approve, decision.Decision);
        Assert.Equal("none is in 10.96.0.0/12, fd00:96::/112, 10.50.0.0/16 (ServiceCIDR objects, ConfigMap kubeadm-config)",
            decision.Rules.Single(rule => rule.Rule == "NoServiceAddress").Evidence);
    }

    [Theory]
    [InlineData("""{"spec": {"cidrs": "10.96.0.0/12"}}""")]
    [InlineData("""{"spec": {"cidrs": ["10.96.0.0/12", "x"]}}""")]
    [InlineData("""{"spec": {}}""")]
    [InlineData("""{}""")]
    public async Task A_ServiceCIDR_that_cannot_be_read_makes_the_others_no_answer(string broken)
    {
        var stub = Claiming("10.0.0.21");
        stub.ServiceCidrs = [CsrStub.ServiceCidr("10.96.0.0/12"), JsonNode.Parse(broken)!.AsObject()];
        var (decision, warnings) = await JudgeAsync(stub, Good);
        Assert.Equal(CsrAnswer.Defer, decision.Decision);
        Assert.Single(warnings);
    }

    [Fact]
    public async Task A_service_outside_of_the_ranges_is_a_contradiction()
    {
        var stub = Claiming("10.0.0.21");
        stub.Services.Add(JsonNode.Parse(
            """{"metadata": {"name": "a"}, "spec": {"clusterIP": "10.200.0.1", "clusterIPs": ["10.200.0.1"]} }""")!.AsObject());
        Assert.Equal("NoServiceAddress", (await JudgeAsync(stub, Good)).Decision.Failed.Single());
        // External addresses lie outside of the ranges everywhere, and a service may have none.
        stub.Services[0] = JsonNode.Parse("""
            {"metadata": {"name": "a"}, "spec": {"clusterIP": "None", "externalIPs": ["203.0.113.200"]},
             "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.201"}]} } }
            """)!.AsObject();
        Assert.Equal(CsrAnswer.Approve, (await JudgeAsync(stub, Good)).Decision.Decision);
    }

    [Theory]
    [InlineData("/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt", "ca.crt")]
    [InlineData("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication", "client-ca-file")]
    [InlineData("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication", "requestheader-client-ca-file")]
    public async Task The_keys_of_the_clusters_CAs_are_refused(string path, string key)
    {
        using var authority = TestPki.Authority("kubernetes");
        var stub = new CsrStub();
        stub.Objects[path] = new JsonObject { ["data"] = new JsonObject { [key] = authority.ExportCertificatePem() } }.ToJsonString();
        await RefusedAsync(stub, authority.GetECDsaPrivateKey()!);
    }

    [Fact]
    public async Task So_is_that_of_cluster_info()
    {
        using var authority = TestPki.Authority("kubernetes");
        var stub = new CsrStub();
        var data = TestPki.Base64(authority.ExportCertificatePem());
        var kubeconfig = $"clusters:\n- name: ''\n  cluster:\n    certificate-authority-data: {data}\n";
        stub.Objects["/api/v1/namespaces/kube-public/configmaps/cluster-info"] = new JsonObject { [
            "data"] = new JsonObject { ["kubeconfig"] = kubeconfig } }.ToJsonString();
        await RefusedAsync(stub, authority.GetECDsaPrivateKey()!);
    }

    [Fact]
    public async Task So_are_the_keys_of_service_accounts_tokens()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (numbers, point) = (rsa.ExportParameters(false), ec.ExportParameters(false).Q);
        var stub = new CsrStub();
        stub.Objects["/openid/v1/jwks"] = JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { kty = "oct", k = "AAAA" }, new { kty = "RSA", use = "sig", n = Url(numbers.Modulus!), e = Url(numbers.Exponent!) },
                    new { kty = "EC", crv = "P-256", x = Url(point.X!), y = Url(point.Y!) },
                new { kty = "EC", crv = "P-256", x = Url(point.X!), y = Url(point.X!) }, new { kty = "RSA", n = "!" },
            },
        });
        await RefusedAsync(stub, rsa);
        await RefusedAsync(stub, ec);
    }

    public static TheoryData<string> Nonsense() => new()
    {
        "{}",
        """{"data": 7}""",
        """{"data": {"ca.crt": 7, "client-ca-file": [], "kubeconfig": "a: ["}, "keys": 7}""",
        """
        {"data": {"ca.crt": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
          "kubeconfig": "clusters:\n- 7\n- cluster: 8\n- cluster: {certificate-authority-data: '!'}\n"},
          "keys": [7, null, {"kty": "RSA"}, {"crv": "P-256", "x": "AA", "y": "AA"}]}
        """,
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task What_makes_no_sense_there_does_no_harm(string answer)
    {
        var stub = new CsrStub();
        foreach (var path in new[] { "kube-system/configmaps/kube-root-ca.crt", "kube-system/configmaps/extension-apiserver-authentication",
            "kube-public/configmaps/cluster-info" })
            stub.Objects["/api/v1/namespaces/" + path] = answer;
        stub.Objects["/openid/v1/jwks"] = answer;
        Assert.Equal(CsrAnswer.Approve, (await JudgeAsync(stub, Good)).Decision.Decision);
    }

    [Theory]
    [InlineData("uid")]
    [InlineData("resourceVersion")]
    public async Task No_decision_is_sent_that_would_hold_for_whatever_has_the_name(string field)
    {
        var stub = new CsrStub();
        stub.Add(CsrDraft.ServingOf("worker-1", "worker-1", "kubernetes.default.svc") with { Name = "evil" });
        stub.Requests["evil"]["metadata"]!.AsObject().Remove(field);
        await using var cluster = await StubCluster.StartAsync(stub.AnswerAsync);
        using var client = cluster.Client();
        var pass = await ApprovalPass.OpenAsync(client, CsrStub.Options() with { Deny = true }, []);
        var decision = await pass.ActAsync(pass.Judge(pass.Requests[0]));
        Assert.Equal((CsrAnswer.Defer, CsrAction.None, 0), (decision.Decision, decision.Action, stub.Decisions));
    }

    private static string Url(byte[] octets) => Convert.ToBase64String(octets).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static CsrStub Claiming(string address)
    {
        var stub = new CsrStub();
        stub.Nodes[0]["status"]!["addresses"]![1]!["address"] = address;
        return stub;
    }

    private static async Task RefusedAsync(CsrStub stub, AsymmetricAlgorithm key)
    {
        var (decision, _) = await JudgeAsync(stub, Good with { Request = Good.Request with { Key = key } });
        Assert.Equal((CsrAnswer.Deny, "KeyIsNotRefused"), (decision.Decision, decision.Failed.Single()));
    }

    private static async Task<(CsrDecision Decision, List<string> Warnings)> JudgeAsync(CsrStub stub, CsrDraft draft)
    {
        stub.Requests.Clear();
        stub.Add(draft);
        var warnings = new List<string>();
        await using var cluster = await StubCluster.StartAsync(stub.AnswerAsync);
        using var client = cluster.Client();
        var pass = await ApprovalPass.OpenAsync(client, CsrStub.Options() with { Warn = warnings.Add }, []);
        return (pass.Judge(Assert.Single(pass.Requests)), warnings);
    }
}
