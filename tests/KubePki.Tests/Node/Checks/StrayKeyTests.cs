using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Files;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Checks;

/// <summary>Which keys are nobody's: no key that a component may read is ever called a copy.</summary>
public sealed class StrayKeyTests : IDisposable
{
    private const string Key = TreeEdits.PkiDirectory + "apiserver.key";
    private const string ApiServer = "/etc/kubernetes/manifests/kube-apiserver.yaml";

    private readonly NodeTree _tree = NodeTree.Unpack("healthy");

    [Fact]
    public void A_key_that_no_flag_names_and_that_has_no_certificate_is_stray()
    {
        _tree.Copy(Key, "/etc/kubernetes/tls/apiserver.key");
        Assert.Equal(["/etc/kubernetes/tls/apiserver.key"], Found());
    }

    [Theory]
    [InlineData("tls-private-key-file")]
    [InlineData("some-flag-of-tomorrow")]
    public void A_key_that_a_flag_names_is_not(string flag)
    {
        _tree.Copy(Key, "/etc/kubernetes/tls/apiserver.key");
        _tree.Replace(ApiServer, "    - --allow-privileged=true",
            $"    - --allow-privileged=true\n    - --{flag}=/etc/kubernetes/tls/apiserver.key");
        Assert.Empty(Found());
    }

    [Fact]
    public void A_key_of_a_pair_for_other_names_is_not()
    {
        _tree.Copy(Key, "/etc/kubernetes/tls/sni.key");
        _tree.Replace(ApiServer, "    - --allow-privileged=true",
            "    - --allow-privileged=true\n    - --tls-sni-cert-key=/etc/kubernetes/tls/sni.crt,/etc/kubernetes/tls/sni.key:*.example");
        Assert.Empty(Found());
    }

    [Theory]
    [InlineData("/etc/kubernetes/certs/serving", false)]
    [InlineData("/etc/kubernetes.old-20260601/serving", true)]
    [InlineData("/etc/kubernetes/backup/serving", true)]
    [InlineData("/root/pki/serving", true)]
    public void Beside_its_own_certificate_it_is_stray_only_where_copies_lie(string stem, bool isStray)
    {
        using var signer = _tree.Pair("ca");
        TestPki.Put(_tree, stem, new TestCertificate("CN=serving").SignedBy(signer));
        Assert.Equal(isStray ? [stem + ".key"] : Array.Empty<string>(), Found());
    }

    [Fact]
    public void The_only_key_of_a_CA_is_not()
    {
        _tree.Copy(TreeEdits.PkiDirectory + "ca.key", "/root/keys/ca.key");
        _tree.Delete(TreeEdits.PkiDirectory + "ca.key");
        Assert.Empty(Found());
    }

    [Fact]
    public void Where_a_component_is_unknown_nothing_is()
    {
        _tree.Copy(Key, "/etc/kubernetes.old-20260601/apiserver.key");
        _tree.Delete("/etc/kubernetes/manifests/kube-controller-manager.yaml");
        Assert.Empty(Found());
    }

    public void Dispose() => _tree.Dispose();

    private IEnumerable<string?> Found() =>
        Diagnosis.Run(new NodeReader(new ReadOptions { Root = _tree.Root, AsOf = TestPki.AsOf }).ReadNode(),
            new DiagnosisOptions { Checks = [nameof(StrayKeyCopy)] }).Select(finding => finding.NodePath);
}
