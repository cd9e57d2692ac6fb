using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>What a rule says of a request.</summary>
internal readonly record struct RuleAnswer(CsrRuleResult Result, CsrAnswer Answer, string Evidence, string Source)
{
    /// <summary>The request keeps the rule.</summary>
    public static RuleAnswer Pass(string source, string evidence) => new(CsrRuleResult.Pass, CsrAnswer.Approve, evidence, source);

    /// <summary>The request breaks the rule beyond doubt.</summary>
    public static RuleAnswer Deny(string source, string evidence) => new(CsrRuleResult.Fail, CsrAnswer.Deny, evidence, source);

    /// <summary>Nobody can say that the request keeps the rule.</summary>
    public static RuleAnswer Defer(string source, string evidence) => new(CsrRuleResult.Fail, CsrAnswer.Defer, evidence, source);

    /// <summary>The rule does not speak of the request.</summary>
    public static RuleAnswer None(string source, string evidence) => new(CsrRuleResult.NotApplicable, CsrAnswer.Approve, evidence, source);

    /// <summary>Denied with a reason, or kept without one.</summary>
    public static RuleAnswer DenyIf(string? reason, string source, string pass) =>
        reason is null ? Pass(source, pass) : Deny(source, reason);
}
