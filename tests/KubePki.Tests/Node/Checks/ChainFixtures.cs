using System.Security.Cryptography.X509Certificates;
using KubePki.Node.Checks.Chain;
using static KubePki.Tests.Node.Checks.CheckFixture;

namespace KubePki.Tests.Node.Checks;

internal static class ChainFixtures
{
    private static readonly DateTimeOffset Leftover = new(2020, 6, 21, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Outage = new(2019, 9, 9, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<CheckFixture> All { get; } =
    [
        Failing(nameof(AuthorityTwin), "cni-leftover") with { AsOf = Leftover },
        Passing(nameof(AuthorityTwin), "cni-leftover", tree => tree.Set("/etc/cni/net.d/calico-kubeconfig",
            "certificate-authority-data", TestPki.Base64(tree.Read(TreeEdits.PkiDirectory + "ca.crt")))) with { AsOf = Leftover },

        Failing(nameof(SharedAuthority), "outage-2019") with { AsOf = Outage },
        Passing(nameof(SharedAuthority), "outage-2019",
            tree => TestPki.Put(tree, TreeEdits.PkiDirectory + "etcd/ca", TestPki.Authority("etcd-ca"))) with { AsOf = Outage },

        Failing(nameof(AuthorityBundle), "healthy", tree => tree.Write(TreeEdits.PkiDirectory + "ca.crt",
            tree.Read(TreeEdits.PkiDirectory + "ca.crt") + TestPki.Authority("kubernetes").ExportCertificatePem() + "\n")),
        Passing(nameof(AuthorityBundle), "healthy", tree =>
            tree.Write(TreeEdits.PkiDirectory + "ca.crt", "The one CA of this cluster.\n" + tree.Read(TreeEdits.PkiDirectory + "ca.crt"))),

        Failing(nameof(AuthorityNotUsable), "healthy",
            tree => tree.Reissue("ca", draft => draft with { KeyUsage = X509KeyUsageFlags.DigitalSignature })),
        Passing(nameof(AuthorityNotUsable), "healthy",
            tree => tree.Reissue("ca", draft => draft with { KeyUsage = X509KeyUsageFlags.KeyCertSign })),

        // The same name, another key; and the same key in another certificate.
        Failing(nameof(SignedByUnknownAuthority), "healthy",
            tree => TestPki.Put(tree, TreeEdits.PkiDirectory + "ca", TestPki.Authority("kubernetes"))),
        Passing(nameof(SignedByUnknownAuthority), "healthy", tree => tree.Reissue("ca", draft => draft)),
    ];
}
