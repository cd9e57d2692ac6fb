namespace KubePki.Cluster.Csr.Policy;

/// <summary>A rule that requests are held against.</summary>
public sealed class CsrRule
{
    internal CsrRule(string name, RuleScope scope, string summary, Func<CsrCase, RuleAnswer> ask)
    {
        Name = name;
        Scope = scope;
        Summary = summary;
        Ask = ask;
    }

    /// <summary>The name; stable, for scripts.</summary>
    public string Name { get; }

    /// <summary>Which requests it speaks of.</summary>
    public RuleScope Scope { get; }

    /// <summary>What a request must be like to keep it, in one sentence.</summary>
    public string Summary { get; }

    /// <summary>Asks it of a request.</summary>
    internal Func<CsrCase, RuleAnswer> Ask { get; }

    /// <summary>Name and summary.</summary>
    public override string ToString() => $"{Name}: {Summary}";
}
