using KubePki.Cluster.Csr.Policy;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>docs/csr-policy.md, held against the code.</summary>
public sealed class PolicyPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "docs", "csr-policy.md"));

    [Fact]
    public void It_has_every_rule_in_its_order()
    {
        var rows = CsrRules.All.Select(rule => $"| `{rule.Name}` | {Letters(rule.Scope)} | {rule.Summary} |");
        Assert.Contains(string.Join("\n", rows) + "\n", Page, StringComparison.Ordinal);
        Assert.Equal(CsrRules.All.Count, CsrRules.All.Select(rule => rule.Name).Distinct().Count());
    }

    [Fact]
    public void Its_policy_file_is_one()
    {
        var yaml = Page[(Page.IndexOf("```yaml\nkubelet-serving", StringComparison.Ordinal) + 8)..];
        var policies = PolicyFile.Parse(System.Text.Encoding.UTF8.GetBytes(yaml[..yaml.IndexOf("```", StringComparison.Ordinal)]), "page");
        Assert.Equal(["kubelet-serving", "kubelet-client"], policies.Select(policy => policy.Name));
        Assert.Equal(NodeAddressSource.Node | NodeAddressSource.Inventory, policies[0].RequiredEvidence);
    }

    private static string Letters(RuleScope scope) =>
        string.Join(' ', new[] { (RuleScope.Serving, "S"), (RuleScope.Client, "C"), (RuleScope.ApiClient, "A"), (RuleScope.Other, "O") }
            .Where(pair => scope.HasFlag(pair.Item1)).Select(pair => pair.Item2));
}
