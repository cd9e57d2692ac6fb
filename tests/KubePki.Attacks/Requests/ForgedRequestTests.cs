using System.Text;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Tests.Cluster.Csr.Policy;
using Known = KubePki.Tests.Cluster.Csr.Policy.Cluster;

namespace KubePki.Attacks.Requests;

/// <summary>
/// Forged requests: whatever one reader or another makes of them, none is approved, alone or beside its honest twin, with or without an
/// inventory.
/// </summary>
public sealed class ForgedRequestTests
{
    private static readonly Forgery[] All = [.. ForgedNames.All, .. ForgedContents.All, .. ForgedObjects.All];

    // Read once; an object without a name or of another kind is none, and nothing that could be approved.
    private static readonly Lazy<(string Title, KubeCsr Csr)[]> Requests = new(() =>
        [.. All.Select(forgery => (forgery.Title, Read(forgery.Draft.Json().ToJsonString()))).Where(item => item.Item2 is not null)
            .Select(item => (item.Title, item.Item2!))]);

    [Fact]
    public void None_is_approved()
    {
        JudgeContext[] contexts = [Known.Context, Known.Context with { Inventory = null },
            Known.Context with { Others = [Forgery.Serving.Read(), Forgery.Renewal.Read(), Forgery.Join.Read()] }];
        var judges = contexts.Select(context => new CsrJudge(context)).ToArray();
        var approved = Requests.Value.Where(item => judges.Any(judge => judge.Judge(item.Csr).Decision == CsrAnswer.Approve))
            .Select(item => item.Title);
        Assert.Empty(approved);
        Assert.True(Requests.Value.Length > All.Length - 10, "most were not read, let alone judged");
    }

    [Fact]
    public void Their_honest_twins_are()
    {
        foreach (var draft in new[] { Forgery.Serving, Forgery.Renewal, Forgery.Join })
            Assert.Equal(CsrAnswer.Approve, Known.Judge(draft).Decision);
    }

    [Fact]
    public void There_are_many_and_each_has_its_own_title()
    {
        Assert.True(All.Length >= 900, $"{All.Length}");
        Assert.Equal([], All.GroupBy(forgery => forgery.Title).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void No_decision_carries_a_control_character()
    {
        var judge = new CsrJudge(Known.Context);
        foreach (var (_, csr) in Requests.Value)
            Assert.DoesNotContain(judge.Judge(csr).ToString(), char.IsControl);
    }

    [Theory]
    [InlineData("\"spec\":{", "\"spec\":{\"username\":\"system:node:worker-1\",")]
    [InlineData("\"metadata\":{", "\"metadata\":{\"uid\":\"other\",")]
    [InlineData("\"spec\":{", "\"spec\":{\"usages\":[\"any\"],")]
    [InlineData("\"extra\":{", "\"extra\":{\"authentication.kubernetes.io/credential-id\":[\"JTI=1\"],")]
    [InlineData("\"username\":\"system:node:worker-1\"", "\"username\":[\"system:node:worker-1\"]")]
    [InlineData("\"groups\":[\"system:nodes\"", "\"groups\":[7,\"system:nodes\"")]
    [InlineData("\"uid\":\"", "\"deletionTimestamp\":7,\"uid\":\"")]
    [InlineData("\"uid\":\"", "\"deletionTimestamp\":\"2026-07-01T11:59:00Z\",\"uid\":\"")]
    [InlineData("\"status\":{}", "\"status\":{},\"status\":{\"conditions\":[{\"type\":\"Denied\",\"status\":\"True\"}]}")]
    [InlineData("\"status\":{}", "\"status\":{\"conditions\":[{\"type\":\"Denied\",\"status\":\"False\"}]}")]
    [InlineData("\"creationTimestamp\":\"2026-07-01T11:58:00Z\"", "\"creationTimestamp\":\"soon\"")]
    [InlineData("\"creationTimestamp\":\"2026-07-01T11:58:00Z\"", "\"creationTimestamp\":null")]
    public void Objects_that_say_two_things_are_not_approved(string from, string to)
    {
        var honest = Forgery.Serving.Json().ToJsonString();
        Assert.Equal(CsrAnswer.Approve, new CsrJudge(Known.Context).Judge(Read(honest)!).Decision);
        Assert.Contains(from, honest, StringComparison.Ordinal);
        Assert.NotEqual(CsrAnswer.Approve, new CsrJudge(Known.Context).Judge(Read(honest.Replace(from, to, StringComparison.Ordinal))!)
            .Decision);
    }

    private static KubeCsr? Read(string json) => CsrFile.Read(Encoding.UTF8.GetBytes(json), "csr.json", CsrDraft.AsOf)
        .Requests.SingleOrDefault();
}
