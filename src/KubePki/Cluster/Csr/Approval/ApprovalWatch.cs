using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KubePki.Cluster.Client;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>
/// Decides requests as they come, until it is stopped. What was deferred is judged again from time to time: a node registers after it has
/// asked.
/// </summary>
public sealed class ApprovalWatch(ClusterClient client, ApproverOptions options)
{
    private readonly CsrApi _api = new(client, options.Clock);
    private readonly Dictionary<string, KubeCsr> _all = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CsrDecision> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private string? _backlog;

    /// <summary>Each decision, when it is made or changes, and what was issued.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ClusterException">The API server refuses what this takes, or the first list fails.</exception>
    /// <exception cref="PkiProblemException">The policy or the inventory cannot be read at the start; later that is told, and nothing is
    /// decided.</exception>
    public async IAsyncEnumerable<CsrDecision> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // Who starts a service hears at once of a file that cannot be read.
        options.Inquiry.Read([], [], cancellation);
        await ApprovalPass.CheckRightsAsync(client, options, cancellation).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var changes = Channel.CreateBounded<ClusterChange<SigningRequest>>(1024);
        var reading = ReadAsync(changes.Writer, stop.Token);
        try
        {
            while (true)
            {
                await NextAsync(changes.Reader, cancellation).ConfigureAwait(false);
                while (changes.Reader.TryRead(out var change))
                {
                    if (Take(change) is { } issued)
                        yield return issued;
                }
                var pass = PassAsync(cancellation).GetAsyncEnumerator(cancellation);
                await using (pass.ConfigureAwait(false))
                {
                    while (await NextAsync(pass).ConfigureAwait(false) is { } decision)
                        yield return decision;
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(ChannelWriter<ClusterChange<SigningRequest>> changes, CancellationToken cancellation)
    {
        try
        {
            await foreach (var change in client.WatchAsync(api => api.SigningRequests, cancellation: cancellation).ConfigureAwait(false))
                await changes.WriteAsync(change, cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever it is, whoever waits for changes must hear of it.
            changes.Complete(e);
        }
    }

    // A change, or the time to look again at what was deferred.
    private async Task NextAsync(ChannelReader<ClusterChange<SigningRequest>> changes, CancellationToken cancellation)
    {
        using var tick = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (_all.Values.Any(csr => csr.State == KubeCsrState.Pending))
            tick.CancelAfter(options.Refresh);
        try
        {
            await changes.WaitToReadAsync(tick.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
        }
    }

    // An API server that restarts, or an inventory that is being written, ends no service: what waits is judged again soon.
    private async Task<CsrDecision?> NextAsync(IAsyncEnumerator<CsrDecision> pass)
    {
        var problem = "";
        try
        {
            return await pass.MoveNextAsync().ConfigureAwait(false) ? pass.Current : null;
        }
        catch (ClusterException e) when (e.MayPass)
        {
            problem = e.Message;
        }
        catch (PkiProblemException e)
        {
            problem = e.Problem.ToString();
        }
        options.Warn($"{problem}; no requests are decided until this is resolved");
        return null;
    }

    private CsrDecision? Take(ClusterChange<SigningRequest> change)
    {
        if (change.Kind == ClusterChangeKind.Restarted)
        {
            _all.Clear();
            return null;
        }
        if (change.Item is not { } item || _api.Read(item) is not { } csr)
            return null;
        var key = csr.Uid ?? csr.Name;
        if (change.Kind == ClusterChangeKind.Deleted)
        {
            _all.Remove(csr.Name);
            _told.Remove(key);
            _waiting.Remove(key);
            return null;
        }
        _all[csr.Name] = csr;
        if (csr.State is KubeCsrState.Pending or KubeCsrState.Approved || !_waiting.Remove(key))
            return null;
        return _told.Remove(key, out var decision) ? ApprovalPass.Issued(decision with { Request = csr }) : null;
    }

    private async IAsyncEnumerable<CsrDecision> PassAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!_all.Values.Any(csr => csr.State == KubeCsrState.Pending))
            yield break;
        var problems = new List<PkiProblem>();
        // All requests are read again: of a list that is still coming in, those that are there already would be judged as if
        // there were no others.
        var pass = await ApprovalPass.OpenAsync(client, options with { Wait = TimeSpan.Zero }, problems, cancellation)
            .ConfigureAwait(false);
        foreach (var problem in problems)
            options.Warn(problem.ToString());
        if (pass.Backlog != _backlog && pass.Backlog is not null)
            options.Warn(pass.Backlog);
        _backlog = pass.Backlog;
        foreach (var csr in pass.Pending.ToList())
        {
            var decision = await pass.ActAsync(pass.Judge(csr), cancellation).ConfigureAwait(false);
            var key = csr.Uid ?? csr.Name;
            if (decision.Action == CsrAction.Approved)
                _waiting.Add(key);
            if (decision.Action != CsrAction.None)
                _all[csr.Name] = decision.Request;
            if (_told.TryGetValue(key, out var before) && before.Action == decision.Action && before.Sentence == decision.Sentence)
                continue;
            _told[key] = decision;
            yield return decision;
        }
    }
}
