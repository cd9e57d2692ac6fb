using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using static KubePki.Tests.Cluster.Csr.Policy.RequestDraft;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>Requests that ask for what is not theirs: none is approved, and the right rule says why.</summary>
public sealed class HostileRequestTests
{
    private static readonly HostileCase[] Cases = [.. HostileCases.All];

    // What the cluster already knows of others.
    private static readonly JudgeContext Context = Cluster.Context with
    {
        Others =
        [
            (CsrDraft.ServingOf("worker-10", "worker-10") with
            {
                Name = "csr-other",
                Request = CsrDraft.ServingOf("worker-10", "worker-10").Request with { Key = KeyOf("shared") },
            }).Read(),
            (CsrDraft.ServingOf("worker-10", "worker-10") with { Name = "csr-taken", Uid = "other" }).Read(),
            (CsrDraft.ServingOf("worker-10", "10.0.0.77") with { Name = "csr-served", Conditions = ["Approved"] }).Read(),
            (CsrDraft.BootstrapOf("worker-9") with
            {
                Name = "csr-rival",
                Request = CsrDraft.BootstrapOf("worker-9").Request with { Key = KeyOf("rival") },
            }).Read(),
        ],
        RefusedKeys = new Dictionary<string, string> { [Hash("ca")] = "the cluster's CA" },
    };

    public static TheoryData<string> Titles() => new(Cases.Select(item => item.Title));

    private static string Hash(string key) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(KeyOf(key).ExportSubjectPublicKeyInfo()));

    [Theory]
    [MemberData(nameof(Titles))]
    public void None_is_approved_and_the_right_rule_says_why(string title)
    {
        var hostile = Cases.Single(item => item.Title == title);
        var decision = Cluster.Judge(hostile.Draft, Context);
        Assert.NotEqual(CsrAnswer.Approve, decision.Decision);
        Assert.Contains(hostile.Rule, decision.Failed);
        Assert.All(decision.Rules, finding => Assert.False(finding.Evidence.Length == 0 || finding.Source.Length == 0, finding.Rule));
        Assert.False(decision.ToString().Any(char.IsControl), "a decision moves the cursor");
    }

    [Fact]
    public void There_are_enough_of_them_and_each_has_its_own_title()
    {
        Assert.True(Cases.Length >= 120, $"{Cases.Length}");
        Assert.Equal(Cases.Length, Cases.Select(item => item.Title).Distinct().Count());
    }

    [Fact]
    public void Every_rule_but_those_of_policies_and_other_inputs_has_a_case()
    {
        string[] elsewhere =
        [
            "SignerAuthority", "WellFormedObject", "DurationIsSaid", "KeyTypeOfPolicy",
            "NodeIsStaying", "NodeNameOfPolicy", "RequiredEvidenceOfNode",
            "NoSharedPrime", "DnsNameOfPolicy", "AddressRangeOfPolicy", "NoBareForeignName", "InventoryAgrees", "DnsAgrees",
                "RequiredEvidence",
        ];
        Assert.Equal(CsrRules.All.Select(rule => rule.Name).Except(elsewhere).Order(), Cases.Select(item => item.Rule).Distinct().Order());
    }

    [Fact]
    public void Combined_they_are_refused_as_well()
    {
        var random = new Random(1);
        var drafts = Cases.Where(item => item.Draft.Text is null).Select(item => item.Draft).ToArray();
        for (var i = 0; i < 200; i++)
        {
            var (a, b, c) = (drafts[random.Next(drafts.Length)], drafts[random.Next(drafts.Length)], drafts[random.Next(drafts.Length)]);
            var mixed = a with { User = b.User, Groups = b.Groups, Usages = c.Usages, Extra = c.Extra };
            // Mixed at random, what is left may be honest only if no part of it is hostile.
            if (Cases.Any(item => ReferenceEquals(item.Draft, a)
                && item.Rule is "RequesterIsNode" or "CommonNameIsRequester" or "RequesterGroups"
                    or "ExactUsages" or "NoImpersonation" or "NoBootstrapForServing"))
                continue;
            Assert.NotEqual(CsrAnswer.Approve, Cluster.Judge(mixed, Context).Decision);
        }
    }

    [Theory]
    [InlineData("Duration")]
    [InlineData("NoClusterNames")]
    [InlineData("NodeIsNew")]
    public void What_is_beyond_doubt_denies(string rule) =>
        Assert.All(Cases.Where(item => item.Rule == rule),
            item => Assert.Equal(CsrAnswer.Deny, Cluster.Judge(item.Draft, Context).Decision));

    [Theory]
    [InlineData("NodeExists")]
    [InlineData("StillPending")]
    [InlineData("UniqueName")]
    [InlineData("NoRival")]
    [InlineData("SignerInScope")]
    public void What_is_not_known_defers(string rule) =>
        Assert.All(Cases.Where(item => item.Rule == rule),
            item => Assert.Equal(CsrAnswer.Defer, Cluster.Judge(item.Draft, Context).Decision));
}
