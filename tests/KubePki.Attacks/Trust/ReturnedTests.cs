using KubePki.Attacks.Files;
using KubePki.Changes.ExternalCa;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Tests;
using KubePki.Tests.Changes.ExternalCa;

namespace KubePki.Attacks.Trust;

/// <summary>What comes back is held against what the node asked for, and nobody else says what that was.</summary>
public sealed class ReturnedTests
{
    [RootTheory]
    [InlineData("chown 12345:12345 {0}")]
    [InlineData("chown 12345:12345 {0}/apiserver.key {0}/apiserver.csr")]
    [InlineData("chown 12345:12345 {0}/..; chmod 755 {0}/..")]
    [InlineData("chmod 777 {0}")]
    [InlineData("chmod 666 {0}/apiserver.key {0}/apiserver.csr")]
    [InlineData("chmod 755 {0}; chmod 644 {0}/apiserver.key; chown 12345:12345 {0}/apiserver.csr")]
    [InlineData("ln {0}/apiserver.key {0}/../k; ln {0}/apiserver.csr {0}/../c")]
    [InlineData("cd {0}; mkdir -m 777 ../all; mv apiserver.key apiserver.csr ../all; ln -s ../all/apiserver.key ../all/apiserver.csr .")]
    public void Keys_and_requests_that_another_could_have_put_there_are_not_believed(string exposed)
    {
        using var node = NodeTree.Unpack("healthy");
        using var authority = new ExternalAuthority(node);
        Directory.CreateDirectory(node.Path("/home/mallory"));
        var requests = node.Path("/home/mallory/requests");
        var row = Ask(node, requests).Single(row => row.Role == "apiserver");
        File.WriteAllBytes($"{requests}/returned.crt", Pem.Write("CERTIFICATE", authority.Sign(row.Path)));
        Assert.Single(Plan(node, requests).Repair.Plan.Steps);
        Shell.Do(string.Format(System.Globalization.CultureInfo.InvariantCulture, exposed, requests));
        var import = Plan(node, requests);
        Assert.Empty(import.Repair.Plan.Steps);
        Assert.Contains("no key of this node matches it that can be trusted", Assert.Single(import.Refused).Reason,
            StringComparison.Ordinal);
        Assert.NotEmpty(import.Repair.Plan.LeftAlone);
    }

    [RootFact]
    public void Where_requests_are_not_believed_a_key_of_the_node_still_is()
    {
        using var node = NodeTree.Unpack("healthy");
        using var authority = new ExternalAuthority(node);
        var requests = node.Path("/requests");
        var row = Ask(node, requests, new RepairOptions { KeepKey = true }).Single(row => row.Role == "apiserver");
        File.WriteAllBytes($"{requests}/returned.crt", Pem.Write("CERTIFICATE", authority.Sign(row.Path)));
        Shell.Do($"chmod 777 '{requests}'");
        var import = Plan(node, requests);
        Assert.Empty(import.Refused);
        Assert.Equal("install apiserver", Assert.Single(import.Repair.Plan.Steps).Title);
    }

    [Theory]
    [InlineData("admin.conf", "eve", "system:masters", "this node's is CN=kubernetes-admin")]
    [InlineData("scheduler.conf", "system:kube-scheduler", "system:masters", "its organization is system:masters")]
    [InlineData("apiserver", "kube-apiserver", null, "a name of this node")]
    public void No_request_makes_somebody_else_of_what_the_node_has(string role, string name, string? group, string reason)
    {
        using var node = NodeTree.Unpack("healthy");
        using var authority = new ExternalAuthority(node);
        var requests = node.Path("/requests");
        var row = Ask(node, requests).Single(row => row.Role == role);
        using var key = PrivateKey.Read(File.ReadAllBytes(row.KeyPath))!;
        var order = new CertificateOrder
        {
            Subject = SubjectName.Write(name, group is null ? [] : [group]),
            Names = AlternativeNameList.Empty.With(role == "apiserver" ? ["evil.example.com"] : []),
            Usages = role == "apiserver" ? ["serverAuth"] : ["clientAuth"],
            KeyUsage = Renewal.LeafKeyUsage,
            NotBefore = ExternalAuthority.Today,
            NotAfter = ExternalAuthority.Today.AddDays(90),
        };
        File.WriteAllBytes(row.Path, Pem.Write("CERTIFICATE REQUEST", RequestSigner.Write(order, key)));
        File.WriteAllBytes($"{requests}/returned.crt", Pem.Write("CERTIFICATE", authority.Sign(row.Path)));
        var import = Plan(node, requests);
        Assert.Empty(import.Repair.Plan.Steps);
        Assert.Contains(reason, Assert.Single(import.Refused).Reason, StringComparison.Ordinal);
    }

    private static IReadOnlyList<RequestedCertificate> Ask(NodeTree node, string directory, RepairOptions? options = null) =>
        RequestRun.Write(RequestPlanner.Plan(Options(node), directory, [],
            options ?? new RepairOptions { KeyKind = KeyKind.Find("P256") }, null));

    private static PreparedImport Plan(NodeTree node, string directory) => ImportPlanner.Plan(Options(node), [directory], null);

    private static ReadOptions Options(NodeTree node) => new() { Root = node.Root, AsOf = ExternalAuthority.Today };
}
