using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using static KubePki.Tests.Cluster.Csr.Policy.RequestDraft;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>Requests of honest kubelets, old and new: all are approved.</summary>
public sealed class HonestRequestTests
{
    private static readonly Dictionary<string, CsrDraft> Cases = Honest().ToDictionary(item => item.Title, item => item.Draft);

    internal static IEnumerable<(string Title, CsrDraft Draft)> Honest()
    {
        string[][] nodes =
        [
            ["cp-1", "cp-1", "10.0.0.11"],
            ["worker-1", "worker-1", "10.0.0.21"],
            ["worker-1", "worker-1", "worker-1.example.org", "10.0.0.21", "203.0.113.21"],
            ["worker-1", "10.0.0.21"],
            ["worker-1", "worker-1"],
            ["worker-10", "worker-10", "10.0.0.30", "fd00:10::30"],
            ["worker-10", "fd00:10::30"],
            ["worker-2.rack.example.org", "worker-2.rack.example.org", "10.0.0.22", "fd00:10::22"],
            ["ip-10-0-0-40.eu-west-1.compute.internal", "ip-10-0-0-40.eu-west-1.compute.internal",
                "ec2-203-0-113-40.example.net", "10.0.0.40", "203.0.113.40"],
        ];
        foreach (var node in nodes)
        {
            var draft = CsrDraft.ServingOf(node[0], node[1..]);
            var names = string.Join(' ', node[1..]);
            yield return ($"{names}, ECDSA", draft);
            yield return ($"{names}, RSA and key encipherment", draft with
            {
                Usages = ["digital signature", "key encipherment", "server auth"],
                Request = draft.Request with { Key = KeyOf("rsa:2048:" + node[0]) },
            });
            yield return ($"{names}, v1beta1 of an old cluster",
                draft with { ApiVersion = "certificates.k8s.io/v1beta1", Usages = ["key encipherment", "digital signature", "server auth"],
                    Extra = [] });
        }
        foreach (var node in nodes.Select(node => node[0]).Distinct())
        {
            var renewal = CsrDraft.RenewalOf(node);
            yield return ($"{node} renews itself", renewal);
            yield return ($"{node} renews itself with key encipherment, RSA", renewal with
            {
                Usages = ["digital signature", "key encipherment", "client auth"],
                Request = renewal.Request with { Key = KeyOf("rsa:2048:c" + node) },
            });
        }
        var good = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21");
        yield return ("P-384", good with { Request = good.Request with { Key = KeyOf("P-384:1") } });
        yield return ("P-521", good with { Request = good.Request with { Key = KeyOf("P-521:1") } });
        yield return ("RSA of 3072 bits", good with { Request = good.Request with { Key = KeyOf("rsa:3072") } });
        yield return ("a duration", good with { ExpirationSeconds = 86400 });
        yield return ("a year", good with { ExpirationSeconds = 31_536_000 });
        yield return ("a clock that is a minute ahead", good with { Created = CsrDraft.AsOf.AddMinutes(1) });
        yield return ("usages in the request that agree",
            good with
            {
                Request = good.Request with
                {
                    Extensions =
                    [
                        Extension("2.5.29.37", KubePki.Tests.Hostile.Tlv.Sequence(KubePki.Tests.Hostile.Tlv.Oid("1.3.6.1.5.5.7.3.1"))),
                        Extension("2.5.29.15", KubePki.Tests.Hostile.Tlv.Of(3, [7, 0x80])),
                    ],
                },
            });
        yield return ("a subject as PrintableString",
            good with
            {
                Request = good.Request with
                {
                    Subject = KubePki.Tests.Hostile.Tlv.Sequence(
                        Part("2.5.4.10", "system:nodes", 0x13), Part("2.5.4.3", "system:node:worker-1", 0x13)),
                },
            });
        yield return ("CN before O",
            good with
            {
                Request = good.Request with
                {
                    Subject = KubePki.Tests.Hostile.Tlv.Sequence(Part("2.5.4.3", "system:node:worker-1"), Part("2.5.4.10", "system:nodes")),
                },
            });
        yield return ("EKS' groups", good with { Groups = ["system:bootstrappers", "system:nodes", "system:authenticated"] });
        yield return ("CRLF", good with { Text = good.Request.Pem().ReplaceLineEndings("\r\n") });
        yield return ("worker-5 joins", CsrDraft.BootstrapOf("worker-5"));
        yield return ("worker-5 joins, key encipherment",
            CsrDraft.BootstrapOf("worker-5") with { Usages = ["digital signature", "key encipherment", "client auth"] });
        yield return ("worker-3 joins in its time", CsrDraft.BootstrapOf("worker-3"));
    }

    public static TheoryData<string> Titles() => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Titles))]
    public void All_are_approved(string title)
    {
        var decision = Cluster.Judge(Cases[title]);
        Assert.True(decision.Decision == CsrAnswer.Approve, decision.ToString());
        Assert.Empty(decision.Failed);
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void Without_an_inventory_the_nodes_are_enough_but_nobody_joins(string title)
    {
        var decision = Cluster.Judge(Cases[title], Cluster.Context with { Inventory = null });
        Assert.Equal(Cases[title].User.StartsWith("system:bootstrap:", StringComparison.Ordinal) ? CsrAnswer.Defer : CsrAnswer.Approve,
            decision.Decision);
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void Without_nodes_and_inventory_nothing_is_approved_and_nothing_denied(string title) =>
        Assert.Equal(CsrAnswer.Defer, Cluster.Judge(Cases[title], Cluster.Context with { Inventory = null, Nodes = null }).Decision);

    [Theory]
    [MemberData(nameof(Titles))]
    public void In_a_cluster_without_nodes_only_those_who_join_are_approved(string title)
    {
        var joins = Cases[title].User.StartsWith("system:bootstrap:", StringComparison.Ordinal);
        Assert.Equal(joins ? CsrAnswer.Approve : CsrAnswer.Defer,
            Cluster.Judge(Cases[title], Cluster.Context with { Nodes = [] }).Decision);
    }

    [Fact]
    public void There_are_enough_of_them() => Assert.True(Cases.Count >= 40, $"{Cases.Count}");

    [Fact]
    public void They_do_not_disturb_each_other()
    {
        var requests = Cases.Values.Where(draft => !draft.User.Contains(":bootstrap:", StringComparison.Ordinal))
            .Select((draft, i) => (draft with { Name = $"csr-{i}" }).Read()).ToArray();
        var judge = new CsrJudge(Cluster.Context with { Others = requests });
        Assert.All(requests, csr => Assert.True(judge.Judge(csr).Decision == CsrAnswer.Approve, judge.Judge(csr).ToString()));
    }
}
