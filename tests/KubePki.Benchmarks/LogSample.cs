using System.Globalization;
using System.Text;

namespace KubePki.Benchmarks;

/// <summary>
/// Makes a log as a control plane writes it: klog and etcd's JSON, of which four lines in a thousand are of the catalogue.
/// </summary>
internal static class LogSample
{
    private const int Block = 200_000;
    private const double Matching = 0.004;
    private const double OfEtcd = 0.12;

    private static readonly string[] Usual =
    [
        "I{0}    1399 kubelet_node_status.go:486] Recording NodeHasSufficientMemory event message for node node{1}",
        "I{0}       1 trace.go:236] Trace[{1}]: \"Get\" accept:application/vnd.kubernetes.protobuf, "
            + "*/*,audit-id:6b0e6f7e-1c2d-4f0a-9a57-6d7d0a4a31f5,client:10.2.1.151,api-group:coordination.k8s.io,api-version:v1,"
            + "name:kube-scheduler,subresource:,namespace:kube-system,protocol:HTTP/2.0,resource:leases,scope:resource,url:/apis/"
            + "coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler,"
            + "user-agent:kube-scheduler/v1.29.3,verb:GET (total time: 621ms):",
        "I{0}    1399 reconciler_common.go:258] \"operationExecutor.VerifyControllerAttachedVolume started for volume "
            + "\\\"kube-api-access-x7k2p\\\" (UniqueName: \\\"kubernetes.io/projected/{1}-kube-api-access-x7k2p\\\") pod "
            + "\\\"web-5d9c7b8f6-abcde\\\" (UID: \\\"0f2b1c9e-4a6d-4b7e-8a53-1f1f2f1c7a11\\\") \" pod=\"default/web-5d9c7b8f6-abcde\"",
        "E{0}    1399 pod_workers.go:1294] \"Error syncing pod, skipping\" err=\"failed to \\\"StartContainer\\\" for \\\"app\\\" with "
            + "CrashLoopBackOff: \\\"back-off 5m0s restarting failed container=app pod=app-{1}_default(2b1c)\\\"\" pod=\"default/app\"",
        "W{0}       1 watcher.go:229] watch chan error: etcdserver: mvcc: required revision has been compacted {1}",
        "I{0}       1 httplog.go:132] \"HTTP\" verb=\"LIST\" URI=\"/api/v1/nodes?limit=500&resourceVersion={1}\" latency=\"3.1ms\" "
            + "userAgent=\"kubectl/v1.29.3\" srcIP=\"10.2.1.9:51234\" resp=200",
        "I{0}       1 garbagecollector.go:549] \"Processing item\" item=\"[coordination.k8s.io/v1/Lease, namespace: kube-node-lease, "
            + "name: node{1}, uid: 0f2b1c9e-4a6d]\" virtual=false",
    ];

    private static readonly string[] OfCatalogue =
    [
        "E{0}    1399 kubelet.go:2448] \"Error getting node\" err=\"node \\\"node{2}\\\" not found\"",
        "E{0}    1399 controller.go:145] \"Failed to ensure lease exists, will retry\" err=\"Unauthorized\" interval=\"{2}s\"",
        "E{0}       1 authentication.go:63] \"Unable to authenticate the request\" err=\"[x509: certificate has expired or is not yet "
            + "valid: current time 2026-07-01T10:00:00Z is after 2026-06-{2:00}T00:00:00Z, verifying certificate SN=77, SKID=, "
            + "AKID=0A:0B failed: x509: certificate has expired or is not yet valid: "
            + "current time 2026-07-01T10:00:00Z is after 2026-06-01T00:00:00Z]\"",
        "W{0}       1 logging.go:55] [core] [Channel #1 SubChannel #2]grpc: addrConn.createTransport failed to connect to {{Addr: "
            + "\"127.0.0.1:2379\", ServerName: \"127.0.0.1:2379\", }}. Err: connection error: desc = \"transport: Error while dialing: "
            + "dial tcp 127.0.0.1:2379: connect: connection refused\" {2}",
        "E{0}       1 scraper.go:149] \"Failed to scrape node\" err=\"Get \\\"https://10.2.1.198:10250/metrics/resource\\\": tls: "
            + "failed to verify certificate: x509: cannot validate certificate for 10.2.1.198 "
            + "because it doesn't contain any IP SANs\" node=\"work{2}\"",
    ];

    /// <summary>Writes a log of at least so many bytes; the same each time.</summary>
    public static void Write(string path, long length)
    {
        var random = new Random(1);
        var text = new StringBuilder();
        for (var i = 0; i < Block; i++)
            text.Append(Line(random, i)).Append('\n');
        var block = Encoding.UTF8.GetBytes(text.ToString());
        using var file = File.Create(path);
        while (file.Length < length)
            file.Write(block);
    }

    private static string Line(Random random, int i)
    {
        var kind = random.NextDouble();
        var number = random.Next(1_000_000);
        if (kind is >= Matching and < OfEtcd)
            return string.Create(CultureInfo.InvariantCulture,
                $"{{\"level\":\"info\",\"ts\":\"2026-07-01T09:24:20.{number:000000}Z\",\"caller\":\"mvcc/kvstore_compaction.go:68\","
                    + $"\"msg\":\"finished scheduled "
                    + $"compaction\",\"compact-revision\":{random.Next()},\"took\":\"12.1ms\",\"hash\":3982113254}}");
        var forms = kind < Matching ? OfCatalogue : Usual;
        var time = string.Create(CultureInfo.InvariantCulture,
            $"0701 {i / 3600 % 24:00}:{i / 60 % 60:00}:{i % 60:00}.{number:000000} {random.Next(99_999):00000}");
        return string.Format(CultureInfo.InvariantCulture, forms[random.Next(forms.Length)], time, number, random.Next(1, 29));
    }
}
