using KubePki.Node.Checks;

namespace KubePki.Tests.Changes.Repair;

/// <summary>Nodes whose files lie elsewhere than kubeadm puts them: what flags name counts.</summary>
public sealed class OtherPathsTests
{
    private const string Manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml";

    [Fact]
    public void A_directory_that_is_a_link_is_repaired_once_and_nothing_is_missing_in_it()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        Directory.Move(node.Tree.Path("/etc/kubernetes/pki"), node.Tree.Path("/etc/kubernetes/ssl"));
        node.Tree.Link("/etc/kubernetes/pki", "ssl");
        foreach (var manifest in Directory.GetFiles(node.Tree.Path("/etc/kubernetes/manifests")))
            File.WriteAllText(manifest,
                File.ReadAllText(manifest).Replace("/etc/kubernetes/pki", "/etc/kubernetes/ssl", StringComparison.Ordinal));
        node.ApplyAndTakeBack(node.Whole,
            () => Assert.DoesNotContain("CertificateMissing", Diagnosis.Run(node.Read()).Select(finding => finding.Check)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_key_goes_where_the_API_server_is_told_to_read_it(bool isAllGone)
    {
        using var node = new RepairCase();
        const string Pem = "/etc/ssl/etcd/ssl/node-cp1.pem", Key = "/etc/ssl/etcd/ssl/node-cp1-key.pem";
        node.Tree.Write(Pem, node.Tree.Read(TreeEdits.PkiDirectory + "apiserver-etcd-client.crt"));
        File.Delete(node.Tree.Path(TreeEdits.PkiDirectory + "apiserver-etcd-client.crt"));
        File.Delete(node.Tree.Path(TreeEdits.PkiDirectory + "apiserver-etcd-client.key"));
        node.Tree.Write(Manifest, node.Tree.Read(Manifest)
            .Replace(TreeEdits.PkiDirectory + "apiserver-etcd-client.crt", Pem, StringComparison.Ordinal)
            .Replace(TreeEdits.PkiDirectory + "apiserver-etcd-client.key", Key, StringComparison.Ordinal));
        if (isAllGone)
            File.Delete(node.Tree.Path(Pem));
        node.ApplyAndTakeBack(node.Whole, () =>
        {
            Assert.Contains("PRIVATE KEY", node.Tree.Read(Key), StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE KEY", node.Tree.Read(Pem), StringComparison.Ordinal);
            Assert.True(node.Read().Certificates.Single(certificate => certificate.NodePath == Pem).KeyMatches);
        });
    }

    [Theory]
    [InlineData("/etc/ssl/x/tls.crt", "/etc/ssl/x/tls.key")]
    [InlineData("/etc/pki/x/tls.crt", "/etc/pki/x/tls.key")]
    [InlineData("/usr/local/x/tls.crt", "/usr/local/x/tls.key")]
    [InlineData("/run/x/tls.crt", "/run/x/tls.key")]
    [InlineData("/opt/k/tlscert", "/opt/k/tlskey")]
    [InlineData("/opt/k/tlscert", "/opt/k/broken")]
    public void What_is_renewed_where_a_flag_names_it_comes_back(string certificate, string key)
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        foreach (var (from, to) in ((string, string)[])[("apiserver.crt", certificate), ("apiserver.key", key)])
        {
            node.Tree.Write(to, node.Tree.Read(TreeEdits.PkiDirectory + from));
            File.Delete(node.Tree.Path(TreeEdits.PkiDirectory + from));
            node.Tree.Write(Manifest, node.Tree.Read(Manifest).Replace(TreeEdits.PkiDirectory + from, to, StringComparison.Ordinal));
        }
        if (key.EndsWith("broken", StringComparison.Ordinal))
            node.Tree.Write(key, "# nothing of a key is left\n");
        var before = node.Tree.Read(certificate);
        node.ApplyAndTakeBack(node.Whole, () => Assert.NotEqual(before, node.Tree.Read(certificate)));
    }

    [Theory]
    [InlineData("/data/etcd", null)]
    [InlineData("/srv/man/kube-apiserver.yaml", null)]
    [InlineData("/etc/systemd/system/kubelet.service.d/10-x.conf", "it does not show that it is of a PKI")]
    public void Loose_modes_elsewhere_are_put_right_where_they_come_back(string path, string? reason)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var node = new RepairCase();
        if (path == "/data/etcd")
        {
            Directory.CreateDirectory(node.Tree.Path(path + "/member"));
            node.Tree.Write("/etc/kubernetes/manifests/etcd.yaml", System.Text.RegularExpressions.Regex.Replace(
                node.Tree.Read("/etc/kubernetes/manifests/etcd.yaml"), "--data-dir=\\S+", "--data-dir=" + path));
        }
        else if (path.EndsWith(".yaml", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(node.Tree.Path("/srv"));
            Directory.Move(node.Tree.Path("/etc/kubernetes/manifests"), node.Tree.Path("/srv/man"));
            node.Tree.Replace("/var/lib/kubelet/config.yaml", "/etc/kubernetes/manifests", "/srv/man");
        }
        else
        {
            node.Tree.Write(path, "[Service]\nEnvironment=\"KUBELET_EXTRA_ARGS=--rotate-certificates=true\"\nExecStart=\n"
                + "ExecStart=/usr/bin/kubelet $KUBELET_EXTRA_ARGS\n");
        }
        var loose = Directory.Exists(node.Tree.Path(path)) ? (UnixFileMode)0x1ed : (UnixFileMode)0x1b6;
        File.SetUnixFileMode(node.Tree.Path(path), loose);
        if (reason is null)
            node.ApplyAndTakeBack(node.Whole,
                () => Assert.DoesNotContain(node.Read().Files, file => file.NodePath == path && file.Mode == (int)loose));
        else
            Assert.Contains(node.Whole().Plan.LeftAlone,
                note => note.Target == path && note.Reason.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("apiserver.crt", "CERTIFICATE")]
    [InlineData("apiserver.key", "RSA PRIVATE KEY")]
    public void What_lies_there_as_DER_is_found_and_made_anew(string name, string label)
    {
        using var node = new RepairCase();
        var path = TreeEdits.PkiDirectory + name;
        var pem = node.Tree.Read(path);
        node.Tree.Write(path,
            pem[System.Security.Cryptography.PemEncoding.Find(pem).Base64Data] is var base64 ? Convert.FromBase64String(base64) : []);
        node.ApplyAndTakeBack(node.Whole, () => Assert.Contains(label, node.Tree.Read(path), StringComparison.Ordinal));
    }

    [Fact]
    public void What_cannot_be_read_and_of_which_nothing_tells_is_left_and_the_rest_is_done()
    {
        using var node = new RepairCase();
        const string Server = TreeEdits.PkiDirectory + "etcd/server.crt", Etcd = "/etc/kubernetes/manifests/etcd.yaml";
        var octets = Convert.FromBase64String(string.Concat(node.Tree.Read(Server).Split('\n').Where(line => !line.StartsWith('-'))));
        // A serial number below zero: Go refuses it.
        octets[15] |= 0x80;
        node.Tree.Write(Server, System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", octets));
        File.Delete(node.Tree.Path("/etc/kubernetes/kubelet.conf"));
        Directory.Delete(node.Tree.Path("/var/lib/kubelet"), recursive: true);
        node.Tree.Write(Etcd, System.Text.RegularExpressions.Regex.Replace(node.Tree.Read(Etcd), "--name=\\S+", "--name="));
        File.Delete(node.Tree.Path(TreeEdits.PkiDirectory + "apiserver.crt"));
        node.ApplyAndTakeBack(node.Whole, () => Assert.Contains(node.Whole().Plan.LeftAlone, note => note.Target == "etcd-server"));
    }
}
