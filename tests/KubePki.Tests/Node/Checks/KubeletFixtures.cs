using KubePki.Node.Checks.Kubelet;
using static KubePki.Tests.Node.Checks.CheckFixture;

namespace KubePki.Tests.Node.Checks;

internal static class KubeletFixtures
{
    private const string Configuration = "/var/lib/kubelet/config.yaml";
    private const string Flags = "/var/lib/kubelet/kubeadm-flags.env";
    private const string Link = TreeEdits.KubeletPki + "kubelet-client-current.pem";

    public static readonly DateTimeOffset BeforeItHeals = new(2021, 9, 1, 3, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset WhenItHeals = new(2021, 9, 1, 5, 11, 39, TimeSpan.Zero);
    private static readonly DateTimeOffset AfterTheEnd = new(2020, 7, 28, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<CheckFixture> All { get; } =
    [
        Failing(nameof(KubeletCredentialUnusable), "power-loss") with { AsOf = WhenItHeals.AddSeconds(-1) },
        Passing(nameof(KubeletCredentialUnusable), "power-loss") with { AsOf = WhenItHeals },

        Failing(nameof(KubeletLinkBroken), "healthy", tree => Relink(tree, "kubelet-client-2026-06-01-08-01-01.pem")),
        Passing(nameof(KubeletLinkBroken), "healthy", tree => Relink(tree, "kubelet-client-2026-06-01-08-01-00.pem")),

        Failing(nameof(KubeletCredentialPinned), "healthy", tree => tree.Replace("/etc/kubernetes/kubelet.conf",
            "kubelet-client-current.pem", "kubelet-client-2026-06-01-08-01-00.pem")),
        Passing(nameof(KubeletCredentialPinned), "healthy"),

        Failing(nameof(BootstrapFileMissing), "expired-2020") with { AsOf = AfterTheEnd },
        Passing(nameof(BootstrapFileMissing), "expired-2020", tree => tree.WriteBootstrap()) with { AsOf = AfterTheEnd },

        Failing(nameof(KubeletNodeNameMismatch), "power-loss") with { AsOf = WhenItHeals },
        Passing(nameof(KubeletNodeNameMismatch), "power-loss", tree =>
            tree.Replace(Flags, "--hostname-override=node30", "--hostname-override=node30.eams.supwisdom.com")) with { AsOf = WhenItHeals },

        Failing(nameof(AdminAsBootstrap), "expired-2020",
            tree => tree.Copy("/etc/kubernetes/admin.conf", "/etc/kubernetes/bootstrap-kubelet.conf")) with { AsOf = AfterTheEnd },
        Passing(nameof(AdminAsBootstrap), "expired-2020", tree => tree.WriteBootstrap()) with { AsOf = AfterTheEnd },

        Failing(nameof(KubeletServingWithoutAddress), "healthy", tree => Serving(tree, TestPki.AsOf.AddYears(1), "cp1")),
        Passing(nameof(KubeletServingWithoutAddress), "healthy", tree => Serving(tree, TestPki.AsOf.AddYears(1), "cp1", "10.2.1.151")),

        Failing(nameof(KubeletServingNeverRenewed), "healthy", tree => Serving(tree, TestPki.AsOf.AddDays(30), "cp1")),
        Passing(nameof(KubeletServingNeverRenewed), "healthy", tree => Serving(tree, TestPki.AsOf.AddDays(30).AddSeconds(1), "cp1")),

        // A flag wins over the file.
        Failing(nameof(RotationOff), "healthy",
            tree => tree.Replace(Configuration, "rotateCertificates: true", "rotateCertificates: false")),
        Passing(nameof(RotationOff), "healthy", tree =>
        {
            tree.Replace(Configuration, "rotateCertificates: true", "rotateCertificates: false");
            tree.Replace(Flags, "--network-plugin=cni", "--network-plugin=cni --rotate-certificates=true");
        }),

        Failing(nameof(ServerTlsBootstrapOff), "healthy"),
        Passing(nameof(ServerTlsBootstrapOff), "healthy",
            tree => tree.Replace(Configuration, "rotateCertificates: true", "rotateCertificates: true\nserverTLSBootstrap: true")),
    ];

    private static void Relink(NodeTree tree, string target)
    {
        tree.Delete(Link);
        tree.Link(Link, target);
    }

    // As kubelet makes it for itself.
    private static void Serving(NodeTree tree, DateTimeOffset end, params string[] names)
    {
        using var authority = TestPki.Authority("cp1-ca@1780300800");
        using var serving = new TestCertificate("CN=cp1@1780300800") { Usages = ["serverAuth"], Names = names, End = end }
            .SignedBy(authority);
        TestPki.Put(tree, TreeEdits.KubeletPki + "kubelet", serving);
    }
}
