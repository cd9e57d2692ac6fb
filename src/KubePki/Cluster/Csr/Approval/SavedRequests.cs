using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>Requests from files. They can only be judged: the cluster is not asked, and nothing is decided in it.</summary>
public sealed class SavedRequests
{
    private readonly IReadOnlyList<KubeCsr> _requests;
    private readonly CsrJudge _judge;

    private SavedRequests(IReadOnlyList<KubeCsr> requests, JudgeContext context, IReadOnlyList<PkiProblem> problems)
    {
        _requests = requests;
        _judge = new CsrJudge(context);
        IgnoredColumns = context.Inventory?.IgnoredColumns ?? TextList.Empty;
        Problems = problems;
    }

    /// <summary>What of the nodes and the inventory could not be read.</summary>
    public IReadOnlyList<PkiProblem> Problems { get; }

    /// <summary>The columns of the inventory that mean nothing.</summary>
    public TextList IgnoredColumns { get; }

    /// <summary>Reads what the requests are judged by.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="inputs">By what is judged.</param>
    /// <param name="isMomentGiven">Whether the user named the moment to judge for; else it is that of the newest request.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="PkiProblemException">A file of the inputs cannot be read.</exception>
    public static SavedRequests Open(
        IReadOnlyList<KubeCsr> requests, CsrInputs inputs, bool isMomentGiven, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (!isMomentGiven)
            inputs = inputs with { AsOf = CsrInputs.MomentOf(requests, inputs.AsOf) };
        var problems = new List<PkiProblem>();
        return new SavedRequests(requests, inputs.Read(requests, problems, cancellation), problems);
    }

    /// <summary>The decisions, in the order of the requests.</summary>
    /// <param name="cancellation">Stops the judging.</param>
    public IEnumerable<CsrDecision> Judge(CancellationToken cancellation = default) => _judge.JudgeAll(_requests, cancellation);
}
