using System.Runtime.CompilerServices;
using KubePki.Cluster.Client;
using KubePki.Model;
using KubePki.Node.Reading.Files;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>
/// Decides requests of a cluster, from the first question to the last line of the log: checks the rights, opens the log, reads the cluster,
/// judges, and carries out what is confirmed. Whoever runs it only confirms and shows.
/// </summary>
public sealed class ApprovalSession : IDisposable
{
    private readonly ApprovalPass _pass;
    private readonly ApproverOptions _options;
    private readonly Stream? _log;
    private readonly List<CsrDecision> _finished = [];

    private ApprovalSession(ApprovalPass pass, ApproverOptions options, Stream? log, IReadOnlyList<PkiProblem> problems)
    {
        _pass = pass;
        _options = options;
        _log = log;
        Problems = problems;
        IsFaulty = pass.Backlog is not null;
    }

    /// <summary>What of the nodes and the inventory could not be read.</summary>
    public IReadOnlyList<PkiProblem> Problems { get; }

    /// <summary>Why nothing is approved at all; null when there are not too many requests.</summary>
    public string? Backlog => _pass.Backlog;

    /// <summary>Whether a person must look: there are too many requests, or the signer did not issue what was requested.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>What is decided so far. It holds, whatever ends the session.</summary>
    public IReadOnlyList<CsrDecision> Finished => _finished;

    /// <summary>
    /// Begins: a missing right, a log that cannot be written, or a file that cannot be read is reported before anything is done.
    /// </summary>
    /// <param name="client">The cluster.</param>
    /// <param name="options">By what is judged, and what may be done.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">Rights are missing, or the API server does not answer.</exception>
    /// <exception cref="PkiProblemException">A file of the options cannot be read.</exception>
    /// <exception cref="IOException">The log cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The log may not be written.</exception>
    public static async Task<ApprovalSession> OpenAsync(
        ClusterClient client, ApproverOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var log = OpenLog(options);
        try
        {
            if (!options.WhatIf)
                await ApprovalPass.CheckRightsAsync(client, options, cancellation).ConfigureAwait(false);
            var problems = new List<PkiProblem>();
            var pass = await ApprovalPass.OpenAsync(client, options, problems, cancellation).ConfigureAwait(false);
            return new ApprovalSession(pass, options, log, problems);
        }
        catch
        {
            if (log is not null)
                await log.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Decides requests as they arrive, and logs the decisions, until it is stopped.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="options">By what is judged, and what may be done.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <inheritdoc cref="OpenAsync" path="/exception"/>
    public static async IAsyncEnumerable<CsrDecision> WatchAsync(
        ClusterClient client, ApproverOptions options, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var log = OpenLog(options);
        await foreach (var decision in new ApprovalWatch(client, options).RunAsync(cancellation).ConfigureAwait(false))
        {
            Log(log, decision);
            yield return decision;
        }
    }

    /// <summary>Those of some names that no request of the cluster has.</summary>
    /// <param name="names">The names.</param>
    public IReadOnlyList<string> Unknown(IEnumerable<string> names) =>
        [.. names.Where(name => _pass.Requests.All(csr => csr.Name != name))];

    /// <summary>Judges the requests of these names, or without names all pending ones, each when it is asked for.</summary>
    /// <param name="names">The names.</param>
    public IEnumerable<CsrDecision> Judge(IReadOnlyCollection<string> names) =>
        Judge(names.Count > 0 ? _pass.Requests.Where(csr => names.Contains(csr.Name)) : _pass.Pending);

    /// <summary>Judges requests that were read before, each when it is asked for.</summary>
    /// <param name="requests">The requests.</param>
    public IEnumerable<CsrDecision> Judge(IEnumerable<KubeCsr> requests) => requests.Select(_pass.Judge);

    /// <summary>Whether a decision would change the cluster, so that it must be confirmed.</summary>
    /// <param name="decision">The decision.</param>
    public bool MustConfirm(CsrDecision decision) => _pass.IsToBeDone(decision);

    /// <summary>Carries a decision out if it is confirmed, waits for the signer, and logs what was decided.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="isConfirmed">Whether it may change the cluster.</param>
    /// <param name="cancellation">Stops it at once; what was sent may have been done.</param>
    /// <returns>The decision that was carried out, or the one that took its place.</returns>
    /// <exception cref="ClusterException">The API server does not answer, or refuses.</exception>
    /// <exception cref="IOException">The log cannot be written.</exception>
    public async Task<CsrDecision> FinishAsync(CsrDecision decision, bool isConfirmed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(decision);
        if (isConfirmed && !_options.WhatIf)
            decision = await _pass.ActAsync(decision, cancellation).ConfigureAwait(false);
        _finished.Add(decision);
        IsFaulty |= decision.MatchesRequest == false;
        Log(_log, decision);
        return decision;
    }

    /// <summary>Closes the log.</summary>
    public void Dispose() => _log?.Dispose();

    private static Stream? OpenLog(ApproverOptions options) =>
        !options.WhatIf && options.LogPath is { } path ? AppendedFile.Open(path) : null;

    private static void Log(Stream? log, CsrDecision decision)
    {
        if (log is not null)
            DecisionLog.Write(log, decision);
    }
}
