using System.Globalization;
using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Policy;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>
/// Judges and decides requests of a cluster, held against its nodes and its network as they were when the pass began. A request is read
/// again before it is decided, and the decision holds for that very object or for none.
/// </summary>
public sealed class ApprovalPass
{
    private const int NotFound = 404;
    private const int Conflict = 409;
    private const int Invalid = 422;
    private const int Tries = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ApproverOptions _options;
    private readonly CsrApi _api;
    private readonly JudgeContext _context;
    private readonly CsrJudge _judge;
    private readonly ApprovalLimits _limits;

    private bool _isSignerSilent;

    private ApprovalPass(CsrApi api, ApproverOptions options, JudgeContext context)
    {
        _api = api;
        _options = options;
        _context = context;
        _judge = new CsrJudge(context);
        _limits = new ApprovalLimits(options, context.Others, context.Nodes?.Count ?? 0);
    }

    /// <summary>All requests of the cluster.</summary>
    public IReadOnlyList<KubeCsr> Requests => _context.Others;

    /// <summary>
    /// Those that wait for a decision, in the order in which they should get one: requesters take turns, and of one with very many only
    /// some are taken.
    /// </summary>
    public IEnumerable<KubeCsr> Pending => ApprovalLimits.InTurns(_context.Others);

    /// <summary>Why nothing is approved at all: far more requests are pending than there are nodes; null when that is not so.</summary>
    public string? Backlog => _limits.Backlog;

    /// <summary>Asks the cluster for its requests, nodes and network, and reads what the options name.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="options">By what is judged.</param>
    /// <param name="problems">Gets what of the inventory cannot be read.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">The API server does not answer, or requests or nodes may not be read.</exception>
    /// <exception cref="PkiProblemException">The policy or the inventory cannot be read.</exception>
    public static async Task<ApprovalPass> OpenAsync(
        ClusterClient client, ApproverOptions options, ICollection<PkiProblem> problems, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var requests = new List<KubeCsr>();
        await foreach (var csr in CsrList.ReadAsync(client, options.Clock.GetUtcNow(), cancellation).ConfigureAwait(false))
            requests.Add(csr);
        return await OpenAsync(client, options, requests, problems, cancellation).ConfigureAwait(false);
    }

    internal static async Task<ApprovalPass> OpenAsync(ClusterClient client, ApproverOptions options,
        IReadOnlyList<KubeCsr> requests, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        var now = options.Clock.GetUtcNow();
        var knowledge = new ClusterKnowledge(client, options.Warn);
        var network = await knowledge.NetworkAsync(options.Inquiry.Network, cancellation).ConfigureAwait(false);
        var trust = await knowledge.TrustAsync(now, cancellation).ConfigureAwait(false);
        var inputs = options.Inquiry with { AsOf = now, Network = network, Trust = trust };
        var context = inputs.Read(requests, problems, cancellation) with { Dns = new NameLookup(TimeSpan.FromSeconds(2)).Ask };
        if (inputs.NodeFile is null)
            context = context with { Nodes = await knowledge.NodesAsync(cancellation).ConfigureAwait(false) };
        context = context with { Served = new ServedNames(context.Nodes ?? [], trust.Authorities, options.Clock).Ask };
        return new ApprovalPass(new CsrApi(client, options.Clock), options, context);
    }

    /// <summary>Asks for the rights that deciding takes.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="options">By what is judged.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">Some are missing: the message says which, the recommended action has the smallest
    /// ClusterRole.</exception>
    /// <exception cref="PkiProblemException">The policy cannot be read.</exception>
    public static Task CheckRightsAsync(ClusterClient client, ApproverOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var policies = options.Inquiry.ReadPolicies(cancellation);
        return ApproverRole.CheckAsync(client, ApproverRole.SignersOf(policies), cancellation);
    }

    /// <summary>Judges a request; nothing is done.</summary>
    /// <param name="csr">The request.</param>
    public CsrDecision Judge(KubeCsr csr) => _judge.Judge(csr);

    /// <summary>
    /// Whether there is something to do about a decision: requests to signers for which no policy was selected are nobody's business here,
    /// whatever is wrong with them.
    /// </summary>
    /// <param name="decision">The decision.</param>
    public bool IsToBeDone(CsrDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision.Policy is not null && decision.Request.State == KubeCsrState.Pending
            && (decision.Decision == CsrAnswer.Approve || (decision.Decision == CsrAnswer.Deny && _options.Deny));
    }

    /// <summary>Carries a decision out, if it still holds for the request as it is now.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="cancellation">Stops it at once; what was sent may have been done.</param>
    /// <returns>The decision that was carried out, or the one that took its place.</returns>
    /// <exception cref="ClusterException">The API server does not answer, or refuses.</exception>
    public async Task<CsrDecision> ActAsync(CsrDecision decision, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var seen = decision.Request;
        for (var attempt = 1; ; attempt++)
        {
            if (!IsToBeDone(decision))
                return decision;
            if (decision.Decision == CsrAnswer.Approve && _limits.Exceeded(seen) is { } limit)
                return Put(decision, limit);
            if (await _api.FindAsync(seen.Name, cancellation).ConfigureAwait(false) is not var (item, now))
                return Put(decision, ApprovalLimits.Finding("SameRequest", "it no longer exists"));
            if (item.Problem is { } problem)
                return Put(decision, ApprovalLimits.Finding("WellFormedObject", problem));
            if (now.Uid != (seen.Uid ?? now.Uid) || now.RequestHash != seen.RequestHash)
                return Put(decision, ApprovalLimits.Finding("SameRequest",
                    $"{seen.Name} was deleted and created again as another request"));
            // Without them a decision, a denial too, would hold for whatever has the name when it arrives.
            if (now.Uid is null || now.ResourceVersion is null || now.IsBeingDeleted)
                return Put(decision, ApprovalLimits.Finding("SameRequest",
                    "it has no uid or no resourceVersion, or is being deleted: a decision could apply to another request"));
            var again = _judge.Judge(now);
            if (again.Decision != decision.Decision)
                return again;
            try
            {
                return await DecideAsync(item, again, cancellation).ConfigureAwait(false);
            }
            // 422 is what API servers say of a patch whose test fails.
            catch (ClusterException e) when (e.Code is Conflict or Invalid && attempt < Tries)
            {
                decision = again;
            }
            catch (ClusterException e) when (e.Code is Conflict or NotFound or Invalid)
            {
                // One that is fought over, or deleted at this moment, is no reason to leave the others.
                return Put(again, ApprovalLimits.Finding("SameRequest", e.Message));
            }
        }
    }

    private async Task<CsrDecision> DecideAsync(SigningRequest item, CsrDecision decision, CancellationToken cancellation)
    {
        var isApproval = decision.Decision == CsrAnswer.Approve;
        var now = _options.Clock.GetUtcNow();
        var condition = new KubeCsrCondition
        {
            Type = isApproval ? "Approved" : "Denied",
            Status = "True",
            Reason = ApprovalLimits.Reason,
            Message = $"Policy {decision.Policy}: {decision.Sentence}",
            LastUpdateTime = Times.WholeSeconds(now),
        };
        var csr = await _api.DecideAsync(item, condition, cancellation).ConfigureAwait(false);
        if (!isApproval)
            return decision with { Action = CsrAction.Denied, Request = csr };
        _limits.Count(csr);
        return await WaitAsync(decision with { Action = CsrAction.Approved, Request = csr }, cancellation).ConfigureAwait(false);
    }

    private async Task<CsrDecision> WaitAsync(CsrDecision decision, CancellationToken cancellation)
    {
        // A signer that was silent for one is waited for once, and not again for each of the others.
        var wait = _isSignerSilent && _options.Wait > Pause ? Pause : _options.Wait;
        var started = _options.Clock.GetTimestamp();
        while (_options.Clock.GetElapsedTime(started) < wait)
        {
            await Task.Delay(Pause, _options.Clock, cancellation).ConfigureAwait(false);
            if (await _api.FindAsync(decision.Name, cancellation).ConfigureAwait(false) is not var (_, csr)
                || csr.Uid != decision.Request.Uid)
                return decision with { Outcome = "it no longer exists" };
            if (csr.State is not KubeCsrState.Approved)
                return Issued(decision with { Request = csr });
        }
        _isSignerSilent = true;
        return wait == TimeSpan.Zero ? decision
            : decision with { Outcome = string.Create(CultureInfo.InvariantCulture,
                $"it was not issued within {wait.TotalSeconds:0.#} s: is kube-controller-manager running, and does it have the CA key?") };
    }

    /// <summary>What the signer made of a request that was approved.</summary>
    internal static CsrDecision Issued(CsrDecision decision)
    {
        var csr = decision.Request;
        if (csr.State == KubeCsrState.Failed)
            return decision with
            {
                MatchesRequest = false,
                Outcome = $"the signer rejected it: {csr.Conditions.FirstOrDefault(condition => condition.Type == "Failed")}",
            };
        var problem = IssuedCheck.Mismatch(csr);
        return decision with
        {
            MatchesRequest = problem is null,
            Outcome = problem is null ? $"issued, valid until {IssuedCheck.EndOf(csr)}" : $"not as requested: {problem}",
        };
    }

    private static CsrDecision Put(CsrDecision decision, CsrFinding finding) => decision with
    {
        Decision = CsrAnswer.Defer,
        Sentence = $"{finding.Rule}: {finding.Evidence}.",
        Rules = [.. decision.Rules, finding],
        Failed = TextList.From(decision.Failed.Append(finding.Rule)),
    };
}
