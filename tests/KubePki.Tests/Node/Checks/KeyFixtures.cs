using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Node.Checks.Keys;
using static KubePki.Tests.Node.Checks.CheckFixture;
using static KubePki.Tests.TreeEdits;

namespace KubePki.Tests.Node.Checks;

internal static class KeyFixtures
{
    public static IEnumerable<CheckFixture> All { get; } =
    [
        // Another key; and the same in another form.
        Failing(nameof(KeyMismatch), "healthy", tree => tree.Copy(PkiDirectory + "front-proxy-client.key", PkiDirectory + "apiserver.key")),
        Passing(nameof(KeyMismatch), "healthy", tree =>
        {
            using var pair = tree.Pair("apiserver");
            tree.Write(PkiDirectory + "apiserver.key", pair.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        }),

        // A worker has the CA without its key, and should.
        Failing(nameof(KeyMissing), "healthy", tree => tree.Delete(PkiDirectory + "apiserver.key")),
        Passing(nameof(KeyMissing), "power-loss") with { AsOf = KubeletFixtures.WhenItHeals },

        // A key with a passphrase; and the same key without one.
        Failing(nameof(KeyEncrypted), "healthy", tree =>
        {
            using var pair = tree.Pair("apiserver");
            tree.Write(PkiDirectory + "apiserver.key", pair.GetRSAPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("test",
                new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2048)));
        }),
        Passing(nameof(KeyEncrypted), "healthy"),

        Failing(nameof(ServiceAccountKeyMismatch), "healthy", tree => tree.Write(PkiDirectory + "sa.pub", Another())),
        Passing(nameof(ServiceAccountKeyMismatch), "healthy",
            tree => tree.Write(PkiDirectory + "sa.pub", Another() + tree.Read(PkiDirectory + "sa.pub"))),

        // One certificate in two places has one key by right.
        Failing(nameof(KeyReused), "healthy", tree =>
        {
            using var pair = tree.Pair("apiserver");
            tree.Issue("front-proxy-client",
                new TestCertificate("CN=front-proxy-client") { Key = pair.GetRSAPrivateKey() }, "front-proxy-ca");
        }),
        Passing(nameof(KeyReused), "healthy", tree => tree.Copy("/etc/kubernetes/admin.conf", "/root/.kube/config")),

        Failing(nameof(WeakKey), "healthy", tree => FrontProxy(tree, 2040)),
        Passing(nameof(WeakKey), "healthy", tree => FrontProxy(tree, 2048)),

        // A root's signature of itself is never looked at.
        Failing(nameof(WeakSignature), "healthy", tree => tree.Issue("front-proxy-client",
            new TestCertificate("CN=front-proxy-client") { Hash = HashAlgorithmName.SHA1 }, "front-proxy-ca")),
        Passing(nameof(WeakSignature), "healthy",
            tree => tree.Reissue("front-proxy-ca", draft => draft with { Hash = HashAlgorithmName.SHA1 })),
    ];

    private static void FrontProxy(NodeTree tree, int bits)
    {
        using var key = RSA.Create(bits);
        tree.Issue("front-proxy-client", new TestCertificate("CN=front-proxy-client") { Key = key }, "front-proxy-ca");
    }

    private static string Another()
    {
        using var key = RSA.Create(2048);
        return key.ExportSubjectPublicKeyInfoPem() + "\n";
    }
}
