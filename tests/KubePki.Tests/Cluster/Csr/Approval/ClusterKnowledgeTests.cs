using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Approval;
using KubePki.Cluster.Csr.Policy;
using KubePki.Tests.Cluster.Client;
using Microsoft.AspNetCore.Http;

namespace KubePki.Tests.Cluster.Csr.Approval;

/// <summary>What is asked of a cluster before requests are judged.</summary>
public sealed class ClusterKnowledgeTests
{
    private readonly List<string> _warnings = [];

    [Fact]
    public async Task Ranges_of_services_are_those_of_the_ServiceCIDR_objects()
    {
        var ranges = await RangesAsync(context => StubCluster.Json(context, """
            {"kind":"ServiceCIDRList","apiVersion":"networking.k8s.io/v1","items":[
             {"metadata":{"name":"kubernetes","managedFields":[{"fieldsV1":{"f:spec":{}}}]},"spec":{"cidrs":["10.96.0.0/12","fd00::/108"]}},
             {"metadata":{"name":"more"},"spec":{"cidrs":["10.200.0.0/16"]},"status":{"conditions":[{"type":"Ready","status":"True"}]}}]}
            """));
        Assert.Equal(["10.96.0.0/12", "fd00::/108", "10.200.0.0/16"], ranges);
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task A_server_that_has_none_is_an_old_one()
    {
        Assert.Empty(
            await RangesAsync(context => StubCluster.Status(context, 404, "NotFound", "the server could not find the requested resource")));
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task Who_may_not_read_them_is_told()
    {
        Assert.Empty(await RangesAsync(context => StubCluster.Status(context, 403, "Forbidden", "servicecidrs is forbidden")));
        Assert.Contains("servicecidrs is forbidden", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_network_is_gathered_from_all_that_says_something_of_it()
    {
        await using var cluster = await StubCluster.StartAsync(context => context.Request.Path.Value switch
        {
            "/api/v1/namespaces/kube-system/configmaps/kubeadm-config" => StubCluster.Json(context,
                """{"kind":"ConfigMap","data":{"ClusterConfiguration":"networking: {serviceSubnet: 10.96.0.0/12, """
                    + """podSubnet: 10.244.0.0/16, dnsDomain: x.local}\ncontrolPlaneEndpoint: api.example:6443"}}"""),
            "/api/v1/namespaces/default/endpoints/kubernetes" => StubCluster.Json(context,
                """{"kind":"Endpoints","subsets":[{"addresses":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2","hostname":"cp2"}]},"""
                    + """{"notReadyAddresses":[]}]}"""),
            "/api/v1/services" => StubCluster.Json(context,
                """{"kind":"ServiceList","items":[{"metadata":{"name":"a"},"spec":"""
                    + """{"clusterIP":"10.96.0.1","clusterIPs":["10.96.0.1","fd00::1"],"externalIPs":["192.0.2.9"]},"""
                    + "\n \"status\":"
                    + """{"loadBalancer":{"ingress":[{"ip":"192.0.2.10"},{"hostname":"lb"}]} } },"""
                    + """{"metadata":{"name":"b"},"spec":{"clusterIP":"None"} },{"metadata":{"name":"c"},"spec":7}]}"""),
            "/api/v1/namespaces" => StubCluster.Json(context,
                """{"kind":"NamespaceList","items":[{"metadata":{"name":"default"} },{"metadata":{"name":"shop"} }]}"""),
            _ => StubCluster.Status(context, 404, "NotFound", "no"),
        });
        using var client = cluster.Client();
        var facts = await new ClusterKnowledge(client, _warnings.Add).NetworkAsync(new NetworkFacts(), CancellationToken.None);
        Assert.Equal(["127.0.0.1", "api.example:6443", "10.0.0.1", "10.0.0.2", "cp2"], facts.ApiEndpoints);
        Assert.Equal(["10.96.0.0/12"], facts.ServiceRanges);
        Assert.Equal(["10.96.0.1", "fd00::1"], facts.ClusterAddresses);
        Assert.Equal(["192.0.2.9", "192.0.2.10"], facts.ServiceAddresses);
        Assert.Equal(["10.244.0.0/16"], facts.PodRanges);
        Assert.Equal("x.local", facts.ClusterDomain);
        Assert.Equal(["default", "shop"], facts.Namespaces);
        Assert.Equal("Service c: skipped: spec does not match the API", Assert.Single(_warnings));
    }

    [Theory]
    [InlineData(false, new[] { "shop" })]
    [InlineData(true, new string[0])]
    public async Task Namespaces_that_may_not_be_read_are_those_of_the_services(bool areServicesForbidden, string[] expected)
    {
        await using var cluster = await StubCluster.StartAsync(context => context.Request.Path.Value switch
        {
            "/api/v1/services" when !areServicesForbidden => StubCluster.Json(context,
                """{"kind":"ServiceList","items":[{"metadata":{"name":"a","namespace":"shop"},"spec":{"clusterIP":"10.96.0.1"} }]}"""),
            "/api/v1/services" or "/api/v1/namespaces" =>
                StubCluster.Status(context, 403, "Forbidden", $"may not list {context.Request.Path.Value}"),
            _ => StubCluster.Status(context, 404, "NotFound", "no"),
        });
        using var client = cluster.Client();
        var facts = await new ClusterKnowledge(client, _warnings.Add).NetworkAsync(new NetworkFacts(), CancellationToken.None);
        Assert.Equal(expected, facts.Namespaces);
        Assert.Contains(_warnings, text => text.Contains("may not list /api/v1/namespaces", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_an_old_cluster_it_is_told_which_versions_it_serves()
    {
        await using var cluster = await StubCluster.StartAsync(context => context.Request.Path.Value == "/apis/certificates.k8s.io/"
            ? StubCluster.Json(context,
                """{"kind":"APIGroup","name":"certificates.k8s.io","versions":[{"groupVersion":"certificates.k8s.io/v1beta1","version":"v"""
                    + """1beta1"}]}""")
            : StubCluster.Status(context, 404, "NotFound", "the server could not find the requested resource"));
        using var client = cluster.Client();
        var failure = await Assert.ThrowsAsync<ClusterException>(() => FaultTests.ReadAll(CsrList.ReadAsync(client, TestPki.AsOf)));
        Assert.EndsWith("versions of certificates.k8s.io that it serves: v1beta1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("kubectl get csr -o json", failure.RecommendedAction, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> RangesAsync(RequestDelegate answer)
    {
        await using var cluster = await StubCluster.StartAsync(context =>
        {
            Assert.Equal("/apis/networking.k8s.io/v1/servicecidrs", context.Request.Path.Value);
            return answer(context);
        });
        using var client = cluster.Client();
        return await new ClusterKnowledge(client, _warnings.Add).ServiceRangesAsync(CancellationToken.None);
    }
}
