using System.Security.Cryptography.X509Certificates;
using KubePki.Changes.ExternalCa;
using KubePki.Changes.Init;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;
using KubePki.Tests.Changes.ExternalCa;

namespace KubePki.Tests.Pki.Keys;

/// <summary>Nodes whose keys are encrypted: CAs sign, and what was encrypted is written back encrypted.</summary>
public sealed class EncryptedNodeTests : IDisposable
{
    private static readonly DateTimeOffset Today = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly NodeTree _node = NodeTree.Unpack("healthy");
    private readonly KeyPassphrase _passphrase = new("sesame");

    public void Dispose()
    {
        _passphrase.Dispose();
        _node.Dispose();
    }

    [Fact]
    public void A_ca_whose_key_is_encrypted_signs_with_the_passphrase_and_is_named_without()
    {
        Encrypt("ca.key");
        var without = Renew(null, "apiserver");
        Assert.Empty(without.Plan.Steps);
        Assert.Contains("/etc/kubernetes/pki/ca.key is encrypted", Assert.Single(without.Plan.LeftAlone).Reason, StringComparison.Ordinal);
        using (var wrong = new KeyPassphrase("sesam"))
        {
            var repair = Renew(wrong, "apiserver");
            Assert.Equal((PkiProblemId.WrongPassphrase, "/etc/kubernetes/pki/ca.key"),
                (repair.Problems[0].Id, repair.Problems[0].NodePath));
            Assert.Empty(repair.Plan.Steps);
        }
        Assert.Equal("Done", Assert.Single(RepairRun.Apply(Renew(_passphrase, "apiserver"), Options(_passphrase))).Result);
        var leaf = Read(_passphrase).Certificates.First(certificate => certificate.Role == "apiserver");
        Assert.Equal(("ca", true, Today.AddYears(1)), (leaf.Authority, leaf.KeyMatches, leaf.NotAfter));
        Assert.StartsWith("-----BEGIN RSA PRIVATE KEY-----", Text("apiserver.key"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "-----BEGIN ENCRYPTED PRIVATE KEY-----")]
    [InlineData(true, "-----BEGIN RSA PRIVATE KEY-----")]
    public void A_key_that_was_encrypted_is_written_back_so_unless_asked_otherwise(bool writesPlainKeys, string begin)
    {
        using var passphrase = new KeyPassphrase("sesame") { WritesPlainKeys = writesPlainKeys };
        Encrypt("apiserver.key");
        Assert.Equal("Done", Assert.Single(RepairRun.Apply(Renew(passphrase, "apiserver"), Options(passphrase))).Result);
        Assert.StartsWith(begin, Text("apiserver.key"), StringComparison.Ordinal);
        Assert.True(Read(passphrase).Certificates.First(certificate => certificate.Role == "apiserver").KeyMatches);
    }

    [Fact]
    public void A_key_that_stays_is_opened_and_not_written()
    {
        Encrypt("apiserver.key");
        var before = Text("apiserver.key");
        var repair = RepairPlanner.Renew(Read(_passphrase), new RenewalScope { Roles = ["apiserver"] },
            new RepairOptions { Force = true, KeepKey = true });
        Assert.Equal("Done", Assert.Single(RepairRun.Apply(repair, Options(_passphrase))).Result);
        Assert.Equal(before, Text("apiserver.key"));
        Assert.True(Read(_passphrase).Certificates.First(certificate => certificate.Role == "apiserver").KeyMatches);
    }

    [Fact]
    public void A_ca_is_renewed_with_its_encrypted_key()
    {
        Encrypt("ca.key");
        var options = new RepairOptions { Force = true, Authority = true };
        var repair = RepairPlanner.Renew(Read(_passphrase), new RenewalScope { Roles = ["ca"] }, options);
        Assert.All(RepairRun.Apply(repair, Options(_passphrase)), receipt => Assert.Equal("Done", receipt.Result));
        Assert.Equal(Today.Year + 10, Read(_passphrase).Certificates.First(certificate => certificate.Role == "ca").NotAfter.Year);
        Assert.StartsWith("-----BEGIN ENCRYPTED", Text("ca.key"), StringComparison.Ordinal);
    }

    [Fact]
    public void New_pieces_are_signed_with_an_encrypted_ca_key()
    {
        Encrypt("ca.key");
        File.Delete(_node.Path("/etc/kubernetes/pki/apiserver-kubelet-client.crt"));
        File.Delete(_node.Path("/etc/kubernetes/pki/apiserver-kubelet-client.key"));
        var init = new InitOptions { Roles = ["apiserver-kubelet-client"] };
        Assert.Contains("is encrypted", Assert.Single(PkiInit.Plan(Options(null), new ClusterSettings(),
            init).Plan.LeftAlone).Reason, StringComparison.Ordinal);
        var plan = PkiInit.Plan(Options(_passphrase), new ClusterSettings(), init);
        Assert.Equal("Done", Assert.Single(RepairRun.Apply(plan, Options(_passphrase))).Result);
        Assert.Equal("ca", Read(_passphrase).Certificates.First(certificate => certificate.Role == "apiserver-kubelet-client").Authority);
    }

    [Theory]
    [InlineData("PKCS7")]
    [InlineData("CERTIFICATE")]
    [InlineData(null)]
    public void A_pkcs7_answer_is_installed_with_an_encrypted_key_of_the_requests(string? label)
    {
        using var authority = new ExternalAuthority(_node);
        var row = RequestTests.Write(_node, _node.Path("/requests")).Single(row => row.Role == "apiserver");
        var (leaf, between) = authority.SignBelow(row.Path);
        EncryptFile(row.KeyPath);
        var bag = Pkcs7(between, leaf);
        _node.Write("/requests/answer.p7b", label is null ? bag : Pem.Write(label, bag));
        var closed = Plan(null);
        Assert.Contains("its request exists, but its key does not", Assert.Single(closed.Refused).Reason, StringComparison.Ordinal);
        var import = Plan(_passphrase);
        Assert.Empty(import.Refused);
        Assert.Equal("Done", Assert.Single(RepairRun.Apply(import.Repair, Options(_passphrase))).Result);
        Assert.StartsWith("-----BEGIN ENCRYPTED", Text("apiserver.key"), StringComparison.Ordinal);
        Assert.Equal(["CN=kube-apiserver", "CN=between"], Read(_passphrase).Certificates.Where(certificate =>
            certificate.NodePath == "/etc/kubernetes/pki/apiserver.crt").Select(certificate => certificate.Subject));
    }

    [Fact]
    public void The_key_of_a_request_may_come_back_in_a_pkcs12_store()
    {
        using var authority = new ExternalAuthority(_node);
        var row = RequestTests.Write(_node, _node.Path("/requests")).Single(row => row.Role == "apiserver");
        using var key = PrivateKey.Read(File.ReadAllBytes(row.KeyPath))!;
        using var bare = X509CertificateLoader.LoadCertificate(authority.Sign(row.Path));
        using var certificate = key.Join(bare);
        _node.Write("/requests/answer.pfx", certificate.Export(X509ContentType.Pkcs12, "sesame"));
        File.Delete(row.KeyPath);
        using (var wrong = new KeyPassphrase("sesam"))
            Assert.Contains(Plan(wrong).Repair.Problems, problem => problem.Id == PkiProblemId.WrongPassphrase);
        var import = Plan(_passphrase);
        Assert.Empty(import.Refused);
        Assert.Equal("Done", Assert.Single(RepairRun.Apply(import.Repair, Options(_passphrase))).Result);
        Assert.True(Read(_passphrase).Certificates.First(leaf => leaf.Role == "apiserver").KeyMatches);
    }

    [Fact]
    public void A_wrong_passphrase_is_no_reason_to_make_certificates_anew()
    {
        Encrypt("apiserver.key");
        using var wrong = new KeyPassphrase("sesam");
        Assert.DoesNotContain(Diagnosis.Run(Read(wrong)), finding => finding.Check == "UnreadableFile");
    }

    private PreparedImport Plan(KeyPassphrase? passphrase) => ImportPlanner.Plan(Options(passphrase), [_node.Path("/requests")], null);

    private PreparedRepair Renew(KeyPassphrase? passphrase, string role) =>
        RepairPlanner.Renew(Read(passphrase), new RenewalScope { Roles = [role] }, new RepairOptions { Force = true });

    private NodePki Read(KeyPassphrase? passphrase) => new NodeReader(Options(passphrase)).ReadNode();

    private ReadOptions Options(KeyPassphrase? passphrase) => new() { Root = _node.Root, AsOf = Today, Passphrase = passphrase };

    private string Text(string name) => File.ReadAllText(_node.Path($"/etc/kubernetes/pki/{name}"));

    private void Encrypt(string name) => EncryptFile(_node.Path($"/etc/kubernetes/pki/{name}"));

    private void EncryptFile(string path)
    {
        using var key = PrivateKey.Read(File.ReadAllBytes(path))!;
        File.WriteAllBytes(path, key.WritePem(_passphrase));
    }

    private static byte[] Pkcs7(params byte[][] certificates)
    {
        var collection = new X509Certificate2Collection();
        foreach (var certificate in certificates)
            collection.Add(X509CertificateLoader.LoadCertificate(certificate));
        return collection.Export(X509ContentType.Pkcs7)!;
    }
}
