using KubePki.Node.Checks.Validity;
using static KubePki.Tests.Node.Checks.CheckFixture;

namespace KubePki.Tests.Node.Checks;

internal static class ValidityFixtures
{
    public static IEnumerable<CheckFixture> All { get; } =
    [
        // The last second is still within the lifetime.
        Failing(nameof(CertificateExpired), "healthy", tree => ApiServer(tree, TestPki.Start, TestPki.AsOf.AddSeconds(-1))),
        Passing(nameof(CertificateExpired), "healthy", tree => ApiServer(tree, TestPki.Start, TestPki.AsOf)),

        Failing(nameof(CertificateNotYetValid), "healthy", tree => ApiServer(tree, TestPki.AsOf.AddSeconds(1), TestPki.AsOf.AddYears(1))),
        Passing(nameof(CertificateNotYetValid), "healthy", tree => ApiServer(tree, TestPki.AsOf, TestPki.AsOf.AddYears(1))),

        Failing(nameof(NeverValid), "healthy", tree => tree.SwapDates("apiserver-etcd-client")),
        Passing(nameof(NeverValid), "healthy"),

        Failing(nameof(CertificateExpiring), "healthy",
            tree => ApiServer(tree, TestPki.AsOf.AddDays(-335), TestPki.AsOf.AddDays(30).AddHours(-1))),
        Passing(nameof(CertificateExpiring), "healthy",
            tree => ApiServer(tree, TestPki.AsOf.AddDays(-335), TestPki.AsOf.AddDays(30).AddHours(1))),

        Failing(nameof(AuthorityExpiring), "healthy", tree => Authority(tree, TestPki.AsOf.AddDays(364))),
        Passing(nameof(AuthorityExpiring), "healthy", tree => Authority(tree, TestPki.AsOf.AddDays(366))),

        Failing(nameof(LeafOutlivesAuthority), "healthy", tree => ApiServer(tree, TestPki.Start, EndOfAuthority(tree).AddSeconds(1))),
        Passing(nameof(LeafOutlivesAuthority), "healthy", tree => ApiServer(tree, TestPki.Start, EndOfAuthority(tree))),
    ];

    private static void ApiServer(NodeTree tree, DateTimeOffset start, DateTimeOffset end) =>
        tree.Issue("apiserver", new TestCertificate("CN=kube-apiserver")
        {
            Usages = ["serverAuth"],
            Names = ContentFixtures.ApiServerNames,
            Start = start,
            End = end,
        });

    private static void Authority(NodeTree tree, DateTimeOffset end) =>
        tree.Reissue("ca", draft => draft with { Start = end.AddYears(-10), End = end });

    private static DateTimeOffset EndOfAuthority(NodeTree tree)
    {
        using var authority = tree.Pair("ca");
        return authority.NotAfter.ToUniversalTime();
    }
}
