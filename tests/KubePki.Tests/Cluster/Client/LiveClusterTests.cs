using KubePki.Cluster.Client;
using KubePki.Kubernetes;

namespace KubePki.Tests.Cluster.Client;

/// <summary>The client against the real API server.</summary>
public sealed class LiveClusterTests
{
    private const string Nodes = "/api/v1/nodes";

    [LiveFact]
    public async Task The_real_api_server_is_listed_watched_and_changed()
    {
        await using var plane = await LiveControlPlane.StartAsync();
        using var client = plane.Client();
        Assert.Contains("v1", await client.AskAsync());

        using var raw = plane.Raw();
        for (var i = 0; i < 20; i++)
            await raw.CreateAsync(Nodes, Node($"m{i:00}"));
        var listed = (await FaultTests.ReadAll(List(client, new ListQuery { PageSize = 3 }))).Select(node => node.Name).ToList();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"m{i:00}"), listed.Where(name => name.StartsWith('m')));
        var selected = await FaultTests.ReadAll(List(client, new ListQuery { FieldSelector = "metadata.name=m07" }));
        Assert.Equal(["m07"], selected.Select(node => node.Name));

        var seen = new List<string>();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var change in client.WatchAsync(api => api.Nodes, new ListQuery { FieldSelector = "metadata.name=new" }, stop.Token))
        {
            seen.Add(change.ToString());
            if (change.Kind == ClusterChangeKind.Restarted)
                await raw.CreateAsync(Nodes, Node("new"));
            if (change.Kind == ClusterChangeKind.Added)
                await raw.PutAsync(Nodes + "/new", Node("new", change.Item!.ResourceVersion));
            if (change.Kind == ClusterChangeKind.Modified)
            {
                // What was read before the change is a conflict now.
                var failure = await Assert.ThrowsAsync<ClusterException>(() => raw.PutAsync(Nodes + "/new", Node("new", "1")));
                Assert.Equal((409, "Conflict"), (failure.Code, failure.Reason));
                break;
            }
        }
        Assert.Equal(["Restarted", "Added new", "Modified new"], seen);
    }

    [LiveFact]
    public async Task Rights_are_those_of_the_user()
    {
        await using var plane = await LiveControlPlane.StartAsync();
        var approve = new AccessReview("approve", "certificates.k8s.io", "signers", Name: "kubernetes.io/kubelet-serving");
        using (var admin = plane.Client())
            Assert.True((await admin.CanAsync(approve)).Allowed);
        using (var jane = plane.Client("CN=jane"))
        {
            Assert.False((await jane.CanAsync(approve)).Allowed);
            var failure = await Assert.ThrowsAsync<ClusterException>(() => ReadMap(jane));
            Assert.Equal((403, "Forbidden"), (failure.Code, failure.Reason));
            Assert.Equal("configmaps \"x\" is forbidden: User \"jane\" cannot get resource "
                + "\"configmaps\" in API group \"\" in the namespace \"default\"",
                failure.StatusMessage);
        }
        using var acting = plane.Client(more: ", as: joe, as-groups: [some]");
        Assert.Contains("User \"joe\" cannot get",
            (await Assert.ThrowsAsync<ClusterException>(() => ReadMap(acting))).StatusMessage, StringComparison.Ordinal);
    }

    private static IAsyncEnumerable<ClusterNode> List(ClusterClient client, ListQuery query) =>
        client.ListAsync<ClusterNode, ClusterNode>(api => api.Nodes, node => node, query);

    private static Task<IReadOnlyDictionary<string, string>> ReadMap(ClusterClient client) =>
        client.CallAsync((api, stop) => api.ReadConfigMapAsync("default", "x", stop), CancellationToken.None);

    // With a version it is a change.
    private static string Node(string name, string? version = null) => version is null
        ? $$$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{name}}}"} }"""
        : $$$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{name}}}","resourceVersion":"{{{version}}}","""
            + "\"labels\":" + """{"v":"2"} } }""";
}
