using KubePki.Cluster.Csr.Policy.Rules;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>All rules, in the order in which they are asked.</summary>
public static class CsrRules
{
    private static readonly CsrRule[][] Themes =
    [
        SignerRules.All, ProcessRules.All, EncodingRules.All, SubjectRules.All,
        ExtensionRules.All, RequesterRules.All, UsageRules.All, KeyRules.All,
        NodeRules.All, NameRules.All, AddressRules.All, OwnershipRules.All, PrivilegeRules.All,
    ];

    /// <summary>The rules.</summary>
    public static IReadOnlyList<CsrRule> All { get; } = Themes.SelectMany(rules => rules).ToArray();
}
