using KubePki.Changes.Repair;
using KubePki.Attacks.Files;
using KubePki.Node.Checks;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Trust;

/// <summary>A network plugin writes its directory, and nothing else of the node moves on its word.</summary>
public sealed class NetworkTests
{
    private const string Kubeconfig = "/etc/cni/net.d/00-evil-kubeconfig";

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/etc/kubernetes/pki/ca.key")]
    [InlineData("/etc/kubernetes/manifests/kube-apiserver.yaml")]
    [InlineData("/etc/kubernetes/admin.conf")]
    [InlineData("/etc/cni/net.d/../../passwd")]
    [InlineData("/etc/cni/net.d/below/file")]
    [InlineData("/etc/cni/net.d/link")]
    [InlineData("/etc/cni/net.d/directory")]
    [InlineData("/etc/cni/net.d/10-own.conflist")]
    public void Only_what_is_foreign_itself_is_moved(string named)
    {
        using var node = new RepairCase();
        Write(node, named);
        var before = node.State();
        var repair = node.Whole();
        node.Apply(repair);
        var moved = repair.Plan.Steps.SelectMany(step => step.Changes).Where(change => change.Action == "move").Select(change =>
            change.NodePath);
        Assert.Equal(["/etc/cni/net.d/00-evil.conflist", Kubeconfig], moved);
        Assert.Equal(before.Where(line => !line.Contains("/00-evil", StringComparison.Ordinal)), node.State());
    }

    [Fact]
    public void A_configuration_that_is_a_link_stays()
    {
        using var node = new RepairCase();
        Write(node, "/etc/passwd");
        File.Move(node.Tree.Path("/etc/cni/net.d/00-evil.conflist"), node.Tree.Path("/srv/evil.conflist"));
        node.Tree.Copy(Kubeconfig, "/srv/evil.kubeconfig");
        node.Tree.Link("/etc/cni/net.d/00-evil.conflist", "/srv/evil.conflist");
        Assert.DoesNotContain(node.Whole().Plan.Steps.SelectMany(step => step.Changes), change => change.Action == "move");
        node.Tree.Delete(Kubeconfig);
        node.Tree.Link(Kubeconfig, "/srv/evil.kubeconfig");
        Assert.Contains(Diagnosis.Run(node.Read()), finding => finding.Remedy.StartsWith(
            "check where /etc/cni/net.d/00-evil.conflist points, and move the target away manually, on every node",
                StringComparison.Ordinal));
    }

    [Fact]
    public void The_remedy_names_nothing_else_either()
    {
        using var node = new RepairCase();
        Write(node, "/etc/kubernetes/pki/ca.key");
        Assert.DoesNotContain(Diagnosis.Run(node.Read()), finding => finding.Remedy.Contains("mv ", StringComparison.Ordinal)
            && finding.Remedy.Contains("ca.key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/etc/kubernetes/admin.conf", "admin.conf")]
    [InlineData("/etc/kubernetes/scheduler.conf", "scheduler.conf")]
    public void What_a_configuration_names_keeps_its_role(string named, string role)
    {
        using var node = new RepairCase();
        Write(node, named);
        Assert.Equal(role, node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.NodePath == named).Role);
    }

    [LinuxTheory]
    [InlineData("/tmp", 0x3ff)]
    [InlineData("/var/mail", 0x5fd)]
    [InlineData("/srv/shared", 0x1fd)]
    [InlineData("/var/log/wtmp", 0x1b4)]
    [InlineData("/etc/ssl/private/pg.key", 0x1a0)]
    [InlineData("/opt/app/both.pem", 0x1a4)]
    [InlineData("/opt/app/app.kubeconfig", 0x1a0)]
    [InlineData("/usr/bin/su", 0x9fd)]
    [InlineData("/opt/app/k.key", 0x9ed)]
    public void What_a_configuration_names_keeps_its_mode_and_keeps_nothing_from_being_repaired(string named, int mode)
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        if (named is "/tmp" or "/var/mail" or "/srv/shared")
            Directory.CreateDirectory(node.Tree.Path(named));
        else
            node.Tree.Write(named, node.Tree.Read(named.EndsWith("kubeconfig", StringComparison.Ordinal) ? "/etc/kubernetes/admin.conf"
                : "/etc/kubernetes/pki/apiserver.key"));
        File.SetUnixFileMode(node.Tree.Path(named), (UnixFileMode)mode);
        node.Tree.Write("/etc/cni/net.d/00-evil.conflist",
            $$$"""{"name": "evil", "plugins": [{"type": "x", "kubernetes": {"kubeconfig": "{{{named}}}"}}]}""");
        var content = File.Exists(node.Tree.Path(named)) ? node.Tree.Read(named) : "";
        node.Apply(node.Whole());
        Assert.Equal((UnixFileMode)mode, File.GetUnixFileMode(node.Tree.Path(named)));
        Assert.Equal(content, File.Exists(node.Tree.Path(named)) ? node.Tree.Read(named) : "");
        Assert.DoesNotContain(node.Read().Files, file => file.NodePath == named && !file.IsNamedByNetworks);
    }

    [Fact]
    public void A_CA_that_a_configuration_names_is_still_the_clusters()
    {
        using var node = new RepairCase();
        Write(node, "/etc/kubernetes/pki/ca.crt");
        Assert.Contains(node.Read().Certificates, certificate => certificate is { Role: "ca", NodePath: "/etc/kubernetes/pki/ca.crt" });
    }

    [Theory]
    [InlineData("/root/.kube/config", "/root/.kube/config")]
    [InlineData("/root/.kube/config", "root/.kube/config")]
    [InlineData("/root/.kube/config", "/etc/cni/net.d/link")]
    [InlineData("/etc/kubernetes/mine.conf", "/etc/kubernetes/mine.conf")]
    public void What_a_configuration_names_is_renewed_as_if_it_named_nothing(string path, string named)
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        node.Tree.Copy("/etc/kubernetes/admin.conf", path);
        Directory.CreateDirectory(node.Tree.Path("/etc/cni/net.d"));
        node.Tree.Link("/etc/cni/net.d/link", path);
        node.Tree.Write("/etc/cni/net.d/00-evil.conflist",
            $$$"""{"name": "evil", "plugins": [{"type": "x", "kubernetes": {"kubeconfig": "{{{named}}}"}}]}""");
        node.Apply(node.Whole());
        Assert.Null(node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.NodePath == path).Role);
        Assert.Equal(node.Tree.Read("/etc/kubernetes/admin.conf"), node.Tree.Read(path));
    }

    [Fact]
    public void A_kubeconfig_that_was_named_is_put_right_though_a_configuration_names_it_too()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        const string Named = "/srv/people/jane.config";
        node.Tree.Copy("/etc/kubernetes/admin.conf", Named);
        node.Tree.Write("/etc/cni/net.d/00-evil.conflist",
            $$"""{"name": "evil", "plugins": [{"type": "x", "kubeconfig": "{{Named}}"}]}""");
        node.Apply(node.Kubeconfigs(null, Named), Named);
        Assert.Equal(node.Tree.Read("/etc/kubernetes/admin.conf"), node.Tree.Read(Named));
    }

    [Fact]
    public void What_only_a_configuration_names_is_not_changed_and_adds_no_name()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        const string Named = "/srv/old/admin.conf";
        var before = node.Tree.Read("/etc/kubernetes/admin.conf")
            .Replace("server: https://", "server: https://evil.", StringComparison.Ordinal);
        node.Tree.Write(Named, before);
        node.Tree.Write("/etc/cni/net.d/00-evil.conflist",
            $$"""{"name": "evil", "plugins": [{"type": "x", "kubeconfig": "{{Named}}"}]}""");
        node.Apply(node.Whole());
        Assert.Equal(before, node.Tree.Read(Named));
        Assert.DoesNotContain(node.Read().Certificates.Single(certificate => certificate is { Role: "apiserver" }).DnsNames,
            name => name.StartsWith("evil", StringComparison.Ordinal));
    }

    private static void Write(RepairCase node, string named)
    {
        using var other = TestPki.Authority("kubernetes");
        var foreign = node.Tree.Read("/etc/kubernetes/admin.conf")
            .Replace(TestPki.Base64(node.Tree.Read(TreeEdits.PkiDirectory + "ca.crt")),
                TestPki.Base64(other.ExportCertificatePem()), StringComparison.Ordinal);
        node.Tree.Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        node.Tree.Write("/srv/secret", "secret");
        node.Tree.Write("/etc/cni/net.d/below/file", foreign);
        Directory.CreateDirectory(node.Tree.Path("/etc/cni/net.d/directory"));
        node.Tree.Link("/etc/cni/net.d/link", "/srv/secret");
        node.Tree.Write(Kubeconfig, foreign);
        node.Tree.Write("/etc/cni/net.d/10-own.conflist", """{"name": "own", "plugins": [{"type": "bridge"}]}""");
        node.Tree.Write("/etc/cni/net.d/00-evil.conflist",
            """{"name": "evil", "plugins": [{"type": "calico", "kubernetes": """
                + $$$"""{"kubeconfig": "{{{Kubeconfig}}}"}}, {"type": "x", "kubeconfig": "{{{named}}}"}]}""");
        foreach (var path in new[] { Kubeconfig, "/etc/cni/net.d/below/file" })
            File.SetUnixFileMode(node.Tree.Path(path), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
