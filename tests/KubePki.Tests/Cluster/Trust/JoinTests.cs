using System.Text;
using KubePki.Cluster.Trust.Published;
using KubePki.Cluster.Trust.Tokens;
using KubePki.Model;

namespace KubePki.Tests.Cluster.Trust;

/// <summary>What nodes that join depend on: bootstrap tokens, and cluster-info with its signatures.</summary>
public sealed class JoinTests
{
    private const string Secret = "0123456789abcdef";

    [Fact]
    public void A_signature_is_the_one_of_Kubernetes()
    {
        // pkg jws_test.go of k8s.io/cluster-bootstrap: content, id, secret and signature.
        const string Signature = "eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9..VShe2taLd-YTrmWuRkcL_8QTNDHYxQIEBsAYYiIj1_8";
        const string Content = "Hello from the other side. I must have called a thousand times.";
        Assert.Equal(Signature, DetachedSignature.Sign(Content, "joshua", "my voice is my passcode"u8));
        Assert.True(DetachedSignature.IsValid(Signature, Content, "joshua", "my voice is my passcode"u8));
        Assert.False(DetachedSignature.IsValid(Signature, Content + ".", "joshua", "my voice is my passcode"u8));
        Assert.False(DetachedSignature.IsValid(Signature, Content, "another", "my voice is my passcode"u8));
        Assert.False(DetachedSignature.IsValid(Signature.Replace("..", ".x.", StringComparison.Ordinal), Content, "joshua",
            "my voice is my passcode"u8));
    }

    [Fact]
    public void A_right_cluster_info_is_silent()
    {
        using var token = Token();
        var text = Kubeconfig("https://kubernetes:6443");
        Assert.Empty(Info(text, [token], ("abcdef", DetachedSignature.Sign(text, "abcdef", Encoding.ASCII.GetBytes(Secret)))));
    }

    [Fact]
    public void Signatures_that_lack_differ_or_stay_behind_are_told()
    {
        using var one = Token();
        using var two = Token("ghijkl");
        using var old = Token("mnopqr", TestPki.AsOf.AddHours(-1));
        var text = Kubeconfig("https://kubernetes:6443");
        var faults = Info(text, [one, two, old], ("abcdef", DetachedSignature.Sign(text + " ", "abcdef", Encoding.ASCII.GetBytes(Secret))),
            ("mnopqr", "x")).ToList();
        Assert.Equal(["ClusterInfoUnsigned", "ClusterInfoSignatureWrong", "ClusterInfoSignatureStale"],
            faults.Select(fault => fault.Check));
        Assert.Equal("could not find a JWS signature in the cluster-info ConfigMap for token ID \"ghijkl\"", faults[0].Proof[0]);
        Assert.DoesNotContain(faults, fault => fault.ToString().Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_CA_and_its_server_are_held_against_what_is_served()
    {
        var faults = Info(Kubeconfig("https://10.9.9.9:6443", TestPki.Authority("kubernetes").ExportCertificatePem()), null).ToList();
        Assert.Equal(["ClusterInfoWrong", "ClusterInfoServerNotCovered"], faults.Select(fault => fault.Check));
        Assert.Contains(faults[1].Proof, fact => fact.Contains("x509: cannot validate certificate for 10.9.9.9", StringComparison.Ordinal));
        Assert.Equal("ClusterInfoNoToken", Assert.Single(Info(Kubeconfig("https://kubernetes:6443"), [])).Check);
        Assert.Equal("ClusterInfoWrong", Assert.Single(Info("clusters: [", [])).Check);
    }

    [Fact]
    public void Tokens_are_judged_by_the_rules_of_Kubernetes()
    {
        var faults = new BootstrapTokenFaults(TestPki.AsOf);
        using var good = Token(end: TestPki.AsOf.AddHours(20));
        Assert.Empty(faults.Of([good]));
        using var old = Token(end: TestPki.AsOf.AddDays(-2));
        Assert.Equal("BootstrapTokenNotCleaned", Assert.Single(faults.Of([old])).Check);
        using var endless = Token(end: DateTimeOffset.MaxValue);
        Assert.Equal("BootstrapTokenNeverExpires", Assert.Single(faults.Of([endless])).Check);
        using var ending = Token(end: TestPki.AsOf.AddMinutes(30));
        Assert.Equal("BootstrapTokenEnding", Assert.Single(faults.Of([ending])).Check);
        using var odd = Read("bootstrap-token-x", ("token-id", "ABC"), ("token-secret", "short"), ("expiration", "tomorrow"),
            ("auth-extra-groups", "system:masters"));
        var fault = Assert.Single(faults.Of([odd]));
        Assert.Equal(("BootstrapTokenMalformed", 4), (fault.Check, fault.Proof.Count));
        using var useless = Read("bootstrap-token-abcdef", ("token-id", "abcdef"), ("token-secret", Secret),
            ("expiration", "2026-07-02T00:00:00Z"), ("usage-bootstrap-authentication", "true"));
        Assert.Equal("BootstrapTokenUsage", Assert.Single(faults.Of([useless])).Check);
        Assert.DoesNotContain(faults.Of([useless, old, endless, odd]),
            item => item.ToString().Contains(Secret, StringComparison.Ordinal)
                || item.Proof.Any(fact => fact.Contains(Secret, StringComparison.Ordinal)));
    }

    private static IEnumerable<TrustFault> Info(
        string text, IReadOnlyList<BootstrapToken>? tokens, params (string Id, string Signature)[] signatures)
    {
        var data = signatures.ToDictionary(item => "jws-kubeconfig-" + item.Id, item => item.Signature);
        data.Add("kubeconfig", text);
        return new ClusterInfoFaults(PublishedBundleTests.Truth("kubernetes"), TestPki.AsOf).Of(data, tokens);
    }

    private static string Kubeconfig(string server, string? pem = null) =>
        "apiVersion: v1\nkind: Config\nclusters:\n- name: \"\"\n  cluster: {server: '" + server + "', certificate-authority-data: "
            + TestPki.Base64(pem ?? PublishedBundleTests.AuthorityPem) + "}\n";

    private static BootstrapToken Token(string id = "abcdef", DateTimeOffset? end = null) =>
        Read("bootstrap-token-" + id, [("token-id", id), ("token-secret", Secret), ("usage-bootstrap-authentication", "true"),
            ("usage-bootstrap-signing", "true"), ("auth-extra-groups", "system:bootstrappers:kubeadm:default-node-token"),
            .. end == DateTimeOffset.MaxValue ? Array.Empty<(string, string)>()
                : [("expiration", Times.Rfc3339(end ?? TestPki.AsOf.AddHours(20)))]]);

    private static BootstrapToken Read(string name, params (string Key, string Value)[] data) =>
        BootstrapToken.Read(name, data.ToDictionary(item => item.Key, item => Encoding.ASCII.GetBytes(item.Value)));
}
