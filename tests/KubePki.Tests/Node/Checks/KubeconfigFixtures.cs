using KubePki.Node.Checks.Kubeconfigs;
using static KubePki.Tests.Node.Checks.CheckFixture;
using static KubePki.Tests.TreeEdits;

namespace KubePki.Tests.Node.Checks;

internal static class KubeconfigFixtures
{
    private const string Admin = "/etc/kubernetes/admin.conf";
    private const string Scheduler = "/etc/kubernetes/scheduler.conf";
    private const string Personal = "/root/.kube/config";

    public static IEnumerable<CheckFixture> All { get; } =
    [
        Failing(nameof(KubeconfigCredentialExpired), "healthy",
            tree => tree.IssueConf("admin.conf", AdminUntil(TestPki.AsOf.AddSeconds(-1)))),
        Passing(nameof(KubeconfigCredentialExpired), "healthy", tree => tree.IssueConf("admin.conf", AdminUntil(TestPki.AsOf))),

        Failing(nameof(KubeconfigKeyMismatch), "healthy",
            tree => tree.Set(Admin, "client-key-data", TestPki.Base64(tree.Read(PkiDirectory + "apiserver.key")))),
        Passing(nameof(KubeconfigKeyMismatch), "healthy", tree => tree.IssueConf("admin.conf", AdminUntil(TestPki.AsOf.AddYears(1)))),

        Failing(nameof(KubeconfigAuthorityMismatch), "healthy", tree => Trust(tree, TestPki.Authority("another").ExportCertificatePem())),
        Passing(nameof(KubeconfigAuthorityMismatch), "healthy",
            tree => Trust(tree, TestPki.Authority("another").ExportCertificatePem() + "\n" + tree.Read(PkiDirectory + "ca.crt"))),

        Failing(nameof(DanglingReference), "healthy", tree => tree.Set(Admin, "current-context", "admin")),
        Passing(nameof(DanglingReference), "healthy", tree => tree.Replace(Admin, "kubernetes-admin@kubernetes", "admin")),

        Failing(nameof(KubeconfigServerNotCovered), "healthy", tree => tree.Set(Scheduler, "server", "https://10.9.9.9:6443")),
        Passing(nameof(KubeconfigServerNotCovered), "healthy", tree => tree.Set(Scheduler, "server", "https://10.2.0.100:6443")),

        Failing(nameof(StaleKubeconfigCopy), "healthy", tree =>
        {
            tree.Copy(Admin, Personal);
            tree.IssueConf("admin.conf", AdminUntil(TestPki.AsOf.AddYears(2)));
        }),
        Passing(nameof(StaleKubeconfigCopy), "healthy", tree =>
        {
            tree.IssueConf("admin.conf", AdminUntil(TestPki.AsOf.AddYears(2)));
            tree.Copy(Admin, Personal);
        }),

        Failing(nameof(InsecureSkipTlsVerify), "healthy",
            tree => tree.Replace(Admin, "    server:", "    insecure-skip-tls-verify: true\n    server:")),
        Passing(nameof(InsecureSkipTlsVerify), "healthy",
            tree => tree.Replace(Admin, "    server:", "    insecure-skip-tls-verify: false\n    server:")),
    ];

    private static TestCertificate AdminUntil(DateTimeOffset end) => new("O=system:masters, CN=kubernetes-admin") { End = end };

    private static void Trust(NodeTree tree, string pem) => tree.Set(Scheduler, "certificate-authority-data", TestPki.Base64(pem));
}
