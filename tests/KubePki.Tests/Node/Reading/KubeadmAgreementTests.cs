using System.Globalization;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Reading;

/// <summary>What the real kubeadm printed of each tree is what we say of it.</summary>
public sealed class KubeadmAgreementTests
{
    // When the fixtures' listings were printed.
    private static readonly DateTimeOffset Printed = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] OfEtcd = ["etcd-server", "etcd-peer", "etcd-healthcheck-client", "apiserver-etcd-client"];

    [Theory]
    [InlineData("healthy")]
    [InlineData("expired-2020")]
    [InlineData("outage-2019")]
    [InlineData("cni-leftover")]
    public void Names_ends_and_authorities_are_kubeadms(string tree)
    {
        using var node = NodeTree.Unpack(tree);
        var pki = new NodeReader(new ReadOptions { Root = node.Root, AsOf = Printed }).ReadNode();
        Assert.Empty(pki.Problems);
        var rows = Rows(tree);
        Assert.Equal(13, rows.Count);
        foreach (var (name, expires, residual, authority) in rows)
        {
            var certificate = Assert.Single(pki.Certificates, certificate => certificate.Name == name);
            Assert.Equal(expires, certificate.NotAfter.ToString("MMM dd, yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture));
            // kubeadm has no words for how long ago.
            if (residual == "<invalid>")
                Assert.Matches("^-[0-9]+[smhdy]$", certificate.ResidualTime);
            else
                Assert.Equal(residual, certificate.ResidualTime);
            Assert.Equal(Expected(tree, name, authority), certificate.Authority);
            Assert.True(certificate.KeyMatches);
            Assert.False(certificate.ExternallyManaged);
        }
    }

    // kubeadm knows whose name a leaf carries, not whose key signed it; and old ones print nothing for kubeconfigs and CAs.
    private static string Expected(string tree, string name, string authority) =>
        tree == "outage-2019" && (OfEtcd.Contains(name) || name == "etcd-ca") ? "ca, etcd-ca"
        : authority.Length > 0 ? authority : name.EndsWith(".conf", StringComparison.Ordinal) ? "ca" : name;

    private static List<(string Name, string Expires, string Residual, string Authority)> Rows(string tree)
    {
        var rows = new List<(string, string, string, string)>();
        var (expires, residual, authority, external) = (0, 0, 0, 0);
        foreach (var line in File.ReadLines(Path.Combine(Fixtures.Directory, "nodes", $"{tree}.kubeadm-check-expiration.txt")))
        {
            if (line.StartsWith("CERTIFICATE ", StringComparison.Ordinal))
            {
                expires = line.IndexOf("EXPIRES", StringComparison.Ordinal);
                residual = line.IndexOf("RESIDUAL", StringComparison.Ordinal);
                external = line.IndexOf("EXTERNALLY", StringComparison.Ordinal);
                authority = line.IndexOf("CERTIFICATE AUTHORITY", expires, StringComparison.Ordinal);
                continue;
            }
            if (line.Length == 0)
                continue;
            var residualEnd = authority > 0 ? authority : external;
            rows.Add((line[..expires].Trim(), line[expires..residual].Trim(),
                line[residual..residualEnd].Trim(), authority > 0 ? line[authority..external].Trim() : ""));
        }
        return rows;
    }
}
