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
