using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>A cluster that requests are held against.</summary>
internal static class Cluster
{
    public static readonly KubeNode[] Nodes =
    [
        Node("cp-1", ["cp-1"], ["10.0.0.11"]),
        Node("worker-1", ["worker-1", "worker-1.example.org"], ["10.0.0.21", "203.0.113.21"]),
        Node("worker-10", ["worker-10"], ["10.0.0.30", "fd00:10::30"]),
        Node("worker-2.rack.example.org", ["worker-2.rack.example.org"], ["10.0.0.22", "fd00:10::22"]),
        Node("ip-10-0-0-40.eu-west-1.compute.internal",
            ["ip-10-0-0-40.eu-west-1.compute.internal", "ec2-203-0-113-40.example.net"], ["10.0.0.40", "203.0.113.40"]),
    ];

    public const string InventoryText = """
        name,addresses,names,notBefore,notAfter
        cp-1,10.0.0.11,cp-1,,
        worker-1,10.0.0.21 203.0.113.21,worker-1.example.org,,
        worker-10,10.0.0.30;fd00:10::30,,,
        worker-2.rack.example.org,10.0.0.22|fd00:10:0::22,,,
        ip-10-0-0-40.eu-west-1.compute.internal,10.0.0.40 203.0.113.40,ec2-203-0-113-40.example.net,,
        worker-3,10.0.0.23,,2026-06-30,2026-07-02
        worker-4,10.0.0.24,,2026-01-01,2026-01-31
        worker-5,10.0.0.25,,,
        worker-9,10.0.0.29,,,
        """;

    public static NodeInventory Inventory { get; } = NodeInventory.Parse(InventoryText, "nodes.csv").Inventory!;

    public static JudgeContext Context { get; } = new()
    {
        AsOf = CsrDraft.AsOf,
        Policies = [ApprovalPolicy.Find("kubelet-serving"), ApprovalPolicy.Find("kubelet-client")],
        Nodes = Nodes,
        Inventory = Inventory,
        Network = new NetworkFacts
        {
            ApiEndpoints = ["api.example.org", "10.0.0.100", "https://lb.example.org:6443"],
            ServiceRanges = ["10.96.0.0/12", "fd00:96::/112"],
            PodRanges = ["10.244.0.0/16"],
            ClusterDomain = "corp.local",
        },
    };

    public static KubeNode Node(string name, TextList names, TextList addresses) =>
        new() { Name = name, Names = names, Addresses = addresses };

    public static CsrDecision Judge(CsrDraft draft, JudgeContext? context = null) => new CsrJudge(context ?? Context).Judge(draft.Read());
}
