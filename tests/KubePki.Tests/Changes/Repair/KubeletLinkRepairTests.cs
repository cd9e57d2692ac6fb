using KubePki.Model;

namespace KubePki.Tests.Changes.Repair;

/// <summary>kubelet's links in every state that copies, crashes and people leave, each put right as kubelet expects it.</summary>
public sealed class KubeletLinkRepairTests
{
    private const string Updated = "/var/lib/kubelet/pki/kubelet-client-updated.pem";
    private const string Older = "/var/lib/kubelet/pki/kubelet-client-2026-01-01-00-05-00.pem";

    public static TheoryData<string, string> States() => new()
    {
        { "copied over, the pem beside it", RepairCase.Pem },
        { "copied over, the pem gone", RepairCase.Pem },
        { "dangling", RepairCase.Pem },
        { "half switched, no current one", RepairCase.Pem },
        { "half switched, both there", RepairCase.Pem },
        { "led through the updated one", RepairCase.Pem },
        { "updated is a file", RepairCase.Pem },
        { "outside of the root", RepairCase.Pem },
        { "a loop", RepairCase.Pem },
        { "empty file", RepairCase.Pem },
        { "missing", RepairCase.Pem },
        { "expired, an older pem is good", Older },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void The_link_leads_to_the_best_pem(string state, string pem)
    {
        using var node = new RepairCase();
        var good = node.Tree.Read(RepairCase.Pem);
        Break(node.Tree, state);
        node.ApplyAndTakeBack(() => node.Kubelet(), () =>
        {
            Assert.Equal(pem, node.LinkTarget());
            Assert.True(node.Verdict().Usable);
            Assert.False(Path.Exists(node.Tree.Path(Updated)) || node.LinkTarget(Updated) is not null);
            if (pem == RepairCase.Pem)
                Assert.Equal(good, node.Tree.Read(pem));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(node.Tree.Path(pem)));
        });
        // The whole repair does the same; what the next rotation removes by itself it leaves.
        if (state is "half switched, both there" or "led through the updated one")
            return;
        node.Apply(node.Whole());
        Assert.Equal(pem, node.LinkTarget());
        Assert.Empty(node.Whole().Plan.Steps);
    }

    [Fact]
    public void A_pem_that_lay_where_the_link_belongs_is_never_lost()
    {
        using var node = new RepairCase();
        Break(node.Tree, "copied over, the pem gone");
        // Another pem has taken its name meanwhile.
        using var other = node.Tree.IssuePem("kubelet-client-2026-06-01-08-01-00.pem",
            new TestCertificate("CN=system:node:cp1, O=system:nodes") { End = TestPki.AsOf.AddDays(-1) });
        var copied = node.Tree.Read(RepairCase.Link);
        node.ApplyAndTakeBack(() => node.Kubelet(), () =>
        {
            Assert.Equal("/var/lib/kubelet/pki/kubelet-client-2026-06-01-08-01-01.pem", node.LinkTarget());
            Assert.Equal(copied, node.Tree.Read(node.LinkTarget()!));
        });
    }

    [Theory]
    [InlineData("file")]
    [InlineData("dangling")]
    [InlineData("unfinished")]
    public void The_serving_link_is_put_right_too(string state)
    {
        const string Link =
            "/var/lib/kubelet/pki/kubelet-server-current.pem", Pem = "/var/lib/kubelet/pki/kubelet-server-2026-01-01-00-05-00.pem";
        using var node = new RepairCase();
        using var serving = node.Tree.IssuePem(Path.GetFileName(state == "file" ? Link : Pem),
            new TestCertificate("CN=system:node:cp1, O=system:nodes") { Usages = ["serverAuth"], Names = ["cp1", "10.0.0.11"] });
        if (state != "file")
            node.Tree.Link(state == "dangling" ? Link : "/var/lib/kubelet/pki/kubelet-server-updated.pem",
                state == "dangling" ? "/var/lib/kubelet/pki/gone.pem" : Pem);
        node.ApplyAndTakeBack(() => node.Kubelet(), () => Assert.Equal(Pem, node.LinkTarget(Link)));
    }

    [Fact]
    public void A_serving_link_without_any_pem_goes_so_that_kubelet_asks_for_one()
    {
        const string Link = "/var/lib/kubelet/pki/kubelet-server-current.pem";
        using var node = new RepairCase();
        node.Tree.Link(Link, "/var/lib/kubelet/pki/gone.pem");
        node.ApplyAndTakeBack(() => node.Kubelet(), () => Assert.Null(node.LinkTarget(Link)));
    }

    [Fact]
    public void A_worker_with_nothing_left_is_told_what_to_do_and_stays_as_it_is()
    {
        using var node = new RepairCase();
        node.Tree.Delete("/etc/kubernetes/pki/ca.key");
        node.Tree.Delete(RepairCase.Pem);
        var plan = node.Kubelet().Plan;
        Assert.Empty(plan.Steps);
        Assert.Contains(plan.LeftAlone,
            note => note.Target == "kubelet" && note.Reason.Contains("kubeadm token create", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_its_kubeconfig_kubelet_gets_one_that_leads_to_the_pem_that_it_has()
    {
        using var node = new RepairCase();
        node.Tree.Delete("/etc/kubernetes/kubelet.conf");
        // That takes no CA key.
        node.Tree.Delete("/etc/kubernetes/pki/ca.key");
        node.ApplyAndTakeBack(() => node.Kubelet(), () =>
        {
            Assert.True(node.Verdict().Usable);
            var kubeconfig = node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "kubelet.conf");
            Assert.Equal(("https://k8s.example.internal:6443", CredentialKinds.CertificateFile),
                (kubeconfig.Server, kubeconfig.CredentialKind));
            Assert.Equal(RepairCase.Pem, node.LinkTarget());
        });
    }

    private static void Break(NodeTree tree, string state)
    {
        var current = tree.Path(RepairCase.Link);
        var pem = tree.Path(RepairCase.Pem);
        switch (state)
        {
            case "copied over, the pem beside it":
                File.Delete(current);
                File.Copy(pem, current);
                break;
            case "copied over, the pem gone":
                File.Delete(current);
                File.Move(pem, current);
                break;
            case "dangling":
                Relink(tree, RepairCase.Link, "/var/lib/kubelet/pki/kubelet-client-2025-01-01-00-00-00.pem");
                break;
            case "half switched, no current one":
                File.Delete(current);
                tree.Link(Updated, RepairCase.Pem);
                break;
            case "half switched, both there":
                tree.Link(Updated, RepairCase.Pem);
                break;
            case "led through the updated one":
                tree.Link(Updated, RepairCase.Pem);
                Relink(tree, RepairCase.Link, Updated);
                break;
            case "updated is a file":
                File.Delete(current);
                File.Move(pem, tree.Path(Updated));
                break;
            case "outside of the root":
                Relink(tree, RepairCase.Link, "../../../../../../../../../../../../../../../../etc/kubelet.pem");
                break;
            case "a loop":
                Relink(tree, RepairCase.Link, RepairCase.Link);
                break;
            case "empty file":
                File.Delete(current);
                File.WriteAllText(current, "");
                break;
            case "missing":
                File.Delete(current);
                break;
            case "expired, an older pem is good":
                tree.IssuePem(Path.GetFileName(Older), new TestCertificate("CN=system:node:cp1, O=system:nodes")).Dispose();
                tree.IssuePem(Path.GetFileName(RepairCase.Pem),
                    new TestCertificate("CN=system:node:cp1, O=system:nodes") { End = TestPki.AsOf.AddDays(-1) }).Dispose();
                Protect(tree, Older);
                break;
            default:
                throw new ArgumentException(state, nameof(state));
        }
    }

    private static void Relink(NodeTree tree, string path, string target)
    {
        File.Delete(tree.Path(path));
        tree.Link(path, target);
    }

    private static void Protect(NodeTree tree, string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tree.Path(path), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
