using System.Security.Cryptography.X509Certificates;
using KubePki.Cluster.Trust.Published;
using KubePki.Model;

namespace KubePki.Tests.Cluster.Trust;

/// <summary>Bundles and names that a cluster publishes are held against what its API servers really serve.</summary>
public sealed class PublishedBundleTests
{
    private static readonly X509Certificate2 Authority = TestPki.Authority("kubernetes");
    private static readonly X509Certificate2 Twin = TestPki.Authority("kubernetes");

    [Fact]
    public void Namespaces_with_the_right_bundle_are_silent()
    {
        var survey = Survey();
        foreach (var name in new[] { "default", "kube-system" })
        {
            survey.AddNamespace(name, TestPki.Start, isBeingDeleted: false);
            survey.AddMap(name, Authority.ExportCertificatePem());
        }
        Assert.Empty(survey.Faults());
    }

    [Fact]
    public void Namespaces_without_it_are_told_at_once_and_those_that_come_or_go_are_not()
    {
        var survey = Survey();
        survey.AddMap("default", Authority.ExportCertificatePem());
        survey.AddNamespace("default", TestPki.Start, isBeingDeleted: false);
        for (var i = 0; i < 100; i++)
            survey.AddNamespace($"n{i:00}", TestPki.Start, isBeingDeleted: false);
        survey.AddNamespace("going", TestPki.Start, isBeingDeleted: true);
        survey.AddNamespace("new", TestPki.AsOf.AddSeconds(-5), isBeingDeleted: false);
        var fault = Assert.Single(survey.Faults());
        Assert.Equal(("RootCaMissing", "100 namespaces (n00, n01, n02, n03, n04 and 95 more) have no ConfigMap kube-root-ca.crt."),
            (fault.Check, fault.Message));
        Assert.Equal(21, fault.Proof.Count);
        Assert.Contains("root-ca-cert-publisher", fault.Remedy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void How_long_a_namespace_is_there_is_not_judged_at_a_moment_that_is_still_to_come()
    {
        var survey = new RootCaSurvey(Truth("kubernetes"), TestPki.AsOf.AddDays(30), TestPki.AsOf);
        survey.AddNamespace("new", TestPki.AsOf.AddSeconds(-5), isBeingDeleted: false);
        Assert.Empty(survey.Faults());
        survey.AddNamespace("old", TestPki.AsOf.AddMinutes(-5), isBeingDeleted: false);
        Assert.Equal("RootCaMissing", Assert.Single(survey.Faults()).Check);
    }

    [Fact]
    public void A_twin_is_told_by_its_key()
    {
        var survey = Survey();
        survey.AddMap("default", Authority.ExportCertificatePem());
        survey.AddMap("kube-system", Authority.ExportCertificatePem());
        survey.AddMap("app", Twin.ExportCertificatePem());
        var faults = survey.Faults().ToList();
        Assert.Equal(["RootCaWrong", "RootCaDiffers"], faults.Select(fault => fault.Check));
        Assert.Equal(FindingSeverity.Error, faults[0].Severity);
        Assert.Contains("the same name, CN=kubernetes, and another key", faults[0].Message, StringComparison.Ordinal);
        Assert.Contains(faults[0].Proof, fact =>
            fact.StartsWith("Go: x509: certificate signed by unknown authority", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_CAs_are_a_change_under_way()
    {
        var survey = Survey();
        survey.AddMap("default", Twin.ExportCertificatePem() + "\n" + Authority.ExportCertificatePem());
        var fault = Assert.Single(survey.Faults());
        Assert.Equal(("RootCaRotation", FindingSeverity.Information), (fault.Check, fault.Severity));
        Assert.Single(fault.Proof, fact => fact.EndsWith("(signed what is served)", StringComparison.Ordinal));
    }

    [Fact]
    public void An_expired_CA_is_no_stranger()
    {
        var old = new TestCertificate("CN=kubernetes")
        {
            IsAuthority = true,
            KeyUsage = X509KeyUsageFlags.KeyCertSign,
            End = TestPki.AsOf.AddDays(-1),
        }.SignedBy(null);
        var leaf = new TestCertificate("CN=kube-apiserver") { Usages = ["serverAuth"], End = TestPki.AsOf.AddDays(-2) }.SignedBy(old);
        var truth = new ServedTruth([new ServedServer("10.0.0.1:6443", [leaf.RawData])], TestPki.AsOf);
        var survey = new RootCaSurvey(truth, TestPki.AsOf, TestPki.AsOf);
        survey.AddMap("default", old.ExportCertificatePem());
        var fault = Assert.Single(survey.Faults());
        Assert.Equal(("RootCaExpired", FindingSeverity.Critical), (fault.Check, fault.Severity));
    }

    [Fact]
    public void Rubbish_is_told_in_Gos_words()
    {
        var survey = Survey();
        survey.AddMap("default", null);
        var fault = Assert.Single(survey.Faults());
        Assert.Equal("RootCaWrong", fault.Check);
        Assert.Contains("data does not contain any valid RSA or ECDSA certificates", fault.Proof[0], StringComparison.Ordinal);
    }

    [Fact]
    public void One_CA_for_clients_and_front_proxies_is_told_worse_when_every_name_is_allowed()
    {
        var pem = Authority.ExportCertificatePem();
        var open = Assert.Single(Extension(pem, pem, "[]"));
        Assert.Equal(("RequestHeaderAuthorityShared", FindingSeverity.Error), (open.Check, open.Severity));
        var named = Assert.Single(Extension(pem, pem, """["front-proxy-client"]"""));
        Assert.Equal(("RequestHeaderAuthorityShared", FindingSeverity.Warning), (named.Check, named.Severity));
        Assert.Empty(Extension(pem, Twin.ExportCertificatePem(), """["front-proxy-client"]"""));
        Assert.Equal("RequestHeaderAnyName", Assert.Single(Extension(pem, Twin.ExportCertificatePem(), "[]")).Check);
        Assert.Equal("ExtensionAuthenticationWrong", Extension("no PEM", Twin.ExportCertificatePem(), """["x"]""").First().Check);
        Assert.Equal("ExtensionAuthenticationMissing", Assert.Single(new ExtensionAuthenticationFaults(TestPki.AsOf).Of(null)).Check);
    }

    [Fact]
    public void What_the_API_servers_publish_is_held_against_the_files_of_a_control_plane()
    {
        using var tree = NodeTree.Unpack("healthy");
        var node = Node.Checks.MadeNode.Read(tree, TestPki.AsOf);
        var (clients, proxies) = (tree.Read("/etc/kubernetes/pki/ca.crt"), tree.Read("/etc/kubernetes/pki/front-proxy-ca.crt"));
        Assert.Empty(Differing(clients, proxies));
        // A bundle in which it is among others is on its way to the next.
        Assert.Empty(Differing(Twin.ExportCertificatePem() + "\n" + clients, proxies));
        var fault = Assert.Single(Differing(Twin.ExportCertificatePem(), proxies));
        Assert.Equal("client-ca-file in extension-apiserver-authentication is not the CA in /etc/kubernetes/pki/ca.crt.", fault.Message);
        Assert.Equal(FindingSeverity.Error, fault.Severity);
        var key = node.Certificates.First(certificate => certificate.NodePath == "/etc/kubernetes/pki/ca.crt").PublicKeyHash!;
        Assert.Contains(fault.Proof, fact => fact.StartsWith("/etc/kubernetes/pki/ca.crt: ", StringComparison.Ordinal)
            && fact.Contains(key, StringComparison.Ordinal));
        Assert.StartsWith("requestheader-client-ca-file ", Assert.Single(Differing(clients, Twin.ExportCertificatePem())).Message,
            StringComparison.Ordinal);

        IEnumerable<TrustFault> Differing(string client, string proxy) => new ExtensionAuthenticationFaults(TestPki.AsOf)
            .Of(new Dictionary<string, string>
            {
                ["client-ca-file"] = client, ["requestheader-client-ca-file"] = proxy, ["requestheader-allowed-names"] = """["x"]""",
            }, node).Where(fault => fault.Check == "ExtensionAuthenticationDiffers");
    }

    [Fact]
    public void Names_of_kubeadm_that_are_not_served_are_told_and_those_that_it_would_lose()
    {
        var data = new Dictionary<string, string>
        {
            ["ClusterConfiguration"] = """
                apiServer:
                  certSANs: [api.example.com]
                controlPlaneEndpoint: lb.example.com:6443
                networking: {serviceSubnet: 10.96.0.0/16}
                certificateValidityPeriod: 2160h
                """,
        };
        var faults = new KubeadmConfigFaults(Truth("kubernetes", "lb.example.com", "10.96.0.1", "10.0.0.1", "old.example.com"),
            TestPki.AsOf)
            .Of(data, ["10.0.0.1"]).ToList();
        Assert.Equal(["KubeadmConfigNameNotServed", "KubeadmConfigNameMissing", "KubeadmConfigPeriod"],
            faults.Select(fault => fault.Check));
        Assert.Contains("--add-san api.example.com", faults[0].Remedy.ToString(), StringComparison.Ordinal);
        Assert.Contains("has old.example.com, and", faults[1].Message, StringComparison.Ordinal);
        Assert.Contains("90 days", faults[2].Message, StringComparison.Ordinal);
        Assert.Empty(new KubeadmConfigFaults(Truth("kubernetes"), TestPki.AsOf).Of(null, []));
        Assert.Equal("KubeadmConfigBroken", Assert.Single(new KubeadmConfigFaults(Truth("kubernetes"), TestPki.AsOf)
            .Of(new Dictionary<string, string> { ["ClusterConfiguration"] = "a: [" }, [])).Check);
    }

    [Fact]
    public void Trust_bundles_are_certificates_only_each_once_and_named_after_their_signer()
    {
        var pem = Authority.ExportCertificatePem();
        var faults = new TrustBundleFaults(TestPki.AsOf);
        Assert.Empty(faults.Of("example.com:signer:one", "example.com/signer", pem));
        Assert.Empty(faults.Of("mine", null, pem));
        Assert.Contains("must be named with prefix example.com:signer:",
            Assert.Single(faults.Of("one", "example.com/signer", pem)).Proof[0],
            StringComparison.Ordinal);
        Assert.Equal("TrustBundleMalformed", Assert.Single(faults.Of("mine", null, pem + "\n" + pem)).Check);
        Assert.Contains("a block EC PRIVATE KEY", Assert.Single(faults.Of("mine", null, pem + "\n" + TestPki.KeyPem(Authority))).Proof[0],
            StringComparison.Ordinal);
        var late = new TrustBundleFaults(TestPki.Start.AddYears(11)).Of("mine", null, pem);
        Assert.Equal(("TrustBundleExpired", FindingSeverity.Error), late.Select(fault => (fault.Check, fault.Severity)).Single());
    }

    private static IEnumerable<TrustFault> Extension(string clients, string proxies, string names) =>
        new ExtensionAuthenticationFaults(TestPki.AsOf).Of(new Dictionary<string, string>
        {
            ["client-ca-file"] = clients,
            ["requestheader-client-ca-file"] = proxies,
            ["requestheader-allowed-names"] = names,
        });

    private static RootCaSurvey Survey() => new(Truth("kubernetes"), TestPki.AsOf, TestPki.AsOf);

    internal static ServedTruth Truth(params string[] names) => new([new ServedServer("10.0.0.1:6443",
        [new TestCertificate("CN=kube-apiserver") { Usages = ["serverAuth"], Names = names }.SignedBy(Authority).RawData])], TestPki.AsOf);

    internal static string AuthorityPem => Authority.ExportCertificatePem();
}
