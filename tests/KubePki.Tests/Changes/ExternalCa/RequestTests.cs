using KubePki.Changes.ExternalCa;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;

namespace KubePki.Tests.Changes.ExternalCa;

/// <summary>Requests for a CA whose key is elsewhere.</summary>
public sealed class RequestTests
{
    [Fact]
    public void A_request_asks_for_all_that_the_old_certificate_said()
    {
        using var node = NodeTree.Unpack("healthy");
        using var authority = new ExternalAuthority(node);
        var directory = node.Path("/requests");
        var rows = Write(node, directory);
        var old = Read(node).Certificates.Where(certificate => certificate is { Index: 0, IsAuthority: false }).ToList();
        Assert.Equal(11, rows.Count);
        foreach (var row in rows)
        {
            var before = old.First(certificate => certificate.Role == (row.Role == "kubelet.conf" ? "kubelet-client" : row.Role));
            var request = PkiFileParser.Parse(File.ReadAllBytes(row.Path), default).Requests.Single();
            Assert.Null(request.GoError);
            Assert.Equal(before.Subject, request.Subject!.ToString());
            Assert.Equal(AlternativeNameList.Of(before.Parsed).Encode(), AlternativeNameList.Of(request).Encode());
            Assert.Equal(before.Parsed.Extensions.ExtendedKeyUsages, request.Extensions.ExtendedKeyUsages);
            Assert.Equal(before.Parsed.Extensions.KeyUsage, request.Extensions.KeyUsage);
            Assert.False(request.Extensions.IsAuthority);
            using var key = PrivateKey.Read(File.ReadAllBytes(row.KeyPath))!;
            Assert.Equal(key.PublicKeyInfo(), request.PublicKeyInfo.Of(request.Raw.Span).ToArray());
            Assert.NotEqual(before.PublicKeyHash, Hex.Sha256(key.PublicKeyInfo()));
        }
    }

    [Fact]
    public void Keys_are_for_their_owner_alone_and_stand_in_no_sheet()
    {
        using var node = NodeTree.Unpack("healthy");
        using var authority = new ExternalAuthority(node);
        var directory = node.Path("/requests");
        var rows = Write(node, directory);
        foreach (var sheet in (string[])["requests.md", "requests.json", "extensions.cnf"])
        {
            var text = File.ReadAllText(Path.Join(directory, sheet));
            Assert.DoesNotContain("PRIVATE", text, StringComparison.Ordinal);
            Assert.All(rows, row => Assert.Contains(row.Role, text, StringComparison.Ordinal));
            Assert.All(rows, row => Assert.DoesNotContain(File.ReadAllLines(row.KeyPath)[3], text, StringComparison.Ordinal));
        }
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        foreach (var row in rows)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(row.KeyPath));
    }

    [Fact]
    public void Old_keys_are_asked_with_wherever_they_lie()
    {
        using var node = NodeTree.Unpack("healthy");
        using var authority = new ExternalAuthority(node);
        var rows = Write(node, node.Path("/requests"), new RepairOptions { KeepKey = true });
        Assert.Empty(Directory.GetFiles(node.Path("/requests"), "*.key"));
        var old = Read(node).Certificates.Where(certificate => certificate.Index == 0)
            .Select(certificate => certificate.PublicKeyHash).ToHashSet();
        Assert.All(rows, row => Assert.Contains(Hex.Sha256(PublicKey(row)), old));
        Assert.All(rows, row => Assert.True(row.KeepsKey));

        static ReadOnlySpan<byte> PublicKey(RequestedCertificate row)
        {
            var request = PkiFileParser.Parse(File.ReadAllBytes(row.Path), default).Requests.Single();
            return request.PublicKeyInfo.Of(request.Raw.Span);
        }
    }

    [Fact]
    public void A_key_that_was_asked_with_is_never_written_over()
    {
        using var node = NodeTree.Unpack("healthy");
        using var authority = new ExternalAuthority(node);
        Write(node, node.Path("/requests"));
        var before = File.ReadAllText(node.Path("/requests/apiserver.key"));
        Assert.Contains("never overwritten",
            Assert.Throws<PkiProblemException>(() => Write(node, node.Path("/requests"))).Problem.Reason, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(node.Path("/requests/apiserver.key")));
        Assert.Equal("its parent directory does not exist",
            Assert.Throws<PkiProblemException>(() => Write(node, node.Path("/a/b/c"))).Problem.Reason);
    }

    [Fact]
    public void Where_the_cas_keys_are_there_is_nothing_to_ask()
    {
        using var node = NodeTree.Unpack("healthy");
        var plan = RequestPlanner.Plan(Options(node), node.Path("/requests"), [], new RepairOptions(), null);
        Assert.Empty(plan.Requests);
        Assert.Contains("renew the certificates here", Assert.Single(plan.LeftAlone).Reason, StringComparison.Ordinal);
        Assert.Equal(["etcd-server", "etcd-peer", "etcd-healthcheck-client"], RequestPlanner.Plan(Options(node),
            node.Path("/requests"), ["etcd-*"], new RepairOptions(), null).Requests.Select(row => row.Role));
        Assert.Throws<PkiProblemException>(() =>
            RequestPlanner.Plan(Options(node), node.Path("/requests"), ["apisrever"], new RepairOptions(), null));
    }

    [Fact]
    public void Names_are_added_and_taken_away_for_the_api_server_alone()
    {
        using var node = NodeTree.Unpack("healthy");
        using var authority = new ExternalAuthority(node);
        var rows = Write(node, node.Path("/requests"), new RepairOptions
        {
            AddNames = ["new.example.org"],
            RemoveNames = ["10.2.0.100"],
            KeyKind = KeyKind.Find("P384"),
            ValidFor = TimeSpan.FromDays(30),
        });
        Assert.Contains("DNS:new.example.org", rows.Single(row => row.Role == "apiserver").Names);
        Assert.DoesNotContain("IP:10.2.0.100", rows.Single(row => row.Role == "apiserver").Names);
        Assert.All(rows, row =>
            Assert.Equal((30, "P384", row.Role == "apiserver"), (row.Days, row.KeyAlgorithm, row.Names.Contains("DNS:new.example.org"))));
    }

    [Fact]
    public void A_name_that_would_end_its_line_gets_into_no_configuration()
    {
        using var node = NodeTree.Unpack("healthy");
        node.Issue("apiserver", new TestCertificate("CN=kube-apiserver") { Usages = ["serverAuth"], Names = ["kubernetes,CA:TRUE"] });
        using var authority = new ExternalAuthority(node);
        var plan = RequestPlanner.Plan(Options(node), node.Path("/requests"), ["apiserver"], new RepairOptions(), null);
        Assert.Empty(plan.Requests);
        Assert.Contains("cannot be expressed", Assert.Single(plan.LeftAlone).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_is_not_there_yet_asks_by_its_configuration()
    {
        using var node = NodeTree.Empty();
        foreach (var name in (string[])["ca", "front-proxy-ca", "etcd/ca"])
            node.Write($"{TreeEdits.PkiDirectory}{name}.crt",
                TestPki.Authority(name.Replace("etcd/", "etcd-", StringComparison.Ordinal)).ExportCertificatePem());
        var settings = new ClusterSettings
        {
            NodeName = new("cp1", "test"),
            AdvertiseAddress = new("10.0.0.1", "test"),
            EtcdPeerNames = [new("peer.example.org", "test")],
        };
        var rows = RequestPlanner.Plan(Options(node), node.Path("/requests"), [], new RepairOptions(), settings).Requests;
        Assert.Equal(11, rows.Count);
        Assert.Contains("DNS:peer.example.org", rows.Single(row => row.Role == "etcd-peer").Names);
        Assert.Equal("CN=system:node:cp1,O=system:nodes", rows.Single(row => row.Role == "kubelet.conf").Subject);
    }

    // Elliptic keys are made in no time.
    private static RepairOptions Quick { get; } = new() { KeyKind = KeyKind.Find("P256") };

    internal static IReadOnlyList<RequestedCertificate> Write(NodeTree node, string directory, RepairOptions? options = null) =>
        RequestRun.Write(RequestPlanner.Plan(Options(node), directory, [], options ?? Quick, null));

    internal static ReadOptions Options(NodeTree node) => new() { Root = node.Root, AsOf = ExternalAuthority.Today };

    internal static NodePki Read(NodeTree node) => new NodeReader(Options(node)).ReadNode();
}
