using System.Text;
using KubePki.Cluster;

namespace KubePki.Tests.Cluster;

/// <summary>The client against the real API server.</summary>
public sealed class LiveClusterTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [LiveFact]
    public async Task The_real_api_server_is_listed_watched_and_changed()
    {
        await using var plane = await LiveControlPlane.StartAsync();
        using var client = plane.Client();
        Assert.StartsWith("v1.", (await client.GetVersionAsync()).GitVersion, StringComparison.Ordinal);

        for (var i = 0; i < 20; i++)
            await client.CreateAsync(Maps, Map($"m{i:00}"));
        var listed = (await FaultTests.ReadAll(client.ListAsync(Maps, new ListQuery { PageSize = 3 }))).Select(FaultTests.Name).ToList();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"m{i:00}"), listed.Where(name => name.StartsWith('m')));
        Assert.Equal(["m07"], (await FaultTests.ReadAll(client.ListAsync(Maps, new ListQuery { FieldSelector = "metadata.name=m07" }))).Select(FaultTests.Name));

        var seen = new List<string>();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var change in client.WatchAsync(Maps, new ListQuery { FieldSelector = "metadata.name=new" }, stop.Token))
        {
            seen.Add(change.ToString());
            if (change.Kind == ClusterChangeKind.Restarted)
                await client.CreateAsync(Maps, Map("new"), stop.Token);
            if (change.Kind == ClusterChangeKind.Added)
                await client.PutAsync(Maps + "/new", Encoding.UTF8.GetBytes(change.Item.GetRawText().Replace("\"v\":\"1\"", "\"v\":\"2\"", StringComparison.Ordinal)), stop.Token);
            if (change.Kind == ClusterChangeKind.Modified)
            {
                // What was read before the change is a conflict now.
                var old = change.Item.GetRawText().Replace(change.Item.GetProperty("metadata").GetProperty("resourceVersion").GetString()!, "1", StringComparison.Ordinal);
                var failure = await Assert.ThrowsAsync<ClusterException>(() => client.PutAsync(Maps + "/new", Encoding.UTF8.GetBytes(old), stop.Token));
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
        var approve = new AccessQuestion("approve", "certificates.k8s.io", "signers", Name: "kubernetes.io/kubelet-serving");
        using (var admin = plane.Client())
            Assert.True((await admin.CanAsync(approve)).Allowed);
        using (var jane = plane.Client("CN=jane"))
        {
            Assert.False((await jane.CanAsync(approve)).Allowed);
            var failure = await Assert.ThrowsAsync<ClusterException>(() => jane.GetAsync(Maps + "/x"));
            Assert.Equal((403, "Forbidden"), (failure.Code, failure.Reason));
            Assert.Equal("configmaps \"x\" is forbidden: User \"jane\" cannot get resource \"configmaps\" in API group \"\" in the namespace \"default\"", failure.StatusMessage);
        }
        using var acting = plane.Client(more: ", as: joe, as-groups: [some]");
        Assert.Contains("User \"joe\" cannot get", (await Assert.ThrowsAsync<ClusterException>(() => acting.GetAsync(Maps + "/x"))).StatusMessage, StringComparison.Ordinal);
    }

    private static byte[] Map(string name) => Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"v":"1"}}""");
}
