using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Chain;
using KubePki.Node.Checks.Content;
using KubePki.Node.Checks.Keys;
using KubePki.Node.Checks.Kubeconfigs;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Checks.Validity;
using KubePki.Node.Reading;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Tests.Node.Checks;

/// <summary>Kinds of faults that people reported from the field: what is said, how bad it is, and what cures it.</summary>
public sealed class FieldKindTests : IDisposable
{
    private const string ApiServer = "/etc/kubernetes/manifests/kube-apiserver.yaml";
    private const string Etcd = "/etc/kubernetes/manifests/etcd.yaml";
    private const string Pki = TreeEdits.PkiDirectory;

    private readonly RepairCase _node = new();

    [Fact]
    public void An_encrypted_key_of_a_server_is_critical_and_gives_way_to_a_new_one()
    {
        Encrypt("apiserver");
        var finding = Assert.Single(Found(nameof(KeyEncrypted)));
        Assert.Equal((FindingSeverity.Critical, true), (finding.SeverityLevel, finding.CanRepair));
        Assert.Contains("tls: failed to parse private key", finding.Why, StringComparison.Ordinal);
        Assert.Contains("openssl pkey", finding.Remedy, StringComparison.Ordinal);
        _node.Apply(_node.Whole());
        Assert.Empty(Found(nameof(KeyEncrypted)));
    }

    [Theory]
    [InlineData("/root/.kube/config")]
    [InlineData("/etc/kubernetes/kube-proxy.conf")]
    public void A_credential_that_locks_its_user_out_is_not_below_a_loose_mode(string path)
    {
        _node.Tree.Copy("/etc/kubernetes/admin.conf", path);
        var later = new NodeReader(_node.Options with { AsOf = _node.Options.AsOf.AddYears(15), NamedKubeconfigs = [path] }).ReadNode();
        var expired = Assert.Single(Diagnosis.Run(later),
            finding => finding.Check == nameof(KubeconfigCredentialExpired) && finding.NodePath == path);
        Assert.Equal(FindingSeverity.Error, expired.SeverityLevel);
    }

    [Fact]
    public void An_encrypted_key_of_a_CA_cannot_sign_and_promises_nothing()
    {
        Encrypt("ca");
        Encrypt("apiserver");
        Assert.Equal([FindingSeverity.Critical, FindingSeverity.Error], Found(nameof(KeyEncrypted)).Select(found => found.SeverityLevel));
        Assert.DoesNotContain(Found(nameof(KeyEncrypted)), finding => finding.CanRepair);
        Assert.Contains(_node.Whole().Plan.LeftAlone, note => note.Reason.Contains("ca.key is encrypted", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("initial-advertise-peer-urls")]
    [InlineData("listen-peer-urls")]
    public void A_peer_certificate_is_held_against_the_urls_of_peers_and_renewed_with_them(string flag)
    {
        _node.Tree.Replace(Etcd, $"--{flag}=https://10.2.1.151:2380", $"--{flag}=https://10.2.1.199:2380");
        var finding = Assert.Single(Found(nameof(MissingSubjectAltName)), finding => finding.Target == "etcd-peer");
        Assert.Contains("10.2.1.199", finding.Message, StringComparison.Ordinal);
        _node.Apply(_node.Whole());
        Assert.DoesNotContain(Found(nameof(MissingSubjectAltName)), finding => finding.Target == "etcd-peer");
    }

    [Fact]
    public void Without_its_flag_the_API_server_verifies_tokens_with_the_key_that_it_serves_with()
    {
        _node.Tree.Replace(ApiServer, "    - --service-account-key-file=/etc/kubernetes/pki/sa.pub\n", "");
        Assert.Contains("without --service-account-key-file", Assert.Single(Found(nameof(ServiceAccountKeyMismatch))).Message,
            StringComparison.Ordinal);
        _node.Tree.Copy(Pki + "apiserver.key", Pki + "sa.key");
        Assert.Empty(Found(nameof(ServiceAccountKeyMismatch)));
    }

    [Theory]
    [InlineData("front-proxy-client", null)]
    [InlineData("other,front-proxy-client", null)]
    [InlineData("aggregator", FindingSeverity.Error)]
    [InlineData("\"\"", FindingSeverity.Warning)]
    public void The_client_of_aggregated_APIs_must_be_allowed_by_its_name(string allowed, FindingSeverity? severity)
    {
        _node.Tree.Replace(ApiServer, "--requestheader-allowed-names=front-proxy-client", $"--requestheader-allowed-names={allowed}");
        Assert.Equal(severity, Found(nameof(WrongSubject)).SingleOrDefault()?.SeverityLevel);
    }

    [Fact]
    public void A_CA_for_aggregated_APIs_that_did_not_sign_the_client_is_told_wherever_it_lies()
    {
        _node.Tree.Replace(ApiServer, "--requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt",
            "--requestheader-client-ca-file=/etc/kubernetes/pki/ca.crt");
        Assert.Equal("front-proxy-client", Assert.Single(Found(nameof(SignedByUnknownAuthority))).Target);
    }

    [Fact]
    public void Where_not_even_a_CA_is_valid_yet_the_clock_is_the_one_thing_that_is_wrong()
    {
        using var node = new RepairCase(time: "2020-01-01T00:00:00Z");
        var found = Diagnosis.Run(node.Read());
        Assert.Equal((nameof(CertificateNotYetValid), "clock", false), (found[0].Check, found[0].Target, found[0].CanRepair));
        Assert.Single(found, finding => finding.Check is nameof(CertificateNotYetValid) or nameof(KubeletCredentialUnusable));
        Assert.Empty(node.Whole().Plan.Steps);
    }

    [Theory]
    [InlineData("2026-07-01T00:00:00Z")]
    [InlineData("2026-01-01T00:00:00Z")]
    [InlineData("2028-01-01T00:00:00Z")]
    public void What_ends_before_it_begins_is_never_valid_and_issued_again(string time)
    {
        using var node = new RepairCase(time: time);
        node.Tree.SwapDates("apiserver-etcd-client");
        var found = Diagnosis.Run(node.Read()).Where(finding => finding.Target == "apiserver-etcd-client"
            && finding.Check is nameof(NeverValid) or nameof(CertificateExpired) or nameof(CertificateNotYetValid)).ToList();
        if (time.StartsWith("2026-01", StringComparison.Ordinal))
            return;
        var finding = Assert.Single(found);
        Assert.Equal((nameof(NeverValid), FindingSeverity.Critical), (finding.Check, finding.SeverityLevel));
        Assert.Contains("Waiting is useless", finding.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(" ago", finding.Message, StringComparison.Ordinal);
        node.Apply(node.Whole());
        Assert.DoesNotContain(Diagnosis.Run(node.Read()), left => left.Check == nameof(NeverValid));
    }

    [Fact]
    public void A_chain_of_CAs_is_no_error_and_a_certificate_keeps_what_stands_behind_it()
    {
        var intermediate = Chain();
        var bundle = Assert.Single(Found(nameof(AuthorityBundle)));
        Assert.True(bundle.SeverityLevel <= FindingSeverity.Warning);
        Assert.Contains("kubeadm cannot keep chains", bundle.Why, StringComparison.Ordinal);
        var expired = Assert.Single(Found(nameof(CertificateExpired)));
        Assert.StartsWith("kubepki repair", expired.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(" kubeadm certs renew apiserver", expired.Remedy, StringComparison.Ordinal);
        _node.Apply(_node.Whole());
        Assert.EndsWith(intermediate, _node.Tree.Read(Pki + "apiserver.crt"), StringComparison.Ordinal);
        Assert.Empty(Found(nameof(CertificateExpired)));
    }

    public void Dispose() => _node.Dispose();

    private List<KubePkiFinding> Found(string check) =>
        [.. Diagnosis.Run(_node.Read()).Where(finding => finding.Check == check)];

    private void Encrypt(string name)
    {
        using var pair = _node.Tree.Pair(name);
        _node.Tree.Write($"{Pki}{name}.key", pair.GetRSAPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("test",
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2048)));
    }

    // The cluster's CA below a root of the company's, and an API server's certificate that has expired.
    private string Chain()
    {
        using var root = TestPki.Authority("Example Root");
        using var old = _node.Tree.Pair("ca");
        using var between = new TestCertificate(old.Subject)
        {
            IsAuthority = true,
            KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature,
            Key = old.GetRSAPrivateKey()!,
            End = TestPki.Start.AddYears(9),
        }.SignedBy(root);
        var pem = between.ExportCertificatePem() + "\n";
        _node.Tree.Write(Pki + "ca.crt", pem + root.ExportCertificatePem() + "\n");
        _node.Tree.Issue("apiserver", new TestCertificate("CN=kube-apiserver")
        {
            Usages = ["serverAuth"],
            Names = ContentFixtures.ApiServerNames,
            End = TestPki.AsOf.AddDays(-1),
        });
        _node.Tree.Write(Pki + "apiserver.crt", _node.Tree.Read(Pki + "apiserver.crt") + "\n" + pem);
        return pem;
    }
}
