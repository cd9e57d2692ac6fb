using KubePki.Changes.ExternalCa;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;

namespace KubePki.Tests.Changes.ExternalCa;

/// <summary>What came back from a CA: all that is right is installed, and all that is not is refused with a sentence.</summary>
public sealed class ImportTests
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void What_was_asked_for_is_installed(bool keepKey, bool isPem)
    {
        using var node = NodeTree.Unpack("healthy");
        using var signer = new ExternalAuthority(node);
        var rows = RequestTests.Write(node, node.Path("/requests"), new RepairOptions { KeepKey = keepKey });
        foreach (var row in rows)
            Bring(node, $"any-name-{row.Role}.crt", signer.Sign(row.Path), isPem);
        var import = Plan(node);
        Assert.Empty(import.Refused);
        Assert.All(Apply(node, import), receipt => Assert.True(receipt.Result == "Done", receipt.ToString()));
        var after = RequestTests.Read(node);
        foreach (var row in rows)
        {
            var fingerprint = Hex.Sha256(Returned(node, row, isPem));
            var role = row.Role == "kubelet.conf" ? "kubelet-client" : row.Role;
            Assert.True(after.Certificates
                .First(certificate => certificate.Role == role && certificate.Fingerprint == fingerprint).KeyMatches);
        }
        Assert.DoesNotContain(Diagnosis.Run(after),
            finding => finding.SeverityLevel >= FindingSeverity.Error && finding.Check != "KeyMissing");
        Assert.Empty(Plan(node).Repair.Plan.Steps);
    }

    [Fact]
    public void A_ca_between_is_installed_behind_the_certificate()
    {
        using var node = NodeTree.Unpack("healthy");
        using var signer = new ExternalAuthority(node);
        var row = RequestTests.Write(node, node.Path("/requests")).Single(row => row.Role == "apiserver");
        var (leaf, between) = signer.SignBelow(row.Path);
        Bring(node, "apiserver.crt", leaf);
        Assert.Contains("did not sign it", Assert.Single(Plan(node).Refused).Reason, StringComparison.Ordinal);
        Bring(node, "between.pem", between);
        Assert.Equal("Done", Assert.Single(Apply(node, Plan(node))).Result);
        Assert.Equal(["CN=kube-apiserver", "CN=between"], RequestTests.Read(node).Certificates
            .Where(certificate => certificate.NodePath == "/etc/kubernetes/pki/apiserver.crt").Select(certificate => certificate.Subject));
    }

    public static TheoryData<string, string> Refusals() => new()
    {
        { "lost name", "it lacks IP:10.2.1.139" },
        { "other user", "its subject is CN=kube-apiserver,O=system:masters but must be CN=kube-apiserver" },
        { "other usage", "it is not valid for serverAuth" },
        { "no signing", "digitalSignature is missing" },
        { "ca", "it is a CA certificate" },
        { "ended", "it expired at 2026-06-30" },
        { "not yet", "it is not valid until 2026-07-02" },
        { "wrong ca", "did not sign it" },
        { "ca of the same name", "did not sign it" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_is_not_right_is_refused_and_nothing_of_its_role_is_written(string fault, string reason)
    {
        using var node = NodeTree.Unpack("healthy");
        using var signer = new ExternalAuthority(node);
        var rows = RequestTests.Write(node, node.Path("/requests"));
        var request = rows.Single(row => row.Role == "apiserver").Path;
        Bring(node, "apiserver.crt", fault switch
        {
            "lost name" => signer.Sign(request, order => order with { Names = order.Names.Without(["10.2.1.139"]) }),
            "other user" => signer.Sign(request, order => order with { Subject = SubjectName.Write("kube-apiserver", "system:masters") }),
            "other usage" => signer.Sign(request, order => order with { Usages = ["clientAuth"] }),
            "no signing" => signer.Sign(request, order => order with { KeyUsage = 0b100 }),
            "ca" => signer.Sign(request, order => order with { IsAuthority = true }),
            "ended" => signer.Sign(request, order => order with { NotAfter = ExternalAuthority.Today.AddSeconds(-1) }),
            "not yet" => signer.Sign(request, order => order with { NotBefore = ExternalAuthority.Today.AddDays(1) }),
            "wrong ca" => signer.Sign(request, authority: "front-proxy-ca"),
            _ => SameName(request),
        });
        Bring(node, "scheduler.crt", signer.Sign(rows.Single(row => row.Role == "scheduler.conf").Path));
        var before = (File.ReadAllText(node.Path("/etc/kubernetes/pki/apiserver.crt")),
            File.ReadAllText(node.Path("/etc/kubernetes/pki/apiserver.key")));
        var import = Plan(node);
        Assert.Contains(reason, Assert.Single(import.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal("install scheduler.conf", Assert.Single(Apply(node, import)).Step);
        Assert.Equal(before, (File.ReadAllText(node.Path("/etc/kubernetes/pki/apiserver.crt")),
            File.ReadAllText(node.Path("/etc/kubernetes/pki/apiserver.key"))));
    }

    [Fact]
    public void More_names_than_asked_for_are_told()
    {
        using var node = NodeTree.Unpack("healthy");
        using var signer = new ExternalAuthority(node);
        var row = RequestTests.Write(node, node.Path("/requests")).Single(row => row.Role == "apiserver");
        Bring(node, "apiserver.crt", signer.Sign(row.Path, order => order with { Names = order.Names.With(["evil.example.org"]) }));
        Assert.Contains("names that were not requested: DNS:evil.example.org",
            Assert.Single(Plan(node).Repair.Plan.Steps).Changes[^1].Details);
    }

    [Fact]
    public void Of_two_the_one_that_is_good_for_longer_is_taken()
    {
        using var node = NodeTree.Unpack("healthy");
        using var signer = new ExternalAuthority(node);
        var row = RequestTests.Write(node, node.Path("/requests")).Single(row => row.Role == "admin.conf");
        Bring(node, "a.crt", signer.Sign(row.Path, order => order with { NotAfter = ExternalAuthority.Today.AddDays(10) }));
        Bring(node, "b.crt", signer.Sign(row.Path));
        Bring(node, "c.crt", signer.Sign(row.Path, order => order with { NotAfter = ExternalAuthority.Today.AddDays(20) }));
        Apply(node, Plan(node));
        Assert.Equal(ExternalAuthority.Today.AddDays(90),
            RequestTests.Read(node).Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "admin.conf").NotAfter);
    }

    [Fact]
    public void A_certificate_for_a_key_that_is_not_here_is_refused()
    {
        using var node = NodeTree.Unpack("healthy");
        using var signer = new ExternalAuthority(node);
        var row = RequestTests.Write(node, node.Path("/requests")).Single(row => row.Role == "apiserver");
        Bring(node, "apiserver.crt", signer.Sign(row.Path));
        File.Delete(row.KeyPath);
        Assert.Contains("its request exists, but its key does not", Assert.Single(Plan(node).Refused).Reason, StringComparison.Ordinal);
        File.Delete(row.Path);
        Assert.Contains("no request and no key", Assert.Single(Plan(node).Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_read_is_told_and_the_rest_is_taken()
    {
        using var node = NodeTree.Unpack("healthy");
        using var signer = new ExternalAuthority(node);
        var row = RequestTests.Write(node, node.Path("/requests")).Single(row => row.Role == "apiserver");
        Bring(node, "apiserver.crt", signer.Sign(row.Path));
        node.Write("/requests/cut.crt", "-----BEGIN CERTIFICATE-----\nMIIB\n");
        node.Write("/requests/empty.crt", "");
        node.Write("/requests/bundle.p7b", "-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n");
        var import = Plan(node);
        Assert.Equal(["bundle.p7b", "cut.crt", "empty.crt"], import.Refused.Select(note => Path.GetFileName(note.Target)).Order());
        Assert.Contains(import.Refused, note => note.Reason.Contains("PKCS7 block does not match its label", StringComparison.Ordinal));
        Assert.Equal("install apiserver", Assert.Single(import.Repair.Plan.Steps).Title);
    }

    [Fact]
    public void A_key_that_is_exchanged_after_the_plan_is_noticed()
    {
        using var node = NodeTree.Unpack("healthy");
        using var signer = new ExternalAuthority(node);
        var rows = RequestTests.Write(node, node.Path("/requests"));
        Bring(node, "apiserver.crt", signer.Sign(rows.Single(row => row.Role == "apiserver").Path));
        var import = Plan(node);
        File.Copy(rows.Single(row => row.Role == "etcd-peer").KeyPath,
            rows.Single(row => row.Role == "apiserver").KeyPath, overwrite: true);
        var receipt = Assert.Single(Apply(node, import));
        Assert.Equal("Refused", receipt.Result);
        Assert.Contains("no longer matches the certificate", receipt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_for_a_key_of_the_node_needs_no_request()
    {
        using var node = NodeTree.Unpack("healthy");
        using var signer = new ExternalAuthority(node);
        var row = RequestTests.Write(node, node.Path("/requests"), new RepairOptions { KeepKey = true })
            .Single(row => row.Role == "etcd-server");
        Bring(node, "etcd.crt", signer.Sign(row.Path));
        File.Delete(row.Path);
        Assert.Equal("install etcd-server", Assert.Single(Apply(node, Plan(node))).Step);
    }

    // A CA of another cluster, of the same name and with its own key.
    private static byte[] SameName(string request)
    {
        using var other = NodeTree.Unpack("outage-2019");
        using var signer = new ExternalAuthority(other);
        return signer.Sign(request);
    }

    private static byte[] Returned(NodeTree node, RequestedCertificate row, bool isPem)
    {
        var file = File.ReadAllBytes(node.Path($"/requests/any-name-{row.Role}.crt"));
        return isPem ? KubePki.Node.Reading.Certificates.PkiFileParser.Parse(file, default).Certificates[0].Raw.ToArray() : file;
    }

    private static void Bring(NodeTree node, string name, byte[] der, bool isPem = true) =>
        node.Write($"/requests/{name}", isPem ? Pem.Write("CERTIFICATE", der) : der);

    private static PreparedImport Plan(NodeTree node) => ImportPlanner.Plan(RequestTests.Options(node), [node.Path("/requests")], null);

    private static IReadOnlyList<RepairReceipt> Apply(NodeTree node, PreparedImport import) =>
        RepairRun.Apply(import.Repair, RequestTests.Options(node));
}
