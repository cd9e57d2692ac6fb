using KubePki.Node.Checks.Content;
using static KubePki.Tests.Node.Checks.CheckFixture;
using static KubePki.Tests.TreeEdits;

namespace KubePki.Tests.Node.Checks;

internal static class ContentFixtures
{
    private const string Controllers = "/etc/kubernetes/manifests/kube-controller-manager.yaml";

    /// <summary>What the API server of the healthy tree must be good for.</summary>
    public static readonly string[] ApiServerNames =
        [
            "cp1", "k8s.example.internal", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local", "10.96.0.1", "10.2.1.151",
        ];

    private static readonly TestCertificate Serving = new("CN=kube-apiserver") { Usages = ["serverAuth"], Names = ApiServerNames };

    public static IEnumerable<CheckFixture> All { get; } =
    [
        Failing(nameof(EmptyFile), "healthy", tree => tree.Write(PkiDirectory + "apiserver.crt", "")),
        Passing(nameof(EmptyFile), "healthy", tree => tree.Write(PkiDirectory + "notes.txt", "")),

        // No flag names the health check's certificate.
        Failing(nameof(CertificateMissing), "healthy", tree => tree.Delete(PkiDirectory + "front-proxy-client.crt")),
        Passing(nameof(CertificateMissing), "healthy", tree => tree.Delete(PkiDirectory + "etcd/healthcheck-client.crt")),

        Failing(nameof(UnreadableFile), "healthy",
            tree => tree.Write(PkiDirectory + "apiserver.crt", "-----BEGIN CERTIFICATE-----\nMIIC\n")),
        Passing(nameof(UnreadableFile), "healthy", tree => tree.Write(PkiDirectory + "notes.txt", "-----BEGIN CERTIFICATE-----\nMIIC\n")),

        Failing(nameof(MissingSubjectAltName), "healthy",
            tree => tree.Issue("apiserver", Serving with { Names = [.. ApiServerNames.Except(["10.96.0.1"])] })),
        Passing(nameof(MissingSubjectAltName), "healthy", tree => tree.Issue("apiserver", Serving)),

        Failing(nameof(WrongUsage), "healthy", tree => tree.Issue("apiserver", Serving with { Usages = ["clientAuth"] })),
        Passing(nameof(WrongUsage), "healthy", tree => tree.Issue("apiserver", Serving with { Usages = ["clientAuth", "serverAuth"] })),

        Failing(nameof(WrongSubject), "healthy",
            tree => tree.IssueConf("scheduler.conf", new TestCertificate("CN=system:kube-controller-manager"))),
        Passing(nameof(WrongSubject), "healthy", tree => tree.IssueConf("scheduler.conf", new TestCertificate("CN=system:kube-scheduler"))),

        Failing(nameof(PrivilegedGroup), "healthy",
            tree => tree.IssueConf("scheduler.conf", new TestCertificate("O=system:masters, CN=system:kube-scheduler"))),
        Passing(nameof(PrivilegedGroup), "healthy",
            tree => tree.IssueConf("scheduler.conf", new TestCertificate("O=system:schedulers, CN=system:kube-scheduler"))),

        Failing(nameof(ServingCertificateIsClientCredential), "healthy", tree => ServingOfKubelet(tree, "serverAuth", "clientAuth")),
        Passing(nameof(ServingCertificateIsClientCredential), "healthy", tree => ServingOfKubelet(tree, "serverAuth")),

        Failing(nameof(SpecContradicted), "healthy", tree =>
            tree.Replace(Controllers, "    - --use-service", "    - --service-cluster-ip-range=10.112.0.0/12\n    - --use-service")),
        Passing(nameof(SpecContradicted), "healthy",
            tree => tree.Replace(Controllers, "    - --use-service", "    - --service-cluster-ip-range=10.96.0.0/12\n    - --use-service")),
    ];

    // As recipes with openssl make it.
    private static void ServingOfKubelet(NodeTree tree, params string[] usages)
    {
        using var authority = tree.Pair("ca");
        TestPki.Put(tree, KubeletPki + "kubelet", new TestCertificate("O=system:nodes, CN=system:node:cp1")
        {
            Usages = usages,
            Names = ["cp1", "10.2.1.151"],
        }.SignedBy(authority));
    }
}
