using KubePki.Cluster.Probing;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Tests.Cluster.Client;

namespace KubePki.Tests.Cluster.Probing;

/// <summary>The real API server and etcd, probed.</summary>
public sealed class LiveProbeTests
{
    [LiveFact]
    public async Task What_the_real_programs_serve_is_told_and_a_renewal_is_seen_until_it_is_loaded()
    {
        await using var plane = await LiveControlPlane.StartAsync();
        WriteManifests(plane);
        plane.Issue("/client", "CN=kubernetes-admin,O=system:masters", "clientAuth");
        TestPki.Put(plane.Files, "/stranger", TestPki.Leaf(TestPki.Authority("other"), "CN=stranger", DateTimeOffset.UtcNow.AddDays(9)));

        var verdicts = await ProbeAll(plane, "/client");
        var (apiserver, etcd) = (verdicts.Single(verdict => verdict.Component == "kube-apiserver"),
            verdicts.Single(verdict => verdict.Component == "etcd"));
        Assert.Equal((EndpointState.Ok, EndpointDisk.Same, "TLS 1.3"), (apiserver.State, apiserver.OnDisk, apiserver.Protocol));
        Assert.Equal((true, false, true), (apiserver.AsksForCertificate, apiserver.RequiresCertificate, apiserver.AcceptsCertificate));
        Assert.Contains("CN=kubernetes", apiserver.ClientAuthorities);
        Assert.Equal((EndpointState.Ok, EndpointDisk.Same, true), (etcd.State, etcd.OnDisk, etcd.RequiresCertificate));
        Assert.True(etcd.AcceptsCertificate, etcd.ClientError);

        verdicts = await ProbeAll(plane, "/stranger");
        Assert.All(verdicts, verdict => Assert.False(verdict.AcceptsCertificate, verdict.ToString()));
        Assert.All(verdicts, verdict => Assert.Contains(verdict.Findings, finding => finding.Check == "EndpointRefusesClient"));

        plane.Issue("/apiserver", "CN=kube-apiserver", "serverAuth", "kubernetes", "127.0.0.1");
        plane.Issue("/etcd", "CN=etcd", "serverAuth", "localhost", "127.0.0.1");
        verdicts = await ProbeAll(plane, null);
        // etcd reads its certificate with each handshake.
        Assert.Equal(EndpointDisk.Same, verdicts.Single(verdict => verdict.Component == "etcd").OnDisk);
        Assert.Equal(EndpointState.Stale, verdicts.Single(verdict => verdict.Component == "kube-apiserver").State);

        // The API server reads its own within a minute.
        for (var i = 0; i < 90 && verdicts.Any(verdict => verdict.State == EndpointState.Stale); i++)
        {
            await Task.Delay(1000);
            verdicts = await ProbeAll(plane, null);
        }
        Assert.Equal(EndpointState.Ok, verdicts.Single(verdict => verdict.Component == "kube-apiserver").State);
    }

    private static async Task<List<KubeEndpointVerdict>> ProbeAll(LiveControlPlane plane, string? client)
    {
        var node = new NodeReader(new ReadOptions { Root = plane.Files.Root, AsOf = DateTimeOffset.UtcNow }).ReadNode();
        var options = new ProbeOptions
        {
            AsOf = node.AsOf,
            Node = node,
            CertificateFile = client is null ? null : plane.Files.Path(client + ".crt"),
            KeyFile = client is null ? null : plane.Files.Path(client + ".key"),
        };
        var verdicts = new List<KubeEndpointVerdict>();
        await foreach (var verdict in Prober.ProbeAsync(NodeTargets.Of(node), options))
            verdicts.Add(verdict);
        return verdicts;
    }

    private static void WriteManifests(LiveControlPlane plane)
    {
        Pod(plane, "kube-apiserver", $"--secure-port={plane.Port}", "--advertise-address=127.0.0.1",
            "--tls-cert-file=/apiserver.crt", "--tls-private-key-file=/apiserver.key", "--client-ca-file=/ca.crt");
        Pod(plane, "etcd", $"--listen-client-urls=https://127.0.0.1:{plane.EtcdPort}",
            "--cert-file=/etcd.crt", "--key-file=/etcd.key", "--trusted-ca-file=/ca.crt");
    }

    private static void Pod(LiveControlPlane plane, string name, params string[] flags) =>
        plane.Files.Write($"/etc/kubernetes/manifests/{name}.yaml", $"kind: Pod\nspec:\n  containers:\n  - name: {name}\n    command:\n"
            + $"    - {name}\n{string.Concat(flags.Select(flag => $"    - {flag}\n"))}");
}
