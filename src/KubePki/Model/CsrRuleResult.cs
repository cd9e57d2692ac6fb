namespace KubePki.Model;

/// <summary>Whether a request keeps a rule.</summary>
public enum CsrRuleResult
{
    /// <summary>The rule does not speak of this request, or there is nothing to hold it against.</summary>
    NotApplicable,

    /// <summary>It keeps it.</summary>
    Pass,

    /// <summary>It breaks it, or nobody can say that it keeps it.</summary>
    Fail,
}
