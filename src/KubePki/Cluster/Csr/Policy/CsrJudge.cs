using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// Judges requests by the rules of <see cref="CsrRules"/>. It reads and asks nothing but its context, so the same request and the same
/// context give the same decision. Several threads may use one judge, as long as what the context's functions do allows it.
/// </summary>
/// <remarks>
/// Approving is giving out an identity, so a request is approved only when no rule fails. A rule that fails beyond doubt denies; where an
/// answer is missing or answers contradict each other it defers.
/// </remarks>
public sealed class CsrJudge
{
    private static readonly Dictionary<RuleScope, CsrRule[]> ByScope = new[]
    {
        RuleScope.Serving, RuleScope.Client, RuleScope.ApiClient, RuleScope.Other,
    }
        .ToDictionary(scope => scope, scope => CsrRules.All.Where(rule => (rule.Scope & scope) != 0).ToArray());

    // Enough that a thread has something to do, few enough that the first decisions come soon.
    private const int Together = 32;

    private readonly ClusterIndex _index;

    /// <summary>Makes a judge; the context is put in order once.</summary>
    /// <param name="context">What requests are held against.</param>
    public CsrJudge(JudgeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _index = new ClusterIndex(context);
    }

    /// <summary>Judges a request.</summary>
    /// <param name="csr">The request.</param>
    public CsrDecision Judge(KubeCsr csr)
    {
        ArgumentNullException.ThrowIfNull(csr);
        var policy = _index.Context.Policies.FirstOrDefault(policy => policy.Name == SignerNames.PolicyOf(csr.SignerName));
        var tried = new CsrCase(csr, _index, policy);
        var rules = ByScope[tried.Scope];
        var findings = new CsrFinding[rules.Length];
        CsrFinding? denies = null;
        CsrFinding? defers = null;
        for (var i = 0; i < rules.Length; i++)
        {
            var answer = rules[i].Ask(tried);
            var finding = new CsrFinding
            {
                Rule = rules[i].Name,
                Result = answer.Result,
                Answer = answer.Answer,
                Evidence = Printable.Text(answer.Evidence),
                Source = answer.Source,
            };
            findings[i] = finding;
            denies ??= finding.Answer == CsrAnswer.Deny ? finding : null;
            defers ??= finding.Answer == CsrAnswer.Defer ? finding : null;
        }
        var isOpen = csr.State == KubeCsrState.Pending;
        // What is decided stays decided: only the rule that says so counts.
        var decisive = isOpen ? denies ?? defers : defers;
        return new CsrDecision
        {
            Name = csr.Name,
            Decision = decisive?.Answer ?? CsrAnswer.Approve,
            Sentence = decisive is null ? Approval(tried) : $"{decisive.Rule}: {decisive.Evidence}.",
            Policy = policy?.Name,
            Rules = findings,
            Failed = denies is null && defers is null ? TextList.Empty
                : TextList.From(findings.Where(finding => finding.Result == CsrRuleResult.Fail)
                    .OrderBy(finding => finding.Answer != CsrAnswer.Deny).Select(finding => finding.Rule)),
            Request = csr,
            AsOf = _index.Context.AsOf,
        };
    }

    /// <summary>Judges requests, several at once, and gives the decisions in their order as they come.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="cancellation">Stops the judging.</param>
    public IEnumerable<CsrDecision> JudgeAll(IEnumerable<KubeCsr> requests, CancellationToken cancellation = default)
    {
        // What is asked of a network is asked one after the other.
        var threads = _index.Context.Dns is null && _index.Context.Served is null ? Environment.ProcessorCount : 1;
        return OrderedParallel.Select(requests.Chunk(Together), JudgeChunk, threads).SelectMany(decisions => decisions);

        CsrDecision[] JudgeChunk(KubeCsr[] chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            return Array.ConvertAll(chunk, Judge);
        }
    }

    private static string Approval(CsrCase tried)
    {
        if (tried.Scope == RuleScope.Client)
            return tried.IsBootstrap
                ? $"{tried.NodeName} is in the inventory and does not exist yet."
                : $"{tried.NodeName} renews its own identity.";
        var by = (tried.Names.All(name => name.OfNode == true), tried.Names.All(name => name.OfInventory == true)) switch
        {
            (true, true) => " according to its Node object and the inventory",
            (true, false) => " according to its Node object",
            (false, true) => " according to the inventory",
            _ => "",
        };
        return $"{tried.NodeName} requests {string.Join(", ", tried.Names.Select(name => name.Text))}: its own{by}.";
    }
}
