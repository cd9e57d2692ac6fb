using System.Globalization;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>
/// Bounds on acting, so that who floods the cluster with requests gets neither many certificates nor all of the attention. What was
/// approved within the last hour is read from the requests themselves: a CronJob remembers nothing.
/// </summary>
internal sealed class ApprovalLimits
{
    /// <summary>The reason of the conditions that this program sets.</summary>
    public const string Reason = "KubePkiPS";

    // One pass looks at so many requests of one requester.
    private const int PerPass = 20;

    private readonly ApproverOptions _options;
    private readonly Dictionary<(string Requestor, string Name), int> _approved = [];

    public ApprovalLimits(ApproverOptions options, IReadOnlyList<KubeCsr> requests, int nodes)
    {
        _options = options;
        var since = options.Clock.GetUtcNow() - TimeSpan.FromHours(1);
        foreach (var csr in requests.Where(csr =>
            csr.Conditions.Any(condition => condition is { Type: "Approved", Reason: Reason } && condition.LastUpdateTime > since)))
            Count(csr);
        var pending = requests.Count(csr => csr.State == KubeCsrState.Pending && SignerNames.PolicyOf(csr.SignerName) is not null);
        if (pending > nodes + options.Backlog)
            Backlog = string.Create(CultureInfo.InvariantCulture, $"{pending} kubelet requests are pending in a cluster of {nodes} "
                + $"nodes: nothing is approved until an administrator has checked them");
    }

    /// <summary>Why nothing is approved at all; null when there are not too many requests.</summary>
    public string? Backlog { get; }

    /// <summary>Pending requests, the oldest of each requester first, in turns, and of none more than it is due.</summary>
    public static IEnumerable<KubeCsr> InTurns(IEnumerable<KubeCsr> requests) => requests.Where(csr => csr.State == KubeCsrState.Pending)
        .GroupBy(csr => csr.Requestor, StringComparer.Ordinal)
        .SelectMany(own => own.OrderBy(csr => csr.Created).ThenBy(csr => csr.Name, StringComparer.Ordinal)
            .Take(PerPass).Select((csr, turn) => (csr, turn)))
        .OrderBy(pair => pair.turn).ThenBy(pair => pair.csr.Created).Select(pair => pair.csr);

    /// <summary>Why this one is not approved now; null when it may be.</summary>
    public CsrFinding? Exceeded(KubeCsr csr)
    {
        if (Backlog is not null)
            return Finding("Backlog", Backlog);
        var count = _approved.GetValueOrDefault((csr.Requestor, csr.CommonName));
        return count < _options.PerRequester ? null
            : Finding("RequesterLimit", string.Create(CultureInfo.InvariantCulture,
                $"{count} requests of {csr.Requestor} for {csr.CommonName} were approved within the last hour"));
    }

    /// <summary>Counts an approval.</summary>
    public void Count(KubeCsr csr)
    {
        var key = (csr.Requestor, csr.CommonName);
        _approved[key] = _approved.GetValueOrDefault(key) + 1;
    }

    public static CsrFinding Finding(string rule, string evidence) =>
        new()
        {
            Rule = rule,
            Result = CsrRuleResult.Fail,
            Answer = CsrAnswer.Defer,
            Evidence = Printable.Text(evidence),
            Source = "cluster",
        };
}
