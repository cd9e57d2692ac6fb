using System.Security.Cryptography;
using KubePki.Attacks.Files;
using KubePki.Attacks.Trust;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Keys;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Sizes;

/// <summary>A passphrase is tried on the keys for which it was given, and their opening is paid by nobody else.</summary>
[Collection(nameof(Measured))]
public sealed class PassphraseTests
{
    private const string Alice = "/home/alice/.kube/config";
    private const string Key = TreeEdits.PkiDirectory + "ca.key";

    [Fact]
    public void Keys_in_the_home_of_another_do_not_close_the_CAs()
    {
        using var node = new RepairCase();
        using var passphrase = new KeyPassphrase("sesame");
        Encrypt(node, 1000);
        WriteCostlyUsers(node);
        var options = node.Options with { Passphrase = passphrase };
        var pki = new NodeReader(options).ReadNode();
        Assert.DoesNotContain(pki.Problems, problem => problem.NodePath == Key);
        // All that was spent is what the CA's key costs.
        for (var i = 0; i < 4; i++)
            Assert.Null(passphrase.Budget.Take(DerivationBudget.MaxRounds));
        var repair = RepairPlanner.Renew(pki, new RenewalScope { Roles = ["apiserver"] }, new RepairOptions { Force = true });
        Assert.Equal(RepairResult.Done, Assert.Single(RepairRun.Apply(repair, options)).Result);
    }

    [RootFact]
    public void Those_of_another_user_neither()
    {
        using var node = new RepairCase();
        using var passphrase = new KeyPassphrase("sesame");
        Encrypt(node, 2048);
        WriteCostlyUsers(node);
        Shell.Do($"chown -R 12345:12345 '{node.Tree.Path("/home/alice")}'");
        var pki = new NodeReader(node.Options with { Passphrase = passphrase }).ReadNode();
        Assert.DoesNotContain(pki.Problems, problem => PkiProblemId.IsAboutPassphrase(problem.Id));
        Assert.True(pki.Certificates.First(certificate => certificate.NodePath == TreeEdits.PkiDirectory + "ca.crt").KeyMatches);
    }

    [Fact]
    public void A_key_that_was_opened_is_not_paid_for_again()
    {
        using var passphrase = new KeyPassphrase("sesame");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportEncryptedPkcs8PrivateKeyPem("sesame",
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000_000));
        var file = System.Text.Encoding.ASCII.GetBytes(pem);
        Assert.NotNull(Assert.Single(PkiFileParser.Parse(file, CancellationToken.None, passphrase).Keys).PublicKeyInfo);
        while (passphrase.Budget.Take(DerivationBudget.MaxRounds) is null)
        {
        }
        using var opened = KubePki.Pki.Keys.PrivateKey.Read(file, passphrase, out var problem);
        Assert.True(opened is not null, problem?.Reason);
    }

    private static void WriteCostlyUsers(RepairCase node)
    {
        var expensive = TestPki.Base64(Costly());
        node.Tree.Write(Alice, $"kind: Config\nclusters: []\ncontexts: []\nusers:\n{string.Concat(Enumerable.Range(0, 8).Select(i =>
            $"- {{name: u{i}, user: {{client-certificate-data: {expensive}, client-key-data: {TestPki.Base64(Costly())}}}}}\n"))}");
    }

    private static string Costly()
    {
        // An encryption of ten million rounds, whose bytes are noise: nothing has to be derived to make it.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = key.ExportEncryptedPkcs8PrivateKey("other",
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 0x112233));
        var at = der.AsSpan().IndexOf((byte[])[0x02, 0x03, 0x11, 0x22, 0x33]);
        new byte[] { 0x98, 0x96, 0x7f }.CopyTo(der, at + 2);
        return PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", der);
    }

    private static void Encrypt(RepairCase node, int rounds)
    {
        using var key = RSA.Create();
        var text = node.Tree.Read(Key);
        key.ImportFromPem(text);
        node.Tree.Write(Key, key.ExportEncryptedPkcs8PrivateKeyPem("sesame",
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, rounds)));
    }
}
