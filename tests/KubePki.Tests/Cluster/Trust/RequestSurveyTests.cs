using System.Buffers.Text;
using System.Security.Cryptography;
using KubePki.Cluster.Trust.Published;
using KubePki.Cluster.Trust.Requests;
using KubePki.Cluster.Trust.Serving;
using KubePki.Cluster.Trust.Tokens;
using KubePki.Model;

namespace KubePki.Tests.Cluster.Trust;

/// <summary>Requests that wait or failed, their signer, the kubelets, and the keys of tokens.</summary>
public sealed class RequestSurveyTests
{
    private const string Serving = "kubernetes.io/kubelet-serving";

    [Fact]
    public void Requests_are_told_by_signer_and_state_and_not_before_their_time()
    {
        var survey = new RequestSurvey(TestPki.AsOf);
        for (var i = 0; i < 100; i++)
            survey.Add(Csr($"csr-{i:00}", Serving, TestPki.AsOf.AddHours(-1)));
        survey.Add(Csr("fresh", "kubernetes.io/kube-apiserver-client-kubelet", TestPki.AsOf.AddMinutes(-1)));
        survey.Add(Csr("stuck", Serving, TestPki.AsOf.AddHours(-1), ("Approved", "AutoApproved", "ok")));
        survey.Add(Csr("foreign", "example.com/signer", TestPki.AsOf.AddHours(-1), ("Approved", "x", "y")));
        survey.Add(Csr("refused", Serving, TestPki.AsOf.AddMinutes(-5), ("Approved", "x", "y"),
            ("Failed", "SignerValidationFailure", "invalid usages")));
        survey.Add(Csr("no", Serving, TestPki.AsOf.AddMinutes(-5), ("Denied", "x", "y")));
        survey.Add(Csr("typo", "kubernetes.io/kubelet-srving", TestPki.AsOf.AddHours(-1)));
        survey.Signer = new SignerLife("cp1", TestPki.AsOf.AddMinutes(-10), TimeSpan.FromSeconds(15));
        var faults = survey.Faults().ToList();
        Assert.Equal(["SignerDead", "CsrUnknownSigner", "CsrPending", "CsrNotSigned", "CsrDenied", "CsrFailed", "CsrUnknownSigner"],
            faults.Select(fault => fault.Check));
        Assert.Equal("100 requests wait for approval (kubernetes.io/kubelet-serving), the oldest since 2026-06-30T23:00:00Z.",
            faults[2].Message);
        Assert.Equal(21, faults[2].Proof.Count);
        Assert.StartsWith("lease kube-system/kube-controller-manager: renewed at 2026-06-30T23:50:00Z by cp1", faults[3].Proof[0],
            StringComparison.Ordinal);
        Assert.EndsWith("refused to sign 1 request: SignerValidationFailure: invalid usages", faults[5].Message, StringComparison.Ordinal);
        Assert.Equal(101, survey.WaitingServing["n1"].Count());
    }

    [Fact]
    public void A_quiet_cluster_is_silent()
    {
        var signer = new SignerLife("cp1", TestPki.AsOf.AddSeconds(-3), TimeSpan.FromSeconds(15));
        var survey = new RequestSurvey(TestPki.AsOf) { Signer = signer };
        survey.Add(Csr("done", Serving, TestPki.Start, ("Approved", "x", "y")) with { HasCertificate = true });
        Assert.Empty(survey.Faults());
    }

    [Fact]
    public void A_hundred_kubelets_with_one_fault_are_one_finding()
    {
        var survey = new KubeletSurvey(TestPki.AsOf);
        for (var i = 0; i < 100; i++)
            survey.Add($"n{i:00}", Verdict(EndpointState.Unreachable));
        survey.Add("lost", null);
        var fault = Assert.Single(survey.Faults());
        Assert.Equal(("KubeletUnreachable", "All 101 kubelets cannot be reached from here.", 21),
            (fault.Check, fault.Message, fault.Proof.Count));
        survey.Add("odd", Verdict(EndpointState.HandshakeFailed));
        Assert.Equal(["KubeletServesNothing", "KubeletUnreachable"], survey.Faults().Select(item => item.Check));
        Assert.StartsWith("1 kubelet (odd) serves no certificate", survey.Faults().First().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_a_control_plane_that_the_API_server_does_not_accept_is_told()
    {
        using var tree = NodeTree.Unpack("healthy");
        var node = Node.Checks.MadeNode.Read(tree, TestPki.AsOf);
        using var own = RSA.Create();
        own.ImportFromPem(tree.Read("/etc/kubernetes/pki/sa.key"));
        using var other = RSA.Create(2048);
        Assert.Empty(Differing(Jwk(own)));
        Assert.Empty(Differing($"{Jwk(other)},{Jwk(own)}"));
        var fault = Assert.Single(Differing(Jwk(other)));
        Assert.Equal("The API server does not accept tokens of the key in /etc/kubernetes/pki/sa.key, /etc/kubernetes/pki/sa.pub.",
            fault.Message);
        Assert.Equal("Tokens that this control plane's controller manager signs are rejected with 401.", fault.Why);
        var hash = node.Keys.First(key => key.NodePath == "/etc/kubernetes/pki/sa.pub").PublicKeyHash;
        Assert.Contains($"/etc/kubernetes/pki/sa.pub: public key SHA-256 {hash}", fault.Proof);

        IEnumerable<TrustFault> Differing(string keys) => new TokenKeyFaults { KeySet = $"{{\"keys\":[{keys}]}}", Node = node }.Faults()
            .Where(fault => fault.Check == "ServiceAccountKeyDiffers");
    }

    private static string Jwk(RSA key)
    {
        var parameters = key.ExportParameters(false);
        return $"{{\"kty\":\"RSA\",\"alg\":\"RS256\",\"kid\":\"k\",\"n\":\"{Base64Url.EncodeToString(parameters.Modulus)}\","
            + $"\"e\":\"{Base64Url.EncodeToString(parameters.Exponent)}\"}}";
    }

    [Fact]
    public void Keys_of_tokens_are_none_one_or_several()
    {
        const string Key = """
            {"kty":"EC","kid":"one","alg":"ES256","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
            """;
        Assert.Empty(new TokenKeyFaults { KeySet = $$"""{"keys":[{{Key}}]}""", Configuration = """{"issuer":"https://k"}""" }.Faults());
        Assert.Equal("ServiceAccountKeysNone", Assert.Single(new TokenKeyFaults { KeySet = """{"keys":[]}""" }.Faults()).Check);
        Assert.Equal("ServiceAccountKeysNone", Assert.Single(new TokenKeyFaults { KeySet = "<html>" }.Faults()).Check);
        var twice = Assert.Single(new TokenKeyFaults { KeySet = $$"""{"keys":[{{Key}},{{Key}}]}""" }.Faults());
        Assert.Equal("ServiceAccountKeysSeveral", twice.Check);
        var claims = TokenClaims.Read($"{Url("""{"alg":"ES256","kid":"two"}""")}.{Url("""{"iss":"https://old"}""")}.c2ln");
        Assert.Equal(new TokenClaims("https://old", "two"), claims);
        Assert.Null(TokenClaims.Read("abcdef.0123456789abcdef"));
        var faults = new TokenKeyFaults
        {
            KeySet = $$"""{"keys":[{{Key}}]}""",
            Configuration = """{"issuer":"https://k"}""",
            Own = claims,
        }.Faults();
        Assert.Equal(["ServiceAccountKeyUnknown", "ServiceAccountIssuer"], faults.Select(fault => fault.Check));
    }

    private static string Url(string json) => TestPki.Base64(json).TrimEnd('=');

    private static KubeEndpointVerdict Verdict(string state) => new()
    {
        Endpoint = "10.0.0.1:10250", Host = "10.0.0.1", Port = 10250, ServerName = "10.0.0.1", State = state,
        Failure = "Connection refused",
    };

    private static KubeCsr Csr(
        string name, string signer, DateTimeOffset since, params (string Type, string Reason, string Message)[] conditions) =>
        new()
        {
            Name = name,
            SignerName = signer,
            Created = since,
            AsOf = TestPki.AsOf,
            CommonName = "system:node:n1",
            Conditions = [.. conditions.Select(item => new KubeCsrCondition
            {
                Type = item.Type, Status = "True", Reason = item.Reason, Message = item.Message, LastUpdateTime = since,
            })],
        };
}
